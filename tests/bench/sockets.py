"""Many idle customer sockets on one gateway process: what each weighs, and whether all come back without a gap."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Iterable
from time import perf_counter
from typing import Any

from bot.core.event import for_customer
from bot.store.connection import connect
from bot.store.keys import Shard
from bot.store.stored import stored_event
from tests.bench.client import Chat, Desk, Http, Socket, socket
from tests.bench.figures import Clock, p, p50, show
from tests.bench.parts import AGENTS, SECRET, Bench, Process

SOCKETS = 2000
FEW = 20  # opened before the first weighing, so that what is loaded at first use is not counted
AT_ONCE = 100
IDLE_S = 5.0
LONGEST_S = 90.0


class Client:
    """A customer's page: it keeps what it was given, and its cursor."""

    def __init__(self, chat: Chat) -> None:
        self.chat = chat
        self.cursor = "0"
        self.events: list[str] = []
        self.welcomed = asyncio.Event()
        self.socket: Socket | None = None
        self.states = 0

    def heard(self, _at: float, text: str) -> None:
        frame: dict[str, Any] = json.loads(text)
        self.cursor = frame.get("cursor", self.cursor)
        self.events += [event["id"] for event in frame.get("events", ())]
        if frame["type"] == "welcome":
            self.welcomed.set()
        self.states += frame["type"] == "state"

    async def connect(self, base: str) -> float:
        """The time until it was welcomed (ms)."""
        began = perf_counter()
        self.welcomed.clear()
        self.socket = await self.chat.listen(self.heard, self.cursor, base)
        await self.welcomed.wait()
        return (perf_counter() - began) * 1000


async def measure() -> None:
    clock = Clock()
    with Bench() as bench:
        redis_url, _ = bench.redis()
        standin, relay = bench.standin(), bench.relay(redis_url)
        gateway, other = (bench.gateway(redis_url, standin.base) for _ in range(2))
        http = Http(other.base)
        clients = [Client(chat) for chat in await _some(Chat.open(http) for _ in range(SOCKETS + FEW))]
        await _weigh(clients, gateway, relay, clock)
        await _storm(other, gateway, clients, clock)
        await _reconnect(clients, gateway, other, redis_url, clock)
        http.close()


async def _weigh(clients: list[Client], gateway: Process, relay: Process, clock: Clock) -> None:
    """RSS with all sockets less RSS with a few, and the CPU they take while nothing happens."""

    async def silent(number: int) -> Socket:
        welcomed = asyncio.Event()
        url = relay.base.replace("http", "ws", 1) + f"/c{number}/socket"
        opened = await socket(url, {"type": "hello"}, lambda _at, _text: welcomed.set())
        await welcomed.wait()
        return opened

    theirs = await _some(silent(number) for number in range(FEW))
    await _some(client.connect(gateway.base) for client in clients[:FEW])
    light = [process.rss_mb() for process in (gateway, relay)]
    waits = await _some(client.connect(gateway.base) for client in clients[FEW:])
    theirs += await _some(silent(number) for number in range(SOCKETS))
    await asyncio.sleep(1)
    heavy = [process.rss_mb() for process in (gateway, relay)]
    used = [process.cpu_s() for process in (gateway, relay)]
    await asyncio.sleep(IDLE_S)
    cpu = [
        (process.cpu_s() - before) / IDLE_S for process, before in zip((gateway, relay), used, strict=True)
    ]
    each = [(after - before) * 1024 / SOCKETS for before, after in zip(light, heavy, strict=True)]
    for one in theirs:
        one.close()
    show(
        "2,000 idle customer sockets on one process, memory of each",
        ours=each[0], compared_to="bare relay", theirs=each[1], unit="kB", sockets=SOCKETS,
        rss_mb={"before": light[0], "with": heavy[0]}, connect_p50_ms=p50(waits),
        idle_cpu_share={"ours": cpu[0], "theirs": cpu[1]}, took_s=clock.s(),
    )  # fmt: skip


async def _storm(other: Process, gateway: Process, clients: list[Client], clock: Clock) -> None:
    """An agent comes online: every state differs. What a request meets at the process that holds all sockets."""
    desk = await Desk(Http(other.base), AGENTS[0]).sign_in(SECRET)
    await asyncio.sleep(2)
    calm, busy = [], []
    for status in ("away", "online", "away"):
        calm += await _probe(gateway, 1.0)
        before = sum(client.states for client in clients)
        await desk.call("PUT", "/presence", {"status": status})
        busy.append(max(await _probe(gateway, 3.0)))
        told = sum(client.states for client in clients) - before
    show(
        "an agent comes or goes with 2,000 sockets open: the longest wait of a request meanwhile",
        ours=p50(busy), compared_to="the longest wait in a calm second", theirs=max(calm), unit="ms",
        states_sent=told, took_s=clock.s(),
    )  # fmt: skip


async def _probe(process: Process, seconds: float) -> list[float]:
    http, waits, until = Http(process.base), [], perf_counter() + seconds
    while perf_counter() < until:
        began = perf_counter()
        await http.call("GET", "/healthz")
        waits.append((perf_counter() - began) * 1000)
        await asyncio.sleep(0.005)
    http.close()
    return waits


async def _reconnect(
    clients: list[Client], gateway: Process, other: Process, redis_url: str, clock: Clock
) -> None:
    """The process dies; each customer writes elsewhere meanwhile and is answered; all come back with their cursors."""
    gateway.kill()
    await asyncio.gather(*(client.socket.closed.wait() for client in clients if client.socket))
    for client in clients:
        client.chat.http = Http(other.base)
    await _some(client.chat.write("Onko paketti jo matkalla?", f"gap{n}") for n, client in enumerate(clients))
    redis = connect(redis_url)
    logs = await _settled(redis, clients)
    gateway.start()
    gateway.until(gateway.base + "/healthz")
    began = perf_counter()
    waits = await _some(client.connect(gateway.base) for client in clients)
    took = perf_counter() - began
    async with asyncio.timeout(LONGEST_S):
        while any(len(client.events) < len(log) for client, log in zip(clients, logs, strict=True)):
            await asyncio.sleep(0.05)
    caught_up = perf_counter() - began
    await asyncio.sleep(1)  # would anything come twice?
    exact = sum(client.events == log for client, log in zip(clients, logs, strict=True))
    show(
        "2,000 sockets back after the process was killed: those without a gap or a repeat",
        ours=float(exact), compared_to="all of them", theirs=float(len(clients)), unit="sockets",
        lost_or_repeated=len(clients) - exact, events=sum(map(len, logs)), all_welcomed_s=took,
        all_caught_up_s=caught_up, each_p50_ms=p50(waits), each_p99_ms=p(waits, 99), took_s=clock.s(),
    )  # fmt: skip
    for client in clients:
        if client.socket:
            client.socket.close()
    await redis.aclose()


async def _settled(redis: Any, clients: list[Client]) -> list[list[str]]:
    """What each customer may see by now, once every line has its answer: ids by the log itself."""
    async with asyncio.timeout(LONGEST_S):
        while True:
            logs = []
            for client in clients:
                rows = await redis.xrange(Shard(0).conversation(client.chat.id, "log"))
                logs.append([stored_event(event_id, fields["e"]) for event_id, fields in rows])
            if all(any(event["by"]["kind"] == "bot" for event in log) for log in logs):
                return [[event["id"] for event in log if for_customer(event)] for log in logs]
            await asyncio.sleep(0.5)


async def _some[T](work: Iterable[Awaitable[T]]) -> list[T]:
    """All of it, no more than a hundred at a time; results in order."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(item: Awaitable[T]) -> T:
        async with gate:
            return await item

    async with asyncio.timeout(LONGEST_S):
        return await asyncio.gather(*(one(item) for item in work))
