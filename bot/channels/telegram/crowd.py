"""Groups and channels: refused once, politely, and left. What is said there is nobody's case."""

from __future__ import annotations

from bot.channels.customer import language_of
from bot.channels.telegram.channel import Channel
from bot.channels.telegram.inbound import Heard

# Let in again, it says so again; within a day it stays silent.
REFUSED_KNOWN_S = 86400


async def refuse(channel: Channel, heard: Heard) -> None:
    """Says where to write instead, and goes."""
    services = channel.services
    language = language_of(services, heard.language)
    url = f"https://t.me/{services.telegram.username}"
    once = f"group:{heard.chat}"
    await channel.owe(
        once, heard.chat, "tg_group", language, {"url": url}, known_s=REFUSED_KNOWN_S, leave=True
    )
