"""Keeps apart what is measured on: finds training sentences that stand too near. `python -m tests.eval.apart` takes them out.

The hold-out (tests/holdout) is never looked into; the development set (tests/dev) is, and nothing of either is trained on.

Near means five words in a row in common. Sentences of fewer than five words are let be, and so are plain greetings,
thanks and bare wishes for a person: there are only so many ways to say them. The line held out is never shown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml

from bot.core import plain

ROOT = Path(__file__).parents[2]
HOLDOUT, DEV = ROOT / "tests/holdout", ROOT / "tests/dev"
ROW = 5
MARKED = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\{[^}]*\})")
BULLET = re.compile(r"^\s*- ")
EVERYDAY = plain.GREETINGS | plain.THANKS | plain.YES | plain.PERSON | plain.ASKING
Place = tuple[Path, int]


def rows(text: str) -> Iterator[tuple[str, ...]]:
    """Every five words in a row."""
    said = tuple(plain.words(text))
    for start in range(len(said) - ROW + 1):
        yield said[start : start + ROW]


def telling(texts: Iterable[str]) -> set[tuple[str, ...]]:
    """The rows of five words that are more than everyday ones."""
    return {row for text in texts for row in rows(text) if not set(row) <= EVERYDAY}


def held_out(folder: Path = HOLDOUT) -> Iterator[str]:
    """Every sentence of a folder, dialogues included."""
    for path in sorted(folder.glob("*.jsonl")):
        yield from (json.loads(line)["text"] for line in path.read_text("utf-8").splitlines() if line.strip())
    for dialogue in yaml.safe_load((folder / "dialogues.yml").read_text("utf-8")):
        yield from dialogue["turns"]


def trained_on() -> Iterator[tuple[Place, str]]:
    """Everything that a model learns from, with its file and line."""
    for path in sorted((ROOT / "data/signals").glob("*.txt")):
        for number, line in enumerate(path.read_text("utf-8").splitlines()):
            if line.strip() and not line.startswith("# "):
                yield (path, number), line
    for path in sorted((ROOT / "data/nlu").glob("*.yml")):
        for number, line in enumerate(path.read_text("utf-8").splitlines()):
            if BULLET.match(line):
                yield (path, number), MARKED.sub(r"\1", BULLET.sub("", line))


def copies() -> list[tuple[Place, str]]:
    """The training sentences that stand too near."""
    apart = telling(text for folder in (HOLDOUT, DEV) for text in held_out(folder))
    return [(place, text) for place, text in trained_on() if not apart.isdisjoint(rows(text))]


def take_out() -> None:
    """Deletes those lines."""
    found = [place for place, _ in copies()]
    for path in sorted({path for path, _ in found}):
        gone = {number for one, number in found if one == path}
        lines = path.read_text("utf-8").splitlines(keepends=True)
        path.write_text("".join(line for number, line in enumerate(lines) if number not in gone), "utf-8")
        print(f"{path.relative_to(ROOT)}: {len(gone)} taken out")


if __name__ == "__main__":
    take_out()
