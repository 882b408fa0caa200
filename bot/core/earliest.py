"""Who can take this, and when at the earliest: one answer for the bot's words, the page, Telegram, the desk and the times offered.

Who: `people.ranked`. When: the hours of that person's team in the customer's language, as far as that person works them;
for danger the person on call has no hours, where an alarm gets to them. Nothing else reads opening hours (held by
tests/unit/test_imports.py).

here     somebody is reserved for it, or free
range    somebody able is at the desk, with others to help first: so many minutes (bot/core/wait.py)
opens    nobody able is at the desk, and their hours have not begun: when they do
unknown  nobody able is at the desk, though it is open. When somebody comes is not known, so no time for that is ever said;
         known is when the customer hears again, at the team's limit (docs/adr/0006)
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.core import people
from bot.core.company import Company, Person, Team
from bot.core.conversation import Conversation
from bot.core.event import stamp
from bot.core.hours import Hours
from bot.core.people import Member, next_five_minutes

Kind = Literal["here", "range", "opens", "unknown"]


@dataclass(frozen=True)
class Outlook:
    """A person, and what is known of when they can take it.

    Attributes:
        at: `opens`: when. `range`: its far end. `unknown`: when the customer hears again. None: right now.
    """

    member: Member
    kind: Kind
    at: dt.datetime | None = None


def outlook(c: Conversation, members: Mapping[str, Member], company: Company, now: dt.datetime) -> Outlook:
    """Who has the case, or would get it, and when."""
    holder = members.get(c.agent or c.offered or c.resolved_by or "")
    if holder:
        here = holder.online if c.agent else bool(c.offered)
        return Outlook(holder, "here") if here else of(holder, company, now, c)
    first = people.ranked(c, members.values(), company)[0]
    found = of(first, company, now, c)
    if found.kind in ("opens", "unknown") and any(m.online for m in able(c, members)):
        return Outlook(first, "range", _far_end(first, company, now, c))
    return found


def of(member: Member, company: Company, now: dt.datetime, c: Conversation) -> Outlook:
    """When one person can take it."""
    if member.free:
        return Outlook(member, "here")
    if member.online:
        return Outlook(member, "range", _far_end(member, company, now, c))
    woken = c.alarm and member.person.on_call and member.heard
    opens = None if woken else shift_of(company, member.person, c.language).opens_at(now)
    if opens and opens > now:
        return Outlook(member, "opens", opens)
    return Outlook(member, "unknown", _next_word(company, now, c))


def able(c: Conversation, members: Mapping[str, Member]) -> Iterable[Member]:
    """Who may be given the case: the one asked for, until the customer has chosen somebody else, or anybody."""
    asked_for = members.get(c.only or c.wanted or "")
    return [member.facing(c) for member in ([asked_for] if asked_for else members.values())]


def team_of(company: Company, c: Conversation) -> Team:
    """The team that a case is for."""
    return company.team_for(c.topic) or next(iter(company.teams.values()))


def team_hours(company: Company, c: Conversation) -> Hours:
    """When the team that a case is for answers in its language."""
    return company.hours_for(team_of(company, c).id, c.language)


def hours_of(company: Company, person: Person, c: Conversation) -> Hours | None:
    """When a person may promise something in this case; None: at any hour, as those on call may in danger."""
    return None if c.alarm and person.on_call else shift_of(company, person, c.language)


def shift_of(company: Company, person: Person, language: str | None = None) -> Hours:
    """When a person is at work, in a language, or (None) in any."""
    return company.hours_of(person, language)


def desk_hours(company: Company, language: str) -> Hours:
    """When the company answers in a language at all."""
    return company.hours_in.get(language) or company.hours


def human(
    conversation: Conversation, members: Mapping[str, Member], company: Company, now: dt.datetime
) -> dict[str, Any]:
    """`state.human`: who has the case, or would get it. Never None (contract)."""
    found = outlook(conversation, members, company, now)
    first = found.member
    shown = people.describe(first.person, company, conversation.language)
    return shown | {
        "available": found.kind == "here",
        "expected_at": stamp(found.at) if found.at else None,
        "others": [
            people.describe(m.person, company, conversation.language)
            for m in _beside(first, conversation, members, company, now)
        ],
    }


def _beside(
    first: Member, c: Conversation, members: Mapping[str, Member], company: Company, now: dt.datetime
) -> list[Member]:
    """Who may answer just as well, while nobody is reserved; in danger at night only who can be woken as well."""
    if c.agent or c.offered or c.resolved_by or c.only:
        return []
    order = people.ranked(c, members.values(), company)
    alike = [m for m in order if m is not first and (m.free, m.online) == (first.free, first.online)]
    kind = of(first, company, now, c).kind
    return [m for m in alike if not c.alarm or of(m, company, now, c).kind == kind]


def _far_end(member: Member, company: Company, now: dt.datetime, c: Conversation) -> dt.datetime:
    """Of the range on screen, else of the team's own figures, on the next full five minutes."""
    if c.wait and c.wait.high_at > now:
        return next_five_minutes(c.wait.high_at)
    minutes = company.teams[member.person.team].wait_minutes[1]
    return next_five_minutes(now + dt.timedelta(minutes=minutes))


def _next_word(company: Company, now: dt.datetime, c: Conversation) -> dt.datetime:
    """As told already, else when it would be if a person were asked for now."""
    if c.next_word_at and c.next_word_at > now:
        return c.next_word_at
    return next_five_minutes(now + dt.timedelta(minutes=team_of(company, c).limit_minutes))
