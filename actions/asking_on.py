"""A few words that only go on from a fact told before: "entä lauantaina?", "and to a pick-up point?". Pure."""

from __future__ import annotations

from actions.days import asked_for
from actions.kinds import has, kind_of
from actions.turn import Turn

METHODS = ("express", "pickup", "home")
FEW_WORDS = 5
NOT_HEARD = frozenset({"nlu_fallback", "out_of_scope"})
"""What a few such words are taken for by themselves."""


def goes_on_from(turn: Turn) -> str | None:
    """The intent that a few words not understood go on from, for another day or way of delivery; None: they do not."""
    if not _asks_on(turn.intent, turn.text):
        return None
    before = next((intent for intent, text in turn.before if not _asks_on(intent, text)), None)
    about = {
        "opening_hours": bool(asked_for(turn)),
        "delivery_info": bool(kind_of(turn.text, METHODS)),
    }
    return before if before and about.get(before) else None


def _asks_on(intent: str, text: str) -> bool:
    words = text.split()
    return intent in NOT_HEARD and len(words) <= FEW_WORDS and has(" ".join(words[:2]), "and_what")
