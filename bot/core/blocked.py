"""Blocking somebody who abuses people: a person's decision with a reason, told to them, open to review, and it ends."""

from __future__ import annotations

import datetime as dt

from bot.core.case import hold, resolve
from bot.core.conversation import Change, Conversation
from bot.core.errors import NotAllowed
from bot.core.event import Event, stamp
from bot.core.world import World


class Blocked(NotAllowed):
    """A person ended this conversation for good; the phone is the way to have that looked at."""

    code = "blocked"
    title = "A person has ended this conversation. To have that looked at, call us."


def block(world: World, c: Conversation, agent: str, reason: str, until: dt.datetime) -> Change:
    """The holder ends the case and takes no more from this customer until a day. The customer is told by whom.

    Raises:
        Conflict: by anyone but the holder.
    """
    hold(world, c, agent)
    done = resolve(world, c, agent, None).conversation
    notice = world.say("notice_blocked", c, person=world.person(agent, c.language))
    me = world.actor(agent, c.language)
    return Change(
        done.but(blocked_until=until, later=()),
        (
            Event("customer.blocked", me, world.now, None, {"reason": reason, "until": stamp(until)}),
            Event("conversation.resolved", me, world.now, None, {"notice": notice}),
        ),
    )


def lift(world: World, c: Conversation, agent: str, reason: str) -> Change:
    """Somebody looked at it again: the customer may write."""
    event = Event("customer.unblocked", world.actor(agent, c.language), world.now, None, {"reason": reason})
    return Change(c.but(blocked_until=None), (event,))


def refuse(now: dt.datetime, c: Conversation, phone: str) -> None:
    """Refuses a customer's words while they are blocked.

    Raises:
        Blocked: with the phone.
    """
    if c.blocked_until and c.blocked_until > now:
        raise Blocked(phone=phone, until=stamp(c.blocked_until))
