"""Where Rasa keeps the course of a dialogue: Redis when `TRACKER_REDIS_URL` is set, else memory.

The tracker is a cache. When it is lost (a restart without Redis) the bot forgets which order was being looked up and asks
again; conversations, ownership and promises are the gateway's and are not touched.
"""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import unquote, urlsplit

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import InMemoryTrackerStore, RedisTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

KEEP_S = 7 * 24 * 3600
"""How long a dialogue that nobody continues is kept in Redis."""


KEPT_MOST = 2_000
"""How many dialogues are kept in memory; the one continued longest ago goes first."""


class RecentTrackers(InMemoryTrackerStore):
    """Rasa's store in memory, with an upper limit."""

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keeps the dialogue as the most recent one."""
        self.store.pop(tracker.sender_id, None)
        await super().save(tracker)
        while len(self.store) > KEPT_MOST:
            self.store.pop(next(iter(self.store)))


class RememberedTrackers(RedisTrackerStore):
    """Rasa's store in Redis, without reading back what this process has just written.

    Rasa's own reads, rebuilds and merges the whole dialogue at every save: half of the assistant's work in a turn
    (measured on 3.6.21). One process serves a dialogue, so what it saved last is what Redis holds. A dialogue in work
    is not remembered: should its turn fail, the next one starts from Redis again.
    """

    def __init__(self, domain: Domain, **settings: Any) -> None:
        """As Rasa's own."""
        super().__init__(domain, **settings)
        self._recent: dict[str, DialogueStateTracker] = {}

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The dialogue, from this process's memory where it is there."""
        return self._recent.pop(sender_id, None) or await super().retrieve(sender_id)

    async def save(self, tracker: DialogueStateTracker, timeout: float | None = None) -> None:
        """Keeps the dialogue in Redis and here, as the most recent one."""
        await self.stream_events(tracker)
        key = self.key_prefix + tracker.sender_id
        self.red.set(key, self.serialise_tracker(tracker), ex=timeout or self.record_exp)
        self._recent.pop(tracker.sender_id, None)
        self._recent[tracker.sender_id] = tracker
        while len(self._recent) > KEPT_MOST:
            self._recent.pop(next(iter(self._recent)))


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
