"""What a person puts off: a line that is sent at its time, a case that comes back at a time or when the customer writes.

A line set for later was sent by the person who pressed send. Where it would no longer fit, because the customer has
written meanwhile or the person has let the case go, it is not sent: it comes back to the desk with the reason.
"""

from __future__ import annotations

import datetime as dt

from bot.core.case import agent_wrote, hold
from bot.core.conversation import Change, Conversation, Later
from bot.core.errors import Conflict, Invalid, Unknown
from bot.core.event import SYSTEM, Event, stamp
from bot.core.promised import PENDING
from bot.core.world import World

FURTHEST_DAYS = 30
MOST_LATER = 20


def send_later(world: World, c: Conversation, one: Later) -> Change:
    """Keeps a line until its time.

    Raises:
        Invalid: `time_past`, `time_too_far`. Conflict: by anyone but the holder; `too_many_later`.
    """
    hold(world, c, one.agent)
    _check(world, one.send_at)
    if len(c.later) >= MOST_LATER:
        raise Conflict("There are as many lines for later as one case can hold.", code="too_many_later")
    data = {"later": shown(one)}
    event = Event("later.set", world.actor(one.agent, c.language), world.now, one.text, data)
    return Change(c.but(later=(*c.later, one)), (event,))


def take_back(world: World, c: Conversation, agent: str, lid: str) -> Change:
    """The person thinks better of it.

    Raises:
        Unknown: `later_unknown`: never there, or sent already.
    """
    hold(world, c, agent)
    one = next((one for one in c.later if one.id == lid), None)
    if not one:
        raise Unknown("There is no such line waiting.", code="later_unknown")
    return _dropped(world, c, one, "taken_back")


def later_due(world: World, c: Conversation) -> Change:
    """Sends what is due, or gives it back to the desk."""
    change = Change(c)
    for one in c.later:
        if one.send_at <= world.now:
            change = change.then(lambda x, one=one: _send(world, x, one))  # type: ignore[misc]
    return change


def snooze(world: World, c: Conversation, agent: str, until: dt.datetime) -> Change:
    """The case leaves its holder's list until a time, or until the customer writes. Its owner stays.

    Raises:
        Conflict: `answer_first`: the customer waits for a word and was promised none.
        Invalid: `time_past`, `time_too_far`.
    """
    hold(world, c, agent)
    _check(world, until)
    promised = any(one.status in PENDING for one in c.promises)
    if c.owed_a_word and not promised:
        raise Conflict(
            "The customer waits for a word. Answer or promise first, then put it off.", code="answer_first"
        )
    event = Event("case.snoozed", world.actor(agent, c.language), world.now, None, {"until": stamp(until)})
    return Change(c.but(snoozed_until=until), (event,))


def wake(world: World, c: Conversation, why: str) -> Change:
    """The case is back on its holder's list. `why`: `time`, `customer` or `agent`."""
    if not c.snoozed_until:
        return Change(c)
    event = Event("case.woken", SYSTEM, world.now, None, {"why": why, "to": c.agent})
    return Change(c.but(snoozed_until=None), (event,))


def wake_due(world: World, c: Conversation) -> Change:
    """Wakes a case whose time has come."""
    return wake(world, c, "time") if c.snoozed_until and c.snoozed_until <= world.now else Change(c)


def shown(one: Later) -> dict[str, object]:
    """A line set for later, as the desk sees it."""
    return {"id": one.id, "agent": one.agent, "text": one.text, "at": stamp(one.send_at)}


def _send(world: World, c: Conversation, one: Later) -> Change:
    if why := _unfit(c, one):
        return _dropped(world, c, one, why)
    left = c.but(later=tuple(other for other in c.later if other.id != one.id))
    return agent_wrote(world, left, one.agent, one.text, {"client_id": one.id}, by_itself=True)


def _unfit(c: Conversation, one: Later) -> str | None:
    """Why it must not go out; None: it may."""
    if c.handler != "agent" or c.agent != one.agent:
        return "no_longer_yours"
    return "customer_wrote" if c.wrote_at and c.wrote_at > one.set_at else None


def _dropped(world: World, c: Conversation, one: Later, why: str) -> Change:
    data = {"later": shown(one), "reason": why}
    left = c.but(later=tuple(other for other in c.later if other.id != one.id))
    return Change(left, (Event("later.dropped", SYSTEM, world.now, one.text, data),))


def _check(world: World, at: dt.datetime) -> None:
    if at <= world.now:
        raise Invalid("That time has passed.", code="time_past", field="at")
    if at > world.now + dt.timedelta(days=FURTHEST_DAYS):
        raise Invalid(f"{FURTHEST_DAYS} days ahead is the most.", code="time_too_far", field="at")
