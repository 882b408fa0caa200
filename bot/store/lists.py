"""The sorted sets over all shards: the queue, what the desk lists, and the records of those listed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from bot.core.conversation import Conversation, from_doc
from bot.store.connection import Client, store_errors
from bot.store.keys import Shard, shard_named, shard_of


class Lists:
    """Which sets there are, and where a case stands in them, follows from its record (bot/core/places.py).

    Raises (every method): StoreUnavailable while Redis does not answer.
    """

    def __init__(self, redis: Client, shards: int) -> None:
        self._redis = redis
        self._shards = [Shard(number) for number in range(shards)]

    async def members(self, name: str, limit: int, *, newest_first: bool = False) -> list[str]:
        """The members of a set, by score."""
        rows: list[tuple[str, float]] = []
        async with store_errors():
            for shard in self._shards:
                rows += await self._redis.zrange(
                    shard.of(name), 0, limit - 1, desc=newest_first, withscores=True
                )
        rows.sort(key=lambda row: float(row[1]), reverse=newest_first)
        return [cid for cid, _ in rows[:limit]]

    async def union(self, names: Sequence[str]) -> set[str]:
        """Who is in one of these sets or in more."""
        found: set[str] = set()
        async with store_errors():
            for shard in self._shards:
                if keys := [shard.of(name) for name in names]:
                    found.update(await self._redis.zunion(keys))
        return found

    async def those_in(self, name: str, cids: Iterable[str]) -> set[str]:
        """Who of these is in a set; ids of no conversation are not."""
        known = [cid for cid in cids if shard_of(cid, len(self._shards))]
        async with store_errors(), self._redis.pipeline(transaction=False) as pipe:
            for cid in known:
                pipe.zscore(self._of(cid, name), cid)
            scores = await pipe.execute() if known else []
        return {cid for cid, score in zip(known, scores, strict=True) if score is not None}

    async def waiting(self, limit: int) -> list[str]:
        """The front of the queue, first to be served first."""
        return await self.members("queue", limit)

    async def count(self, name: str) -> int:
        """How many members a set has."""
        async with store_errors():
            return sum([int(await self._redis.zcard(shard.of(name))) for shard in self._shards])

    async def position(self, cid: str) -> int | None:
        """The place in the queue, from 1; None: not in it.

        Raises:
            Unknown: `conversation_unknown`.
        """
        async with store_errors():
            score = await self._redis.zscore(self._of(cid, "queue"), cid)
            if score is None:
                return None
            ahead = [
                await self._redis.zcount(shard.of("queue"), "-inf", f"({score}") for shard in self._shards
            ]
        return sum(map(int, ahead)) + 1

    async def records(self, cids: list[str]) -> list[Conversation]:
        """Records by id, in that order; those gone are left out."""
        async with store_errors(), self._redis.pipeline(transaction=False) as pipe:
            for cid in cids:
                pipe.hget(shard_named(cid, len(self._shards)).conversation(cid, "state"), "doc")
            docs = await pipe.execute() if cids else []
        return [from_doc(json.loads(doc)) for doc in docs if doc]

    async def forget_expired(self, before_s: float) -> None:
        """Takes resolved cases off the desk's list whose records have expired. `before_s`: epoch seconds."""
        async with store_errors():
            for shard in self._shards:
                await self._redis.zremrangebyscore(shard.of("resolved"), "-inf", before_s)

    async def take_off(self, name: str, cid: str) -> None:
        """Takes a case that has expired off a set."""
        async with store_errors():
            await self._redis.zrem(self._of(cid, name), cid)

    def _of(self, cid: str, name: str) -> str:
        return shard_named(cid, len(self._shards)).of(name)
