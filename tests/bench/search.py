"""Search over 20,000 cases: a word in an inflected form, a name, an order; beside reading every text."""

from __future__ import annotations

import random
import sqlite3
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter, process_time

from bot.store.lemmas import load
from bot.store.search_index import Line, SearchIndex
from tests.bench.figures import Clock, p, p50, show

CASES, LOOKS = 20_000, 60
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
QUERIES = (
    "tilaus",
    "lasku hyvitys",
    "noutopisteelle",
    "Liisa",
    "1001",
    "kadonneet",
    "tak",
    "paketti rikki väri",
)


async def measure() -> None:
    clock = Clock()
    with tempfile.TemporaryDirectory() as folder:
        load()
        index, plain = SearchIndex(Path(folder) / "search.db"), sqlite3.connect(Path(folder) / "plain.db")
        plain.execute("CREATE TABLE said (body TEXT)")
        _fill(index, plain)
        used = [_ms(partial(index.search, q, 100), process_time) for _ in range(5) for q in QUERIES]
        ours = [_ms(partial(index.search, q, 100)) for _ in range(LOOKS) for q in QUERIES]
        theirs = [_ms(partial(_scan, plain, q)) for _ in range(3) for q in QUERIES]
        show(
            "search over 20,000 cases, p99", ours=p(ours, 99), compared_to="the limit", theirs=200.0,
            unit="ms", target=1, p50=p50(ours), cpu_p99=p(used, 99), reading_every_text_p50=p50(theirs),
            took_s=clock.s(),
        )  # fmt: skip
        index.close()


def _fill(index: SearchIndex, plain: sqlite3.Connection) -> None:
    dice = random.Random(1)
    for number in range(CASES):
        facts = f"{dice.choice(NAMES)} {1000 + number}"
        lines = [" ".join(dice.choices(WORDS, k=4) + dice.choices(OTHERS, k=8)) for _ in range(2)]
        cid = f"0-{number:030x}"
        index.add([Line(cid, f"{number + 1}-{at}", line, facts) for at, line in enumerate(lines)])
        plain.execute("INSERT INTO said VALUES (?)", (" ".join([facts, *lines]),))


def _scan(plain: sqlite3.Connection, query: str) -> list[object]:
    wanted = " AND ".join("body LIKE ?" for _ in query.split())
    return plain.execute(
        f"SELECT * FROM said WHERE {wanted} LIMIT 100", [f"%{w}%" for w in query.split()]
    ).fetchall()


def _ms(work: Callable[[], object], clock: Callable[[], float] = perf_counter) -> float:
    began = clock()
    work()
    return (clock() - began) * 1000
