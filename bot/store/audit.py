"""What accounts did: streams that only grow. Nothing in the product changes or takes away a line of them.

A deed upon a conversation is written by the step that does it: one write, and neither is there without the other. It
stands in the shard's own stream, since nothing spans two hash tags; deeds of another kind stand in the desk's.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from bot.core.errors import CursorUnknown
from bot.store.connection import Client, store_errors
from bot.store.keys import Shard, desk
from bot.store.stored import well_formed

PAGE = 200
Place = tuple[int, int, int]


@dataclass
class Deed:
    """What an account does. `at`: RFC 3339, UTC; `what`: a stable key; `data`: never words to customers.

    `stored`: a step has taken it along.
    """

    at: str
    agent: str
    what: str
    data: dict[str, Any]
    stored: bool = False

    def row(self) -> dict[str, str]:
        """As a line of the stream."""
        return {"at": self.at, "agent": self.agent, "what": self.what, "data": json.dumps(self.data)}


_UNDER_WAY: ContextVar[Deed | None] = ContextVar("deed", default=None)


@contextmanager
def doing(deed: Deed) -> Iterator[None]:
    """Within the block, the first step that is stored takes the deed along."""
    token = _UNDER_WAY.set(deed)
    try:
        yield
    finally:
        _UNDER_WAY.reset(token)


def under_way() -> Deed | None:
    """The deed that this request does, until a step has taken it along."""
    deed = _UNDER_WAY.get()
    return deed if deed and not deed.stored else None


class Audit:
    """Append and read; there is no third verb.

    Raises (every method): StoreUnavailable while Redis does not answer.
    """

    def __init__(self, redis: Client, shards: int) -> None:
        self._redis = redis
        self._streams = [desk("audit"), *(Shard(number).of("audit") for number in range(shards))]

    async def record(self, deed: Deed) -> None:
        """One deed that no step took along."""
        async with store_errors():
            await self._redis.xadd(desk("audit"), deed.row())

    async def page(self, before: str | None = None, limit: int = PAGE) -> list[dict[str, Any]]:
        """The newest deeds, or those before one of them, newest first.

        Raises:
            CursorUnknown: `before` is no deed's id.
        """
        end = _place(before) if before else None
        deeds: list[tuple[Place, dict[str, Any]]] = []
        async with store_errors():
            for number, stream in enumerate(self._streams):
                rows = await self._redis.xrevrange(stream, _until(end, number), "-", count=limit)
                deeds += [((*_parts(id), number), fields) for id, fields in rows]
        deeds.sort(key=lambda one: one[0], reverse=True)
        return [
            {**fields, "id": _name(at), "data": json.loads(fields["data"])} for at, fields in deeds[:limit]
        ]


def _until(end: Place | None, number: int) -> str:
    """Where a stream's page ends: of deeds of one instant, those of the streams before come first."""
    if not end:
        return "+"
    ms, n, of = end
    return f"{ms}-{n}" if number < of else f"({ms}-{n}"


def _place(id: str) -> Place:
    event_id, _, number = id.rpartition("-")
    if not (well_formed(event_id) and number.isascii() and number.isdecimal() and len(number) < 9):
        raise CursorUnknown()
    return (*_parts(event_id), int(number))


def _name(at: Place) -> str:
    return "-".join(map(str, at))


def _parts(event_id: str) -> tuple[int, int]:
    ms, _, n = event_id.partition("-")
    return int(ms), int(n)
