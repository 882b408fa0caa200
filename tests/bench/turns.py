"""A turn of the bot: through the gateway, straight to Rasa, and of a stock project, line by line in turns."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from time import perf_counter
from typing import Any

from tests.bench import stock
from tests.bench.client import Chat, Expected, Http, Socket, socket
from tests.bench.figures import Clock, p, p50, show
from tests.bench.parts import NO_QUIET, Bench

ROUNDS = 10
# Two conversations a round, with what people write to a shop; twenty lines, ten rounds, 200 turns.
FINNISH = (
    "Moi", "Mihin aikaan olette auki?", "Missä tilaukseni 1001 on?", "00530", "Kiitos!", "Oletko botti?",
    "Kauanko toimitus kestää?", "Miten palautan tuotteen?", "En tarvitsekaan, kiitos", "Näkemiin",
)  # fmt: skip
ENGLISH = (
    "Hello", "When are you open?", "Where is my order 1004?", "00100", "Thanks a lot!", "Are you a bot?",
    "How long does delivery take?", "What does shipping cost?", "OK, that is all", "Bye",
)  # fmt: skip
# With a quiet time the line is stored while the bot waits for the next one, as it is in life. What is asked now and
# then is slower than what is asked all the time (caches, sleeping cores): so all sides are asked at that pace.
QUIET_MS = 60
PACE_S = QUIET_MS / 1000
SHORT_QUIET = {"TURN_QUIET_MS": f"{QUIET_MS}", "TURN_GREETING_MS": f"{QUIET_MS}"}
LANGUAGES: dict[str, tuple[str, ...]] = {"fi": FINNISH, "en": ENGLISH}
LONGEST_S = 20.0
Leg = Callable[[], Awaitable[list[float]]]


async def measure() -> None:
    clock = Clock()
    with Bench() as bench:
        redis, tracker = bench.redis()
        ours = bench.assistant(tracker)
        rival = bench.stock() if stock.model() else None
        relay, gateway = bench.relay(redis), bench.gateway(redis, ours.base, **NO_QUIET)
        waiting = bench.gateway(bench.redis()[0], ours.base, **SHORT_QUIET)
        kinds: dict[str, int] = {}
        processes = {"straight": ours, "gateway": gateway, "relay": relay}
        legs: dict[str, Leg] = {
            "straight": lambda: _rasa(ours.base, LANGUAGES),
            "gateway": lambda: _gateway(gateway.base, {}),
            "relay": lambda: _relay(relay.base),
            "straight, paced": lambda: _rasa(ours.base, LANGUAGES, PACE_S),
            "gateway, paced": lambda: _gateway(waiting.base, kinds),
            "relay, paced": lambda: _relay(relay.base, PACE_S),
        }
        if rival:
            processes["stock"], theirs = rival, rival.base
            legs["stock"] = lambda: _rasa(theirs, {"en": stock.LINES})
        waits: dict[str, list[float]] = {who: [] for who in legs}
        cpu_ms = dict.fromkeys(processes, 0.0)
        for number in range(-1, ROUNDS):  # the first is to warm up
            for who in list(legs) if number % 2 else reversed(legs):
                used = processes[who].cpu_s() if who in processes else 0.0
                got = await legs[who]()
                if number < 0:
                    kinds.clear()
                    continue
                waits[who] += got
                if who in processes:
                    cpu_ms[who] += (processes[who].cpu_s() - used) * 1000 / (ROUNDS * len(got))
        waits["gateway, paced"] = [wait - QUIET_MS for wait in waits["gateway, paced"]]
        _show(waits, kinds, cpu_ms, clock)
        _show_rival(waits, ours, rival, clock)


def _show(
    waits: dict[str, list[float]], kinds: dict[str, int], cpu_ms: dict[str, float], clock: Clock
) -> None:
    straight, through, relay = (p50(waits[f"{who}, paced"]) for who in ("straight", "gateway", "relay"))
    straight_0, through_0, relay_0 = (p50(waits[who]) for who in ("straight", "gateway", "relay"))
    pairs = zip(waits["gateway, paced"], waits["straight, paced"], strict=True)
    show(
        "bot turn: what the gateway adds",
        ours=through - straight, compared_to="bare relay, p50 of POST → Redis → socket", theirs=relay, unit="ms",
        target=2.5, turns=len(waits["gateway, paced"]), gateway_p50=through, straight_p50=straight,
        gateway_to_straight=through / straight, added_paired_p50=p50([one - other for one, other in pairs]),
        gateway_p95=p(waits["gateway, paced"], 95), straight_p95=p(waits["straight, paced"], 95),
        relay_p95=p(waits["relay, paced"], 95),
        pace=f"one line every {QUIET_MS} ms for all three: the gateway's quiet time, which runs and is then taken off "
        "exactly; the other two are asked after as long a pause",
        back_to_back={"subtracted": "nothing: quiet time 0, no pause", "added": through_0 - straight_0,
            "relay": relay_0, "ratio": (through_0 - straight_0) / relay_0, "gateway_p50": through_0,
            "straight_p50": straight_0, "gateway_to_straight": through_0 / straight_0},
        cpu_ms_of_a_turn=cpu_ms, lines=kinds, took_s=clock.s(),
    )  # fmt: skip


def _show_rival(waits: dict[str, list[float]], ours: Any, rival: Any, clock: Clock) -> None:
    what = "a stock `rasa init` project, straight to its REST channel"
    if not rival:
        show(
            "bot turn against a stock project", ours=p50(waits["gateway"]), compared_to=what, theirs=None, unit="ms",
            target=0.35, skipped="no stock model here: python -m tests.bench turns --train-stock",
        )  # fmt: skip
        return
    theirs = p50(waits["stock"])
    show(
        "bot turn against a stock project",
        ours=p50(waits["gateway"]), compared_to=what, theirs=theirs, unit="ms", target=0.35,
        straight_p50=p50(waits["straight"]), straight_ratio=p50(waits["straight"]) / theirs,
        ours_p95=p(waits["gateway"], 95), theirs_p95=p(waits["stock"], 95),
        memory_mb={"ours": ours.rss_mb(), "theirs": rival.rss_mb(), "ratio": ours.rss_mb() / rival.rss_mb()},
        start_s={"ours": ours.took_s, "theirs": rival.took_s, "ratio": ours.took_s / rival.took_s},
        start_cpu_s={"ours": ours.start_cpu_s, "theirs": rival.start_cpu_s},
        took_s=clock.s(),
    )  # fmt: skip


async def _rasa(base: str, languages: dict[str, tuple[str, ...]], pause_s: float = 0) -> list[float]:
    """Straight to the REST channel, with what the gateway would send along."""
    http = Http(base)
    waits: list[float] = []
    for language, lines in languages.items():
        sender = f"0-{id(object()):x}{perf_counter():.6f}".replace(".", "")
        for number, line in enumerate(lines):
            body = {"sender": sender, "message": line, "metadata": _metadata(sender, number + 1, language)}
            await asyncio.sleep(pause_s)
            began = perf_counter()
            status, _ = await http.call("POST", "/webhooks/rest/webhook", body)
            waits.append((perf_counter() - began) * 1000)
            assert status == 200
    http.close()
    return waits


def _metadata(sender: str, number: int, language: str) -> dict[str, Any]:
    person = {"id": "aino", "name": "Aino", "role": "laskutus", "photo": None}
    human = person | {"available": False, "expected_at": "2026-11-23T06:00:00.000Z", "others": []}
    human |= {"phrase": "Aino, laskutus", "when": "huomenna klo 8"}
    return {
        "turn_id": f"{sender}.{number}", "language": language, "handler": "bot", "human": human,
        "hours": {"open": True, "line": "Olemme avoinna tänään klo 18 asti."},
    }  # fmt: skip


async def _gateway(base: str, kinds: dict[str, int]) -> list[float]:
    """From the customer's POST to the bot's line on the customer's socket."""
    http = Http(base)
    waits: list[float] = []
    for language, lines in LANGUAGES.items():
        chat = await Chat.open(http, language)
        said: asyncio.Queue[tuple[float, dict[str, Any]]] = asyncio.Queue()

        def heard(at: float, text: str, said: asyncio.Queue[tuple[float, dict[str, Any]]] = said) -> None:
            for event in json.loads(text).get("events", ()):
                if event["type"] == "message" and event["by"]["kind"] == "bot":
                    said.put_nowait((at, event))

        follower = await chat.listen(heard)
        for number, line in enumerate(lines):
            began = perf_counter()
            await chat.write(line, f"{number}")
            async with asyncio.timeout(LONGEST_S):
                at, event = await said.get()
            waits.append((at - began) * 1000)
            kind = "not understood" if event.get("data", {}).get("miss") else "answered"
            kinds[kind] = kinds.get(kind, 0) + 1
        follower.close()
    http.close()
    return waits


async def _relay(base: str, pause_s: float = 0) -> list[float]:
    """From the POST to the same socket's frame."""
    http = Http(base)
    waits: list[float] = []
    for language, lines in LANGUAGES.items():
        expected, cid = Expected(), f"{language}{perf_counter():.6f}".replace(".", "")
        follower = await _follow(base, cid, expected)
        await asyncio.sleep(0.01)
        for number, line in enumerate(lines):
            await asyncio.sleep(pause_s)
            came = expected.expect(f"{number}")
            began = perf_counter()
            await http.call("POST", f"/{cid}/messages", {"client_id": f"{number}", "text": line})
            waits.append((await came - began) * 1000)
        follower.close()
    http.close()
    return waits


async def _follow(base: str, cid: str, expected: Expected) -> Socket:
    def heard(at: float, text: str) -> None:
        for event in json.loads(text).get("events", ()):
            expected.came(event["client_id"], at)

    return await socket(base.replace("http", "ws", 1) + f"/{cid}/socket", {"type": "hello"}, heard)
