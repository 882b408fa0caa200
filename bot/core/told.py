"""What the assistant gets to know with a turn (docs/protocol.md)."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any

from bot.core import earliest
from bot.core.conversation import Conversation
from bot.core.world import World, phrase

TAKEN_ALONG = ("about", "pending", "slow", "no_number")
"""Slots of the customer's dialogue that a suggestion needs as they stand."""


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


def aside(c: Conversation, remembered: Mapping[str, Any], keys: Sequence[str]) -> dict[str, Any]:
    """The slots with which a dialogue beside the customer's begins, so that it answers about *this* case.

    Args:
        remembered: the slots of the customer's own dialogue, which may be gone.
        keys: what the customer gave as proof (bot/core/answered.py), the latest first.
    """
    number = c.brief.get("order") or remembered.get("order_number")
    same = number == remembered.get("order_number")
    key = (remembered.get("order_key") if same else None) or next(iter(keys), None)
    matter = next((one.key for one in reversed(c.facts) if one.kind == "matter" and one.key), None)
    known = {name: remembered.get(name) for name in TAKEN_ALONG}
    known |= {
        "task": remembered.get("task") or matter,
        "order_number": number,
        "order_key": key if number else None,
    }
    return {name: value for name, value in known.items() if value}


def hours_fact(world: World, c: Conversation, *, reachable: bool = True) -> dict[str, Any]:
    """Whether the desk is open, that as a sentence, and the date in the desk's zone.

    Args:
        reachable: a person can be asked for; False while the store is away.
    """
    today = world.now.astimezone(world.company.zone).date().isoformat()
    return _now(world, c, reachable) | {"today": today}


def _now(world: World, c: Conversation, reachable: bool) -> dict[str, Any]:
    say = functools.partial(world.lines.say, language=c.language)
    hours = earliest.desk_hours(world.company, c.language)
    closes = hours.closes_at(world.now)
    if closes:
        nobody = reachable and world.outlook(c).kind == "unknown" and not world.anybody_here(c)
        until, limit = world.when(closes, c), earliest.team_of(world.company, c).limit_minutes
        line = say("hours_open_unknown" if nobody else "hours_open", when=until, minutes=limit)
        return {"open": True, "line": line}
    opens = hours.opens_at(world.now)
    if not opens:
        return {"open": False, "line": say("hours_closed_long", phone=world.company.phone)}
    return {"open": False, "line": say("hours_closed", when=world.when(opens, c))}
