"""`python -m tests.eval`: starts the product, measures, prints the table, and writes it to docs/understanding.md.

`--stock` trains the stock pipeline anew, `--no-dialogues` leaves the dialogues out, `--dry` writes nothing,
`--misses` lists the worst misses on the page too. `--dev` measures on the development set only (tests/dev: dialogues,
complexity), lists what went wrong, word by word, and writes nothing.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.e2e.product import Product, product
from tests.eval import apart, dialogues, measures, misses, report, sets, stock
from tests.eval.reader import Reader
from tests.eval.scores import percentile

TOKEN = "measured"
QUICK = {"TURN_QUIET_MS": "50", "TURN_GREETING_MS": "50", "TURN_LATEST_MS": "300", "RASA_TOKEN": TOKEN}


def main(options: list[str]) -> int:
    """Measures; 1 when a target is not reached."""
    return developed() if "--dev" in options else measured(options)


def developed() -> int:
    """The development set's dialogues, and how hard its matters are found; 1 when a dialogue went wrong."""
    with started() as running:
        reader = Reader(f"http://127.0.0.1:{running.environ['RASA_PORT']}", TOKEN)
        found = measures.complexity(reader)
        unlike = list(misses.complexity(reader))
        played = asyncio.run(dialogues.play_all(running.base, sets.dialogues(sets.DEV)))
    wrong = list(misses.told(played))
    print("\n".join([*report.table([*found, *dialogues.results(played)], {}), "", *unlike, "", *wrong]))
    return int(bool(wrong))


def measured(options: list[str]) -> int:
    """Everything, on the hold-out; 1 when a target is not reached."""
    theirs = stock.measure() if "--stock" in options else stock.kept()
    with started() as running:
        reader = Reader(f"http://127.0.0.1:{running.environ['RASA_PORT']}", TOKEN)
        reader.read("moi")
        found = measures.every(reader)
        played = (
            []
            if "--no-dialogues" in options
            else asyncio.run(dialogues.play_all(running.base, sets.dialogues()))
        )
    found += dialogues.results(played)
    lines = [*report.table(found, theirs), "", *speed(reader, theirs), in_both()]
    print("\n".join(lines))
    if "--dry" not in options:
        worst = (
            ["", "### The worst misses", "", *misses.listed(reader, played)] if "--misses" in options else []
        )
        report.write([f"Measured on {dt.date.today():%d %B %Y}.", "", *lines, *worst])
    return int(
        any(one.target and one.figure and not one.figure.reaches(one.target, one.most) for one in found)
    )


@contextmanager
def started() -> Iterator[Product]:
    """The product, answering quickly, on ports and data of its own."""
    with tempfile.TemporaryDirectory(prefix="aina-eval-") as place, product(Path(place), **QUICK) as running:
        yield running


def speed(reader: Reader, theirs: Mapping[str, Any]) -> list[str]:
    """How long a parse takes, beside the stock pipeline's."""
    p50, p95 = (percentile(reader.seconds, of) * 1000 for of in (0.5, 0.95))
    beside = f"; the stock pipeline's {theirs['parse_p95_ms']} ms" if "parse_p95_ms" in theirs else ""
    notes = [
        f"Parse over HTTP: p50 {p50:.1f} ms, p95 {p95:.1f} ms{beside} ({len(reader.seconds)} sentences)."
    ]
    if theirs and theirs.get("data") != stock.data_hash():
        notes.append("The stock pipeline's figures are of an earlier state of the sentences.")
    if not theirs:
        notes.append("The stock pipeline was not measured yet: `make eval ARGS=--stock`.")
    return notes


def in_both() -> str:
    """How many of the sentences measured on were trained on too, being too short to be said otherwise."""
    of = {name: len(texts) for name, texts in apart.by_file().items()}
    told = ", ".join(f"{name} {count} of {of[name]}" for name, count in sorted(apart.repeated().items()))
    return f"Rows of one or two words that also stand in the training data: {told}."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
