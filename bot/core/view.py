"""`state` of the contract: what a customer's client is told about their conversation right now."""

from __future__ import annotations

import datetime as dt
from typing import Any

from bot.core import announced, briefing, promise_words, wait, waiting_words
from bot.core.conversation import Conversation
from bot.core.earliest import Outlook
from bot.core.world import World, phrase


def state(world: World, c: Conversation, position: int | None) -> dict[str, Any]:
    """The state. `position`: place in the queue from 1, None while not waiting."""
    human, found = world.human(c), world.outlook(c)
    return {
        "status": c.status,
        "handler": c.handler,
        "language": c.language,
        "greeting": greeting(world, c, human, found),
        "human": human,
        "outlook": found.kind,
        "queue": _queue(world, c, position, found),
        "promises": [promise_words.shown(world, c, one) for one in c.promises],
        "brief": briefing.brief(world, c),
        "notify": dict(c.notify),
        "seen": c.read_by_agent,
        "company": {"name": world.company.name, "phone": world.company.phone},
    }


def greeting(world: World, c: Conversation, human: dict[str, Any], found: Outlook) -> str:
    """The opening words: what everybody is being told now, then a bot, and the person by name.

    `human`, `found`: who would take it and when (`World.human`, `World.outlook`), looked up once by whoever asks.
    """
    return f"{announced.opening(world, c)} {_welcome(world, c, human, found)}".strip()


def _welcome(world: World, c: Conversation, human: dict[str, Any], found: Outlook) -> str:
    person = phrase(human, c.language)
    if found.kind == "opens" and found.at:
        alone = phrase({**human, "others": []}, c.language)
        return world.lines.say("greeting_closed", c.language, person=alone, when=world.when(found.at, c))
    key = "greeting" if found.kind != "unknown" or world.anybody_here(c) else "greeting_unknown"
    return world.lines.say(key, c.language, person=person)


def _queue(world: World, c: Conversation, position: int | None, found: Outlook) -> dict[str, Any] | None:
    if c.handler != "queue" or position is None:
        return None
    if c.offered:
        return {"position": position, "wait_s": [0, int(world.timing.offer_s)], "reason": None}
    low, high = (60 * minutes for minutes in waiting_words.minutes(wait.forecast(world, c, position)))
    until = _whole_minutes_until(world, found.at)
    if found.kind == "unknown":  # how long it takes nobody knows; until then the next word comes
        return {"position": position, "wait_s": [60, max(until, 120)], "reason": waiting_words.why(world, c)}
    if found.kind == "opens":  # nobody's turn comes before the morning
        return {"position": position, "wait_s": [until + low, until + high], "reason": None}
    if not c.wait:
        return {"position": position, "wait_s": [low, high], "reason": None}
    reason = waiting_words.why(world, c) or None
    return {"position": position, "wait_s": [c.wait.low_s, c.wait.high_s], "reason": reason}


def _whole_minutes_until(world: World, at: dt.datetime | None) -> int:
    """In seconds."""
    return max(60, int((at - world.now).total_seconds()) // 60 * 60) if at else 0
