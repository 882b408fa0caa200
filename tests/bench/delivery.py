"""Delivery between customer and desk over WebSockets, at a steady rate over many open conversations."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from tests.bench.client import Chat, Desk, Expected, Http, Socket, socket
from tests.bench.figures import Clock, p, p50, show
from tests.bench.parts import AGENTS, SECRET, Bench

CONVERSATIONS = 200
RATE = 50
ROUNDS, ROUND_S = 4, 4.0
LATEST_S = 10.0
CONNECTIONS = 8
Send = Callable[[int, str], Awaitable[None]]
WAYS = ("customer to desk", "desk to customer")


@dataclass
class Side:
    """One system under load: how a line is sent each way, and where it was heard."""

    sends: dict[str, Send]
    sockets: list[Socket]
    heard: dict[str, Expected] = field(default_factory=lambda: {way: Expected() for way in WAYS})
    waits: dict[str, list[float]] = field(default_factory=lambda: {way: [] for way in WAYS})
    rounds: dict[str, list[float]] = field(default_factory=lambda: {way: [] for way in WAYS})


_marks = itertools.count()


async def measure() -> None:
    clock = Clock()
    with Bench() as bench:
        redis, _ = bench.redis()
        standin, relay = bench.standin(), bench.relay(redis)
        gateway = bench.gateway(redis, standin.base)
        sides = {"ours": await _gateway(gateway.base), "theirs": await _relay(relay.base)}
        cpu: dict[str, float] = {}
        for number in range(-1, ROUNDS):  # the first is to warm up
            for way in WAYS:
                order = list(sides) if number % 2 else list(sides)[::-1]
                for who in order:
                    process = gateway if who == "ours" else relay
                    began, used = perf_counter(), process.cpu_s()
                    got = await _load(sides[who], way, ROUND_S if number >= 0 else 1.0)
                    if number >= 0:
                        sides[who].waits[way] += got
                        sides[who].rounds[way].append(p(got, 99))
                        share = (process.cpu_s() - used) / (perf_counter() - began)
                        cpu[who] = cpu.get(who, 0.0) + share / (ROUNDS * len(WAYS))
        for way in WAYS:
            ours, theirs = sides["ours"], sides["theirs"]
            show(
                f"delivery, {way}", ours=p50(ours.rounds[way]),
                compared_to="bare relay under the same load; of both the p99 of each round, median of the rounds",
                theirs=p50(theirs.rounds[way]),
                unit="ms", target=2, messages=len(ours.waits[way]), per_s=RATE, conversations=CONVERSATIONS,
                desks=len(AGENTS), p50={"ours": p50(ours.waits[way]), "theirs": p50(theirs.waits[way])},
                p99_of_all={"ours": p(ours.waits[way], 99), "theirs": p(theirs.waits[way], 99),
                    "ratio": p(ours.waits[way], 99) / p(theirs.waits[way], 99)},
                p50_ratio=p50(ours.waits[way]) / p50(theirs.waits[way]), cpu_share=cpu, took_s=clock.s(),
            )  # fmt: skip


async def _load(side: Side, way: str, seconds: float) -> list[float]:
    """A line every 20 ms, whether the ones before have arrived or not; each from its sending to its frame."""
    send, expected, loop = side.sends[way], side.heard[way], asyncio.get_running_loop()
    begin, flying = loop.time(), []
    for number in range(int(seconds * RATE)):
        await asyncio.sleep(max(0.0, begin + number / RATE - loop.time()))
        flying.append(asyncio.create_task(_one(send, expected, number % CONVERSATIONS)))
    done, lost = await asyncio.wait(flying, timeout=LATEST_S)
    if lost:
        raise RuntimeError(
            f"{len(lost)} of {len(flying)} lines did not arrive within {LATEST_S:.0f} s ({way})"
        )
    return [task.result() for task in done]


async def _one(send: Send, expected: Expected, number: int) -> float:
    mark = f"m{next(_marks)}"
    came = expected.expect(mark)
    began = perf_counter()
    await send(number, mark)
    return (await came - began) * 1000


async def _gateway(base: str) -> Side:
    http = Http(base)
    desks = [await Desk(http, id).sign_in(SECRET) for id in AGENTS]
    chats = [await Chat.open(http) for _ in range(CONVERSATIONS)]
    for number, chat in enumerate(chats):
        await chat.ask_human()
        await desks[number % len(desks)].call("POST", f"/conversations/{chat.id}/claim", {})

    async def customer(number: int, mark: str) -> None:
        await chats[number].write("Onko tähän jo tietoa, kun paketti viipyy?", mark)

    async def agent(number: int, mark: str) -> None:
        body = {"client_id": mark, "text": "Katson sen heti ja palaan asiaan."}
        await desks[number % len(desks)].call("POST", f"/conversations/{chats[number].id}/messages", body)

    side = Side(dict(zip(WAYS, (customer, agent), strict=True)), [])
    at_desk, at_customer = (_marked(side.heard[way]) for way in WAYS)
    for chat in chats:
        side.sockets.append(await chat.listen(at_customer))
    # Every desk gets every line; the first one's are timed.
    side.sockets += [await desk.listen(at_desk if not number else _deaf) for number, desk in enumerate(desks)]
    await http.warm(CONNECTIONS, "/healthz")
    return side


async def _relay(base: str) -> Side:
    http = Http(base)

    async def line(number: int, mark: str) -> None:
        await http.call("POST", f"/c{number}/messages", {"data": {"client_id": mark}, "text": "x" * 40})

    side = Side(dict.fromkeys(WAYS, line), [])
    url = base.replace("http", "ws", 1)
    at_desk, at_customer = (_marked(side.heard[way]) for way in WAYS)
    for number in range(CONVERSATIONS):
        side.sockets.append(await socket(f"{url}/c{number}/socket", {"type": "hello"}, at_customer))
    for number in range(len(AGENTS)):
        side.sockets.append(
            await socket(f"{url}/desk/socket", {"type": "hello"}, _deaf if number else at_desk)
        )
    await http.warm(CONNECTIONS, "/healthz")
    return side


def _marked(expected: Expected) -> Callable[[float, str], None]:
    def heard(at: float, text: str) -> None:
        frame: dict[str, Any] = json.loads(text)
        for event in frame.get("events", ()):
            expected.came(event.get("data", {}).get("client_id"), at)

    return heard


def _deaf(_at: float, _text: str) -> None:
    pass
