"""Opening hours and contact: of the days that were asked for, else now and the week. From company.yml."""

from __future__ import annotations

import datetime as dt

from actions.days import asked_for
from actions.facts import COMPANY
from actions.reply import Reply
from actions.skill import Skill
from actions.speech import day, from_to, listed, week
from actions.turn import Turn
from bot.core.earliest import desk_hours
from bot.core.hours import Hours, Span


class OpeningHours(Skill):
    """When people are here, and the phone number."""

    intent = "opening_hours"

    def answer(self, turn: Turn) -> Reply:
        """A day that was named is answered by itself; else first the answer for now, then the week."""
        hours = desk_hours(COMPANY, turn.language)
        if days := asked_for(turn):
            return by_answer(days, hours, turn.language).say("hours.phone")
        reply = Reply().write(turn.hours_line) if turn.hours_line else Reply()
        return reply.say("hours.week", week=week(hours, turn.language))


def by_answer(days: list[dt.date], hours: Hours, language: str) -> Reply:
    """A sentence for the days that have the same answer."""
    alike: dict[Span | None, list[dt.date]] = {}
    for at in days:
        alike.setdefault(hours.span(at), []).append(at)
    reply = Reply()
    for open_at, same in alike.items():
        name = listed([day(at, language) for at in same], language)
        called = name if language == "en" else name[:1].upper() + name[1:]
        if open_at:
            reply = reply.say("hours.day_open", day=called, span=from_to(open_at, language))
        else:
            reply = reply.say("hours.day_closed", day=called)
    return reply
