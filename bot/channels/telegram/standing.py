"""Where a case stands, in words: who has it, what happens next and when, what has been promised. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.core import waiting_words
from bot.core.conversation import Conversation, Promise
from bot.core.promise_words import facts
from bot.core.promised import PENDING, pending
from bot.core.world import World

# What became of a promise, where /status has words for it.
TOLD = ("tried", "unknown", "unseen", "no_answer")


def standing(world: World, c: Conversation, position: int | None, understood: Sequence[str] = ()) -> str:
    """The whole of it, a line for each fact. `position`: the place in the queue from 1. `understood`: the brief's lines."""
    promised = [promise_line(world, c, one) for one in c.promises if one.status in PENDING or one.why]
    none = [] if pending(c) else [world.say("tg_status_no_promise", c)]
    return "\n".join([_who(world, c, position), *understood, *promised, *none])


def queue_line(world: World, c: Conversation, position: int | None) -> str | None:
    """The wait as it is now; None: not waiting. The same words while nothing has changed."""
    if c.handler != "queue" or position is None or not c.open:
        return None
    if c.offered:
        return world.lines.say("tg_queue_reserved", c.language, person=world.person(c.offered, c.language))
    found = world.outlook(c)
    if found.kind in ("opens", "unknown"):
        alone = world.person(found.member.person.id, c.language)
        when, phone = world.when(found.at or world.now, c), world.company.phone
        key = "tg_queue_closed" if found.kind == "opens" else "tg_queue_unknown"
        why = waiting_words.why(world, c)
        return world.lines.say(key, c.language, person=alone, when=when, phone=phone, why=why)
    low, high = waiting_words.minutes_told(world, c, position)
    facts: dict[str, Any] = {
        "position": position,
        "low": low,
        "high": high,
        "person": world.someone(c),
    }
    return f"{world.lines.say('tg_queue', c.language, **facts)} {waiting_words.why(world, c)}".rstrip()


def _who(world: World, c: Conversation, position: int | None) -> str:
    if waiting := queue_line(world, c, position):
        return waiting
    key = "resolved" if not c.open else "agent" if c.agent else "bot"
    person = world.person(c.agent, c.language) if c.agent else world.someone(c)
    return world.lines.say(f"tg_status_{key}", c.language, person=person)


def promise_line(world: World, c: Conversation, one: Promise) -> str:
    """Who, what, by when, where, and what was said of it; for a call both numbers."""
    said, say = facts(world, c, one), world.lines.say
    where = say(f"tg_where_{one.where}", c.language)
    call = say("calendar_number", c.language, **said) if one.what == "call" and one.phone else ""
    what = one.why or one.status
    became = say(f"tg_status_{what}", c.language) if what in TOLD else ""
    text = f"“{one.text}”" if one.text else ""
    line = say("tg_status_promise", c.language, where=where, **said)
    return " ".join(part for part in (line, text, call, became) if part)
