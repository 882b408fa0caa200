"""Long polling, for machines without a public address: one process asks, the others stand by.

An update is confirmed to Telegram by asking for the next one, so only once all before it are stored.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import logging
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from telegram import Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram.channel import Channel
from bot.channels.telegram.inbox import Inbox
from bot.channels.telegram.parsed import parsed
from bot.channels.telegram.waiting import seconds_of
from bot.core.errors import StoreUnavailable
from bot.store import keys
from bot.store.lease import Lease

log = logging.getLogger("aina.telegram")
WAIT_S, READ_S, PAUSE_S, LONGEST_PAUSE_S = 25, 10, 0.5, 30.0
WANTED = ("message", "edited_message", "callback_query", "my_chat_member", "channel_post")


class Poller:
    """One per process; asks while the lease is its own."""

    def __init__(self, channel: Channel, inbox: Inbox) -> None:
        self._channel = channel
        self._inbox = inbox
        self._lease = Lease(channel.services.redis, keys.telegram("poller"))

    async def run(self) -> None:
        """For ever."""
        await self._lease.run(self._work)

    async def _work(self) -> None:
        log.info("telegram.polling")
        offset, pause_s, cleared = None, PAUSE_S, False
        while True:
            try:
                cleared = cleared or await self._channel.bot.delete_webhook(drop_pending_updates=False)
                documents = await self._asked(offset)
                await take_all(self._inbox, [u for one in documents if (u := parsed(one, self._channel.bot))])
                offset, pause_s = documents[-1]["update_id"] + 1 if documents else offset, PAUSE_S
            except InvalidToken:
                raise
            except RetryAfter as error:
                await asyncio.sleep(seconds_of(error))
            except (TelegramError, StoreUnavailable) as error:
                event = "telegram.two_pollers" if isinstance(error, Conflict) else "telegram.away"
                log.warning(event, extra={"error": type(error).__name__, "wait_s": pause_s})
                await asyncio.sleep(pause_s)
                pause_s = min(pause_s * 2, LONGEST_PAUSE_S)

    async def _asked(self, offset: int | None) -> list[dict[str, Any]]:
        """The next updates as they come: one that cannot be read must not keep the others away."""
        bot, asked = self._channel.bot, {"timeout": WAIT_S, "allowed_updates": json.dumps(WANTED)}
        query = urlencode(asked | ({"offset": offset} if offset is not None else {}))
        found: Any = await bot.request.post(
            f"{bot.base_url}/getUpdates?{query}", read_timeout=WAIT_S + READ_S
        )
        return list(found)


async def take_all(inbox: Inbox, updates: Sequence[Update]) -> None:
    """Stores updates: those of one chat in their order, chats beside each other.

    Raises:
        StoreUnavailable: not all could be stored.
    """
    ordered = sorted(updates, key=_chat)
    chats = [list(group) for _, group in itertools.groupby(ordered, key=_chat)]
    await asyncio.gather(*(_in_order(inbox, group) for group in chats))


async def _in_order(inbox: Inbox, updates: Sequence[Update]) -> None:
    for update in updates:
        await inbox.take(update)


def _chat(update: Update) -> int:
    return update.effective_chat.id if update.effective_chat else 0
