"""A promise is a record: who, what, by when, where. It ends kept, moved before it was due, withdrawn, or broken and told.

made ──▶ open ── confirmed by who keeps it ── kept / tried; else, after its time: broken, told
          │ reminded: the owner, the owner, the team, the lead (promise_clock.py)
          │ shortly before its time, nobody confirmed it:
          ├── first time: moved, with an apology and other times ──▶ moved ── again ──▶ broken, told, to the lead
          ├── a call met nobody ──▶ tried ── again ──▶ in writing, with a new time (promise_calls.py)
          ├── its owner has left, is off duty or missing: the next one has it, and the customer is told who
          ├── its keeper takes it back: in good time, or by the customer's wish ──▶ withdrawn; else broken (promise_back.py)
          └── the customer: moves it, needs it no more ──▶ withdrawn; "nobody called" ──▶ disputed (beats the agent's word)
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from functools import partial

from bot.core.conversation import Change, Conversation, Promise
from bot.core.errors import Conflict, Invalid
from bot.core.event import CUSTOMER, SYSTEM, Actor
from bot.core.notify import unseen
from bot.core.promise_limits import check_time, may
from bot.core.promise_words import event, facts, told
from bot.core.promised import PENDING, begun, find, is_to_do, owned, put
from bot.core.world import World


def made(world: World, c: Conversation, one: Promise, by: Actor, client_id: str | None = None) -> Change:
    """A person's word, or a time that the customer picked.

    Raises:
        Invalid: `promise_past`, `promise_too_far`, `promise_closed`, or `phone_missing` for a call.
    """
    check_time(world, c, one.due_at, one.agent)
    if one.where == "phone" and not one.phone:
        raise Invalid("A call needs a number to call.", code="phone_missing", field="phone")
    one = begun(world, c, one)
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
        outcome: what came of it, in the person's words, which the customer finds in writing: of a call always.

    Raises:
        Invalid: `outcome_missing`.
    """
    one = find(c, pid)
    may(world, c, one, agent)
    if one.what == "call" and not outcome:
        raise Invalid(
            "Write in a sentence what came of the call: the customer reads it.",
            code="outcome_missing",
            field="text",
        )
    if one.what == "answer" and c.unseen_since:
        given = dataclasses.replace(one, given_at=world.now)
        by = world.actor(agent, c.language)
        return Change(put(c, given), (event(world, c, given, "promise.answered", by, "", outcome or None),))
    key = "notice_promise_called" if one.what == "call" else "notice_promise_kept"
    change = ended(world, c, one, "kept", world.actor(agent, c.language), key, outcome)
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
                partial(ended, world, one=one, status="kept", by=by, notice="notice_promise_kept")
            )
    return change


def withdrawn(world: World, c: Conversation, pid: str) -> Change:
    """The customer needs it no more. (Taken back by a person: promise_back.py.)"""
    return ended(world, c, find(c, pid), "withdrawn", CUSTOMER, "notice_promise_withdrawn")


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
    later = begun(world, c, changed)
    said = event(world, c, later, "promise.moved", by, "notice_promise_moved")
    return told(world, put(c, later), said) if by.kind == "agent" else Change(put(c, later), (said,))


def handed_on(world: World, c: Conversation, seen: Promise, to: str, why: str) -> Change:
    """The same for one whose owner leaves, as it was seen when `to` was found free for it; changed meanwhile, it stays."""
    now = next((one for one in c.promises if one.id == seen.id and one.status in PENDING), None)
    same = now and (now.agent, now.due_at) == (seen.agent, seen.due_at) and is_to_do(now, world.now)
    return rehomed(world, c, seen.id, to, why) if same else Change(c)


def rehomed(world: World, c: Conversation, pid: str, to: str, why: str) -> Change:
    """Somebody else keeps it, at the same time; the customer is told who. `why`: left, off_duty, missing or taken."""
    one = find(c, pid)
    if one.agent == to:
        return Change(c)
    earlier = world.company.person(one.agent).name
    theirs = owned(world, c, dataclasses.replace(one, agent=to))
    said = event(world, c, theirs, "promise.moved", SYSTEM, "", why=why, earlier=one.agent)
    words = world.say("notice_promise_rehomed", c, earlier=earlier, **facts(world, c, theirs))
    return told(world, put(c, theirs), dataclasses.replace(said, data={**said.data, "notice": words}))


def ended(
    world: World, c: Conversation, one: Promise, status: str, by: Actor, notice: str, text: str = ""
) -> Change:
    """It has ended so. `text`: what came of it, or why, in the words of `by`."""
    done = dataclasses.replace(one, status=status)
    return Change(put(c, done), (event(world, c, done, f"promise.{status}", by, notice, text or None),))


def _confirmed(world: World, c: Conversation, one: Promise, agent: str) -> Change:
    if one.confirmed_at:
        return Change(c)
    sure = dataclasses.replace(one, confirmed_at=world.now)
    return Change(put(c, sure), (event(world, c, sure, "promise.confirmed", world.actor(agent, c.language)),))
