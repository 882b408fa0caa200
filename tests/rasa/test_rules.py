"""The rules decide by the end of a dialogue as Rasa decides by all of it."""

from __future__ import annotations

import json
from itertools import permutations

import pytest
from rasa.core.policies.rule_policy import RULES, RULES_FOR_LOOP_UNHAPPY_PATH, RulePolicy
from rasa.core.training import load_data
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.importers.importer import TrainingDataImporter

from bot.rasa import rules
from tests.rasa.past import DOMAIN, dialogues
from tests.rasa.server import ROOT


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_the_last_states_are_the_end_of_all_states(count: int) -> None:
    for tracker in dialogues(200):
        assert rules.last_states(tracker, DOMAIN, count) == tracker.past_states(DOMAIN)[-count:]


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> RulePolicy:
    """Rasa's policy with the rules of this project."""
    importer = TrainingDataImporter.load_from_dict(
        domain_path=str(ROOT / "domain.yml"), training_data_paths=[str(ROOT / "data/rules")]
    )
    storage = LocalModelStorage(tmp_path_factory.mktemp("rules"))
    context = ExecutionContext(GraphSchema({}), "test")
    config = RulePolicy.get_default_config() | {"core_fallback_action_name": "action_miss"}
    made = RulePolicy(config, storage, Resource("rules"), context)
    made.train(load_data(importer, DOMAIN), DOMAIN)
    return made


def test_rules_decide_as_by_the_whole_dialogue(policy: RulePolicy, monkeypatch: pytest.MonkeyPatch) -> None:
    trackers = dialogues(300)
    whole = [policy.predict_action_probabilities(tracker, DOMAIN) for tracker in trackers]
    monkeypatch.setattr(RulePolicy, "_prediction_states", rules.prediction_states)
    monkeypatch.setattr(RulePolicy, "_get_possible_keys", rules.possible_keys)
    ours = [policy.predict_action_probabilities(tracker, DOMAIN) for tracker in trackers]
    assert ours == whole
    assert [one.hide_rule_turn for one in ours] == [one.hide_rule_turn for one in whole]
    assert len({tuple(one.probabilities) for one in whole}) > 20


def test_the_longest_rule_is_looked_at_whole(policy: RulePolicy) -> None:
    assert rules.longest(policy) == 2
    assert policy.lookup[RULES]
    assert not policy.lookup[RULES_FOR_LOOP_UNHAPPY_PATH]


STEPS: list[dict[str, dict[str, str]]] = [
    {},
    {"user": {"intent": "greet"}},
    {"prev_action": {"action_name": "action_listen"}},
    {"prev_action": {"action_name": "action_listen"}, "user": {"intent": "greet"}},
    {"prev_action": {"action_name": "action_listen"}, "user": {"intent": "should_not_be_set"}},
    {"prev_action": {"action_name": "should_not_be_set"}, "user": {"intent": "greet"}},
    {"prev_action": {"action_name": "action_listen"}, "user": {"text": "moi"}},
    {"prev_action": {"action_text": "moi"}},
    {"prev_action": {"action_name": "order_form"}, "active_loop": {"name": "should_not_be_set"}},
    {
        "prev_action": {"action_name": "order_form"},
        "user": {"intent": "thanks"},
        "active_loop": {"name": "order_form"},
    },
]


def test_no_rule_that_fits_is_left_out(policy: RulePolicy) -> None:
    keys = {json.dumps(rule): "" for rule in [*([step] for step in STEPS), *permutations(STEPS, 2)]}
    for states in [*([step] for step in STEPS), *(list(pair) for pair in permutations(STEPS, 2))]:
        assert rules.possible_keys(policy, keys, states) == policy._get_possible_keys(keys, states)
