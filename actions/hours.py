"""Opening hours and contact: of the days that were asked for, else now and the week. From company.yml."""

from __future__ import annotations

import datetime as dt

from actions.days import named
from actions.facts import COMPANY
from actions.reply import Reply
from actions.skill import Skill
from actions.speech import day, span, week
from actions.turn import Turn
from bot.core.earliest import desk_hours
from bot.core.hours import Hours


class OpeningHours(Skill):
    """When people are here, and the phone number."""

    intent = "opening_hours"

    def answer(self, turn: Turn) -> Reply:
        """A day that was named is answered by itself; else first the answer for now, then the week."""
        hours = desk_hours(COMPANY, turn.language)
        days = named(turn.text, turn.today, hours.country) if turn.today else []
        if days:
            return one_by_one(days, hours, turn.language).say("hours.phone")
        reply = Reply().write(turn.hours_line) if turn.hours_line else Reply()
        return reply.say("hours.week", week=week(hours, turn.language))


def one_by_one(days: list[dt.date], hours: Hours, language: str) -> Reply:
    """A sentence for each day."""
    reply = Reply()
    for at in days:
        open_at, name = hours.span(at), day(at, language)
        called = name if language == "en" else name[:1].upper() + name[1:]
        if open_at:
            reply = reply.say("hours.day_open", day=called, span=span(open_at, language))
        else:
            reply = reply.say("hours.day_closed", day=called)
    return reply
