"""An agent's capacity under races: two processes offer and claim at once, and nobody is offered more than they can take."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.core.conversation import Change
from bot.core.handoff import taken_by
from bot.store.connection import connect
from bot.store.conversations import Conversations
from bot.store.desk import Desk
from tests.store.conftest import RETENTION_S, Store
from tests.unit.factories import NOON, world

NOW = NOON.timestamp()


class Process:
    """A gateway's share of it: its own connections, and the verbs of one agent's cases."""

    def __init__(self, store: Store) -> None:
        self.redis: Any = connect(store.server.url)
        self.desk = Desk(self.redis, store.conversations.shards)
        self.cases = Conversations(self.redis, store.conversations.shards, world().timing, RETENTION_S)

    async def offer(self, cid: str, capacity: int) -> bool:
        return await self.desk.reserve("aino", cid, NOW, NOW + 60, capacity)

    async def claim(self, cid: str) -> None:
        """As the service does: the step, then the unit is given back."""
        await self.cases.step(cid, lambda c: Change(taken_by(c, "aino")))
        await self.desk.release("aino", cid)

    async def let_go(self, cid: str) -> None:
        await self.cases.step(cid, lambda c: Change(c.but(handler="bot", agent=None, status="resolved")))

    async def load(self) -> int:
        return (await self.desk.loads(["aino"], NOW))["aino"]


async def between(process: Process, happens: Callable[[], Awaitable[None]]) -> None:
    """Another process acts right after this one has read what the agent holds."""
    held, done = process.desk.held, iter([True])

    async def looked(agent: str) -> set[str]:
        found = await held(agent)
        if next(done, False):
            await happens()
        return found

    process.desk.held = looked  # type: ignore[method-assign]


@pytest.mark.parametrize("capacity", [1, 3])
async def test_a_case_claimed_while_another_is_offered_leaves_no_room_for_it(
    store: Store, capacity: int
) -> None:
    one, other = Process(store), Process(store)
    cids = [(await store.new()).id for _ in range(capacity + 1)]
    for cid in cids[:-1]:
        assert await one.offer(cid, capacity)

    async def all_claimed() -> None:
        for cid in cids[:-1]:
            await one.claim(cid)

    await between(other, all_claimed)
    assert not await other.offer(cids[-1], capacity), "Aino has all she can take"
    assert await other.load() <= capacity


@pytest.mark.parametrize("capacity", [1, 3])
async def test_two_processes_never_give_one_agent_more_than_they_can_take(
    store: Store, capacity: int
) -> None:
    processes = [Process(store), Process(store)]
    cids = [(await store.new()).id for _ in range(24)]
    theirs, most, taken = 0, 0, 0

    async def work(number: int, cid: str) -> None:
        nonlocal theirs, most, taken
        mine, another = processes[number % 2], processes[(number + 1) % 2]
        for _ in range(40):
            if await mine.offer(cid, capacity):
                theirs, taken = theirs + 1, taken + 1
                most = max(most, theirs)
                await another.claim(cid)
                theirs -= 1
                return await mine.let_go(cid)
            await asyncio.sleep(0.002)

    await asyncio.gather(*(work(number, cid) for number, cid in enumerate(cids)))
    assert most <= capacity, "offered or held at once"
    assert taken >= capacity
    assert await processes[0].load() == 0


async def test_of_two_that_come_at_once_one_gets_the_room(store: Store) -> None:
    one, other = Process(store), Process(store)
    for _ in range(20):
        cids = [(await store.new()).id for _ in range(2)]
        got = await asyncio.gather(one.offer(cids[0], 1), other.offer(cids[1], 1))
        assert sorted(got) == [False, True]
        for cid in cids:
            await one.desk.release("aino", cid)


async def test_a_claimed_case_counts_once_while_its_unit_is_still_reserved(store: Store) -> None:
    one = Process(store)
    cid = (await store.new()).id
    assert await one.offer(cid, 2)
    await one.cases.step(cid, lambda c: Change(taken_by(c, "aino")))
    assert await one.load() == 1
    assert await one.offer((await store.new()).id, 2)
