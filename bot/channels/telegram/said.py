"""A customer's line from a chat, stored; what follows of it is the same as on the web."""

from __future__ import annotations

from bot.channels.telegram import at_it
from bot.channels.telegram.channel import Channel
from bot.core.said import Said


async def said(channel: Channel, cid: str, line: Said) -> None:
    """Stores it, has its turn begun, and shows that somebody is at it.

    Raises:
        Blocked: a person took that right away. Unknown: the case is gone.
    """
    services = channel.services
    stored = await services.store.load(cid)
    outcome = await services.promises.wrote(cid, line, stored)
    if outcome.repeated:
        return
    if outcome.conversation.pending:
        at_it.soon(channel, cid, line.chat)
