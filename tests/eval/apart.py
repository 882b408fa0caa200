"""Keeps apart what is measured on: finds training sentences that stand too near. `python -m tests.eval.apart` takes them out.

The hold-out (tests/holdout) is never looked into; the development set (tests/dev) is, and nothing of either is trained on.

Near means five words in a row in common, less greetings, thanks and bare wishes for a person; a sentence of three or four
words may not stand there word for word. One and two words ("asiakaspalvelija", "missä paketti") are let be: there is no
other way to say them, and a model that never read them is none that anybody would use. So that this does not flatter,
`repeated` counts them, and the figures say how many they are. The line held out is never shown.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml

from bot.core import plain

ROOT = Path(__file__).parents[2]
HOLDOUT, DEV = ROOT / "tests/holdout", ROOT / "tests/dev"
ROW = 5
SHORT = 3
"""From so many words on a sentence may not stand in both word for word."""
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


def whole(texts: Iterable[str]) -> set[tuple[str, ...]]:
    """The sentences that are too short for a row, and long enough to be said otherwise."""
    said = (tuple(plain.words(text)) for text in texts)
    return {sentence for sentence in said if SHORT <= len(sentence) < ROW}


def held_out(folder: Path = HOLDOUT) -> Iterator[str]:
    """Every sentence of a folder, dialogues included."""
    for texts in by_file(folder).values():
        yield from texts


def by_file(folder: Path = HOLDOUT) -> dict[str, list[str]]:
    """The sentences of each file."""
    found = {
        path.stem: [json.loads(line)["text"] for line in path.read_text("utf-8").splitlines() if line.strip()]
        for path in sorted(folder.glob("*.jsonl"))
    }
    dialogues = yaml.safe_load((folder / "dialogues.yml").read_text("utf-8"))
    return {**found, "dialogues": [turn for dialogue in dialogues for turn in dialogue["turns"]]}


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
    held = [text for folder in (HOLDOUT, DEV) for text in held_out(folder)]
    near = telling(held), whole(held)
    return [(place, text) for place, text in trained_on() if is_near(text, *near)]


def is_near(text: str, apart: set[tuple[str, ...]], short: set[tuple[str, ...]]) -> bool:
    """Whether a sentence has a row of those held out, or is one of the short ones."""
    return tuple(plain.words(text)) in short or not apart.isdisjoint(rows(text))


def repeated(folder: Path = HOLDOUT) -> Counter[str]:
    """How many sentences of each file also stand in the training data: those of one and two words."""
    trained = {tuple(plain.words(text)) for _, text in trained_on()}
    return Counter(
        {
            name: sum(tuple(plain.words(t)) in trained for t in texts)
            for name, texts in by_file(folder).items()
        }
    )


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
