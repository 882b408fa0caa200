"""Lines gather until an instant of the store's clock, and are the turn from then on, for every process alike."""

import asyncio
import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from bot.core import turns
from bot.core.conversation import Change, Conversation, Turn
from bot.core.event import CUSTOMER, Event
from bot.core.world import Timing
from bot.store.clock import utc_now
from bot.store.conversations import Conversations
from bot.store.stored import Outcome, Stored
from tests.store.conftest import RETENTION_S, Store

LEASE_S = Timing().lease_s


def process(store: Store, off_s: float = 0.0) -> Conversations:
    """Another gateway process, whose host's clock is off by so much."""

    def clock() -> dt.datetime:
        return utc_now() + dt.timedelta(seconds=off_s)

    return Conversations(store.redis, store.conversations.shards, Timing(), RETENTION_S, clock)


def writes(text: str, within_s: float) -> Callable[[Conversation], Change]:
    """A line; the turn begins so much later."""

    def decide(c: Conversation) -> Change:
        now = utc_now()
        at = now + dt.timedelta(seconds=within_s)
        after = c.but(pending=(*c.pending, text), pending_since=c.pending_since or now, pending_at=at)
        return Change(after, (Event("message", CUSTOMER, now, text),))

    return decide


async def written(one: Conversations, cid: str, text: str, within_s: float) -> Stored:
    stored = one.after(await one.step(cid, writes(text, within_s)))
    assert stored
    return stored


async def begun(one: Conversations, known: Stored) -> Turn:
    """The turn, once it has begun."""
    async with asyncio.timeout(5):
        while (found := await one.begin(known)) and found[0] < 0:
            await asyncio.sleep(-found[0])
    assert found
    turn = one.as_of(found[1]).turn
    assert turn
    return turn


async def test_the_turn_is_begun_by_whose_line_was_the_last(store: Store) -> None:
    one, other = process(store), process(store)
    c = await store.new()
    known = await written(one, c.id, "eka", 60)
    newer = await written(other, c.id, "toka", 0)
    assert await one.begin(known) is None
    turn = await begun(other, newer)
    assert (turn.id, turn.text) == (f"{c.id}.1", "eka\ntoka")


async def test_before_its_instant_the_turn_has_not_begun(store: Store) -> None:
    one = process(store)
    c = await store.new()
    known = await written(one, c.id, "eka", 60)
    found = await one.begin(known)
    assert found
    assert found[0] == pytest.approx(-60, abs=5)
    assert one.as_of(found[1]).turn is None


async def test_asking_whether_it_has_begun_writes_nothing(store: Store) -> None:
    one = process(store)
    c = await store.new()
    known = await written(one, c.id, "eka", 0)
    before = (await store.redis.info("persistence"))["aof_current_size"]
    await begun(one, known)
    assert (await store.redis.info("persistence"))["aof_current_size"] == before


@pytest.mark.parametrize("off_s", [-3600, 3600])
async def test_a_host_whose_clock_is_wrong_joins_and_freezes_lines_as_all_others_do(
    store: Store, off_s: float
) -> None:
    one, wrong = process(store), process(store, off_s)
    open_case, late_case = await store.new(), await store.new()
    await written(one, open_case.id, "eka", 60)
    joined = await wrong.step(open_case.id, writes("toka", 60))
    assert (joined.conversation.pending, joined.conversation.turn) == (("eka", "toka"), None)
    turn = await begun(one, await written(one, late_case.id, "eka", 0))
    after = (await wrong.step(late_case.id, writes("toka", 60))).conversation
    assert (after.turn, after.pending) == (turn, ("toka",))


async def test_what_happens_during_a_turn_leaves_it_to_its_taker(store: Store) -> None:
    one, other = process(store), process(store)
    c = await store.new()
    known = await written(one, c.id, "eka", 0)
    turn = await begun(one, known)
    outcome = await other.step(c.id, writes("toka", 0))
    assert await other.begin(Stored(outcome.conversation, outcome.version, "", "")) is None
    assert await begun(one, known) == turn


async def test_a_turn_is_taken_over_when_its_lease_ends_and_only_then(store: Store) -> None:
    one = process(store)
    c = await store.new()
    known = await written(one, c.id, "eka", 0)
    turn = await begun(one, known)
    shard, ends = store.conversations.shard(c.id), turn.taken_until.timestamp()
    assert (await store.due.take(shard, ends - 0.1))[0] == []
    assert (await store.due.take(shard, ends + 0.1))[0] == [("turn", c.id)]


async def test_a_line_at_the_very_instant_is_in_the_turn_or_in_the_next_one_never_in_both(
    store: Store,
) -> None:
    one, other = process(store), process(store, -0.005)
    for number in range(40):
        c = await store.new()
        known = await written(one, c.id, "eka", 0.01)

        async def take(known: Stored = known) -> Turn | None:
            await asyncio.sleep(0.008)
            while found := await one.begin(known):
                if found[0] >= 0:
                    return one.as_of(found[1]).turn
            return None

        async def second(cid: str = c.id, after_s: float = 0.008 + number * 0.0001) -> Outcome:
            await asyncio.sleep(after_s)
            return await other.step(cid, writes("toka", 60))

        turn, outcome = await asyncio.gather(take(), second())
        expected: Any = ("eka", "toka") if turn is None else ("toka",)
        assert outcome.conversation.pending == expected
        assert outcome.conversation.turn == turn
    assert turns.gathering(outcome.conversation) is (turn is None)
