"""A few words that only go on from the question before: "entä lauantaina?", "and to a pick-up point?". Pure."""

from __future__ import annotations

from actions.kinds import has
from actions.turn import Turn

FACTS = frozenset({"opening_hours", "delivery_info"})
"""What is asked on about: one and the same skill answers it for every day, every way of delivery."""
FEW_WORDS = 5


def goes_on_from(turn: Turn) -> str | None:
    """The intent that a few words not understood go on from; None: they do not."""
    words = turn.text.split()
    few = len(words) <= FEW_WORDS and has(" ".join(words[:2]), "and_what")
    return turn.before if few and turn.intent == "nlu_fallback" and turn.before in FACTS else None
