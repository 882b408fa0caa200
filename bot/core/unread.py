"""What our own code trips over: kept as it came, and a person reads it. The customer hears so once."""

from __future__ import annotations

from bot.core import handoff
from bot.core.conversation import Change, Conversation
from bot.core.event import SYSTEM
from bot.core.said import Said
from bot.core.world import World

REASON = KIND = "unreadable"
LONGEST = 4000  # characters of what came


def said(world: World, c: Conversation, client_id: str, chat: str, raw: str) -> Said:
    """The customer's line that stands for it. `raw`: as it came, for the desk; it goes when the case goes."""
    name = world.lines.say("tg_unreadable", c.language)
    origin = {"channel": "telegram", "kind": KIND, "raw": raw[:LONGEST]}
    return Said(f"({name})", client_id, chat=chat, unread=name, stands_for=True, origin=origin)


def came(world: World, c: Conversation) -> Change:
    """It has reached the bot or the queue: in the queue a person reads it anyhow."""
    if c.handler == "queue":
        return Change(c)
    return handoff.request(world, c, reason=REASON, by=SYSTEM, notice="notice_unreadable")
