"""Groups and channels: refused once, politely, and left. What is said there is nobody's case."""

from __future__ import annotations

from bot.channels.customer import language_of
from bot.channels.telegram.channel import Channel
from bot.channels.telegram.inbound import Heard


async def refuse(channel: Channel, heard: Heard) -> None:
    """Says where to write instead, and goes."""
    services = channel.services
    if not await services.chats.first_refusal(heard.chat):
        return
    language = language_of(services, heard.language)
    url = f"https://t.me/{services.telegram.username}"
    channel.later(_goodbye(channel, heard.chat, services.lines.say("tg_group", language, url=url)))


async def _goodbye(channel: Channel, chat: str, text: str) -> None:
    await channel.bot.send_message(chat, text)
    await channel.bot.leave_chat(chat)
