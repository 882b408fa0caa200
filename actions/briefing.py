"""What the person who takes the case reads first, as far as the assistant knows it. Pure."""

from __future__ import annotations

from typing import Any

from actions import shop
from actions.turn import Turn
from bot.core.topics import TOPICS

GOES_ON = frozenset(["affirm", "deny", "inform", "nlu_fallback"])
"""Intents that may answer a question of ours: the matter is the one it was asked for."""


def matter(turn: Turn) -> str | None:
    """What the turn is about, as a key of bot/core/topics.py; None: nothing that is a matter, or not known."""
    asked = turn.asked or (turn.slots.get("pending") or {}).get("do", "handoff") != "handoff"
    task = turn.slots.get("task") if asked and turn.intent in GOES_ON else None
    return task or (turn.intent if turn.intent in TOPICS else None)


def understood(turn: Turn) -> dict[str, Any]:
    """What the gateway is told of it with every turn: the matter, and the order once its number is known."""
    number = turn.slots.get("order_number")
    order = number if number and not shop.Ref(number, "").by_contact else None
    found = {"matter": matter(turn), "brief": {"order": order} if order else None}
    return {name: value for name, value in found.items() if value}
