"""Buttons under lines that are not the newest any more: taken away when there is nothing to be said.

What waits for it is kept (bot/store/outbox.py), so a crash leaves none behind. Until then a press on one is answered with
who it is now.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from contextlib import suppress

from telegram.error import BadRequest, Forbidden, TelegramError

from bot.channels.telegram.channel import Channel
from bot.core.errors import StoreUnavailable, Unknown
from bot.store.outbox import Outbox

log = logging.getLogger("aina.telegram")
LOOK_S, PAUSE_S = 0.1, 2.0
MOST = 5000


class OldButtons:
    """Of one shard."""

    def __init__(self, channel: Channel, outbox: Outbox) -> None:
        self._channel = channel
        self._outbox = outbox
        self._waiting: deque[tuple[str, str]] = deque(maxlen=MOST)
        self._came = asyncio.Event()

    def add(self, cid: str, message_id: str) -> None:
        """A line whose buttons are old; noted in the store by then."""
        self._waiting.append((cid, message_id))
        self._came.set()

    async def run(self) -> None:
        """For ever, those that another process left behind first."""
        self._waiting.extend(await self._outbox.old_buttons())
        while True:
            while not self._waiting:
                self._came.clear()
                await self._came.wait()
            while not self._channel.pace.room():
                await asyncio.sleep(LOOK_S)
            cid, message_id = self._waiting.popleft()
            await self._take_away(cid, message_id)

    async def _take_away(self, cid: str, message_id: str) -> None:
        try:
            c = (await self._channel.services.store.load(cid)).conversation
            if c.chat:
                # BadRequest: gone already, or the customer deleted the line. Forbidden: the chat is closed to us.
                with suppress(BadRequest, Forbidden):
                    await self._channel.bot.edit_message_reply_markup(c.chat, int(message_id))
        except Unknown:
            pass  # the conversation has expired
        except (TelegramError, StoreUnavailable) as error:
            log.info("telegram.buttons_later", extra={"conversation": cid, "error": type(error).__name__})
            self.add(cid, message_id)
            await asyncio.sleep(PAUSE_S)
            return
        with suppress(StoreUnavailable):
            await self._outbox.without_buttons(cid, message_id)
