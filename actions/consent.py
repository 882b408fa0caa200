"""Yes and no: what they mean depends on what was asked last (slot `pending`)."""

from __future__ import annotations

from actions.deeds import DEEDS
from actions.missed import declined, missed
from actions.repair import which
from actions.reply import Reply
from actions.skill import Skill
from actions.turn import Turn
from bot.core.empathy.signals import Noticed


class Affirm(Skill):
    """Does what was asked about."""

    intent = "affirm"

    async def reply(self, turn: Turn) -> Reply:
        """The handoff, or the deed; without a question a word and a way on."""
        pending = turn.slots.get("pending") or {}
        if pending.get("do") == "handoff":
            return Reply().handoff(pending.get("reason") or "asked")
        if pending.get("takes") == "choice" and not turn.first("choice"):
            return which(pending)
        deed = turn.first("choice") or pending.get("do")
        if pending.get("do") in DEEDS and deed in DEEDS and pending.get("takes") != "text":
            return await DEEDS[deed](turn, pending)
        upset = Noticed.read(turn.empathy).upset  # who is asked nothing: a yes to nothing is a miss of ours
        return missed(turn) if turn.asked or upset else Reply().say("talk.yes")


class Deny(Skill):
    """Leaves it, kindly. An offer declined rests for three turns."""

    intent = "deny"

    def answer(self, turn: Turn) -> Reply:
        """By what was asked."""
        pending = turn.slots.get("pending") or {}
        if pending.get("do") == "handoff":
            return declined(turn)
        if turn.asked:
            return missed(turn)
        return Reply().keep(pending=None).say("talk.left" if pending else "talk.no")
