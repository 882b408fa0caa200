"""What falls due, taken by exactly one process under a lease; a dead one's work is taken over when that ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from bot.core.errors import StoreUnavailable
from bot.store.connection import Client, script, store_errors
from bot.store.keys import Shard, shard_of


class Due:
    """The due lists of all shards. Instants are epoch seconds."""

    def __init__(self, redis: Client, shards: int, lease_s: float) -> None:
        self._redis = redis
        self.shards = [Shard(number) for number in range(shards)]
        self._lease_s = lease_s
        self._take = redis.register_script(script("take"))

    async def take(
        self, shard: Shard, now: float, limit: int = 50
    ) -> tuple[list[tuple[str, str]], float | None]:
        """What is due now as (kind, conversation), oldest first, and when the next thing falls due, if any does.

        All but turns are ours for the length of the lease; a turn is whose step freezes it.
        """
        async with store_errors():
            later, *members = await self._take(keys=[shard.of("due")], args=[now, now + self._lease_s, limit])
        found = [(kind, cid) for kind, _, cid in (member.partition(":") for member in members)]
        return found, float(later) if later else None

    async def drop(self, kind: str, cid: str) -> None:
        """Takes a timer away whose conversation is gone."""
        shard = shard_of(cid, len(self.shards))
        if shard:
            async with store_errors():
                await self._redis.zrem(shard.of("due"), f"{kind}:{cid}")

    @asynccontextmanager
    async def renewed(self, kind: str, cid: str) -> AsyncIterator[None]:
        """Keeps the lease of a long piece of work alive while inside."""
        task = asyncio.create_task(self._renew(kind, cid))
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _renew(self, kind: str, cid: str) -> None:
        shard = shard_of(cid, len(self.shards))
        while shard:
            await asyncio.sleep(self._lease_s / 2)
            with suppress(StoreUnavailable):
                async with store_errors():
                    await self._redis.execute_command(
                        "ZADD", shard.of("due"), "XX", "INCR", self._lease_s / 2, f"{kind}:{cid}"
                    )
