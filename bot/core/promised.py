"""What stands promised in a record: found, counted, put back as it is now."""

from __future__ import annotations

import dataclasses
import datetime as dt

from bot.core.conversation import Conversation, Promise
from bot.core.errors import Conflict, Unknown
from bot.core.promise_keepers import leaves_at
from bot.core.promise_rules import PromiseRules
from bot.core.world import World

PENDING = ("open", "moved", "tried")
DISPUTABLE = (*PENDING, "kept", "broken")
EVERY = (*DISPUTABLE, "disputed", "withdrawn")
# Times that one customer may have at once: the others are other customers'.
MOST_PICKED = 5


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


def still(c: Conversation, seen: Promise) -> None:
    """Refuses a step upon a promise that somebody else has got since it was looked at.

    Raises:
        Conflict: `promise_handed_on`; `promise_ended`.
    """
    if find(c, seen.id).agent != seen.agent:
        raise Conflict("Somebody else has it now.", code="promise_handed_on")


def pending(c: Conversation) -> list[Promise]:
    """What is promised and has not ended, the soonest first."""
    return sorted((one for one in c.promises if one.status in PENDING), key=lambda one: one.due_at)


def is_to_do(one: Promise, now: dt.datetime) -> bool:
    """Whether somebody else could still keep it: not once the answer is written, or its time has come."""
    return not one.given_at and one.due_at > now


def has(c: Conversation, at: dt.datetime, agent: str) -> bool:
    """Whether that time of that person is this customer's already."""
    return any((one.due_at, one.agent) == (at, agent) for one in pending(c))


def has_enough(c: Conversation) -> bool:
    """Whether the customer has picked as many times as one customer may have."""
    return sum(one.by == "customer" for one in pending(c)) >= MOST_PICKED


def put(c: Conversation, one: Promise) -> Conversation:
    """The record with this promise as it is now."""
    return c.but(promises=tuple(_edited(other, one) if other.id == one.id else other for other in c.promises))


def begun(world: World, c: Conversation, one: Promise) -> Promise:
    """A promise with a new time begins again."""
    return dataclasses.replace(owned(world, c, one), made_at=world.now, given_at=None, late=False)


def owned(world: World, c: Conversation, one: Promise) -> Promise:
    """A promise whose owner has only just got it: nobody has confirmed it, and the reminders still to come are theirs."""
    return dataclasses.replace(
        one, reminded=passed(one, world.now, world.company.promises), confirmed_at=None,
        leaves_at=leaves_at(world, c, one), alone=False,
    )  # fmt: skip


def passed(one: Promise, now: dt.datetime, rules: PromiseRules) -> int:
    """How many of the reminders there is no time for."""
    return sum(one.due_at - dt.timedelta(seconds=before) <= now for before, _ in rules.steps)


def at_least_high(c: Conversation) -> str:
    """The urgency of a case in which we failed."""
    return c.urgency if c.urgency == "critical" else "high"


def with_reason(c: Conversation, reason: str) -> tuple[str, ...]:
    """The reasons, this one among them."""
    return c.reasons if reason in c.reasons else (*c.reasons, reason)


def _edited(was: Promise, now: Promise) -> Promise:
    """The next edition, where a calendar would show something else."""
    same = (was.due_at, was.agent, was.status in PENDING) == (now.due_at, now.agent, now.status in PENDING)
    return now if same else dataclasses.replace(now, edition=was.edition + 1)
