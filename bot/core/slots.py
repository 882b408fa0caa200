"""Times a customer may pick: half hours in which a person is on duty, the first within one working day."""

from __future__ import annotations

import datetime as dt

from bot.core.company import Company, Person
from bot.core.conversation import Conversation
from bot.core.people import Member, ranked
from bot.core.world import World

STEP = dt.timedelta(minutes=30)
SOONEST = dt.timedelta(minutes=30)
AHEAD_OPENINGS = 2


def people_for(world: World, c: Conversation) -> list[Person]:
    """Whose times to offer, best first: whoever has the case or had it, then who would get it."""
    order: list[Member] = ranked(c, world.members.values(), world.company)
    known = [world.company.person(agent) for agent in (c.agent, *reversed(c.helped_by)) if agent]
    return list(dict.fromkeys([*known, *(member.person for member in order)]))


def times(company: Company, person: Person, now: dt.datetime) -> list[dt.datetime]:
    """A person's half hours of the next two openings, as UTC instants, in order."""
    hours = company.teams[person.team].hours
    openings = hours.openings(now + SOONEST)
    found: list[dt.datetime] = []
    for (start, end), _ in zip(openings, range(AHEAD_OPENINGS), strict=False):
        at = _next_half_hour(max(start, now + SOONEST))
        while at + STEP <= end:
            found.append(at)
            at += STEP
    return found


def _next_half_hour(at: dt.datetime) -> dt.datetime:
    floor = at.replace(minute=at.minute - at.minute % 30, second=0, microsecond=0)
    return floor if floor == at else floor + STEP
