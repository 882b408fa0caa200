"""Where Rasa keeps the course of a dialogue: Redis when `TRACKER_REDIS_URL` is set, else memory.

The tracker is a cache. When it is lost (a restart without Redis) the bot forgets which order was being looked up and asks
again; conversations, ownership and promises are the gateway's and are not touched.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
from itertools import islice
from typing import Any
from urllib.parse import unquote, urlsplit

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import InMemoryTrackerStore, RedisTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from redis import RedisError  # type: ignore[import-untyped,unused-ignore]

log = logging.getLogger("aina.tracker")
KEEP_S = 7 * 24 * 3600
"""How long a dialogue that nobody continues is kept in Redis."""
KEPT_MOST = 2_000
"""How many dialogues are kept in memory; the one continued longest ago goes first."""
WRITTEN_AFTER_S = 0.05
"""How long a turn waits to be written: its answer is on its way by then, and not behind a slow disk."""


class RecentTrackers(InMemoryTrackerStore):
    """Rasa's store in memory, with an upper limit."""

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keeps the dialogue as the most recent one."""
        self.store.pop(tracker.sender_id, None)
        await super().save(tracker)
        while len(self.store) > KEPT_MOST:
            self.store.pop(next(iter(self.store)))


class RememberedTrackers(RedisTrackerStore):
    """Rasa's store in Redis: not read back what this process has just written, and written once the turn is answered.

    Rasa's own reads, rebuilds and merges the whole dialogue at every save: half of the assistant's work in a turn
    (measured on 3.6.21). One process serves a dialogue, so what it saved last is what Redis holds, or will. A dialogue in work
    is not remembered: should its turn fail, the next one starts from Redis again.
    """

    def __init__(self, domain: Domain, **settings: Any) -> None:
        """As Rasa's own."""
        super().__init__(domain, **settings)
        self._recent: dict[str, DialogueStateTracker] = {}
        self._waiting: dict[str, tuple[str, float | None]] = {}

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The dialogue, from this process's memory where it is there."""
        return self._recent.pop(sender_id, None) or await super().retrieve(sender_id)

    async def save(self, tracker: DialogueStateTracker, timeout: float | None = None) -> None:
        """Keeps the dialogue here, as the most recent one, and soon in Redis; one without events is none."""
        await self.stream_events(tracker)
        sender = tracker.sender_id
        self._recent.pop(sender, None)
        self._recent[sender] = tracker
        while len(self._recent) > KEPT_MOST:
            self._recent.pop(next(iter(self._recent)))
        if tracker.events:
            self._write_soon(sender, told(tracker), timeout or self.record_exp)

    def write(self) -> None:
        """Writes what waits; what Redis does not take is written whole with the next turn."""
        while self._waiting:
            sender, (text, expires_s) = self._waiting.popitem()
            try:
                self.red.set(self.key_prefix + sender, text, ex=expires_s)
            except RedisError as error:
                log.warning("tracker.not_written", extra={"error": type(error).__name__})

    def _write_soon(self, sender: str, text: str, expires_s: float | None) -> None:
        if not self._waiting:
            asyncio.get_running_loop().call_later(WRITTEN_AFTER_S, self.write)
        self._waiting[sender] = text, expires_s

    async def _retrieve(self, sender_id: str, fetch_all_sessions: bool) -> DialogueStateTracker | None:
        self.write()
        found: DialogueStateTracker | None = await super()._retrieve(sender_id, fetch_all_sessions)
        return found


def told(tracker: DialogueStateTracker) -> str:
    """What `serialise_tracker` gives. The tracker keeps the words of each event: past events stay as they are."""
    words: list[str] = tracker.__dict__.setdefault("_words", [])
    words += [json.dumps(event.as_dict()) for event in islice(tracker.events, len(words), None)]
    return f'{{"events": [{", ".join(words)}], "name": {json.dumps(tracker.sender_id)}}}'


class TrackerCache:
    """What endpoints.yml names; making one gives Rasa's own store of the right kind."""

    def __new__(cls, domain: Domain, event_broker: EventBroker | None = None, **_: Any) -> TrackerStore:
        """Called by Rasa, once at its start, with the domain and the event broker."""
        return store_for(os.environ.get("TRACKER_REDIS_URL", ""), domain, event_broker)


def store_for(url: str, domain: Domain, broker: EventBroker | None) -> TrackerStore:
    """The store for an address `redis[s]://[user:password@]host:port/db`; empty: memory."""
    if not url:
        return RecentTrackers(domain, event_broker=broker)
    parts = urlsplit(url)
    return RememberedTrackers(
        domain,
        host=parts.hostname or "127.0.0.1",
        port=parts.port or 6379,
        db=int(parts.path.strip("/") or 0),
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        use_ssl=parts.scheme == "rediss",
        event_broker=broker,
        record_exp=KEEP_S,
        key_prefix="aina",
    )
