"""200 chats at 30 updates a second: how long Telegram waits for its 200, and whether each chat keeps its order."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from time import perf_counter

import httpx

from tests.bench.figures import Clock, p, p50, show
from tests.bench.parts import Bench, bench
from tests.harness import serving
from tests.telegram.emulator import Emulator

CHATS, RATE, SECONDS, FIRST_CHAT = 200, 30, 40, 5000
TARGET_MS, READY_S = 200, 30


async def measure() -> None:
    clock, telegram = Clock(), Emulator()
    with bench() as running:
        async with (
            serving(telegram.app(), telegram.port),
            httpx.AsyncClient(trust_env=False, timeout=60) as http,
        ):
            gateway = await asyncio.to_thread(_gateway, running, telegram)
            async with asyncio.timeout(READY_S):
                while not telegram.count("setMyCommands"):
                    await asyncio.sleep(0.05)
            waits = await _load(telegram, http, f"{gateway}/telegram/webhook")
            lost, disordered = await _told(telegram)
    show(
        "telegram, update to 200", ours=p(waits, 99), compared_to="the target of issue 5: p99 of all, in ms", theirs=TARGET_MS,
        unit="ms", target=1, p50=p50(waits), updates=len(waits), per_s=RATE, chats=CHATS, lost=lost, disordered=disordered,
        took_s=clock.s(),
    )  # fmt: skip


def _gateway(running: Bench, telegram: Emulator) -> str:
    url, _ = running.redis()
    env = {
        "TELEGRAM_TOKEN": telegram.token, "TELEGRAM_API_URL": telegram.api, "TELEGRAM_WEBHOOK": "https://aina.example",
        "TURN_QUIET_MS": "60", "DATA_DIR": str(running.folder / "telegram"),
    }  # fmt: skip
    return str(running.gateway(url, running.standin().base, **env).base)


async def _load(telegram: Emulator, http: httpx.AsyncClient, url: str) -> list[float]:
    """An update every 33 ms, those of one chat one after another, as Telegram gives them."""
    locks: dict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
    loop, waits = asyncio.get_running_loop(), []

    async def one(chat: int, number: int) -> None:
        async with locks[chat]:
            update = telegram.message(chat, text=f"onko rivi {number} perillä")
            began = perf_counter()
            answer = await telegram.call_webhook(http, url, update)
            waits.append((perf_counter() - began) * 1000)
            assert answer.status_code == 200, answer.text

    begin, flying = loop.time(), []
    for number in range(RATE * SECONDS):
        await asyncio.sleep(max(0.0, begin + number / RATE - loop.time()))
        flying.append(asyncio.create_task(one(FIRST_CHAT + number % CHATS, number // CHATS)))
    await asyncio.gather(*flying)
    return waits


async def _told(telegram: Emulator) -> tuple[int, int]:
    """How many lines were not answered in their chat, and how many chats were answered out of order."""
    wanted = [f"rivi {number} " for number in range(RATE * SECONDS // CHATS)]
    for _ in range(300):
        text = {chat: " ".join(telegram.texts(chat)) for chat in range(FIRST_CHAT, FIRST_CHAT + CHATS)}
        lost = sum(one not in said for said in text.values() for one in wanted)
        if not lost:
            break
        await asyncio.sleep(0.1)
    places = [[said.find(one) for one in wanted] for said in text.values()]
    return lost, sum(found != sorted(found) for found in places)
