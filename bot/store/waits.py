"""What waits were lately, by team and hour: the newest of each, seconds for one round of the queue."""

from __future__ import annotations

from collections.abc import Mapping

from bot.store.connection import Client, store_errors
from bot.store.keys import desk

KEPT = 200


class Waits:
    """Raises (every method): StoreUnavailable while Redis does not answer."""

    def __init__(self, redis: Client) -> None:
        self._redis = redis

    async def remember(self, key: str, event_id: str, seconds: float) -> None:
        """One more; the same event again is one."""
        name = desk("waits", key)
        async with store_errors(), self._redis.pipeline(transaction=True) as pipe:
            pipe.hset(name, event_id, seconds)
            pipe.zadd(f"{name}:order", {event_id: float(event_id.partition("-")[0])})
            pipe.zrange(f"{name}:order", 0, -KEPT - 1)
            pipe.zremrangebyrank(f"{name}:order", 0, -KEPT - 1)
            pipe.sadd(desk("waits"), key)
            old = (await pipe.execute())[2]
            if old:
                await self._redis.hdel(name, *old)

    async def all(self) -> Mapping[str, tuple[float, ...]]:
        """Everything remembered."""
        async with store_errors():
            keys = sorted(await self._redis.smembers(desk("waits")))
            found = [await self._redis.hvals(desk("waits", key)) for key in keys]
        return {key: tuple(map(float, values)) for key, values in zip(keys, found, strict=True)}
