"""When a person is at work: on duty at an instant, gone for the rest of a shift, back at the next."""

from __future__ import annotations

import datetime as dt
import itertools

from bot.core import earliest
from bot.core.company import Company, Person
from bot.core.people import Member

# How far before an instant the end of a shift is looked for.
LOOK_BACK = dt.timedelta(days=14)


def on_duty(company: Company, person: Person, at: dt.datetime) -> bool:
    """Whether an instant lies in a person's hours; the closing minute counts."""
    hours = earliest.shift_of(company, person)
    return hours.is_open(at) or hours.is_open(at - dt.timedelta(seconds=1))


def back_at(company: Company, person: Person, since: dt.datetime) -> dt.datetime | None:
    """When the first shift begins after an instant; None: none within 60 days."""
    openings = earliest.shift_of(company, person).openings(since)
    return next((start for start, _ in openings if start > since), None)


def last_end(company: Company, person: Person, since: dt.datetime, until: dt.datetime) -> dt.datetime | None:
    """When the last shift ends between two instants; None: none does."""
    openings = earliest.shift_of(company, person).openings(max(since, until - LOOK_BACK))
    ends = [end for _, end in itertools.takewhile(lambda span: span[1] <= until, openings)]
    return ends[-1] if ends else None


def gone(company: Company, member: Member, now: dt.datetime) -> bool:
    """Whether they signed out, and no shift of theirs has begun since."""
    if not member.left_at:
        return False
    back = back_at(company, member.person, member.left_at)
    return back is None or back > now
