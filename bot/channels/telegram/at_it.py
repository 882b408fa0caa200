"""That somebody is at it: shown when a turn of the bot takes longer than a moment, or while a person types."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from bot.channels.telegram.channel import Channel
from bot.core.conversation import Conversation
from bot.core.errors import AinaError

# A quick turn, with its quiet moment, is answered by then: nothing was to be shown.
AFTER_S = 1.5


def soon(channel: Channel, cid: str, chat: str) -> None:
    """Has the chat see it, should the bot's turn still be under way in a moment."""
    asyncio.get_running_loop().call_later(AFTER_S, lambda: channel.later(_if_still(channel, cid, chat)))


def show(channel: Channel, chat: str) -> None:
    """Telegram shows it for five seconds; left out while there are words to send."""
    if channel.pace.room():
        channel.later(channel.bot.send_chat_action(chat, "typing"))


async def _if_still(channel: Channel, cid: str, chat: str) -> None:
    store = channel.services.store
    known = store.at_hand(cid)
    if known and not _under_way(known.conversation):
        return
    with suppress(AinaError):
        if _under_way((await store.load(cid)).conversation):
            show(channel, chat)


def _under_way(c: Conversation) -> bool:
    return c.handler != "agent" and bool(c.pending or c.turn)
