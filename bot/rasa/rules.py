"""The rules' policy looks at as much of a dialogue as its longest rule, not at all of it, and at the rules that may fit.

Rasa replays the dialogue and describes every step of it up to three times a turn, though a rule is only ever compared
with as many of the last steps as it has itself (`RulePolicy._is_rule_applicable`): ours have two. And it compares every
rule, though nearly all name the action or the intent that they follow.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from rasa.core.policies.rule_policy import RULES, RULES_FOR_LOOP_UNHAPPY_PATH, RulePolicy
from rasa.shared.core.constants import PREVIOUS_ACTION, SHOULD_NOT_BE_SET, USER
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ACTION_NAME, INTENT

State = dict[str, dict[str, Any]]
Pair = tuple[str | None, str | None]
_possible_keys = RulePolicy._get_possible_keys


def prediction_states(
    self: RulePolicy,
    tracker: DialogueStateTracker,
    domain: Domain,
    use_text_for_last_user_input: bool = False,
    rule_only_data: dict[str, Any] | None = None,
) -> list[State]:
    """In place of RulePolicy._prediction_states: the last of the states that it gives, as many as a rule can ask for."""
    states = [{name: dict(part) for name, part in state.items()} for state in _seen(self, tracker, domain)]
    self.featurizer._choose_last_user_input([states], use_text_for_last_user_input)
    return states


def _seen(policy: RulePolicy, tracker: DialogueStateTracker, domain: Domain) -> list[State]:
    """The last states; Rasa asks twice in a row, once by the text of what was said and once by its intent."""
    before = policy.__dict__.get("_before")
    if before and before[0] is tracker and before[1] == len(tracker.events):
        return list(before[2])
    states = last_states(tracker, domain, longest(policy))
    policy.__dict__["_before"] = tracker, len(tracker.events), states
    return states


def longest(policy: RulePolicy) -> int:
    """How many steps the longest rule has."""
    found: int = policy.__dict__.get("_longest", 0)
    if not found:
        keys = [*policy.lookup[RULES], *policy.lookup[RULES_FOR_LOOP_UNHAPPY_PATH]]
        found = policy.__dict__["_longest"] = max((len(json.loads(key)) for key in keys), default=1)
    return found


def possible_keys(self: RulePolicy, lookup: dict[str, str], states: list[State]) -> set[str]:
    """In place of RulePolicy._get_possible_keys: Rasa compares those rules that name what was last, or nothing."""
    last = states[-1]
    action, intent = last.get(PREVIOUS_ACTION, {}).get(ACTION_NAME), last.get(USER, {}).get(INTENT)
    index = _index(self, lookup)
    pairs = {(a, i) for a in (action, None) for i in (intent, None)}
    found: set[str] = _possible_keys(self, {key: "" for pair in pairs for key in index.get(pair, ())}, states)
    return found


def _index(policy: RulePolicy, lookup: dict[str, str]) -> dict[Pair, list[str]]:
    """Rules by the action and the intent that their last step names; made once, as rules only come with a model."""
    known: dict[int, dict[Pair, list[str]]] = policy.__dict__.setdefault("_indexes", {})
    if id(lookup) not in known:
        made: dict[Pair, list[str]] = defaultdict(list)
        for key in lookup:
            made[_named(json.loads(key)[-1])].append(key)
        known[id(lookup)] = made
    return known[id(lookup)]


def _named(step: State) -> Pair:
    """The action and the intent without which a rule's step never fits; a step that begins a dialogue asks for neither."""
    action, intent = step.get(PREVIOUS_ACTION, {}).get(ACTION_NAME), step.get(USER, {}).get(INTENT)
    if not action:
        return None, None
    names = [None if name == SHOULD_NOT_BE_SET else name for name in (action, intent or None)]
    return names[0], names[1]


def last_states(tracker: DialogueStateTracker, domain: Domain, count: int) -> list[State]:
    """The dialogue before each of its last actions and as it is now: the end of `tracker.past_states(domain)`."""
    events = tracker.applied_events()
    actions = [at for at, event in enumerate(events) if isinstance(event, ActionExecuted)]
    looked_at = set(actions[max(0, len(actions) + 1 - count) :])
    replay, states = tracker.init_copy(), []
    for at, event in enumerate(events):
        if at in looked_at:
            states.append(domain.get_active_state(replay))
        event.apply_to(replay)
    return [*states, domain.get_active_state(replay)]
