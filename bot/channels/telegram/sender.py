"""The feed's reader for Telegram: one process for each shard, under a lease, from a stored position.

noted (owed) ──▶ sending ── told ──▶ settled
                  │ 429: waits what Telegram says · 5xx, time-out: waits longer each time
                  └── 403: the customer is unreachable; the desk is told, and it waits until they come back
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import logging
from contextlib import suppress
from typing import Any

from telegram.error import Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram import at_it
from bot.channels.telegram.channel import Channel
from bot.channels.telegram.delivery import ChatGone, Delivery, LeaseLost, goes_to_chat
from bot.channels.telegram.old_buttons import OldButtons
from bot.channels.telegram.waiting import FIRST_WAIT_S, BackOff
from bot.core import reach
from bot.core.errors import AinaError, StoreUnavailable
from bot.core.event import stamp
from bot.http import metrics
from bot.store import feed, keys
from bot.store.connection import AWAY, connect
from bot.store.keys import Shard
from bot.store.lease import Lease

log = logging.getLogger("aina.telegram")
BLOCK_MS, BATCH, TICK_S = 2000, 500, 2.0
AT_ONCE = 40
TYPING_EVERY_S = 4.0


class Sender:
    """Of one shard."""

    def __init__(self, channel: Channel, shard: Shard) -> None:
        self._channel = channel
        self._shard = shard
        self._outbox = channel.outbox(shard)
        self._lease = Lease(channel.services.redis, keys.telegram("sender", str(shard.number)))
        self._old_buttons = OldButtons(channel, self._outbox)
        self._delivery = Delivery(channel, lambda: self._lease.held, self._old_buttons.add)
        self._running: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._room = asyncio.Semaphore(AT_ONCE)
        self._typed: dict[str, float] = {}

    async def run(self) -> None:
        """For ever; sends while the lease is this process's."""
        await self._lease.run(self._work)

    async def _work(self) -> None:
        log.info("telegram.sending", extra={"shard": self._shard.number})
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._follow())
                group.create_task(self._tick())
                group.create_task(self._old_buttons.run())
        except* (StoreUnavailable, *AWAY):
            log.warning("telegram.sending_later", extra={"shard": self._shard.number})
        finally:
            running = list(self._running.values())
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    async def _follow(self) -> None:
        """Notes who may be owed something, and begins it."""
        position = await self._begun_at()
        for cid in await self._outbox.owed():
            self.look(cid)
        reader = connect(self._channel.services.settings.redis_url or "", timeout_s=None)
        try:
            await self._read(reader, position)
        finally:
            with suppress(*AWAY):
                await reader.aclose()

    async def _begun_at(self) -> str:
        position = await self._outbox.position() or "0-0"
        if position != "0-0" and not await feed.has(self._channel.services.redis, self._shard, position):
            log.warning("telegram.behind", extra={"shard": self._shard.number})
            await self._outbox.note(await self._outbox.all_chats())
        return position

    async def _read(self, reader: Any, position: str) -> None:
        last = {self._shard.of("feed"): position, self._shard.of("notes"): "$"}
        while True:
            for key, rows in feed.streams(await reader.xread(last, count=BATCH, block=BLOCK_MS)):
                last[key] = rows[-1][0]
                if key == self._shard.of("feed"):
                    cids = list(dict.fromkeys(fields["c"] for _, fields in rows))
                    for cid in await self._outbox.note(cids, rows[-1][0]):
                        self.look(cid)
                else:
                    await self._typing(rows)

    async def _typing(self, rows: feed.Rows) -> None:
        """A person types: shown in the chat, which shows it for five seconds."""
        now = asyncio.get_running_loop().time()
        for _, fields in rows:
            frame, cid = json.loads(fields["n"]), fields["c"]
            fresh = now - self._typed.get(cid, float("-inf")) >= TYPING_EVERY_S
            if frame.get("type") != "typing" or frame.get("to") != "customer" or not fresh:
                continue
            self._typed = {one: at for one, at in self._typed.items() if now - at < TYPING_EVERY_S} | {
                cid: now
            }
            with suppress(AinaError):
                c = (await self._channel.services.store.load(cid)).conversation
                if goes_to_chat(c):
                    at_it.show(self._channel, c.chat or "")

    async def _tick(self) -> None:
        """Those who wait: their line about the queue may differ."""
        while True:
            with suppress(StoreUnavailable):
                for cid in await self._with_chat(await self._waiting()):
                    self.look(cid)
            await asyncio.sleep(TICK_S)

    async def _waiting(self) -> list[str]:
        return [cid for cid in await self._channel.services.store.lists.waiting(500) if self._ours(cid)]

    def _ours(self, cid: str) -> bool:
        return self._channel.services.store.shard(cid) == self._shard

    async def _with_chat(self, cids: list[str]) -> list[str]:
        return [cid for cid in cids if cid not in self._running and await self._outbox.has_chat(cid)]

    def look(self, cid: str) -> None:
        """Has a conversation's chat told what it is owed: one at a time for each."""
        if cid in self._running:
            self._again.add(cid)
            return
        task = self._running[cid] = asyncio.create_task(self._until_told(cid))
        task.add_done_callback(lambda _: self._done(cid))

    def _done(self, cid: str) -> None:
        self._running.pop(cid, None)
        if cid in self._again:
            self._again.discard(cid)
            self.look(cid)

    async def _until_told(self, cid: str) -> None:
        back_off = BackOff()
        while True:
            try:
                async with self._room:
                    return await self._delivery.run(cid)
            except (Forbidden, ChatGone) as error:
                await self._unreachable(cid, error)
            except (InvalidToken, LeaseLost) as error:
                log.error("telegram.stopped", extra={"conversation": cid, "error": type(error).__name__})
                return None
            except RetryAfter as error:
                await self._wait(cid, back_off.after(error), "too_many")
            except TelegramError as error:
                await self._wait(cid, back_off.after(error), type(error).__name__)
            except StoreUnavailable:
                await asyncio.sleep(FIRST_WAIT_S)
            except Exception as error:
                log.exception("telegram.delivery_failed", extra={"conversation": cid})
                await self._wait(cid, back_off.after(error), "failed")

    async def _wait(self, cid: str, wait_s: float, why: str) -> None:
        """Waits, and says at the desk until when and why."""
        metrics.TELEGRAM_TROUBLE.labels(why).inc()
        log.warning("telegram.later", extra={"conversation": cid, "why": why, "wait_s": wait_s})
        retry_at = stamp(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=wait_s))
        with suppress(AinaError):
            await self._outbox.tell(cid, {"retry_at": retry_at, "why": why})
            await self._channel.show_desk(cid)
        await asyncio.sleep(wait_s)

    async def _unreachable(self, cid: str, error: Exception) -> None:
        metrics.TELEGRAM_TROUBLE.labels("unreachable").inc()
        blocked = isinstance(error, Forbidden) and "blocked" in error.message.lower()
        gone = "chat_gone" if isinstance(error, ChatGone) else "deactivated"
        why = "blocked" if blocked else gone
        with suppress(AinaError):
            flying = (await self._outbox.told(cid)).get("flying", "").partition(":")[0] or None
            await self._channel.services.cases.do(cid, lambda w, c: reach.unreachable(w, c, why, flying))
