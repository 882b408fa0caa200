"""Canned replies in Redis; until leads keep their own, those that came with the product."""

from __future__ import annotations

import json
from collections.abc import Iterable

from bot.core.canned import Canned
from bot.core.errors import Unknown
from bot.store.connection import Client, store_errors
from bot.store.keys import desk

GONE = ""


class CannedReplies:
    """Read, keep, drop.

    Raises (every method): StoreUnavailable while Redis does not answer.
    """

    def __init__(self, redis: Client, defaults: Iterable[Canned]) -> None:
        self._redis = redis
        self._defaults = {one.id: one for one in defaults}

    async def listed(self) -> list[Canned]:
        """All of them, by short name."""
        async with store_errors():
            rows = await self._redis.hgetall(desk("canned"))
        kept = {id: Canned(**json.loads(raw)) if raw else None for id, raw in rows.items()}
        found = (one for one in {**self._defaults, **kept}.values() if one)
        return sorted(found, key=lambda one: one.id)

    async def keep(self, one: Canned) -> None:
        """New, or in place of the one before."""
        async with store_errors():
            await self._redis.hset(desk("canned"), one.id, json.dumps(one.public()))

    async def drop(self, id: str) -> None:
        """Away, also when it came with the product.

        Raises:
            Unknown: `canned_unknown`.
        """
        if not any(one.id == id for one in await self.listed()):
            raise Unknown("There is no such reply.", code="canned_unknown")
        async with store_errors():
            if id in self._defaults:
                await self._redis.hset(desk("canned"), id, GONE)
            else:
                await self._redis.hdel(desk("canned"), id)
