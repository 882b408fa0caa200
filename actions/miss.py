"""The answers to what was not understood, and to what this shop has nothing to do with (actions/missed.py decides)."""

from __future__ import annotations

from actions.asking_on import goes_on_from
from actions.missed import missed, rests
from actions.reply import Reply
from actions.skill import Skill
from actions.turn import Turn

BETWEEN = frozenset({"greet", "goodbye"})
"""What "moro" and "heippa" may both be: no miss, once it is clear whether the talk begins or ends."""


async def asked_on(turn: Turn) -> Reply | None:
    """The fact told before, for what is asked about it now; None: this asks on about nothing."""
    asked = goes_on_from(turn)
    skill = next((one for one in Skill.__subclasses__() if one.intent == asked), None)
    return await skill().reply(turn) if skill else None


class Miss(Skill):
    """The answer to what was not understood."""

    intent = "miss"

    async def reply(self, turn: Turn) -> Reply:
        """The same fact again for who asks on ("and on Saturday?"); else as `answer`."""
        return await asked_on(turn) or self.answer(turn)

    def answer(self, turn: Turn) -> Reply:
        """Admits it."""
        if set(turn.nearest) == BETWEEN and not turn.asked and turn.handler == "bot":
            return Reply().say("talk.greet" if turn.number <= 1 else "talk.goodbye")
        return missed(turn)


class OutOfScope(Skill):
    """The answer to what this shop has nothing to do with."""

    intent = "out_of_scope"

    async def reply(self, turn: Turn) -> Reply:
        """The same fact again for who asks on; else as `answer`."""
        return await asked_on(turn) or self.answer(turn)

    def answer(self, turn: Turn) -> Reply:
        """Says so plainly; the count of misses stays: nobody was let down."""
        if turn.asked or turn.handler == "queue":
            return missed(turn)
        if rests(turn):
            return Reply().say("miss.scope_rest").tell(miss=True)
        return Reply().say("miss.scope").offer("out_of_scope", miss=True)
