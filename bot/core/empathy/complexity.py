"""How much there is to a matter, 0 to 1, and what makes it so: for the person who may have to take it. Pure.

Each of these weighs the same, and none is enough alone: two simple questions in one message are two simple questions, and a
long letter may ask one plain thing. The customer never hears of it, and the desk shows the reasons, never the number.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.empathy.history import Turns
from bot.core.empathy.signals import Noticed

HARD = ("several_matters", "long_story", "high_stakes", "low_confidence")
"""The signals on a message that make its matter a hard one, in the order in which they are named."""
WEIGHT = 0.3
IN_DOUBT_WORDS = 15
TANGLED = 0.5
"""From here on the person is offered: two reasons together. Measured on tests/dev/complexity.jsonl (docs/understanding.md)."""


@dataclass(frozen=True)
class Complexity:
    """`share` from 0 (simple) to 1; `reasons`: stable keys, worded at the desk."""

    share: float = 0.0
    reasons: tuple[str, ...] = ()

    @property
    def tangled(self) -> bool:
        """Whether a person should be on offer for it, however calm its writer is."""
        return self.share >= TANGLED


def complexity(now: Noticed, text: str, before: Turns, missed: bool, again: int) -> Complexity:
    """How hard a matter is by now.

    Args:
        now: what was noticed in this turn.
        text: the customer's words: a short question in doubt is a short question.
        before: the turns before it.
        missed: whether the assistant is at a loss in this turn.
        again: how often the same was said before; the same answer twice is no sign of it.
    """
    lost = missed or before.misses > 0
    in_doubt = not lost and len(text.split()) >= IN_DOUBT_WORDS  # a miss is that same doubt: counted once
    told = {
        **{name: name in now.names for name in HARD},
        "low_confidence": in_doubt and "low_confidence" in now.names,
        "miss": lost,
        "said_again": again > 0,
    }
    reasons = tuple(name for name, holds in told.items() if holds)
    return Complexity(1 - (1 - WEIGHT) ** len(reasons), reasons)
