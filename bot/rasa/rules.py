"""The rules' policy looks at as much of a dialogue as its longest rule, not at all of it.

Rasa replays the dialogue and describes every step of it up to three times a turn, though a rule is only ever compared
with as many of the last steps as it has itself (`RulePolicy._is_rule_applicable`): ours have two.
"""

from __future__ import annotations

import json
from typing import Any

from rasa.core.policies.rule_policy import RULES, RULES_FOR_LOOP_UNHAPPY_PATH, RulePolicy
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted
from rasa.shared.core.trackers import DialogueStateTracker

State = dict[str, dict[str, Any]]


def prediction_states(
    self: RulePolicy,
    tracker: DialogueStateTracker,
    domain: Domain,
    use_text_for_last_user_input: bool = False,
    rule_only_data: dict[str, Any] | None = None,
) -> list[State]:
    """In place of RulePolicy._prediction_states: the last of the states that it gives, as many as a rule can ask for."""
    states = last_states(tracker, domain, longest(self))
    self.featurizer._choose_last_user_input([states], use_text_for_last_user_input)
    return states


def longest(policy: RulePolicy) -> int:
    """How many steps the longest rule has."""
    found: int = policy.__dict__.get("_longest", 0)
    if not found:
        keys = [*policy.lookup[RULES], *policy.lookup[RULES_FOR_LOOP_UNHAPPY_PATH]]
        found = policy.__dict__["_longest"] = max((len(json.loads(key)) for key in keys), default=1)
    return found


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
