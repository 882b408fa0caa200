"""Who can take this, and when at the earliest: one answer for the bot's words, the page, Telegram, the desk and the times offered.

Who: `people.ranked`. When: the hours of that person's team in the customer's language; for danger the person on call has
no hours, where an alarm gets to them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.core import people
from bot.core.company import Company
from bot.core.conversation import Conversation
from bot.core.event import stamp
from bot.core.hours import Hours
from bot.core.people import Member, next_five_minutes


@dataclass(frozen=True)
class Reach:
    """A person, and the earliest instant known at which they can take it; None: right now."""

    member: Member
    at: dt.datetime | None


def earliest(
    c: Conversation, members: Mapping[str, Member], company: Company, now: dt.datetime
) -> list[Reach]:
    """Everybody who can take a case, best first, each with when."""
    order = people.ranked(c, members.values(), company)
    return [Reach(member, expected_at(member, company, now, c)) for member in order]


def hours_of(company: Company, member: Member, c: Conversation) -> Hours | None:
    """When a person answers this case; None: at any hour."""
    person = member.person
    return None if c.alarm and person.on_call and member.heard else company.hours_of(person, c.language)


def desk_hours(company: Company, language: str) -> Hours:
    """When the company answers in a language at all."""
    return company.hours_in.get(language) or company.hours


def expected_at(member: Member, company: Company, now: dt.datetime, c: Conversation) -> dt.datetime | None:
    """When this person can answer, at the earliest known; None while they can right now.

    Online but full, or expected any moment: the far end of the team's waiting range, on the next full five minutes.
    """
    if member.free:
        return None
    opens = opens_at(member, company, now, c)
    if opens and not member.online:
        return opens
    return next_five_minutes(now + dt.timedelta(minutes=company.teams[member.person.team].wait_minutes[1]))


def opens_at(member: Member, company: Company, now: dt.datetime, c: Conversation) -> dt.datetime | None:
    """When this absent person's hours begin; None: they have begun, so when they come is not known."""
    hours = hours_of(company, member, c)
    opens = hours.opens_at(now) if hours else None
    return opens if opens and opens > now else None


def human(
    conversation: Conversation, members: Mapping[str, Member], company: Company, now: dt.datetime
) -> dict[str, Any]:
    """`state.human`: who has the case, or would get it. Never None (contract)."""
    order = people.ranked(conversation, members.values(), company)
    holder = conversation.agent or conversation.offered or conversation.resolved_by
    first = members.get(holder) if holder else None
    first = first or order[0]
    rest = (
        []
        if holder
        else [m for m in order if m is not first and m.free == first.free and m.online == first.online]
    )
    here = first.online if conversation.agent else bool(conversation.offered) or first.free
    at = None if here else expected_at(first, company, now, conversation)
    shown = people.describe(first.person, company, conversation.language)
    others = [
        people.describe(m.person, company, conversation.language) for m in rest if not conversation.only
    ]
    return shown | {"available": here, "expected_at": stamp(at) if at else None, "others": others}
