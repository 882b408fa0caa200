"""Who is blocked, by whom, why and until when: for leads to look at again."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from typing import Any

from bot.store.connection import Client, store_errors
from bot.store.keys import desk


@dataclass(frozen=True)
class Block:
    """One decision. `conversation` names it; `customer`: the key of the browser, where known. Times: RFC 3339."""

    conversation: str
    customer: str | None
    name: str | None
    by: str
    reason: str
    at: str
    until: str

    def public(self) -> dict[str, Any]:
        """As leads see it: without the customer's key."""
        return {key: value for key, value in dataclasses.asdict(self).items() if key != "customer"}


class Blocks:
    """The list.

    Raises (every method): StoreUnavailable while Redis does not answer.
    """

    def __init__(self, redis: Client) -> None:
        self._redis = redis

    async def add(self, block: Block) -> None:
        """Keeps a decision."""
        async with store_errors():
            await self._redis.hset(desk("blocked"), block.conversation, json.dumps(dataclasses.asdict(block)))

    async def listed(self, now: str) -> list[Block]:
        """Those that hold, the newest first; those that have ended are forgotten. `now`: RFC 3339, UTC."""
        async with store_errors():
            rows = await self._redis.hgetall(desk("blocked"))
            blocks = [Block(**json.loads(raw)) for raw in rows.values()]
            if over := [one.conversation for one in blocks if one.until <= now]:
                await self._redis.hdel(desk("blocked"), *over)
        return sorted((one for one in blocks if one.until > now), key=lambda one: one.at, reverse=True)

    async def of_customer(self, key: str | None, now: str) -> Block | None:
        """The decision about a customer, whatever conversation they open."""
        return next((one for one in await self.listed(now) if key and one.customer == key), None)

    async def lift(self, cid: str) -> None:
        """Takes a decision back."""
        async with store_errors():
            await self._redis.hdel(desk("blocked"), cid)
