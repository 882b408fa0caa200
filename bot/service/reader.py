"""Reads every event of the feed from a stored position, whatever was killed in between (design: one feed, many readers).

Of all processes one reads a shard, under a lease. Each event is handed over at least once: the handler makes what it does
idempotent by the event's id. A handler that fails is tried again; after `TRIES` the event is left behind, with a log line.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from bot.core.errors import StoreUnavailable
from bot.core.practice_colleague import is_practice
from bot.store import feed
from bot.store.connection import Client
from bot.store.keys import Shard
from bot.store.readers import Readers

log = logging.getLogger("aina.reader")
LEASE_S = 10.0
PAUSE_S = 0.25
PAGE = 100
TRIES = 5
STORED_EVERY_S = 5.0
Rows = list[tuple[str, dict[str, Any]]]
# True: something left the house, so that the place is stored before anything else.
Handle = Callable[[str, dict[str, Any]], Awaitable[bool | None]]
HandlePage = Callable[[Rows], Awaitable[None]]


class Reader:
    """One per kind of delivery and process, such as `Reader(redis, "mail", handle)`; `run` it for every shard.

    `page`: handles a page as a whole; where it fails, `handle` gets its events one by one.
    """

    def __init__(
        self,
        redis: Client,
        name: str,
        handle: Handle,
        pause_s: float = PAUSE_S,
        page: HandlePage | None = None,
    ) -> None:
        self._redis = redis
        self._name = name
        self._handle = handle
        self._page = page
        self._readers = Readers(redis, name)
        self._pause_s = pause_s
        self._at: dict[Shard, str] = {}
        self._stored: dict[Shard, str] = {}
        self._stored_at: dict[Shard, float] = {}

    async def run(self, shard: Shard) -> None:
        """For ever. A reader that has never run begins at the feed's beginning as it is kept."""
        while True:
            try:
                if await self._readers.holds(shard, LEASE_S):
                    more = await self._some(shard)
                    await self._store(shard)
                else:
                    more = self._at.pop(shard, None) is not None
                if not more:
                    await asyncio.sleep(self._pause_s)
            except StoreUnavailable:
                self._at.pop(shard, None)
                await asyncio.sleep(self._pause_s)

    async def _some(self, shard: Shard) -> bool:
        """The next page; False: there is nothing new."""
        at = self._at.get(shard) or await self._readers.position(shard) or "0-0"
        rows = await feed.after(self._redis, shard, at, PAGE)
        if rows and await self._at_once(rows):
            self._at[shard] = rows[-1][1]["id"]
            return True
        for cid, event in rows:
            if not await self._readers.holds(shard, LEASE_S):
                return True
            matters = await self._one(cid, event)
            self._at[shard] = event["id"]
            if matters:
                await self._store(shard, now=True)
        return bool(rows)

    async def _at_once(self, rows: Rows) -> bool:
        """Whether the page was handled as a whole; one that was not is handed over one by one."""
        if not self._page:
            return False
        try:
            await self._page([row for row in rows if not is_practice(row[0])])
        except StoreUnavailable:
            raise
        except Exception:
            log.exception("reader.page_failed", extra={"reader": self._name, "event": rows[0][1]["id"]})
            return False
        return True

    async def _store(self, shard: Shard, now: bool = False) -> None:
        """Where it is, now and then unless it must be `now`: each time is a write, and writes wait for the disk."""
        time_s, at = time.monotonic(), self._at.get(shard)
        late = now or time_s - self._stored_at.get(shard, 0.0) >= STORED_EVERY_S
        if at and late and at != self._stored.get(shard):
            await self._readers.done(shard, at)
            self._stored[shard], self._stored_at[shard] = at, time_s

    async def _one(self, cid: str, event: dict[str, Any]) -> bool | None:
        if is_practice(cid):  # counts nowhere, is found nowhere, reaches nobody
            return None
        for tried in range(1, TRIES + 1):
            try:
                return await self._handle(cid, event)
            except StoreUnavailable:
                raise
            except Exception:
                facts = {"reader": self._name, "conversation": cid, "event": event["id"], "tried": tried}
                log.exception("reader.failed", extra=facts)
                await asyncio.sleep(self._pause_s * tried)
        return None
