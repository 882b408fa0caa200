"""A promise is a record: who, what, by when, where. It ends kept, moved before it was due, withdrawn, or broken and told.

made ──▶ open ── confirmed by who keeps it ── kept / tried; else, after its time: broken, told
          │ reminded: the owner, the owner, the team, the lead (bot/core/promise_clock.py)
          │ shortly before its time, nobody confirmed it:
          ├── first time: moved, with an apology and other times ──▶ moved ── again ──▶ broken, told, to the lead
          ├── a call met nobody ──▶ tried ── again ──▶ in writing, with a new time
          ├── its owner has left, is off duty or missing: the next one has it, and the customer is told who
          └── the customer: moves it, needs it no more ──▶ withdrawn; "nobody called" ──▶ disputed (beats the agent's word)
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from functools import partial
from typing import Any

from bot.core.conversation import Change, Conversation, Promise
from bot.core.errors import Conflict, Invalid, NotAllowed, Unknown
from bot.core.event import CUSTOMER, SYSTEM, Actor
from bot.core.notify import unseen
from bot.core.promise_rules import PromiseRules
from bot.core.promise_words import event, facts
from bot.core.turns import bot_says
from bot.core.world import World

FURTHEST_DAYS = 90
MOST_TRIES = 4
# Times that one customer may have at once: the others are other customers'.
MOST_PICKED = 5
PENDING = ("open", "moved", "tried")
DISPUTABLE = (*PENDING, "kept", "broken")
EVERY = (*DISPUTABLE, "disputed", "withdrawn")


def made(world: World, c: Conversation, one: Promise, by: Actor, client_id: str | None = None) -> Change:
    """A person's word, or a time that the customer picked.

    Raises:
        Invalid: `promise_past`, `promise_too_far`, `promise_closed`, or `phone_missing` for a call.
    """
    check_time(world, c, one.due_at, one.agent)
    if one.where == "phone" and not one.phone:
        raise Invalid("A call needs a number to call.", code="phone_missing", field="phone")
    one = _begun(world, one)
    key = "notice_promised_call" if one.what == "call" else "notice_promised"
    data = {"client_id": client_id} if client_id else {}
    said = event(world, c, one, "promise.made", by, key, one.text or None, **data)
    return Change(c.but(promises=(*c.promises, one), last_at=world.now), (said,))


def confirmed(world: World, c: Conversation, pid: str, agent: str) -> Change:
    """ "I am on it": nobody is reminded any more. By somebody else than its owner, it is that person's from now on."""
    one = find(c, pid)
    may(world, c, one, agent)
    change = rehomed(world, c, pid, agent, "taken") if one.agent != agent else Change(c)
    return change.then(lambda x: _confirmed(world, x, find(x, pid), agent))


def kept(world: World, c: Conversation, pid: str, agent: str, outcome: str = "") -> Change:
    """The person says it is done. A promised answer that the customer has not seen yet is kept once they have.

    Args:
        outcome: what came of it, which the customer finds in writing.
    """
    one = find(c, pid)
    may(world, c, one, agent)
    if one.what == "answer" and c.unseen_since:
        given = dataclasses.replace(one, given_at=world.now)
        by = world.actor(agent, c.language)
        return Change(put(c, given), (event(world, c, given, "promise.answered", by, "", outcome or None),))
    key = "notice_promise_called" if one.what == "call" else "notice_promise_kept"
    change = _ended(world, c, one, "kept", world.actor(agent, c.language), key, outcome)
    return Change(unseen(change.conversation, "promise", world.now), change.events) if outcome else change


def answered(world: World, c: Conversation, agent: str) -> Conversation:
    """The record with what a line by its owner answers: after the reminders have begun, that is the promised answer."""
    for one in c.promises:
        if (
            one.status in PENDING
            and one.what == "answer"
            and one.agent == agent
            and one.reminded
            and not one.given_at
        ):
            c = put(c, dataclasses.replace(one, given_at=world.now))
    return c


def answers_seen(world: World, c: Conversation) -> Change:
    """The customer has seen what was written: the answers promised among it are kept."""
    change = Change(c)
    for one in c.promises:
        if one.status in PENDING and one.given_at:
            by = world.actor(one.agent, c.language)
            change = change.then(
                partial(_ended, world, one=one, status="kept", by=by, notice="notice_promise_kept")
            )
    return change


def tried(world: World, c: Conversation, pid: str, agent: str, new: tuple[dt.datetime, str] | None) -> Change:
    """A call that met nobody: tried again shortly, then told in writing with a new time.

    Args:
        new: a free time for when the tries are over; None: there is none, the customer picks.

    Raises:
        Conflict: `promise_no_call`.
    """
    one = find(c, pid)
    may(world, c, one, agent)
    if one.what != "call":
        raise Conflict("Only a call can meet nobody.", code="promise_no_call")
    rules, by = world.company.promises, world.actor(agent, c.language)
    count = one.tries + 1
    later = world.now + dt.timedelta(seconds=rules.again_s)
    if count % rules.tries and _inside(world, c, later, one.agent):
        again = _begun(world, dataclasses.replace(one, due_at=later, status="tried", tries=count))
        return _told(
            world, put(c, again), event(world, c, again, "promise.tried", by, "notice_promise_tried")
        )
    if count >= MOST_TRIES or not new:
        over = dataclasses.replace(one, status="withdrawn", tries=count)
        return _told(
            world, put(c, over), event(world, c, over, "promise.withdrawn", by, "notice_promise_tries_over")
        )
    at, whose = new
    later_one = _begun(world, dataclasses.replace(one, due_at=at, agent=whose, status="tried", tries=count))
    return _told(
        world, put(c, later_one), event(world, c, later_one, "promise.tried", by, "notice_promise_tried_new")
    )


def withdrawn(world: World, c: Conversation, pid: str, by: Actor = CUSTOMER) -> Change:
    """It is needed no more."""
    one = find(c, pid)
    if by.kind == "agent":
        may(world, c, one, by.id or "")
    return _ended(world, c, one, "withdrawn", by, "notice_promise_withdrawn")


def disputed(world: World, c: Conversation, pid: str) -> Change:
    """ "Nobody called": the customer's word beats the agent's. The case comes to the front with an apology."""
    one = find(c, pid, DISPUTABLE)
    if not _time_came(world, one):
        raise Conflict("That time has not come yet.", code="promise_not_due")
    over = dataclasses.replace(one, status="disputed")
    after = put(c, over).but(urgency=at_least_high(c), reasons=with_reason(c, "promise_disputed"))
    return Change(after, (event(world, c, over, "promise.disputed", CUSTOMER),))


def blamed(world: World, c: Conversation) -> Promise | None:
    """The call that a customer means who writes that nobody called; None: none whose time has come."""
    calls = [
        one
        for one in c.promises
        if one.what == "call" and one.status in DISPUTABLE and _time_came(world, one)
    ]
    return max(calls, key=lambda one: one.due_at, default=None)


def said_sorry(world: World, c: Conversation, pid: str) -> Change:
    """The apology for a promise not kept, with what happens now: a person has it, or it is at the front."""
    one = find(c, pid, ("disputed",))
    ours = world.say(f"promise_not_{one.what}", c, **facts(world, c, one))
    key = "promise_disputed_held" if c.agent else "promise_disputed_front"
    return bot_says(world, c, f"{ours} {world.say(key, c, person=world.someone(c))}")


def moved(
    world: World, c: Conversation, pid: str, to: dt.datetime, by: Actor = CUSTOMER, agent: str | None = None
) -> Change:
    """To another time, before it was due. A person may do so once; the customer as often as they like.

    Raises:
        Conflict: `promise_moved_before` for a second move by a person; `promise_ended`; `promise_late`.
    """
    one = find(c, pid)
    if one.due_at <= world.now:
        raise Conflict("Its time has passed: it cannot be moved any more.", code="promise_late")
    check_time(world, c, to, agent or one.agent)
    if by.kind == "agent":
        may(world, c, one, by.id or "")
        if one.moves:
            raise Conflict(
                "It was moved once already: the lead decides with the customer.", code="promise_moved_before"
            )
    moves = one.moves + (by.kind != "customer")
    changed = dataclasses.replace(one, due_at=to, status="moved", moves=moves, agent=agent or one.agent)
    later = _begun(world, changed)
    said = event(world, c, later, "promise.moved", by, "notice_promise_moved")
    return _told(world, put(c, later), said) if by.kind == "agent" else Change(put(c, later), (said,))


def rehomed(world: World, c: Conversation, pid: str, to: str, why: str) -> Change:
    """Somebody else keeps it, at the same time; the customer is told who. `why`: left, off_duty, missing or taken."""
    one = find(c, pid)
    if one.agent == to:
        return Change(c)
    earlier = world.company.person(one.agent).name
    theirs = dataclasses.replace(
        one, agent=to, confirmed_at=None, reminded=passed(one, world.now, world.company.promises)
    )
    said = event(world, c, theirs, "promise.moved", SYSTEM, "", why=why, earlier=one.agent)
    words = world.say("notice_promise_rehomed", c, earlier=earlier, **facts(world, c, theirs))
    return _told(world, put(c, theirs), dataclasses.replace(said, data={**said.data, "notice": words}))


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


def has(c: Conversation, at: dt.datetime, agent: str) -> bool:
    """Whether that time of that person is this customer's already."""
    return any((one.due_at, one.agent) == (at, agent) for one in pending(c))


def has_enough(c: Conversation) -> bool:
    """Whether the customer has picked as many times as one customer may have."""
    return sum(one.by == "customer" for one in pending(c)) >= MOST_PICKED


def pending(c: Conversation) -> list[Promise]:
    """What is promised and has not ended, the soonest first."""
    return sorted((one for one in c.promises if one.status in PENDING), key=lambda one: one.due_at)


def may(world: World, c: Conversation, one: Promise, agent: str) -> None:
    """Refuses a verb by anyone but its owner, who has the case, the owner's team, and a lead.

    Raises:
        NotAllowed.
    """
    me, owner = world.company.person(agent), world.company.person(one.agent)
    if agent not in (one.agent, c.agent) and me.team != owner.team and "lead" not in me.roles:
        raise NotAllowed(f"This is {owner.name}'s promise: ask {owner.name}, the team or a lead.")


def check_time(world: World, c: Conversation, at: dt.datetime, agent: str) -> None:
    """Refuses what cannot be promised: the past, what is further off than anyone can know, and closed hours.

    An on-call person may promise any hour to a case of danger.
    """
    if at <= world.now:
        raise Invalid("That time has passed.", code="promise_past", field="due_at")
    if at > world.now + dt.timedelta(days=FURTHEST_DAYS):
        raise Invalid(
            f"Nothing is promised over {FURTHEST_DAYS} days ahead.", code="promise_too_far", field="due_at"
        )
    if not _inside(world, c, at, agent):
        opens = world.company.teams[world.company.person(agent).team].hours.opens_at(at)
        said = f" Open again {world.when_here(opens, 'en')}." if opens else ""
        raise Invalid(f"Nobody is here at that time.{said}", code="promise_closed", field="due_at")


def _inside(world: World, c: Conversation, at: dt.datetime, agent: str) -> bool:
    """Whether a person answers at that instant; the closing minute counts."""
    person = world.company.person(agent)
    hours = world.company.teams[person.team].hours
    open_then = hours.is_open(at) or hours.is_open(at - dt.timedelta(seconds=1))
    return open_then or (c.alarm and person.on_call)


def passed(one: Promise, now: dt.datetime, rules: PromiseRules) -> int:
    """How many of the reminders there is no time for."""
    return sum(one.due_at - dt.timedelta(seconds=before) <= now for before, _ in rules.steps)


def put(c: Conversation, one: Promise) -> Conversation:
    """The record with this promise as it is now."""
    return c.but(promises=tuple(_edited(other, one) if other.id == one.id else other for other in c.promises))


def _edited(was: Promise, now: Promise) -> Promise:
    """The next edition, where a calendar would show something else."""
    same = (was.due_at, was.agent, was.status in PENDING) == (now.due_at, now.agent, now.status in PENDING)
    return now if same else dataclasses.replace(now, edition=was.edition + 1)


def at_least_high(c: Conversation) -> str:
    """The urgency of a case in which we failed."""
    return c.urgency if c.urgency == "critical" else "high"


def with_reason(c: Conversation, reason: str) -> tuple[str, ...]:
    """The reasons, this one among them."""
    return c.reasons if reason in c.reasons else (*c.reasons, reason)


def _begun(world: World, one: Promise) -> Promise:
    """A promise with a new time begins again."""
    return dataclasses.replace(
        one, made_at=world.now, reminded=passed(one, world.now, world.company.promises),
        confirmed_at=None, given_at=None, late=False,
    )  # fmt: skip


def _confirmed(world: World, c: Conversation, one: Promise, agent: str) -> Change:
    if one.confirmed_at:
        return Change(c)
    sure = dataclasses.replace(one, confirmed_at=world.now)
    return Change(put(c, sure), (event(world, c, sure, "promise.confirmed", world.actor(agent, c.language)),))


def _time_came(world: World, one: Promise) -> bool:
    return one.tries > 0 or one.status not in PENDING or one.due_at <= world.now


def _ended(
    world: World, c: Conversation, one: Promise, status: str, by: Actor, notice: str, text: str = ""
) -> Change:
    done = dataclasses.replace(one, status=status)
    return Change(put(c, done), (event(world, c, done, f"promise.{status}", by, notice, text or None),))


def _told(world: World, c: Conversation, said: Any) -> Change:
    """A word about a promise that the customer has to see."""
    return Change(unseen(c, "promise", world.now), (said,))
