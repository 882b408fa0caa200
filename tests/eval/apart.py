"""Keeps the hold-out apart: finds training sentences that stand too near it. `python -m tests.eval.apart` takes them out.

Near means five words in a row in common. Sentences of fewer than five words are let be, and so are plain greetings,
thanks and bare wishes for a person: there are only so many ways to say them. The hold-out line is never shown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from bot.core import plain

ROOT = Path(__file__).parents[2]
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


def held_out() -> Iterator[str]:
    """Every sentence of the hold-out, dialogues included."""
    folder = ROOT / "tests/holdout"
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
    apart = {row for text in held_out() for row in rows(text) if not set(row) <= EVERYDAY}
    return [(place, text) for place, text in trained_on() if any(row in apart for row in rows(text))]


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
