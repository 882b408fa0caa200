"""What may be promised and by whom something may be said of it."""

from __future__ import annotations

import datetime as dt

from bot.core import earliest
from bot.core.conversation import Conversation, Promise
from bot.core.errors import Invalid, NotAllowed
from bot.core.world import World

FURTHEST_DAYS = 90


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
    if not inside(world, c, at, agent):
        hours = earliest.hours_of(world.company, world.company.person(agent), c)
        opens = hours.opens_at(at) if hours else None
        said = f" Open again {world.when_here(opens, 'en')}." if opens else ""
        raise Invalid(f"Nobody is here at that time.{said}", code="promise_closed", field="due_at")


def inside(world: World, c: Conversation, at: dt.datetime, agent: str) -> bool:
    """Whether a person answers at that instant; the closing minute counts."""
    hours = earliest.hours_of(world.company, world.company.person(agent), c)
    return hours is None or hours.is_open(at) or hours.is_open(at - dt.timedelta(seconds=1))
