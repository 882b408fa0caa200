"""The logs: each conversation's events, in order, under the feed's ids."""

from __future__ import annotations

from typing import Any

from bot.core.errors import CursorUnknown
from bot.store.connection import Client, store_errors
from bot.store.keys import shard_named
from bot.store.stored import stored_event, well_formed

PAGE = 200


class Logs:
    """Reads them; only a step writes them.

    Raises (every method): StoreUnavailable while Redis does not answer; Unknown: `conversation_unknown`.
    """

    def __init__(self, redis: Client, shards: int) -> None:
        self._redis = redis
        self._shards = shards

    async def after(self, cid: str, after: str = "0", limit: int = PAGE) -> list[dict[str, Any]]:
        """Events after a cursor, in order, as agents see them.

        Raises:
            CursorUnknown: the cursor is past the end or from elsewhere.
        """
        if after != "0" and not well_formed(after):
            raise CursorUnknown()
        key = self._key(cid)
        async with store_errors(), self._redis.pipeline(transaction=False) as pipe:
            if after != "0":
                pipe.xrange(key, after, after)
            pipe.xrange(key, f"({after}" if after != "0" else "-", "+", count=limit)
            *known, rows = await pipe.execute()
        if known == [[]]:
            raise CursorUnknown()
        return [stored_event(event_id, fields["e"]) for event_id, fields in rows]

    async def event(self, cid: str, event_id: str) -> dict[str, Any] | None:
        """One event by its id."""
        if not well_formed(event_id):
            return None
        async with store_errors():
            rows = await self._redis.xrange(self._key(cid), event_id, event_id)
        return stored_event(rows[0][0], rows[0][1]["e"]) if rows else None

    async def newest(self, cid: str, limit: int = PAGE) -> list[dict[str, Any]]:
        """The newest events, newest first, as agents see them."""
        async with store_errors():
            rows = await self._redis.xrevrange(self._key(cid), count=limit)
        return [stored_event(event_id, fields["e"]) for event_id, fields in rows]

    def _key(self, cid: str) -> str:
        return shard_named(cid, self._shards).conversation(cid, "log")
