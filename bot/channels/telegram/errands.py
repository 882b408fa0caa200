"""Sends what chats are owed outside of a conversation, at least once: one process, under a lease, each chat for itself."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError

from bot.channels.telegram import links
from bot.channels.telegram.channel import Channel
from bot.channels.telegram.waiting import BackOff
from bot.core.errors import StoreUnavailable, Unknown
from bot.http import metrics
from bot.store import keys
from bot.store.errands import Errand
from bot.store.lease import Lease

log = logging.getLogger("aina.telegram")
LOOK_S = 0.25


class Errands:
    """One per process; sends while the lease is its own."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._lease = Lease(channel.services.redis, keys.telegram("errands_sender"))
        self._running: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """For ever."""
        await self._lease.run(self._work)

    async def _work(self) -> None:
        try:
            while True:
                with suppress(StoreUnavailable):
                    for at, errand in (await self._channel.errands.all()).items():
                        if at not in self._running:
                            self._begin(at, errand)
                await asyncio.sleep(LOOK_S)
        finally:
            running = list(self._running.values())
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    def _begin(self, at: str, errand: Errand) -> None:
        task = self._running[at] = asyncio.create_task(self._until_sent(at, errand))
        task.add_done_callback(lambda _: self._running.pop(at, None))

    async def _until_sent(self, at: str, errand: Errand) -> None:
        back_off, flying = BackOff(), errand.flying
        while self._channel.services.now() < errand.until and self._lease.held:
            if flying:
                log.warning("telegram.maybe_repeated", extra={"id": errand.id})
            try:
                await self._channel.errands.flies(at)
                await self._send(errand)
                return await self._channel.errands.done(at)
            except (Forbidden, BadRequest, Unknown) as error:
                return await self._given_up(at, errand, type(error).__name__)
            except RetryAfter as error:
                flying = False
                await asyncio.sleep(back_off.after(error))
            except (TelegramError, StoreUnavailable) as error:
                flying = isinstance(error, TelegramError)
                metrics.TELEGRAM_TROUBLE.labels(type(error).__name__).inc()
                await asyncio.sleep(back_off.after(error))
        if self._channel.services.now() >= errand.until:
            await self._given_up(at, errand, "over")
        return None

    async def _send(self, one: Errand) -> None:
        facts = dict(one.facts)
        if one.case:
            c = (await self._channel.services.store.load(one.case)).conversation
            facts["url"] = await links.web_address(self._channel, c)
        text = self._channel.services.lines.say(one.key, one.language, **facts)
        await self._channel.bot.send_message(one.chat, text, disable_web_page_preview=True)
        metrics.TELEGRAM_SENT.inc()
        if one.leave:
            await self._channel.bot.leave_chat(one.chat)

    async def _given_up(self, at: str, errand: Errand, why: str) -> None:
        log.warning("telegram.errand_given_up", extra={"id": errand.id, "line": errand.key, "why": why})
        await self._channel.errands.done(at)
