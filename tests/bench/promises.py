"""100,000 open promises: making one, finding what is due and re-homing grow no faster than log n; due to done at a thousand a minute."""

from __future__ import annotations

import asyncio
import datetime as dt
import math
import time
from typing import Any

from bot.core import promise
from bot.core.conversation import Change, Conversation, Promise
from bot.core.event import CUSTOMER
from bot.core.world import World
from bot.gateway import build
from bot.store.keys import Shard
from tests.bench.figures import p, p50, show
from tests.harness import Clock, RedisServer, redis_server, settings

SIZES = (1_000, 10_000, 100_000)
SAMPLES = 60
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

    async def grow(self, size: int, far: dt.timedelta = dt.timedelta(days=2)) -> None:
        while self.count < size:
            await asyncio.gather(*(self.make(far) for _ in range(min(BATCH, size - self.count))))

    async def make(self, far: dt.timedelta) -> str:
        number, self.count = self.count, self.count + 1
        c = Conversation(
            id=self.services.store.new_id(),
            language="fi",
            created_at=self.services.roster.clock(),
            helped_by=("aino",),
            wrote_at=NOON,
        )
        await self.services.store.create(c)
        due = NOON + far + dt.timedelta(seconds=number % 3600)
        one = Promise(f"p{number}", "aino" if number % 10 else "mikko", "answer", due, "web")

        def verb(world: World, x: Conversation) -> Change:
            return promise.made(world, x, one, CUSTOMER)

        await self.services.cases.do(c.id, verb)
        return c.id

    async def rehome_one(self) -> None:
        """The soonest of somebody who has left, found and given to the next one."""
        promises = self.services.promises
        [(cid, pid, _)] = await promises._promised.first("mikko", 1)
        assert await promises._rehomed(cid, pid, "left")


async def measure() -> None:
    """Prints the figures; each by size, with what log n would allow."""
    with redis_server() as redis:
        stock = Stock(redis)
        empty = await _memory(stock)
        rows: dict[str, list[float]] = {"making": [], "finding due": [], "re-homing": []}
        for size in SIZES:
            await stock.grow(size)
            rows["making"].append(await _timed(lambda: stock.make(dt.timedelta(days=2))))
            rows["finding due"].append(await _timed(lambda: stock.services.due.take(SHARD, NOON.timestamp())))
            rows["re-homing"].append(await _timed(stock.rehome_one))
        for name, found in rows.items():
            allowed = math.log(SIZES[-1]) / math.log(SIZES[0])
            ms = [round(1000 * one, 3) for one in found]
            show(
                f"promises: {name}",
                ours=ms[-1],
                compared_to="1,000 open ones",
                theirs=ms[0],
                unit="ms",
                target=allowed,
                sizes=list(SIZES),
                ms=ms,
            )
        per = (await _memory(stock) - empty) / stock.count
        show("promises: memory", ours=per, compared_to="", theirs=None, unit="bytes each")
        await _due_to_done(stock)
        await stock.services.redis.aclose()
        await stock.services.assistant.close()


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
                due = promise.pending(outcome.conversation)[0].due_at - dt.timedelta(seconds=ahead)
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


async def _timed(deed: Any) -> float:
    """The median of so many, seconds."""
    times = []
    for _ in range(SAMPLES):
        began = time.perf_counter()
        await deed()
        times.append(time.perf_counter() - began)
    return p50(times)


async def _memory(stock: Stock) -> int:
    return int((await stock.services.redis.info("memory"))["used_memory"])
