"""What accounts did: a stream that only grows. Nothing in the product changes or takes away a line of it."""

from __future__ import annotations

import json
from typing import Any

from bot.store.connection import Client, store_errors
from bot.store.keys import desk

PAGE = 200


class Audit:
    """Append and read; there is no third verb.

    Raises (every method): StoreUnavailable while Redis does not answer.
    """

    def __init__(self, redis: Client) -> None:
        self._redis = redis

    async def record(self, at: str, agent: str, what: str, data: dict[str, Any]) -> None:
        """One deed. `at`: RFC 3339, UTC; `what`: a stable key such as `customer.blocked`."""
        async with store_errors():
            await self._redis.xadd(
                desk("audit"), {"at": at, "agent": agent, "what": what, "data": json.dumps(data)}
            )

    async def page(self, before: str | None = None, limit: int = PAGE) -> list[dict[str, Any]]:
        """The newest deeds, or those before one of them, newest first."""
        async with store_errors():
            rows = await self._redis.xrevrange(
                desk("audit"), f"({before}" if before else "+", "-", count=limit
            )
        return [{"id": id, **fields, "data": json.loads(fields["data"])} for id, fields in rows]
