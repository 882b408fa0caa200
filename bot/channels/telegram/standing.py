"""Where a case stands, in words: who has it, what happens next and when, what has been promised. Pure."""

from __future__ import annotations

from typing import Any

from bot.core import earliest, waiting_words
from bot.core.conversation import Conversation, Promise
from bot.core.promised import PENDING
from bot.core.world import World, phrase


def standing(world: World, c: Conversation, position: int | None) -> str:
    """The whole of it, a line for each fact. `position`: the place in the queue from 1."""
    open_promises = [one for one in c.promises if one.status in PENDING]
    promised = [_promised(world, c, one) for one in open_promises]
    return "\n".join([_who(world, c, position), *(promised or [world.say("tg_status_no_promise", c)])])


def queue_line(world: World, c: Conversation, position: int | None) -> str | None:
    """The wait as it is now; None: not waiting. The same words while nothing has changed."""
    if c.handler != "queue" or position is None or not c.open:
        return None
    if c.offered:
        return world.lines.say("tg_queue_reserved", c.language, person=world.person(c.offered, c.language))
    human = world.human(c)
    first = world.member(human["id"], c)
    opens = None if first.online else earliest.opens_at(first, world.company, world.now, c)
    if opens:
        alone = world.person(first.person.id, c.language)
        when = world.when(opens, c)
        return world.lines.say("tg_queue_closed", c.language, person=alone, when=when)
    low, high = waiting_words.minutes_told(world, c, position)
    facts: dict[str, Any] = {
        "position": position,
        "low": low,
        "high": high,
        "person": phrase(human, c.language),
    }
    said = world.lines.say("tg_queue", c.language, **facts)
    why = world.lines.say(f"wait_{c.wait.why}", c.language) if c.wait and c.wait.why else ""
    return f"{said} {why}".rstrip()


def _who(world: World, c: Conversation, position: int | None) -> str:
    if waiting := queue_line(world, c, position):
        return waiting
    key = "resolved" if not c.open else "agent" if c.agent else "bot"
    person = world.person(c.agent, c.language) if c.agent else world.someone(c)
    return world.lines.say(f"tg_status_{key}", c.language, person=person)


def _promised(world: World, c: Conversation, one: Promise) -> str:
    facts = {
        "person": world.person(one.agent, c.language),
        "when": world.when(one.due_at, c),
        "where": world.lines.say(f"tg_where_{one.where}", c.language),
    }
    return world.lines.say("tg_status_promise", c.language, **facts)
