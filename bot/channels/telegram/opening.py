"""What a chat says of itself: who answers, that it is a bot, who the person is, what is kept and how it is erased. Pure."""

from __future__ import annotations

from bot.core import view
from bot.core.conversation import Conversation
from bot.core.world import World

PRIVACY = ("who", "what", "how_long", "telegram", "ask")


def opening(world: World, c: Conversation) -> str:
    """The answer to /start."""
    who, kept = (_say(world, c, f"tg_start_{part}") for part in ("who", "kept"))
    return f"{who} {view.greeting(world, c, world.human(c), world.outlook(c))}\n\n{kept}"


def privacy(world: World, c: Conversation) -> str:
    """The answer to /privacy, a paragraph for each question."""
    return "\n\n".join(_say(world, c, f"tg_privacy_{part}") for part in PRIVACY)


def _say(world: World, c: Conversation, key: str) -> str:
    company = world.company
    return world.say(key, c, company=company.name, days=company.retention_days, person=world.someone(c))
