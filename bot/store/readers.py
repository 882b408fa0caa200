"""Readers of the feed that must miss nothing: a stored position for each shard, and one process at a time that reads."""

from __future__ import annotations

from bot.store.connection import Client, store_errors
from bot.store.keys import Shard
from bot.store.lease import Lease


class Readers:
    """Positions and leases of one reader.

    Raises (every method): StoreUnavailable while Redis does not answer.
    """

    def __init__(self, redis: Client, name: str) -> None:
        self._redis = redis
        self._name = name
        self._leases: dict[Shard, Lease] = {}

    async def holds(self, shard: Shard, lease_s: float) -> bool:
        """Whether this process reads the shard: takes the lease if it is free, and renews its own at half time."""
        if shard not in self._leases:
            key = shard.of(f"reader:{self._name}:lease")
            self._leases[shard] = Lease(self._redis, key, lease_s)
        return await self._leases[shard].holds()

    async def position(self, shard: Shard) -> str | None:
        """The newest event that is done; None: the reader has never run."""
        async with store_errors():
            found: str | None = await self._redis.get(shard.of(f"reader:{self._name}"))
        return found

    async def done(self, shard: Shard, event_id: str) -> None:
        """Everything up to this event is done."""
        async with store_errors():
            await self._redis.set(shard.of(f"reader:{self._name}"), event_id)
