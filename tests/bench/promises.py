"""100,000 open promises: making one, finding what is due and re-homing grow no faster than log n; due to done at a thousand a minute."""

from __future__ import annotations

import asyncio
import datetime as dt
import math
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from bot.build import build
from bot.core import promise, promised
from bot.core.announcement import Announcement
from bot.core.conversation import Change, Conversation, Promise
from bot.core.event import CUSTOMER
from bot.core.world import World
from bot.store.keys import Shard
from tests.bench.figures import p, p50, show
from tests.harness import Clock, RedisServer, redis_server, settings

SIZES = (1_000, 10_000, 100_000)
SAMPLES = 200
WARM_UP = 10
FAR = dt.timedelta(days=2)
BATCH = 25
AT_ONCE = 1_000
SHARD = Shard(0)
# A Wednesday noon: whoever runs this at night measures the same.
NOON = dt.datetime(2026, 11, 25, 10, 0, tzinfo=dt.UTC)


class Stock:
    """So many open promises in a store of its own; new ones go through the same steps as any."""

    def __init__(self, redis: RedisServer) -> None:
        self.services: Any = build(settings(redis.url, "http://127.0.0.1:9"), Clock(NOON))
        self.count = 0

    async def grow(self, size: int) -> None:
        while self.count < size:
            await asyncio.gather(*(self.make(FAR) for _ in range(min(BATCH, size - self.count))))

    async def make(self, far: dt.timedelta) -> str:
        number, self.count = self.count, self.count + 1
        c = Conversation(
            id=self.services.store.new_id(),
            language="fi",
            created_at=self.services.roster.clock(),
            helped_by=("aino",),
        )
        await self.services.store.create(c)
        due = NOON + far + dt.timedelta(seconds=number % 3600)
        one = Promise(f"p{number}", "aino" if number % 2 else "mikko", "answer", due, "web")

        def verb(world: World, x: Conversation) -> Change:
            wrote = x.but(wrote_at=NOON, topic="delivery" if number % 2 else "invoice")
            return promise.made(world, wrote, one, CUSTOMER)

        await self.services.cases.do(c.id, verb)
        return c.id

    async def make_one(self) -> None:
        await self.make(FAR)

    async def find_due(self) -> None:
        """One that is due, taken under its lease from among all the others."""
        found, _ = await self.services.due.take(SHARD, (NOON + FAR).timestamp(), 1)
        assert found

    async def rehome_one(self) -> None:
        """The soonest of somebody who has left, found and given to the next one."""
        keeping = self.services.keeping
        [(cid, pid, _)] = await keeping._promised.first("mikko", 1)
        assert await keeping._rehomed(cid, pid, "left")


async def measure() -> None:
    """Prints the figures; each by size, with what log n would allow."""
    async with AsyncExitStack() as stack:
        stocks, empty = [], 0
        for size in SIZES:
            stocks.append(await stack.enter_async_context(_stock()))
            empty = await _memory(stocks[-1])
            await stocks[-1].grow(size)
        biggest = stocks[-1]
        per = (await _memory(biggest) - empty) / biggest.count
        show("promises: memory", ours=per, compared_to="", theirs=None, unit="bytes each", open=biggest.count)
        for name, deed in (
            ("making", Stock.make_one),
            ("finding due", Stock.find_due),
            ("re-homing", Stock.rehome_one),
        ):
            await _by_size(name, stocks, deed)
        await _due_to_done(biggest)
        await _announced(biggest)


@asynccontextmanager
async def _stock() -> AsyncIterator[Stock]:
    with redis_server() as redis:
        stock = Stock(redis)
        try:
            yield stock
        finally:
            await stock.services.redis.aclose()
            await stock.services.assistant.close()


async def _by_size(name: str, stocks: list[Stock], deed: Callable[[Stock], Awaitable[None]]) -> None:
    """The same deed upon every stock in turn, the order changed each round: whatever else the machine does meets all."""
    times: list[list[float]] = [[] for _ in stocks]
    for number in range(WARM_UP + SAMPLES):
        for place in range(len(stocks)):
            which = (place + number) % len(stocks)
            began = time.perf_counter()
            await deed(stocks[which])
            if number >= WARM_UP:
                times[which].append(time.perf_counter() - began)
    ms = [round(1000 * p50(one), 3) for one in times]
    show(
        f"promises: {name}", ours=ms[-1], compared_to=f"{SIZES[0]:,} open ones", theirs=ms[0], unit="ms",
        target=math.log(SIZES[-1]) / math.log(SIZES[0]), sizes=list(SIZES), ms=ms,
    )  # fmt: skip


async def _due_to_done(stock: Stock) -> None:
    """A thousand reminders within one minute upon all of the others: how late each is."""
    now, late = stock.services.roster.clock, []
    step = stock.services.cases.do
    ahead = stock.services.company.promises.remind_s[0]
    begins = now() + dt.timedelta(seconds=20)
    for number in range(AT_ONCE):
        far = (
            begins
            + dt.timedelta(seconds=ahead + 60 * number / AT_ONCE)
            - NOON
            - dt.timedelta(seconds=stock.count % 3600)
        )
        await stock.make(far)
    done: set[str] = set()

    async def noted(cid: str, *args: Any, **more: Any) -> Any:
        outcome = await step(cid, *args, **more)
        for event in outcome.events:
            if event["type"] == "promise.reminded" and cid not in done:
                done.add(cid)
                due = promised.pending(outcome.conversation)[0].due_at - dt.timedelta(seconds=ahead)
                late.append((now() - due).total_seconds())
        return outcome

    stock.services.cases.do = noted
    worker = asyncio.create_task(stock.services.worker.run(SHARD))
    until = time.monotonic() + 140
    while len(done) < AT_ONCE and time.monotonic() < until:
        await asyncio.sleep(0.2)
    worker.cancel()
    show(
        "promises: due to done", ours=p(late, 99), compared_to="2 s", theirs=2.0, unit="s", target=1.0,
        p50=p50(late), done=len(late), open=stock.count,
    )  # fmt: skip


async def _announced(stock: Stock) -> None:
    """One message to everybody: how long a lead waits for the number, and how long until all are told."""
    announcements = stock.services.announcements
    texts = dict.fromkeys(("fi", "en", "sv"), "Jakelussa on häiriö. Olemme pahoillamme.")
    some = Announcement("some", "aino", NOON, texts, topics=frozenset({"delivery"}))
    began = time.perf_counter()
    reaches = await announcements.reach(some)
    show(
        "announcement: counting by topic", ours=1000 * (time.perf_counter() - began), compared_to="a second", theirs=1000.0,
        unit="ms", target=1.0, reaches=reaches, open=stock.count,
    )  # fmt: skip
    everyone = Announcement("all", "aino", stock.services.roster.clock(), texts, everyone=True)
    began = time.perf_counter()
    _, reaches = await announcements.make(everyone, confirmed=10**6)
    await announcements.sweep()
    taken = time.perf_counter() - began
    told = await stock.services.store.lists.count("announced:all")
    show(
        "announcement: until all are told", ours=taken, compared_to="", theirs=None, unit="s", reaches=reaches, told=told,
        each_ms=1000 * taken / max(1, told),
    )  # fmt: skip


async def _memory(stock: Stock) -> int:
    return int((await stock.services.redis.info("memory"))["used_memory"])
