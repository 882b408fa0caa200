"""A promised time as a calendar file (RFC 5545, the `icalendar` library): who, what, from which number, when."""

from __future__ import annotations

import datetime as dt

from icalendar import Alarm, Calendar, Event

from bot.core import slots
from bot.core.conversation import Conversation, Promise
from bot.core.promise_words import facts
from bot.core.world import World

REMIND = dt.timedelta(minutes=-10)


def file_of(world: World, c: Conversation, one: Promise) -> bytes:
    """The file. The same promise keeps its UID, so that one that was moved moves in the calendar too."""
    said = facts(world, c, one)
    event = Event()
    event.add("uid", f"{one.id}@{c.id}")
    event.add("dtstamp", one.made_at or world.now)
    event.add("sequence", one.edition)
    event.add("dtstart", one.due_at)
    event.add("dtend", one.due_at + slots.STEP)
    event.add("summary", world.say(f"calendar_{one.what}", c, company=world.company.name, **said))
    if one.what == "call":
        event.add("description", world.say("calendar_number", c, **said))
    event.add("status", "CANCELLED" if one.status in ("withdrawn", "broken", "disputed") else "CONFIRMED")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", REMIND)
    alarm.add("description", event["summary"])
    event.add_component(alarm)
    calendar = Calendar()
    calendar.add("prodid", f"-//{world.company.name}//Aina//{c.language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
