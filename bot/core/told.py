"""What the assistant gets to know with a turn (docs/protocol.md)."""

from __future__ import annotations

import functools
from typing import Any

from bot.core import earliest
from bot.core.conversation import Conversation
from bot.core.world import World, phrase


def metadata(world: World, c: Conversation, turn_id: str, handler: str) -> dict[str, Any]:
    """Who and when, with a turn. `handler`: who has the case."""
    human = world.human(c)
    return {
        "turn_id": turn_id,
        "language": c.language,
        "handler": handler,
        "human": human | {"phrase": phrase(human, c.language)},
        "hours": hours_fact(world, c),
    }


def hours_fact(world: World, c: Conversation) -> dict[str, Any]:
    """Whether the desk is open, that as a sentence, and the date in the desk's zone."""
    return _now(world, c) | {"today": world.now.astimezone(world.company.hours.zone).date().isoformat()}


def _now(world: World, c: Conversation) -> dict[str, Any]:
    say = functools.partial(world.lines.say, language=c.language)
    hours = earliest.desk_hours(world.company, c.language)
    closes = hours.closes_at(world.now)
    if closes:
        return {"open": True, "line": say("hours_open", when=world.when(closes, c))}
    opens = hours.opens_at(world.now)
    if not opens:
        return {"open": False, "line": say("hours_closed_long")}
    return {"open": False, "line": say("hours_closed", when=world.when(opens, c))}
