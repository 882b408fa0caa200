"""Dialogues as they may lie in a tracker, made by chance; the same every time."""

from __future__ import annotations

import random
from typing import Any

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    BotUttered,
    Event,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from tests.rasa.server import ROOT

DOMAIN = Domain.load(str(ROOT / "domain.yml"))
INTENTS = sorted(DOMAIN.intents)


def said(text: str, intent: str, **metadata: Any) -> UserUttered:
    parsed = {"text": text, "intent": {"name": intent, "confidence": 0.9}, "entities": []}
    return UserUttered(text, parsed["intent"], [], parsed, metadata=metadata)


def a_turn(chance: random.Random) -> list[Event]:
    """What one turn may leave in a dialogue, also such as ours never does."""
    intent = chance.choice(INTENTS)
    action = chance.choice([f"action_{intent}", "order_form", "action_serve_order", "action_miss"])
    events: list[Event] = [said("moi", intent, turn_id=f"t.{chance.random()}")]
    if chance.random() < 0.2:
        events.append(ActionExecutionRejected("order_form"))
    events.append(ActionExecuted(action))
    if action == "order_form":
        events.append(ActiveLoop(chance.choice(["order_form", None])))
    events += [SlotSet("misses", 1), BotUttered("hei"), *([Restarted()] if chance.random() < 0.05 else [])]
    events += [UserUtteranceReverted()] if chance.random() < 0.05 else []
    return [*events, *([ActionExecuted("action_listen")] if chance.random() < 0.8 else [])]


def dialogues(count: int) -> list[DialogueStateTracker]:
    """Dialogues of up to ten turns, broken off anywhere."""
    chance, found = random.Random(7), []
    for number in range(count):
        events: list[Event] = [ActionExecuted("action_session_start"), SessionStarted()]
        events.append(ActionExecuted("action_listen"))
        for _ in range(chance.randint(0, 10)):
            events += a_turn(chance)
        kept = events[: chance.randint(1, len(events))]
        found.append(DialogueStateTracker.from_events(f"{number}", kept, slots=DOMAIN.slots, domain=DOMAIN))
    return found
