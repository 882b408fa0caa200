"""What was told once is not asked again: order number, e-mail, postcode and the wish to go slowly are kept from any message. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from actions.kinds import has
from actions.reply import Reply
from actions.turn import Turn

TALK = frozenset(
    ["nlu_fallback", "out_of_scope", "inform", "affirm", "deny", "takes_note", "slow_down", "language_switch"]
)
"""Intents that leave the count of misses as it is."""


def recall(turn: Turn) -> Turn:
    """The turn with what this message names already in the slots."""
    found = named(turn)
    return replace(turn, slots={**turn.slots, **found}) if found else turn


def named(turn: Turn) -> dict[str, Any]:
    """Order number and key in this message, outside the form (which has its own, stricter reading)."""
    if turn.asked:
        return {}
    found = {
        "order_number": turn.first("order_number"),
        "order_key": turn.first("email") or turn.first("postcode"),
    }
    return {name: value for name, value in found.items() if value}


def keep(turn: Turn, reply: Reply) -> Reply:
    """The reply with the slots every turn sets: what was named, an end to the row of misses and to old questions."""
    slots: dict[str, Any] = named(turn)
    if turn.intent != "slow_down" and not turn.slots.get("slow") and has(turn.text, "slow"):
        slots["slow"] = True
        reply = replace(reply, lines=(("talk.slow_form", {}), *reply.lines))
    if turn.intent not in TALK and turn.slots.get("misses"):
        slots["misses"] = 0
    if turn.slots.get("pending") and "pending" not in reply.slots:
        slots["pending"] = None
    return replace(reply, slots={**slots, **reply.slots})
