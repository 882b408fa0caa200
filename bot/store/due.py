"""What falls due, taken by exactly one process under a lease; a dead one's work is taken over when that ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any

from bot.core.errors import StoreUnavailable
from bot.store.connection import Client, script, store_errors
from bot.store.keys import Shard, shard_of


class Due:
    """The due lists of all shards. Instants are epoch seconds."""

    def __init__(self, redis: Client, shards: int, lease_s: float) -> None:
        self._redis = redis
        self.shards = [Shard(number) for number in range(shards)]
        self.lease_s = lease_s
        self._take = redis.register_script(script("take"))

    async def take(
        self, shard: Shard, now: float, limit: int = 50
    ) -> tuple[list[tuple[str, str]], float | None]:
        """What is due now as (kind, conversation), oldest first, and when the next thing falls due, if any does.

        It is ours for the length of the lease.
        """
        async with store_errors():
            later, *members = await self._take(keys=[shard.of("due")], args=[now, now + self.lease_s, limit])
        found = [(kind, cid) for kind, _, cid in (member.partition(":") for member in members)]
        return found, float(later) if later else None

    async def drop(self, kind: str, cid: str) -> None:
        """Takes a timer away whose conversation is gone."""
        shard = shard_of(cid, len(self.shards))
        if shard:
            async with store_errors():
                await self._redis.zrem(shard.of("due"), f"{kind}:{cid}")

    @asynccontextmanager
    async def renewed(self, kind: str, cid: str, since_s: float = 0.0) -> AsyncIterator[None]:
        """Keeps the lease of a long piece of work alive while inside. `since_s`: how long it has run already."""
        lease = _Lease(partial(self._renew, kind, cid), self.lease_s / 2, since_s)
        try:
            yield
        finally:
            lease.end()

    async def _renew(self, kind: str, cid: str) -> None:
        if shard := shard_of(cid, len(self.shards)):
            with suppress(StoreUnavailable):
                async with store_errors():
                    await self._redis.execute_command(
                        "ZADD", shard.of("due"), "XX", "INCR", self.lease_s / 2, f"{kind}:{cid}"
                    )


class _Lease:
    """Calls `renew` every so many seconds. A timer, not a task: most turns are over before the first."""

    def __init__(
        self, renew: Callable[[], Coroutine[Any, Any, None]], every_s: float, since_s: float
    ) -> None:
        self._renew, self._every_s = renew, every_s
        self._loop = asyncio.get_running_loop()
        self._task: asyncio.Task[None] | None = None
        self._timer = self._loop.call_later(max(0.0, every_s - since_s), self._tick)

    def _tick(self) -> None:
        self._task = self._loop.create_task(self._renew())
        self._timer = self._loop.call_later(self._every_s, self._tick)

    def end(self) -> None:
        """The work is done."""
        self._timer.cancel()
