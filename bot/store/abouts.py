"""What people said that cases were about, counted for the next time (bot/core/about.py)."""

from __future__ import annotations

from bot.core.about import Label, stems
from bot.store.connection import Client, store_errors
from bot.store.keys import desk

MOST_LABELS = 100


class Abouts:
    """Labels with their counts.

    Raises (every method): StoreUnavailable while Redis does not answer.
    """

    def __init__(self, redis: Client) -> None:
        self._redis = redis

    async def learn(self, label: str, text: str) -> None:
        """One more case with this label."""
        async with store_errors(), self._redis.pipeline(transaction=True) as pipe:
            pipe.zincrby(desk("about"), 1, label)
            for stem in stems(text):
                pipe.hincrby(desk("about", label), stem, 1)
            await pipe.execute()

    async def labels(self) -> list[Label]:
        """The most used ones."""
        async with store_errors(), self._redis.pipeline(transaction=False) as pipe:
            rows = await self._redis.zrange(desk("about"), 0, MOST_LABELS - 1, desc=True, withscores=True)
            for label, _ in rows:
                pipe.hgetall(desk("about", label))
            counts = await pipe.execute() if rows else []
        return [
            Label(label, int(cases), {stem: int(n) for stem, n in words.items()})
            for (label, cases), words in zip(rows, counts, strict=True)
        ]
