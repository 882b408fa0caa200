"""Where the course of a dialogue is kept."""

from __future__ import annotations

import pytest
from rasa.core.tracker_store import RedisTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.rasa import tracker as ours
from bot.rasa.tracker import RecentTrackers, TrackerCache, store_for


async def test_memory_keeps_the_most_recent_dialogues(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ours, "KEPT_MOST", 2)
    store = RecentTrackers(Domain.empty())
    for sender in ("a", "b", "a", "c"):
        await store.save(DialogueStateTracker.from_events(sender, [UserUttered("moi")]))
    assert sorted(await store.keys()) == ["a", "c"]


def test_unset_address_means_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TRACKER_REDIS_URL", raising=False)
    assert isinstance(TrackerCache(Domain.empty()), RecentTrackers)


def test_address_of_redis_is_read_whole() -> None:
    store = store_for("rediss://rasa:p%40ss@cache.example:6400/3", Domain.empty(), None)
    assert isinstance(store, RedisTrackerStore)
    told = store.red.connection_pool.connection_kwargs
    assert (told["host"], told["port"], told["db"]) == ("cache.example", 6400, 3)
    assert (told["username"], told["password"]) == ("rasa", "p@ss")
    assert store.record_exp == ours.KEEP_S


class FewWords:
    """Just what the store asks of Redis."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.reads = 0

    def set(self, key: str, value: str, ex: float | None = None) -> None:
        self.kept[key] = value

    def get(self, key: str) -> str | None:
        self.reads += 1
        return self.kept.get(key)


async def test_what_was_just_saved_is_not_read_back_and_a_failed_turn_starts_from_redis() -> None:
    store = store_for("redis://127.0.0.1:1/0", Domain.empty(), None)
    store.red = redis = FewWords()
    await store.save(DialogueStateTracker.from_events("a", [UserUttered("moi")]))
    found = await store.retrieve("a")
    assert found
    assert redis.reads == 0
    found.update(UserUttered("keskeytyi"))
    again = await store.retrieve("a")  # not saved since: the turn failed
    assert again
    assert [event.text for event in again.events if isinstance(event, UserUttered)] == ["moi"]
    assert redis.reads == 1
