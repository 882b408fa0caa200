"""Calls that met nobody, and calls that never came: the customer's word beats the agent's.

due ── nobody answers ──▶ tried again shortly ── nobody answers ──▶ in writing, with a new time ── … ──▶ the customer picks
"nobody called" ──▶ disputed: said sorry for, and a person has the case or it is at the front
"""

from __future__ import annotations

import dataclasses
import datetime as dt

from bot.core.conversation import Change, Conversation, Promise
from bot.core.errors import Conflict
from bot.core.event import CUSTOMER
from bot.core.promise_limits import may
from bot.core.promise_words import event, facts, told
from bot.core.promised import DISPUTABLE, PENDING, at_least_high, begun, find, put, with_reason
from bot.core.turns import bot_says
from bot.core.world import World

MOST_TRIES = 4
SHORTLY = dt.timedelta(hours=1)


def goes_again(world: World, one: Promise, at: dt.datetime | None) -> bool:
    """Whether a call that met nobody is simply tried again: at `at`, if that is soon enough, or the time promised."""
    more = (one.tries + 1) % world.company.promises.tries
    return bool(more) and at is not None and at <= max(world.now + SHORTLY, one.due_at)


def next_try(world: World, one: Promise) -> dt.datetime:
    """When a call that met nobody is due again at the earliest: who calls ahead of time calls at the promised time too."""
    return max(world.now + dt.timedelta(seconds=world.company.promises.again_s), one.due_at)


def tried(
    world: World,
    c: Conversation,
    pid: str,
    agent: str,
    again: dt.datetime | None,
    new: tuple[dt.datetime, str] | None = None,
) -> Change:
    """A call that met nobody: tried again shortly, then told in writing with a new time.

    Args:
        again: when its owner is free for a call again; None: not today.
        new: a free time for when the tries are over; None: there is none, the customer picks.

    Raises:
        Conflict: `promise_no_call`.
    """
    one = find(c, pid)
    may(world, c, one, agent)
    if one.what != "call":
        raise Conflict("Only a call can meet nobody.", code="promise_no_call")
    by, count = world.actor(agent, c.language), one.tries + 1
    if again and goes_again(world, one, again):
        next_one = begun(world, c, dataclasses.replace(one, due_at=again, status="tried", tries=count))
        said = event(world, c, next_one, "promise.tried", by, "notice_promise_tried")
        return told(world, put(c, next_one), said)
    if count >= MOST_TRIES or not new:
        over = dataclasses.replace(one, status="withdrawn", tries=count, why="no_answer")
        return told(
            world, put(c, over), event(world, c, over, "promise.withdrawn", by, "notice_promise_tries_over")
        )
    at, whose = new
    later_one = begun(world, c, dataclasses.replace(one, due_at=at, agent=whose, status="tried", tries=count))
    return told(
        world, put(c, later_one), event(world, c, later_one, "promise.tried", by, "notice_promise_tried_new")
    )


def disputed(world: World, c: Conversation, pid: str) -> Change:
    """ "Nobody called": the customer's word beats the agent's. The case comes to the front with an apology."""
    one = find(c, pid, DISPUTABLE)
    if not _time_came(world, one):
        raise Conflict("That time has not come yet.", code="promise_not_due")
    over = dataclasses.replace(one, status="disputed", why="")
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


def _time_came(world: World, one: Promise) -> bool:
    return one.tries > 0 or one.status not in PENDING or one.due_at <= world.now
