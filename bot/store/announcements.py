"""Announcements in Redis: one hash of records, kept for the leads to look back on."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from typing import Any

from bot.core.announcement import Announcement
from bot.core.event import instant, stamp
from bot.store.connection import Client, store_errors
from bot.store.keys import desk
from bot.store.lease import Lease

KEY = desk("announcements")
SWEEP_S = 60


class Announcements:
    """Kept, changed, read.

    Raises (every method): StoreUnavailable while Redis does not answer.
    """

    def __init__(self, redis: Client) -> None:
        self._redis = redis

    async def add(self, one: Announcement) -> bool:
        """Keeps a new one; False: one of that id is there already."""
        async with store_errors():
            return bool(await self._redis.hsetnx(KEY, one.id, _dump(one)))

    async def keep(self, one: Announcement) -> None:
        """Keeps what changed."""
        async with store_errors():
            await self._redis.hset(KEY, one.id, _dump(one))

    async def every(self) -> list[Announcement]:
        """All of them, newest first."""
        async with store_errors():
            found = await self._redis.hvals(KEY)
        return sorted(map(_load, found), key=lambda one: one.made_at, reverse=True)

    def sweep(self, id: str) -> Lease:
        """Whose it is to sweep for an announcement; for a minute, or until released."""
        return Lease(self._redis, desk("sweeping", id), SWEEP_S)


def _dump(one: Announcement) -> str:
    fields = {spec.name: getattr(one, spec.name) for spec in dataclasses.fields(one)}
    return json.dumps({key: _plain(key, value) for key, value in fields.items()}, ensure_ascii=False)


def _plain(key: str, value: Any) -> Any:
    if key.endswith("_at"):
        return stamp(value) if value else None
    if isinstance(value, Mapping):
        return dict(value)
    return sorted(value) if isinstance(value, frozenset) else value


def _load(raw: str) -> Announcement:
    fields: dict[str, Any] = json.loads(raw)
    for key, value in fields.items():
        if key.endswith("_at") and value:
            fields[key] = instant(value)
        elif isinstance(value, list):
            fields[key] = frozenset(value)
    return Announcement(**fields)
