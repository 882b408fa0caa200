"""Readers of the feed that must miss nothing: a stored position for each shard, and one process at a time that reads."""

from __future__ import annotations

import time

from bot.store.connection import Client, store_errors
from bot.store.keys import Shard


class Readers:
    """Positions and leases of one reader.

    Raises (every method): StoreUnavailable while Redis does not answer.
    """

    def __init__(self, redis: Client, name: str, owner: str) -> None:
        self._redis = redis
        self._name = name
        self._owner = owner
        self._ours_until: dict[Shard, float] = {}

    async def holds(self, shard: Shard, lease_s: float) -> bool:
        """Whether this process reads the shard: takes the lease if it is free, and renews its own at half time.

        In between it is surely ours, and nothing is asked: each renewal is a write, and writes wait for the disk.
        """
        asked = time.monotonic()
        if asked < self._ours_until.get(shard, 0.0):
            return True
        ours = await self._kept(shard, lease_s)
        self._ours_until[shard] = asked + lease_s / 2 if ours else 0.0
        return ours

    async def _kept(self, shard: Shard, lease_s: float) -> bool:
        key = shard.of(f"reader:{self._name}:lease")
        async with store_errors():
            if await self._redis.set(key, self._owner, nx=True, px=int(lease_s * 1000)):
                return True
            if await self._redis.get(key) != self._owner:
                return False
            await self._redis.pexpire(key, int(lease_s * 1000))
        return True

    async def position(self, shard: Shard) -> str | None:
        """The newest event that is done; None: the reader has never run."""
        async with store_errors():
            found: str | None = await self._redis.get(shard.of(f"reader:{self._name}"))
        return found

    async def done(self, shard: Shard, event_id: str) -> None:
        """Everything up to this event is done."""
        async with store_errors():
            await self._redis.set(shard.of(f"reader:{self._name}"), event_id)
