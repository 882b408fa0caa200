"""`state` of the contract: what a customer's client is told about their conversation right now."""

from __future__ import annotations

from typing import Any

from bot.core import announced, briefing, earliest, promise_words, wait, waiting_words
from bot.core.conversation import Conversation
from bot.core.event import instant
from bot.core.world import World, phrase


def state(world: World, c: Conversation, position: int | None) -> dict[str, Any]:
    """The state. `position`: place in the queue from 1, None while not waiting."""
    human = world.human(c)
    return {
        "status": c.status,
        "handler": c.handler,
        "language": c.language,
        "greeting": greeting(world, c, human),
        "human": human,
        "queue": _queue(world, c, position),
        "promises": [promise_words.shown(world, c, one) for one in c.promises],
        "brief": briefing.brief(world, c),
        "notify": dict(c.notify),
        "seen": c.read_by_agent,
        "company": {"name": world.company.name, "phone": world.company.phone},
    }


def greeting(world: World, c: Conversation, human: dict[str, Any]) -> str:
    """The opening words: what everybody is being told now, then a bot, and the person by name."""
    return f"{announced.opening(world, c)} {_welcome(world, c, human)}".strip()


def _welcome(world: World, c: Conversation, human: dict[str, Any]) -> str:
    person = phrase(human, c.language)
    member = world.member(human["id"], c)
    opens = None if member.online else earliest.opens_at(member, world.company, world.now, c)
    if not opens:
        return world.lines.say("greeting", c.language, person=person)
    alone = phrase({**human, "others": []}, c.language)
    return world.lines.say("greeting_closed", c.language, person=alone, when=world.when(opens, c))


def _queue(world: World, c: Conversation, position: int | None) -> dict[str, Any] | None:
    if c.handler != "queue" or position is None:
        return None
    if c.offered:
        return {"position": position, "wait_s": [0, int(world.timing.offer_s)], "reason": None}
    if not c.wait:
        low, high = waiting_words.minutes(wait.forecast(world, c, position))
        closed = _until_somebody_comes(world, c)
        return {"position": position, "wait_s": [closed + low * 60, closed + high * 60], "reason": None}
    reason = world.lines.say(f"wait_{c.wait.why}", c.language) if c.wait.why else None
    return {"position": position, "wait_s": [c.wait.low_s, c.wait.high_s], "reason": reason}


def _until_somebody_comes(world: World, c: Conversation) -> int:
    """Whole minutes, in seconds, until whoever is named is here: at night nobody's turn comes before the morning."""
    at = world.human(c)["expected_at"]
    if not at or world.anybody_here(c):
        return 0
    return max(0, int((instant(at) - world.now).total_seconds()) // 60 * 60)
