"""Whose promise falls when. The lists follow from the records (bot/core/places.py); a time being booked is held a moment.

Holding ends by itself, so that a process that dies while booking leaves nothing taken.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterable

from bot.store.connection import Client, store_errors
from bot.store.keys import Shard, desk

HOLD_S = 10
# What is held of a person's day: the half hours that a booking touches.
CELL_S = 1800
WAIT_S = 2.0
AGAIN_S = 0.02
Due = tuple[str, str, float]


class Promised:
    """Promises by person. Instants are epoch seconds.

    Raises (every method): StoreUnavailable while Redis does not answer.
    """

    def __init__(self, redis: Client, shards: int) -> None:
        self._redis = redis
        self._shards = [Shard(number) for number in range(shards)]

    async def between(self, agent: str, start: float, end: float, of: str = "promised") -> list[Due]:
        """Conversation, promise and due time of a person's pending promises, `end` not included; `of`: promised or calls."""
        found: list[Due] = []
        async with store_errors():
            for shard in self._shards:
                rows = await self._redis.zrange(
                    shard.of(f"{of}:{agent}"), start, f"({end}", byscore=True, withscores=True
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

    async def hold(self, agent: str, start: float, end: float) -> str | None:
        """A stretch of a person's day while it is being booked, as the name to let it go by.

        None: somebody else was at it all the while that we waited.
        """
        holder, held = secrets.token_hex(8), list[str]()
        for key in _cells(agent, start, end):
            if not await self._take(key, holder):
                await self._drop(held, holder)
                return None
            held.append(key)
        return holder

    async def let_go(self, agent: str, start: float, end: float, holder: str) -> None:
        """Booked or not: the record says so now."""
        await self._drop(_cells(agent, start, end), holder)

    async def _take(self, key: str, holder: str) -> bool:
        for _ in range(int(WAIT_S / AGAIN_S)):
            async with store_errors():
                if await self._redis.set(key, holder, nx=True, ex=HOLD_S):
                    return True
            await asyncio.sleep(AGAIN_S)
        return False

    async def _drop(self, keys: Iterable[str], holder: str) -> None:
        async with store_errors():
            for key in keys:
                if await self._redis.get(key) == holder:
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


def _cells(agent: str, start: float, end: float) -> list[str]:
    """The keys of the half hours that a stretch touches, in one order for everybody, so that none waits for the other."""
    return [desk("slot", agent, str(n)) for n in range(int(start // CELL_S), int(-(-end // CELL_S)))]
