"""Search over cases: an index fed by the feed from a stored position, made anew from the logs where it is missing."""

from __future__ import annotations

import asyncio
import itertools
import logging
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from bot.core.conversation import Conversation
from bot.service.reader import Reader, Rows
from bot.store import lemmas
from bot.store.connection import Client
from bot.store.conversations import Conversations
from bot.store.search_index import Hit, Line, SearchIndex

log = logging.getLogger("aina.search")
FILE, NAME = "search.db", "search.id"
SPOKEN = ("message", "note", "message.edited")
# After these the record may say something else of the case than before.
TELLING = (
    "brief.updated",
    "handoff.requested",
    "handoff.claimed",
    "conversation.resolved",
    "conversation.reopened",
)
CHUNK = 200


class Search:
    """One a process; all that share a DATA_DIR share the index, and one of them at a time writes to it."""

    def __init__(self, redis: Client, store: Conversations, folder: Path) -> None:
        self._redis = redis
        self._store = store
        self._folder = folder
        self._writing = ThreadPoolExecutor(1, "search-write")
        self._reading = ThreadPoolExecutor(1, "search-read")
        self._index: SearchIndex | None = None
        self._reader: Reader | None = None
        self._opening = asyncio.Lock()

    async def reader(self) -> Reader:
        """What keeps the index up to date. Run it for every shard."""
        await self._opened()
        assert self._reader
        return self._reader

    async def find(self, query: str, limit: int, skip: int = 0) -> list[Hit]:
        """Cases that fit, the likeliest first, after the first `skip`."""
        index = await self._opened()
        if not lemmas.loaded():
            self._writing.submit(lemmas.load)
        hits: list[Hit] = await self._in(self._reading, partial(index.search, query, limit, skip))
        return hits

    async def rebuild(self) -> None:
        """Reads every log that the desk lists know, in case the feed no longer reaches back so far."""
        for name in ("cases", "resolved"):
            for cid in await self._store.lists.members(name, 1_000_000):
                await self._whole(cid)

    async def sweep(self) -> None:
        """Takes out the cases that have expired or were erased."""
        index = await self._opened()
        known = await self._in(self._writing, index.known)
        gone: list[str] = []
        for some in map(list, itertools.batched(known, CHUNK)):
            alive = {c.id for c in await self._store.lists.records(some)}
            gone += [cid for cid in some if cid not in alive]
        if gone:
            await self._in(self._writing, partial(index.forget, gone))

    async def forget(self, cid: str) -> None:
        """Takes one case out at once."""
        index = await self._opened()
        await self._in(self._writing, partial(index.forget, [cid]))

    async def close(self) -> None:
        """Lets the file go."""
        if self._index:
            await self._in(self._writing, self._index.close)
        for pool in (self._writing, self._reading):
            pool.shutdown(wait=False)

    async def _opened(self) -> SearchIndex:
        async with self._opening:
            if not self._index:
                self._index = await self._in(self._writing, partial(SearchIndex, self._folder / FILE))
                name = await asyncio.to_thread(_name, self._folder / NAME, self._index.fresh)
                self._reader = Reader(self._redis, f"search:{name}", self._event, page=self._page)
                if self._index.fresh:
                    log.info("search.rebuild")
                    await self.rebuild()
        return self._index

    async def _event(self, cid: str, event: dict[str, Any]) -> None:
        """One event of the feed."""
        await self._page([(cid, event)])

    async def _page(self, rows: Rows) -> None:
        """Events of the feed, the records of their cases read once and the lines written at once."""
        assert self._index
        told = [(cid, event) for cid, event in rows if _spoken(event) or event["type"] in TELLING]
        records = await self._store.lists.records(list({cid for cid, _ in told}))
        facts = {c.id: facts_of(c) for c in records}
        lines = [
            Line(cid, event["id"], str(event["text"]) if _spoken(event) else "", facts[cid])
            for cid, event in told
            if cid in facts
        ]
        if lines:
            await self._in(self._writing, partial(self._index.add, lines))

    async def _whole(self, cid: str) -> None:
        """A case from its log."""
        at = "0"
        while rows := await self._store.logs.after(cid, at):
            await self._page([(cid, event) for event in rows])
            at = rows[-1]["id"]

    async def _in(self, pool: ThreadPoolExecutor, work: Callable[[], Any]) -> Any:
        return await asyncio.get_running_loop().run_in_executor(pool, work)


def _spoken(event: dict[str, Any]) -> bool:
    """People's words: the bot's own lines name every team and product, and would be found by everything."""
    by_a_person = event["by"]["kind"] in ("customer", "agent")
    return event["type"] in SPOKEN and bool(event.get("text")) and by_a_person


def facts_of(c: Conversation) -> str:
    """What the record says of a case in a few words: whose it is, which order, what about."""
    known = (c.name, *c.brief.values(), *(one.text for one in c.facts), c.about, c.id)
    return " ".join(filter(None, known))


def _name(file: Path, fresh: bool) -> str:
    """What this index's position in the feed is called; a new index begins with a new one."""
    if fresh or not file.exists():
        file.write_text(secrets.token_hex(8))
    return file.read_text().strip()
