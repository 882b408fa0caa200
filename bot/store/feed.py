"""The feed: one blocking read per shard and process, fanned out in memory to whoever follows a conversation."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from redis.exceptions import RedisError

from bot.store.connection import AWAY, Client, store_errors
from bot.store.keys import Shard, desk
from bot.store.stored import stored_event

log = logging.getLogger("aina.feed")
BLOCK_MS = 5000
BATCH = 500
NOTES_KEPT = 200
Deliver = Callable[[str, dict[str, Any]], None]
Rows = list[tuple[str, dict[str, str]]]


async def follow(
    redis: Client, shard: Shard, deliver: Deliver, note: Deliver, began: Callable[[], None]
) -> None:
    """Reads a shard's feed from its present end, for ever; after an outage it goes on where it was.

    Args:
        redis: a connection of its own, without a command time-out.
        deliver: gets the conversation's id and the event; must not block.
        note: gets the same for a frame that is no event (typing), which nobody keeps.
        began: called once the end is known: what was stored before is not delivered.
    """

    async def event(rows: Rows) -> None:
        for event_id, fields in rows:
            deliver(fields["c"], stored_event(event_id, fields["e"]))

    async def frame(rows: Rows) -> None:
        for _, fields in rows:
            note(fields["c"], json.loads(fields["n"]))

    await _read(redis, {shard.of("feed"): event, shard.of("notes"): frame}, began)


async def follow_desk(redis: Client, changed: Callable[[], Awaitable[None]]) -> None:
    """Calls `changed` whenever presence or load may have changed anywhere."""

    async def each(_rows: Rows) -> None:
        await changed()

    await _read(redis, {desk("feed"): each}, lambda: None)


async def send_note(redis: Client, shard: Shard, cid: str, frame: dict[str, Any]) -> None:
    """A frame for whoever follows a conversation, on whichever process; only the newest few are kept."""
    async with store_errors():
        await redis.xadd(shard.of("notes"), {"c": cid, "n": json.dumps(frame)}, maxlen=NOTES_KEPT)


async def after(redis: Client, shard: Shard, position: str, limit: int) -> list[tuple[str, dict[str, Any]]]:
    """The next events of a shard after a position: conversation's id and event."""
    async with store_errors():
        rows = await redis.xrange(shard.of("feed"), f"({position}", "+", count=limit)
    return [(fields["c"], stored_event(event_id, fields["e"])) for event_id, fields in rows]


async def has(redis: Client, shard: Shard, position: str) -> bool:
    """Whether a position is one of the feed's events still kept."""
    async with store_errors():
        return bool(await redis.xrange(shard.of("feed"), position, position))


async def trim(redis: Client, shard: Shard, before_s: float) -> None:
    """Forgets the feed's events older than an instant (epoch seconds); the logs keep them."""
    async with store_errors():
        await redis.xtrim(shard.of("feed"), minid=f"{int(before_s * 1000)}-0", approximate=True)


async def end_of(redis: Client, key: str) -> str:
    """The id of the newest entry; "0-0" for an empty stream."""
    rows = await redis.xrevrange(key, count=1)
    return str(rows[0][0]) if rows else "0-0"


async def _read(
    redis: Client, readers: dict[str, Callable[[Rows], Awaitable[None]]], began: Callable[[], None]
) -> None:
    last: dict[str, str] = {}
    while True:
        try:
            if not last:
                last = {key: await end_of(redis, key) for key in readers}
                began()
            for key, rows in streams(await redis.xread(last, count=BATCH, block=BLOCK_MS)):
                await readers[key](rows)
                last[key] = rows[-1][0]
        except AWAY as error:
            log.warning("feed.away", extra={"keys": sorted(readers), "error": type(error).__name__})
            await asyncio.sleep(0.2)
        except RedisError:
            log.exception("feed.failed", extra={"keys": sorted(readers)})
            await asyncio.sleep(1)


def streams(answer: Any) -> list[tuple[str, Rows]]:
    """Stream name and entries; RESP3 gives a mapping to pages, RESP2 a list of pairs."""
    if isinstance(answer, dict):
        return [(key, page) for key, pages in answer.items() for page in pages if page]
    return [(key, rows) for key, rows in answer or () if rows]
