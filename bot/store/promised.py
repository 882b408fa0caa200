"""Whose promise falls when. The list follows from the records (bot/core/places.py); a time being booked is held a moment.

A time is free when no pending promise of that person falls into it and nobody holds it. Holding ends by itself, so that a
process that dies while booking leaves nothing taken.
"""

from __future__ import annotations

from bot.store.connection import Client, store_errors
from bot.store.keys import Shard, desk

HOLD_S = 30
Due = tuple[str, str, float]


class Promised:
    """Promises by person. Instants are epoch seconds.

    Raises (every method): StoreUnavailable while Redis does not answer.
    """

    def __init__(self, redis: Client, shards: int) -> None:
        self._redis = redis
        self._shards = [Shard(number) for number in range(shards)]

    async def between(self, agent: str, start: float, end: float) -> list[Due]:
        """Conversation, promise and due time of a person's pending promises, `end` not included."""
        found: list[Due] = []
        async with store_errors():
            for shard in self._shards:
                rows = await self._redis.zrange(
                    shard.of(f"promised:{agent}"), start, f"({end}", byscore=True, withscores=True
                )
                found += [(*_parts(member), float(score)) for member, score in rows]
        return found

    async def first(self, agent: str, limit: int) -> list[Due]:
        """The soonest of a person's pending promises."""
        found: list[Due] = []
        async with store_errors():
            for shard in self._shards:
                rows = await self._redis.zrange(shard.of(f"promised:{agent}"), 0, limit - 1, withscores=True)
                found += [(*_parts(member), float(score)) for member, score in rows]
        return sorted(found, key=lambda row: row[2])[:limit]

    async def hold(self, agent: str, slot: str, cid: str) -> bool:
        """A time while it is being booked; False: somebody else is at it."""
        key = desk("slot", agent, slot)
        async with store_errors():
            if await self._redis.set(key, cid, nx=True, ex=HOLD_S):
                return True
            return bool(await self._redis.get(key) == cid)

    async def let_go(self, agent: str, slot: str, cid: str) -> None:
        """Booked or not: the record says so now."""
        key = desk("slot", agent, slot)
        async with store_errors():
            if await self._redis.get(key) == cid:
                await self._redis.delete(key)

    async def known_people(self) -> set[str]:
        """Who was in the directory at the last start."""
        async with store_errors():
            return set(await self._redis.smembers(desk("people")))

    async def remember_people(self, now: list[str], gone: list[str]) -> None:
        """The directory as it is, those gone left out once nothing of theirs is left."""
        async with store_errors(), self._redis.pipeline(transaction=True) as pipe:
            pipe.sadd(desk("people"), *now)
            if gone:
                pipe.srem(desk("people"), *gone)
            await pipe.execute()


def _parts(member: str) -> tuple[str, str]:
    cid, _, pid = member.partition("~")
    return cid, pid
