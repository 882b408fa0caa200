"""A promise is a record: who, what, by when, where. It ends kept, moved before it was due, withdrawn, or broken and told.

made ──▶ open ──── kept by the person ─────────────▶ kept ── "nobody called" ──▶ disputed
          │ reminded 30 and 10 min before               (the customer's word beats the agent's)
          │ 3 min before, nothing confirmed:
          ├── first time: moved, with an apology ──▶ moved ── again unconfirmed ──▶ broken, told, to the lead
          └── the customer: moves it, or needs it no more ──▶ withdrawn
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from bot.core import people
from bot.core.conversation import Change, Conversation, Promise
from bot.core.errors import Conflict, Invalid, Unknown
from bot.core.event import CUSTOMER, SYSTEM, Actor, Event, stamp
from bot.core.turns import bot_says
from bot.core.world import World

REMIND_BEFORE_S = (1800, 600)
TELL_BEFORE_S = 180
FURTHEST_DAYS = 90
PENDING = ("open", "moved")
MOVE_BY = dt.timedelta(minutes=45)


def made(world: World, c: Conversation, one: Promise, by: Actor, client_id: str | None = None) -> Change:
    """A person's word, or a time that the customer picked.

    Raises:
        Invalid: `promise_past`, `promise_too_far`, or `phone_missing` for a call.
    """
    check_time(world, one.due_at)
    if one.where == "phone" and not one.phone:
        raise Invalid("A call needs a number to call.", code="phone_missing", field="phone")
    one = dataclasses.replace(one, made_at=world.now, reminded=_passed(one, world.now))
    data = {"promise": shown(world, c, one), "notice": _notice(world, c, one, "notice_promised")}
    if client_id:
        data["client_id"] = client_id
    event = Event("promise.made", by, world.now, one.text or None, data)
    return Change(c.but(promises=(*c.promises, one), last_at=world.now), (event,))


def kept(world: World, c: Conversation, pid: str, agent: str) -> Change:
    """The person says it is done."""
    return _ended(world, c, find(c, pid), "kept", world.actor(agent, c.language))


def withdrawn(world: World, c: Conversation, pid: str, by: Actor = CUSTOMER) -> Change:
    """It is needed no more."""
    return _ended(world, c, find(c, pid), "withdrawn", by)


def disputed(world: World, c: Conversation, pid: str) -> Change:
    """ "Nobody called": the customer's word beats the agent's. The case comes to the front with an apology."""
    one = find(c, pid, (*PENDING, "kept", "broken"))
    if one.status in PENDING and one.due_at > world.now:
        raise Conflict("That time has not come yet.", code="promise_not_due")
    after = _with(c, one, status="disputed").but(
        urgency=_at_least_high(c), reasons=_reason(c, "promise_disputed")
    )
    return Change(after, (_event(world, c, find(after, pid, ("disputed",)), "promise.disputed", CUSTOMER),))


def said_sorry(world: World, c: Conversation, pid: str) -> Change:
    """The apology for a promise not kept, with what happens now: a person has it, or it is at the front."""
    one = find(c, pid, ("disputed",))
    ours = world.say(f"promise_not_{one.what}", c, **_facts(world, c, one))
    key = "promise_disputed_held" if c.agent else "promise_disputed_front"
    return bot_says(world, c, f"{ours} {world.say(key, c, person=world.someone(c))}")


def moved(
    world: World, c: Conversation, pid: str, to: dt.datetime, by: Actor = CUSTOMER, agent: str | None = None
) -> Change:
    """To another time, before it was due. A person may do so once; the customer as often as they like.

    Raises:
        Conflict: `promise_moved_before` for a second move by a person; `promise_ended`.
    """
    one = find(c, pid)
    check_time(world, to)
    if by.kind == "agent" and one.moves:
        raise Conflict(
            "It was moved once already: the lead decides with the customer.", code="promise_moved_before"
        )
    moves = one.moves + (by.kind != "customer")
    later = _again(
        world, dataclasses.replace(one, due_at=to, status="moved", moves=moves, agent=agent or one.agent)
    )
    event = _event(world, c, later, "promise.moved", by, "notice_promise_moved")
    return Change(_put(c, later), (event,))


def fell_due(world: World, c: Conversation) -> Change:
    """What the clock asks of each pending promise: a reminder, a move told with an apology, or broken and told."""
    change = Change(c)
    for one in c.promises:
        if next_at(one) and (at := next_at(one)) and at <= world.now:
            change = change.then(lambda x, pid=one.id: _step(world, x, find(x, pid)))  # type: ignore[misc]
    return change


def next_at(one: Promise) -> dt.datetime | None:
    """When the clock next asks something of a promise; None: it has ended."""
    if one.status not in PENDING:
        return None
    offsets = [*REMIND_BEFORE_S, _tell_before_s(one)]
    return one.due_at - dt.timedelta(seconds=offsets[min(one.reminded, len(REMIND_BEFORE_S))])


def _tell_before_s(one: Promise) -> float:
    """How long before its time a promise is moved: half of what there was, for one made shortly before."""
    whole = (one.due_at - one.made_at).total_seconds() if one.made_at else float(TELL_BEFORE_S)
    return min(TELL_BEFORE_S, whole / 2)


def _passed(one: Promise, now: dt.datetime) -> int:
    """How many of the reminders there is no time for."""
    return sum(one.due_at - dt.timedelta(seconds=before) <= now for before in REMIND_BEFORE_S)


def find(c: Conversation, pid: str, among: tuple[str, ...] = PENDING) -> Promise:
    """A promise of this conversation.

    Raises:
        Unknown: `promise_unknown`.
        Conflict: `promise_ended`.
    """
    one = next((one for one in c.promises if one.id == pid), None)
    if not one:
        raise Unknown("There is no such promise.", code="promise_unknown")
    if one.status not in among:
        raise Conflict(f"This promise is {one.status} already.", code="promise_ended")
    return one


def shown(world: World, c: Conversation, one: Promise) -> dict[str, Any]:
    """A promise as customers and agents see it (contract, `state.promises`)."""
    who = people.describe(world.company.person(one.agent), world.company, c.language)
    return {
        "id": one.id,
        "who": {"name": who["name"], "role": who["role"]},
        "what": one.what,
        "due_at": stamp(one.due_at),
        "where": one.where,
        "text": one.text,
        "status": one.status,
    }


def check_time(world: World, at: dt.datetime) -> None:
    """Refuses what cannot be promised: the past, and what is further off than anyone can know."""
    if at <= world.now:
        raise Invalid("That time has passed.", code="promise_past", field="due_at")
    if at > world.now + dt.timedelta(days=FURTHEST_DAYS):
        raise Invalid(
            f"Nothing is promised over {FURTHEST_DAYS} days ahead.", code="promise_too_far", field="due_at"
        )


def _again(world: World, one: Promise) -> Promise:
    """A promise with a new time begins again."""
    return dataclasses.replace(one, made_at=world.now, reminded=_passed(one, world.now))


def _step(world: World, c: Conversation, one: Promise) -> Change:
    if one.reminded < len(REMIND_BEFORE_S):
        due = [s for s in REMIND_BEFORE_S if one.due_at - dt.timedelta(seconds=s) <= world.now]
        reminded = _with(c, one, reminded=max(len(due), one.reminded + 1))
        return Change(
            reminded, (Event("promise.reminded", SYSTEM, world.now, None, {"promise": shown(world, c, one)}),)
        )
    return _broken(world, c, one) if one.moves else _moved_by_us(world, c, one)


def _moved_by_us(world: World, c: Conversation, one: Promise) -> Change:
    """Told before the time passes, by the bot, about the person, with an apology and a new time."""
    hours = world.company.teams[world.company.person(one.agent).team].hours
    wanted = max(one.due_at, world.now) + MOVE_BY
    to = hours.opens_at(wanted) or wanted
    later = _again(world, dataclasses.replace(one, due_at=to, status="moved", moves=1))
    facts = _facts(world, c, one) | {"then": world.when(to, c.language)}
    told = bot_says(world, _put(c, later), world.say("promise_moved", c, **facts))
    return Change(told.conversation, (_event(world, c, later, "promise.moved", SYSTEM), *told.events))


def _broken(world: World, c: Conversation, one: Promise) -> Change:
    after = _with(c, one, status="broken").but(
        urgency=_at_least_high(c), reasons=_reason(c, "promise_broken")
    )
    told = bot_says(world, after, world.say("promise_broken", c, **_facts(world, c, one)))
    ended = dataclasses.replace(one, status="broken")
    return Change(told.conversation, (_event(world, c, ended, "promise.broken", SYSTEM), *told.events))


def _ended(world: World, c: Conversation, one: Promise, status: str, by: Actor) -> Change:
    done = dataclasses.replace(one, status=status)
    return Change(
        _put(c, done), (_event(world, c, done, f"promise.{status}", by, f"notice_promise_{status}"),)
    )


def _event(world: World, c: Conversation, one: Promise, type: str, by: Actor, notice: str = "") -> Event:
    data = {"promise": shown(world, c, one)} | ({"notice": _notice(world, c, one, notice)} if notice else {})
    return Event(type, by, world.now, None, data)


def _notice(world: World, c: Conversation, one: Promise, key: str) -> str:
    return world.say(key, c, **_facts(world, c, one))


def _facts(world: World, c: Conversation, one: Promise) -> dict[str, str]:
    what = world.lines.say(f"promised_{one.what}", c.language)
    name = world.company.person(one.agent).name
    return {
        "name": name,
        "person": world.person(one.agent, c.language),
        "what": what,
        "when": world.when(one.due_at, c.language),
    }


def _with(c: Conversation, one: Promise, **changes: Any) -> Conversation:
    return _put(c, dataclasses.replace(one, **changes))


def _put(c: Conversation, one: Promise) -> Conversation:
    return c.but(promises=tuple(one if other.id == one.id else other for other in c.promises))


def _at_least_high(c: Conversation) -> str:
    return c.urgency if c.urgency == "critical" else "high"


def _reason(c: Conversation, reason: str) -> tuple[str, ...]:
    return c.reasons if reason in c.reasons else (*c.reasons, reason)
