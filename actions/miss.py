"""The answers to what was not understood, and to what this shop has nothing to do with (actions/missed.py decides)."""

from __future__ import annotations

from actions.missed import missed, rests
from actions.reply import Reply
from actions.skill import Skill
from actions.turn import Turn

BETWEEN = frozenset({"greet", "goodbye"})
"""What "moro" and "heippa" may both be: no miss, once it is clear whether the talk begins or ends."""


class Miss(Skill):
    """The answer to what was not understood."""

    intent = "miss"

    def answer(self, turn: Turn) -> Reply:
        """Admits it."""
        if set(turn.nearest) == BETWEEN and not turn.asked and turn.handler == "bot":
            return Reply().say("talk.greet" if turn.number <= 1 else "talk.goodbye")
        return missed(turn)


class OutOfScope(Skill):
    """The answer to what this shop has nothing to do with."""

    intent = "out_of_scope"

    def answer(self, turn: Turn) -> Reply:
        """Says so plainly; the count of misses stays: nobody was let down."""
        if turn.asked or turn.handler == "queue":
            return missed(turn)
        if rests(turn):
            return Reply().say("miss.scope_rest").tell(miss=True)
        return Reply().say("miss.scope").offer("out_of_scope", miss=True)
