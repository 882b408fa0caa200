"""Where the course of a dialogue is kept."""

from __future__ import annotations

import asyncio

import pytest
from rasa.core.tracker_store import RedisTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from redis import RedisError  # type: ignore[import-untyped]

from bot.rasa import tracker as ours
from bot.rasa.tracker import RecentTrackers, RememberedTrackers, TrackerCache, store_for, told
from tests.rasa.past import dialogues


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
        self.away = False

    def set(self, key: str, value: str, ex: float | None = None) -> None:
        if self.away:
            raise RedisError
        self.kept[key] = value

    def get(self, key: str) -> str | None:
        self.reads += 1
        return self.kept.get(key)


@pytest.fixture
def redis() -> FewWords:
    return FewWords()


@pytest.fixture
def store(redis: FewWords) -> RememberedTrackers:
    made = store_for("redis://127.0.0.1:1/0", Domain.empty(), None)
    assert isinstance(made, RememberedTrackers)
    made.red = redis
    return made


def texts(tracker: DialogueStateTracker | None) -> list[str | None]:
    return [event.text for event in tracker.events if isinstance(event, UserUttered)] if tracker else []


async def test_what_was_just_saved_is_not_read_back_and_a_failed_turn_starts_from_redis(
    store: RememberedTrackers, redis: FewWords
) -> None:
    await store.save(DialogueStateTracker.from_events("a", [UserUttered("moi")]))
    found = await store.retrieve("a")
    assert found
    assert redis.reads == 0
    found.update(UserUttered("keskeytyi"))
    again = await store.retrieve("a")  # not saved since: the turn failed
    assert texts(again) == ["moi"]
    assert redis.reads == 1


async def test_what_is_not_written_yet_is_waited_for(store: RememberedTrackers) -> None:
    await store.save(DialogueStateTracker.from_events("a", [UserUttered("moi")]))
    assert texts(await store.retrieve_full_tracker("a")) == ["moi"]


async def test_a_dialogue_is_written_by_itself_once_its_turn_is_answered(
    store: RememberedTrackers, redis: FewWords, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ours, "WRITTEN_AFTER_S", 0)
    for sender in ("a", "b", "a"):
        await store.save(DialogueStateTracker.from_events(sender, [UserUttered("moi")]))
    assert redis.kept == {}
    while len(redis.kept) < 2:
        await asyncio.sleep(0)


async def test_a_dialogue_without_events_is_not_written(store: RememberedTrackers, redis: FewWords) -> None:
    assert await store.get_or_create_tracker("a", append_action_listen=False)
    store.write()
    assert redis.kept == {}


async def test_redis_away_costs_no_turn_and_the_next_write_is_whole(
    store: RememberedTrackers, redis: FewWords
) -> None:
    redis.away = True
    await store.save(DialogueStateTracker.from_events("a", [UserUttered("moi")]))
    store.write()
    redis.away = False
    found = await store.retrieve("a")
    assert found
    found.update(UserUttered("missä pakettini on"))
    await store.save(found)
    assert texts(await store.retrieve_full_tracker("a")) == ["moi", "missä pakettini on"]


def test_a_dialogue_is_told_as_rasa_tells_it() -> None:
    for tracker in dialogues(100):
        assert told(tracker) == RedisTrackerStore.serialise_tracker(tracker)
        tracker.update(UserUttered("ja vielä"))
        assert told(tracker) == RedisTrackerStore.serialise_tracker(tracker)
