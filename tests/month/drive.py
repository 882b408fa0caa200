"""Drives the month: moves the clock, plays agents and customers, kills gateways and Redis, and waits until all is served."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import heapq
import itertools
import json
import logging
import multiprocessing
import random
import shutil
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

from redis import Redis

from bot.build import build
from bot.core import earliest, promise, promised, steps
from bot.core.conversation import Conversation, Promise
from bot.core.errors import AinaError, Conflict, StoreUnavailable
from bot.core.event import instant
from bot.core.said import Said
from bot.core.slots import name_of
from bot.settings import Settings
from bot.store import feed
from bot.store.keys import Shard
from bot.store.stored import Outcome
from tests.harness import RedisServer, redis_server, settings
from tests.month import staff
from tests.month.audit import Findings, Log, Span, audited, together
from tests.month.clock import SharedClock
from tests.month.gateways import Gateways

UTC = dt.UTC
SHARD = Shard(0)
NIGHTS = {  # both nights on which the clocks change, and Christmas
    "autumn": dt.datetime(2026, 10, 25, 1, tzinfo=UTC),
    "christmas": dt.datetime(2026, 12, 25, 1, tzinfo=UTC),
    "spring": dt.datetime(2027, 3, 28, 1, tzinfo=UTC),
}
# How many days before such a night a stretch begins, at the most, so that the desk is open before it.
BEFORE = {"autumn": 3, "christmas": 7, "spring": 3}
TOUCH_S = 100.0
# How many people a day get other hours.
CHANGES = 3
# A hang, and not merely a machine that has other things to do.
QUIET_S = 240.0
Deed = Callable[[], Awaitable[None]]


@dataclasses.dataclass(frozen=True)
class Plan:
    """How big, how long, how rough."""

    seed: int = 1
    promises: int = 10_000
    days: int = 31
    kills: int = 60
    jumps: int = 12
    stretches: tuple[str, ...] = ("autumn", "christmas", "spring")

    def parts(self) -> list[Plan]:
        """A plan for each stretch: its share of everything, and chances of its own."""
        count = len(self.stretches)
        return [
            Plan(
                self.seed * 1000 + number, self.promises // count + (number < self.promises % count),
                max(1, self.days // count), max(1, self.kills // count), max(1, self.jumps // count), (name,),
            )
            for number, name in enumerate(self.stretches)
        ]  # fmt: skip


def begins(name: str, days: int) -> dt.datetime:
    """When a stretch of so many days begins: early in the morning, its night within it or just after, while promises are open."""
    night = NIGHTS[name] - dt.timedelta(days=min(BEFORE[name], days))
    return night.replace(hour=4)


class Month:
    """One run. Everything random comes from the seed; what the processes make of it is theirs."""

    def __init__(
        self, plan: Plan, clock: SharedClock, gateways: Gateways, redis: RedisServer, ours: Settings
    ) -> None:
        self.plan = plan
        self.choice = random.Random(plan.seed)
        self.clock = clock
        self.gateways = gateways
        self.redis = redis
        self.client = Redis.from_url(redis.url, decode_responses=True)
        # Of the gateways' own settings, the assistant's address too: whoever stores a line takes its turn.
        self.services = build(ours, clock)
        self.cases: list[str] = []
        self.kills = 0
        self.jumped: list[Span] = []
        self._heap: list[tuple[dt.datetime, int, Deed]] = []
        self._order = itertools.count()
        self._online: set[str] = set()
        self._status: dict[str, str] = {}
        self._touched = 0.0
        self._feed = "0-0"

    async def run(self) -> None:
        """Lives through the stretches of the plan."""
        for part in self.plan.parts():
            await self._stretch(part)

    def at(self, when: dt.datetime, deed: Deed) -> None:
        """Plans a deed, on a whole minute: many things happen at once then."""
        heapq.heappush(
            self._heap,
            (when.replace(second=0, microsecond=0) + dt.timedelta(minutes=1), next(self._order), deed),
        )

    async def _stretch(self, part: Plan) -> None:
        start, days = begins(part.stretches[0], part.days), part.days
        self.clock.set(start)
        newest: Any = self.client.xrevrange(SHARD.of("feed"), count=1)
        self._feed = newest[0][0] if newest else "0-0"
        openings = self._openings(start, days)
        for opens, closes in openings:
            for agent in self.services.company.people:
                for when, status in staff.day(self.choice, opens, closes):
                    self.at(when, partial(self._presence, agent, status))
            for _ in range(CHANGES):
                self.at(opens + (closes - opens) * self.choice.random(), self._hours)
            self.at(closes, self._say_how_far)
        for _ in range(part.promises):
            opens, closes = self.choice.choice(openings)
            made = opens + (closes - opens) * self.choice.uniform(0.02, 0.95)
            self.at(made, self._promise)
        for _ in range(part.kills):
            self.at(self._some_time(openings), self._kill)
        for _ in range(part.jumps):
            self.at(self._some_time(openings), self._jump)
        await self._play(start + dt.timedelta(days=days))

    async def _say_how_far(self) -> None:
        print(f"{self.clock():%Y-%m-%d}: {len(self.cases)} promises, {self.kills} kills", file=sys.stderr)

    def _openings(self, start: dt.datetime, days: int) -> list[tuple[dt.datetime, dt.datetime]]:
        end = start + dt.timedelta(days=days)
        found = self.services.company.hours.openings(start)
        return list(itertools.takewhile(lambda span: span[1] < end, found))

    def _some_time(self, openings: list[tuple[dt.datetime, dt.datetime]]) -> dt.datetime:
        opens, closes = self.choice.choice(openings)
        return opens + (closes - opens) * self.choice.random()

    async def _play(self, end: dt.datetime) -> None:
        """From one instant at which something happens to the next, until nothing is left to happen."""
        while True:
            due = self._next_due()
            planned = self._heap[0][0] if self._heap else None
            upcoming = [when for when in (due, planned) if when]
            if not upcoming or (not planned and not self._pending() and min(upcoming) > end):
                return
            self._set(max(min(upcoming), self.clock()))
            await self._served()
            while self._heap and self._heap[0][0] <= self.clock():
                _, _, deed = heapq.heappop(self._heap)
                await self._do(deed)
            await self._heard()

    def _set(self, when: dt.datetime) -> None:
        self.clock.set(when)
        if self._online and when.timestamp() - self._touched > TOUCH_S:
            self._touched = when.timestamp()
            self._try(
                lambda: self.client.hset(
                    "aina:{desk}:heard", mapping=dict.fromkeys(self._online, self._touched)
                )
            )

    def _next_due(self) -> dt.datetime | None:
        rows: Any = self._try(lambda: self.client.zrange(SHARD.of("due"), 0, 0, withscores=True))
        return dt.datetime.fromtimestamp(rows[0][1], UTC) if rows else None

    def _pending(self) -> bool:
        return any(self.client.zcard(SHARD.of(f"promised:{agent}")) for agent in self.services.company.people)

    async def _served(self) -> None:
        """Until the gateways have done what is due: one that was killed is followed by another."""
        self.gateways.wake()
        began = time.monotonic()
        while self._due_now() or not self.gateways.idle():
            await asyncio.sleep(0.001)
            if time.monotonic() - began > QUIET_S:
                due = self.client.zrange(SHARD.of("due"), 0, 3, withscores=True)
                raise TimeoutError(
                    f"not served at {self.clock().timestamp()}: {due}; {self.gateways.idle()=}"
                )

    def _due_now(self) -> int:
        now = self.clock().timestamp()
        return int(self._try(lambda: self.client.zcount(SHARD.of("due"), "-inf", now)))

    def _try(self, call: Callable[[], Any]) -> Any:
        """A look at Redis, which may be on its way up."""
        for _ in range(400):
            try:
                return call()
            except Exception:
                time.sleep(0.02)
        raise RuntimeError("Redis stays away")

    async def _do(self, deed: Deed) -> None:
        """A deed, tried again while the store is away; one that is refused is refused."""
        for _ in range(200):
            try:
                return await deed()
            except StoreUnavailable:
                await asyncio.sleep(0.02)
            except AinaError:
                return None
        raise RuntimeError("the store stays away")

    # What agents and customers do.

    async def _presence(self, agent: str, status: str) -> None:
        self._online.discard(agent)
        self._status[agent] = status
        if status == "gone":
            return
        if status != "offline":
            self._online.add(agent)
        await self.services.desk.set_presence(agent, status, self.clock().timestamp())
        await self.services.roster.refresh()
        if status == "offline":
            await self.services.keeping.off_duty(agent)

    async def _hours(self) -> None:
        """Somebody works other hours from now on: what falls outside of them goes to others when their shift ends."""
        person = self.services.company.people[self.choice.choice(sorted(self.services.company.people))]
        hours = tuple(self.choice.choice(staff.OWN_HOURS).items())
        await self.services.accounts.keep(dataclasses.replace(person, hours=hours))
        await self.services.staff_changed()
        await self.services.keeping.hours_changed(person.id)

    async def _promise(self) -> None:
        """Somebody promises something, or a customer picks a time."""
        await self.services.roster.refresh()
        agents = sorted(self._online) or list(self.services.company.people)
        agent = self.choice.choice(agents)
        resolved = self.choice.random() < 0.4
        c = Conversation(
            id=self.services.store.new_id(), language=self.choice.choice(["fi", "en", "sv"]), created_at=self.clock(),
            handler="bot" if resolved else "agent", agent=None if resolved else agent, helped_by=(agent,), wrote_at=self.clock(),
        )  # fmt: skip
        await self.services.store.create(c)
        self.cases.append(c.id)
        what = self.choice.choice(["call", "call", "answer", "action"])
        one = Promise(
            f"p{len(self.cases)}",
            agent,
            what,
            self.clock(),
            "phone" if what == "call" else "web",
            phone="+358401234567",
        )
        if self.choice.random() < 0.3:
            await self._by_customer(c, one)
        else:
            await self._by_agent(c.id, one)

    async def _by_customer(self, c: Conversation, one: Promise) -> None:
        free = await self.services.promises._times.free(c, one.agent)
        if not free:
            return await self._by_agent(c.id, one)
        at = self.choice.choice(free[:6])
        outcome = await self.services.promises.ask(c.id, "x", name_of(at), one)
        self._then(c.id, outcome.conversation.promises[0])

    async def _by_agent(self, cid: str, one: Promise) -> None:
        hours = earliest.shift_of(self.services.company, self.services.company.people[one.agent])
        far = self.clock() + dt.timedelta(minutes=self.choice.choice([4, 12, 25, 45, 90, 240, 1500, 3000]))
        due = hours.opens_at(far) or far
        if due != far:
            due += dt.timedelta(minutes=self.choice.uniform(10, 500))
        if not hours.is_open(due):
            due = hours.opens_at(due) or due
        wanted = dataclasses.replace(
            one, due_at=due.replace(second=0, microsecond=0) + dt.timedelta(minutes=1)
        )
        outcome = await self._at_a_free_time(cid, wanted)
        if outcome.conversation.promises:
            self._then(cid, outcome.conversation.promises[0])

    async def _at_a_free_time(self, cid: str, one: Promise) -> Outcome:
        """As a person does who is told that they have another call then, and when they are free."""
        actor = self.services.roster.world().actor(one.agent, "fi")
        try:
            return await self.services.promises.in_time(
                cid,
                one,
                one.agent,
                lambda w, x: promise.made(w, x, one, actor, "x"),
                (f"p:{one.agent}:x", "d"),
            )
        except Conflict as refused:
            if refused.code != "call_time_taken" or not refused.extra["next_free"]:
                raise
            at = instant(refused.extra["next_free"])
            return await self._at_a_free_time(cid, dataclasses.replace(one, due_at=at))

    def _then(self, cid: str, one: Promise) -> None:
        """What becomes of it, as far as its people have a say."""
        fate, left = self.choice.random(), one.due_at - self.clock()
        early = one.due_at - left * self.choice.uniform(0.0, 0.5)
        just = one.due_at - dt.timedelta(minutes=self.choice.uniform(0, 9))
        deeds: list[tuple[float, dt.datetime, Deed]] = [
            (0.50, just, lambda: self._said(cid, one.id, "kept")),
            (0.60, early, lambda: self._said(cid, one.id, "confirm")),
            (0.68, one.due_at, lambda: self._said(cid, one.id, "tried")),
            (0.73, early, lambda: self._customer(cid, one.id, "cancel")),
            (0.78, early, lambda: self._customer(cid, one.id, "move")),
            (0.82, early, lambda: self._customer(cid, one.id, "write")),
            (0.85, early, lambda: self._said(cid, one.id, "move")),
        ]
        for until, when, deed in deeds:
            if fate < until:
                self.at(max(when, self.clock()), deed)
                if until == 0.60 and self.choice.random() < 0.8:
                    self.at(one.due_at + dt.timedelta(minutes=3), lambda: self._said(cid, one.id, "kept"))
                if until == 0.50 and self.choice.random() < 0.04:
                    self.at(
                        one.due_at + dt.timedelta(minutes=30), lambda: self._customer(cid, one.id, "dispute")
                    )
                return

    async def _said(self, cid: str, pid: str, do: str) -> None:
        """Whoever it is with now, if they are here."""
        c = (await self.services.store.load(cid)).conversation
        one = promised.find(c, pid)
        if self._status.get(one.agent) != "online":
            return
        if do == "move":
            await self.services.promises.moved_by(cid, pid, one.agent, one.due_at + dt.timedelta(minutes=30))
        else:
            outcome = "Asia on hoidettu." if do == "kept" else ""
            await self.services.promises.ended_by(cid, pid, one.agent, do, outcome)

    async def _customer(self, cid: str, pid: str, do: str) -> None:
        promises = self.services.promises
        if do == "cancel":
            await promises.withdraw(cid, pid)
        elif do == "dispute":
            await promises.dispute(cid, pid)
        elif do == "write":
            c = (await self.services.store.load(cid)).conversation
            await self.services.store.step(
                cid,
                lambda x: steps.customer_wrote(
                    self.services.roster.world(), x, Said("kukaan ei soittanut", f"w{pid}")
                ),
            )
            assert c.id == cid
        else:
            c = (await self.services.store.load(cid)).conversation
            if slots := (await promises.free(c, pid))["slots"]:
                await promises.move(cid, pid, self.choice.choice(slots)["slot"])

    async def _heard(self) -> None:
        """Who was moved or tried anew has a new fate; who was let down may pick another time."""
        rows = await self._feed_rows()
        for cid, event in rows:
            self._feed = event["id"]
            if event["type"] in ("promise.moved", "promise.tried") and event["by"]["kind"] != "customer":
                c = (await self.services.store.load(cid)).conversation
                one = next(one for one in c.promises if one.id == event["data"]["promise"]["id"])
                if one.status in promised.PENDING and one.due_at > self.clock():
                    self._then(cid, one)
            elif event["type"] in ("handoff.requested", "conversation.reopened"):
                self.at(
                    self.clock() + dt.timedelta(minutes=self.choice.uniform(0.5, 6)),
                    partial(self._claim, cid),
                )
            elif event["type"] == "message" and self.choice.random() < 0.3:
                await self._picks(cid, event)

    async def _claim(self, cid: str) -> None:
        """Somebody takes what waits and settles it."""
        c = (await self.services.store.load(cid)).conversation
        if c.handler == "queue":
            agent = c.wanted or self.choice.choice(sorted(self.services.company.people))
            await self.services.cases.claim(cid, agent)
            await self.services.cases.resolve(cid, agent, None)

    async def _feed_rows(self) -> list[tuple[str, dict[str, Any]]]:
        while True:
            try:
                return await feed.after(self.services.redis, SHARD, self._feed, 1000)
            except StoreUnavailable:
                await asyncio.sleep(0.02)

    async def _picks(self, cid: str, event: dict[str, Any]) -> None:
        slots = [one for one in event.get("data", {}).get("choices", ()) if one["value"].startswith("slot:")]
        if slots:
            one = self.choice.choice(slots)
            choice = {"event_id": event["id"], "value": one["value"]}
            said = Said(one["label"], f"c{event['id']}", one["value"], None, choice)
            await self._do(lambda: self._wrote(cid, said))

    async def _wrote(self, cid: str, said: Said) -> None:
        await self.services.promises.wrote(cid, said)

    # What goes wrong.

    async def _kill(self) -> None:
        """In the middle of work where there is any: the clock has just moved and nobody has been waited for."""
        ahead = self._next_due()
        if ahead and ahead - self.clock() < dt.timedelta(minutes=10):
            self._set(max(ahead, self.clock()))
            self.gateways.wake()
            time.sleep(self.choice.uniform(0, 0.012))
        self.kills += 1
        if self.choice.random() < 0.35:
            self.redis.kill()
            if self.choice.random() < 0.5:
                self.gateways.kill_one(self.choice)
                self.kills += 1
            self.redis.start()
        else:
            for _ in range(self.choice.choice([1, 1, 2])):
                self.gateways.kill_one(self.choice)
                self.kills += 1
            self.kills -= 1
        self.gateways.start()

    async def _jump(self) -> None:
        """Two hours ahead with nobody at work in between; or two hours back, which are then lived again."""
        here = self.clock()
        if self.choice.random() < 0.5:
            self._set(here + dt.timedelta(hours=2))
            self.jumped.append((here, self.clock()))
        else:
            self._set(here - dt.timedelta(hours=2))
            for minutes in range(0, 121, 20):
                self.at(here - dt.timedelta(hours=2) + dt.timedelta(minutes=minutes), self._nothing)

    async def _nothing(self) -> None:
        return None

    def logs(self) -> dict[str, Log]:
        """Every conversation's log, as written."""
        return {cid: self.log(cid) for cid in self.cases}

    def log(self, cid: str) -> Log:
        """One conversation's log, as written."""
        rows: Any = self.client.xrange(SHARD.conversation(cid, "log"))
        return [json.loads(fields["e"]) | {"id": id} for id, fields in rows]


@asynccontextmanager
async def stage(
    plan: Plan, make: type[Month] = Month, rasa: str = "http://127.0.0.1:9", **more: str
) -> AsyncIterator[Month]:
    """A Redis, two gateways, a clock, a company; all gone afterwards. `more`: settings of the gateways."""
    logging.disable(logging.WARNING)
    folder = Path(tempfile.mkdtemp(prefix="aina-month"))
    clock_file, more = folder / "clock", {"COMPANY": str(folder / "company.yml"), **more}
    staff.company(Path(more["COMPANY"]))
    clock = SharedClock(clock_file)
    clock.set(begins(plan.stretches[0], plan.days))
    with redis_server() as redis:
        ours = settings(redis.url, rasa, **more)
        gateways = Gateways(clock, clock_file, ours)
        gateways.start()
        month = make(plan, clock, gateways, redis, ours)
        try:
            yield month
        finally:
            gateways.stop()
            logging.disable(logging.NOTSET)
            await month.services.redis.aclose()
            await month.services.assistant.close()
            month.client.close()
            shutil.rmtree(folder)


async def simulated(plan: Plan) -> tuple[Findings, int]:
    """Runs the plan, its stretches at once, each upon a Redis and gateways of its own.

    Gives the findings, and how many processes were killed.
    """
    parts, spawned = plan.parts(), multiprocessing.get_context("spawn")
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(len(parts), mp_context=spawned) as pool:
        lived = await asyncio.gather(*(loop.run_in_executor(pool, _lived, part) for part in parts))
    return together(found for found, _ in lived), sum(kills for _, kills in lived)


def _lived(part: Plan) -> tuple[Findings, int]:
    """One stretch in a process of its own."""

    async def alone() -> tuple[Findings, int]:
        async with stage(part) as month:
            await month.run()
            nights = {name: NIGHTS[name] for name in part.stretches}
            return audited(month.logs(), month.clock(), month.jumped, nights), month.kills

    return asyncio.run(alone())
