"""Work that one process does for all: whoever holds the lease. A dead holder's ends by itself; its work goes on elsewhere."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

from bot.core.errors import StoreUnavailable
from bot.store.connection import Client, script, store_errors

LASTS_S = 8.0
RENEW_S = 2.0


class Lease:
    """One named lease. `holder` differs for every process."""

    def __init__(self, redis: Client, key: str, lasts_s: float = LASTS_S) -> None:
        self._redis = redis
        self._key = key
        self._lasts_s = lasts_s
        self._holder = secrets.token_hex(8)
        self._until = 0.0
        self._keep = redis.register_script(script("lease"))

    @property
    def held(self) -> bool:
        """Whether it is surely ours still, by this process's own clock."""
        return time.monotonic() < self._until

    async def keep(self) -> bool:
        """Takes it if it is free, holds it longer if it is ours; False: another process has it."""
        asked = time.monotonic()
        async with store_errors():
            ours = await self._keep(keys=[self._key], args=[self._holder, int(self._lasts_s * 1000)])
        self._until = asked + self._lasts_s if ours else 0.0
        return bool(ours)

    async def holds(self) -> bool:
        """The same, asked only from half-time on: in between it is surely ours, and each renewal is a write, which
        waits for the disk.
        """
        return time.monotonic() < self._until - self._lasts_s / 2 or await self.keep()

    async def release(self) -> None:
        """Lets it go at once, so that another process need not wait for its end."""
        self._until = 0.0
        with suppress(StoreUnavailable):
            async with store_errors():
                await self._keep(keys=[self._key], args=[self._holder, 0])

    async def run(self, work: Callable[[], Awaitable[None]]) -> None:
        """Does the work while the lease is ours, again and again, for ever."""
        try:
            while True:
                if await self._mine():
                    await self._while_held(work)
                await asyncio.sleep(RENEW_S)
        finally:
            await self.release()

    async def _mine(self) -> bool:
        with suppress(StoreUnavailable):
            return await self.keep()
        return False

    async def _while_held(self, work: Callable[[], Awaitable[None]]) -> None:
        task = asyncio.ensure_future(work())
        try:
            while not task.done() and self.held:
                await asyncio.wait([task], timeout=RENEW_S)
                await self._mine()
            if task.done():
                task.result()
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
