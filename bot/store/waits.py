"""What waits were lately, by team and hour: the newest of each, seconds for one round of the queue; and how many held."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from bot.core.wait import HOW
from bot.store.connection import Client, store_errors
from bot.store.keys import desk

KEPT = 200
# Over how many days a lead sees how often the range held, today's included.
DAYS = 7


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

    async def count(self, day: dt.date, team: str, how: str, event_id: str) -> None:
        """One more wait of a day that came out so; the same event again is one. Forgotten when no lead sees it any more."""
        name = _counted(day, team, how)
        async with store_errors(), self._redis.pipeline(transaction=True) as pipe:
            pipe.sadd(name, event_id)
            pipe.expire(name, (DAYS + 1) * 86400)
            await pipe.execute()

    async def counted(self, today: dt.date, teams: Iterable[str]) -> Mapping[tuple[str, str], int]:
        """(team, how it came out) to how many waits of the last days, today's too."""
        kinds = [(team, how) for team in teams for how in HOW]
        days = [today - dt.timedelta(days=ago) for ago in range(DAYS)]
        async with store_errors(), self._redis.pipeline(transaction=False) as pipe:
            for team, how in kinds:
                for day in days:
                    pipe.scard(_counted(day, team, how))
            found = await pipe.execute()
        return {kind: sum(found[n * DAYS : (n + 1) * DAYS]) for n, kind in enumerate(kinds)}

    async def all(self) -> Mapping[str, tuple[float, ...]]:
        """Everything remembered."""
        async with store_errors():
            keys = sorted(await self._redis.smembers(desk("waits")))
            found = [await self._redis.hvals(desk("waits", key)) for key in keys]
        return {key: tuple(map(float, values)) for key, values in zip(keys, found, strict=True)}


def _counted(day: dt.date, team: str, how: str) -> str:
    return desk("waits", "counted", day.isoformat(), team, how)
