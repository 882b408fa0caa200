"""Search over 20,000 cases: a word in an inflected form, a name, an order; the whole request, beside reading every text."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import random
import sqlite3
from collections.abc import Iterator
from time import perf_counter
from urllib.parse import quote

from redis.asyncio import Redis

from bot.core.conversation import Conversation, to_doc
from bot.core.places import places
from bot.core.world import Timing
from bot.service.search import FILE, facts_of
from bot.store.clock import utc_now
from bot.store.connection import connect
from bot.store.keys import Shard, new_id
from bot.store.lemmas import load
from bot.store.search_index import Line, SearchIndex
from tests.bench.client import Desk, Http
from tests.bench.figures import Clock, p, p50, show
from tests.bench.parts import AGENTS, SECRET, Bench

CASES, LOOKS, AT_ONCE = 20_000, 60, 500
LIMIT_MS, LOADED_S = 200.0, 60.0
SHOWN = 50  # as many rows as the desk's page asks for
WORDS = [
    "tilaukseni",
    "laskussanne",
    "paketti",
    "noutopisteestä",
    "myöhässä",
    "hyvityksen",
    "palautus",
    "rikki",
    "virhe",
    "summa",
    "osoite",
    "muutos",
    "maksu",
    "toimitus",
    "kadonnut",
    "numero",
    "viikko",
    "eilen",
    "huomenna",
    "kuitti",
    "takuu",
    "korjaus",
    "vaihto",
    "tuote",
    "väärä",
    "koko",
    "väri",
    "saapunut",
]
# What people write besides: made-up words, so that the common ones are as common as in real cases.
OTHERS = [
    f"{a}{b}{c}" for a in ("ka", "lu", "te", "vi") for b in ("mo", "ri", "sa", "ne", "ho") for c in WORDS
]
NAMES = [
    "Liisa",
    "Matti",
    "Aino",
    "Ville",
    "Sanna",
    "Pekka",
    "Maija",
    "Jukka",
    "Tiina",
    "Oskar",
    "Erik",
    "Lisa",
    "John",
]
INFLECTED = "noutopisteelle"
QUERIES = (
    "tilaus",
    "lasku hyvitys",
    INFLECTED,
    "Liisa",
    "1001",
    "kadonneet",
    "tak",
    "paketti rikki väri",
)


async def measure() -> None:
    """From the request to the rows read, one at a time, as somebody types; and the index alone, which is most of it."""
    clock = Clock()
    load()
    with Bench() as bench:
        redis_url, _ = bench.redis()
        folder = bench.folder / "data"
        index, plain = SearchIndex(folder / FILE), sqlite3.connect(bench.folder / "plain.db")
        plain.execute("CREATE TABLE said (body TEXT)")
        await _fill(redis_url, index, plain)
        gateway = bench.gateway(redis_url, bench.standin().base, DATA_DIR=str(folder))
        http = Http(gateway.base)
        aino = await Desk(http, AGENTS[0]).sign_in(SECRET)
        await _warm(aino)
        used, ours = gateway.cpu_s(), [took for _ in range(LOOKS) for took in await _found(aino)]
        used = (gateway.cpu_s() - used) * 1000 / len(ours)
        alone = [_ms(index, query) for _ in range(LOOKS) for query in QUERIES]
        theirs = [_scan(plain, query) for _ in range(3) for query in QUERIES]
        show(
            "search over 20,000 cases, the whole request, p99", ours=p(ours, 99), compared_to="the limit",
            theirs=LIMIT_MS, unit="ms", target=1, p50=p50(ours), p95=p(ours, 95), index_alone_p99=p(alone, 99),
            cpu_of_the_gateway_a_request=used, reading_every_text_p50=p50(theirs), requests=len(ours),
            took_s=clock.s(),
        )  # fmt: skip
        index.close()
        http.close()


async def _warm(aino: Desk) -> None:
    """The first look has the base forms loaded; until they are, an inflected form finds only itself."""
    async with asyncio.timeout(LOADED_S):
        while not (await aino.call("GET", f"/search?q={quote(INFLECTED)}"))["conversations"]:
            await asyncio.sleep(0.2)
    await _found(aino)


async def _found(aino: Desk) -> list[float]:
    """Each query once (ms). Every one of them finds something."""
    waits = []
    for query in QUERIES:
        began = perf_counter()
        answer = await aino.call("GET", f"/search?q={quote(query)}&limit={SHOWN}")
        waits.append((perf_counter() - began) * 1000)
        assert answer["conversations"], query
    return waits


async def _fill(redis_url: str, index: SearchIndex, plain: sqlite3.Connection) -> None:
    """The same cases in the store, in the index as the gateway keeps it, and as bare text."""
    redis, made = connect(redis_url), _cases()
    while some := [one for one, _ in zip(made, range(AT_ONCE), strict=False)]:
        await _store(redis, [c for c, _ in some])
        for c, lines in some:
            index.add([Line(c.id, f"1-{at}", line, facts_of(c)) for at, line in enumerate(lines)])
            plain.execute("INSERT INTO said VALUES (?)", (" ".join([facts_of(c), *lines]),))
    await redis.aclose()


def _cases() -> Iterator[tuple[Conversation, list[str]]]:
    """Resolved ones, and what was said in each."""
    dice, now = random.Random(1), utc_now()
    for number in range(CASES):
        at = now - dt.timedelta(seconds=CASES - number)
        lines = [" ".join(dice.choices(WORDS, k=4) + dice.choices(OTHERS, k=8)) for _ in range(2)]
        yield (
            Conversation(
                new_id(1), "fi", at, status="resolved", wrote_at=at, last_at=at, last_text=lines[-1],
                name=dice.choice(NAMES), brief={"order": str(1000 + number)},
            ),
            lines,
        )  # fmt: skip


async def _store(redis: Redis, cases: list[Conversation]) -> None:
    shard = Shard(0)
    async with redis.pipeline(transaction=False) as pipe:
        for c in cases:
            doc = json.dumps(to_doc(c), ensure_ascii=False)
            pipe.hset(shard.conversation(c.id, "state"), mapping={"v": 1, "doc": doc, "last": "0"})
            for (name, member), score in places(c, Timing()).items():
                pipe.zadd(shard.of(name), {member: score})
        await pipe.execute()


def _ms(index: SearchIndex, query: str) -> float:
    began = perf_counter()
    index.search(query, SHOWN)
    return (perf_counter() - began) * 1000


def _scan(plain: sqlite3.Connection, query: str) -> float:
    wanted = " AND ".join("body LIKE ?" for _ in query.split())
    began = perf_counter()
    plain.execute(
        f"SELECT * FROM said WHERE {wanted} LIMIT {SHOWN}", [f"%{w}%" for w in query.split()]
    ).fetchall()
    return (perf_counter() - began) * 1000
