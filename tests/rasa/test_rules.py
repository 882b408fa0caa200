"""The rules decide by the end of a dialogue as Rasa decides by all of it."""

from __future__ import annotations

import pytest
from rasa.core.policies.rule_policy import RULES, RULES_FOR_LOOP_UNHAPPY_PATH, RulePolicy
from rasa.core.training import load_data
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.importers.importer import TrainingDataImporter

from bot.rasa import rules
from tests.rasa.conftest import ROOT
from tests.rasa.past import DOMAIN, dialogues


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
    ours = [policy.predict_action_probabilities(tracker, DOMAIN) for tracker in trackers]
    assert ours == whole
    assert [one.hide_rule_turn for one in ours] == [one.hide_rule_turn for one in whole]
    assert len({tuple(one.probabilities) for one in whole}) > 20


def test_the_longest_rule_is_looked_at_whole(policy: RulePolicy) -> None:
    assert rules.longest(policy) == 2
    assert policy.lookup[RULES]
    assert not policy.lookup[RULES_FOR_LOOP_UNHAPPY_PATH]
