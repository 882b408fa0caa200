"""A picture of a thing that is broken, wrong or incomplete: nobody is asked whether to fetch a person, one is fetched.

The bot cannot look at it, and who photographs a broken thing has said all there is to say.
"""

from __future__ import annotations

from bot.core import handoff
from bot.core.conversation import Change, Conversation
from bot.core.event import SYSTEM
from bot.core.said import Said
from bot.core.world import World

REASON = "showed"
WORDS = ("damaged", "wrong", "missing")
# What the bot's answers were about, by the keys of their lines (data/lines/): a matter that a picture belongs to.
TOPICS = {"delivery.": "delivery", "repair.": "delivery", "warranty.": "warranty"}
# Kinds of files that chats announce (a late one stands here by its name alone).
SEEN = ("photo", "document", "video", "video_note", "animation")


def topic_of(world: World, c: Conversation, said: Said) -> str | None:
    """What the picture shows, as a topic of the company's; None: nothing that brings a person by itself."""
    if not _can_be_seen(said):
        return None
    for gist in reversed(c.answered):
        if topic := next((t for start, t in TOPICS.items() if gist.startswith(start)), None):
            return topic
    told = (said.text if not said.stands_for else "", *c.pending, *c.heard)
    return "delivery" if any(world.kinds.of(text, WORDS) for text in told) else None


def brought(world: World, c: Conversation, topic: str) -> Change:
    """The person is asked for, and the customer is told who, and that the picture will be seen."""
    about = c.but(topic=c.topic or topic)
    return handoff.request(world, about, reason=REASON, by=SYSTEM, notice="notice_showed")


def _can_be_seen(said: Said) -> bool:
    came = any(not str(one.get("type", "")).startswith("audio/") for one in said.files)
    return came or (bool(said.unread) and said.origin.get("kind") in SEEN)
