"""Times a customer may pick: half hours in which a person is on duty, the first within one working day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from bot.core import earliest
from bot.core.company import Company, Person
from bot.core.conversation import Conversation
from bot.core.errors import Invalid
from bot.core.event import instant, stamp
from bot.core.people import Member, ranked
from bot.core.shifts import back_at, gone
from bot.core.world import World

STEP = dt.timedelta(minutes=30)
SOONEST = dt.timedelta(minutes=30)
AHEAD_OPENINGS = 2
PREFIX = "slot:"
# An instant (aware UTC) and whose it is.
Slot = tuple[dt.datetime, str]


def people_for(world: World, c: Conversation, first: str | None = None) -> list[Person]:
    """Whose times to offer, best first: `first`, whoever has the case or had it, then who would get it."""
    order: list[Member] = ranked(c, world.members.values(), world.company)
    known = [
        world.members[agent].person
        for agent in (first, c.agent, *reversed(c.helped_by))
        if agent and agent in world.members
    ]
    return list(dict.fromkeys([*known, *(member.person for member in order)]))


def times(company: Company, person: Person, now: dt.datetime, language: str) -> list[dt.datetime]:
    """A person's half hours of the next two openings, as UTC instants, in order; none if the first is too far off."""
    hours = earliest.shift_of(company, person, language)
    found: list[dt.datetime] = []
    for (start, end), _ in zip(hours.openings(now + SOONEST), range(AHEAD_OPENINGS), strict=False):
        found += _half_hours(max(start, now + SOONEST), end)
    return found


def times_of(world: World, person: Person, language: str) -> list[dt.datetime]:
    """The same as of now; of somebody who has signed out, from their next shift on."""
    member, since = world.members.get(person.id), world.now
    if member and gone(world.company, member, since):
        since = (back_at(world.company, person, since) or since) - SOONEST
    return times(world.company, person, since, language)


def soon_enough(
    company: Company, person: Person, now: dt.datetime, language: str, first: dt.datetime
) -> bool:
    """Whether a first time lies within one working day: before the end of the next day that begins after now."""
    openings = earliest.shift_of(company, person, language).openings(now)
    ends = next((end for start, end in openings if start > now), None)
    return ends is not None and first <= ends


def _half_hours(start: dt.datetime, end: dt.datetime) -> Iterator[dt.datetime]:
    at = _next_half_hour(start)
    while at + STEP <= end:
        yield at
        at += STEP


def _next_half_hour(at: dt.datetime) -> dt.datetime:
    floor = at.replace(minute=at.minute - at.minute % 30, second=0, microsecond=0)
    return floor if floor == at else floor + STEP


def name_of(slot: Slot) -> str:
    """A time as programs say it back: "2026-11-25T12:00:00.000Z~aino"."""
    return f"{stamp(slot[0])}~{slot[1]}"


def slot_of(text: str) -> Slot:
    """The other way round.

    Raises:
        Invalid: `slot_unknown`.
    """
    at, _, agent = text.partition("~")
    try:
        return instant(at), agent
    except ValueError:
        raise Invalid("This is none of the times offered.", code="slot_unknown", field="slot") from None


def value_of(pid: str, slot: Slot) -> str:
    """The value of a button that picks a time: for a promise, or for a new one (`pid` empty)."""
    return f"{PREFIX}{pid}:{name_of(slot)}"


def picked(value: str | None) -> tuple[str, Slot] | None:
    """Promise and time that a button picks; None: it is another button."""
    if not value or not value.startswith(PREFIX):
        return None
    pid, _, name = value.removeprefix(PREFIX).partition(":")
    return pid, slot_of(name)
