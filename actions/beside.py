"""A second matter in the same message: the first is answered, the second named, and nobody is pushed to a person for it. Pure."""

from __future__ import annotations

from actions.reply import Reply, worded
from actions.turn import Turn
from bot.core.empathy.hard import alike
from bot.core.empathy.signals import Noticed


def beside(turn: Turn, reply: Reply) -> Reply:
    """The reply, with a word that the other matter is not lost; as it was where there is none, or a person comes forward."""
    other = second(turn)
    if not other or turn.handler != "bot" or reply.custom.get("propose") or reply.custom.get("miss"):
        return reply
    seen = Noticed.read(turn.empathy)
    if seen.upset or seen.urgency == "critical":
        return reply
    named = worded(f"matter.{other}", turn, {})
    return reply.say("talk.also", matter=named[:1].lower() + named[1:])


def second(turn: Turn) -> str | None:
    """The matter that this turn's answer leaves open; None: there is none."""
    return next((one for one in turn.matters if not alike(one, turn.intent)), None)
