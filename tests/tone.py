"""Holds every line a customer can read to the tone guide: `python -m tests.tone` prints what breaks a rule.

The lines are where their readers find them: the catalogue of the bot, gateway, e-mail and Telegram, the canned replies, the
answers that the company wrote, the practice customer, the widget, and the page that an e-mail leads to.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from bot.core import tone

ROOT = Path(__file__).parents[1]
LANGUAGES = ("fi", "en", "sv")
_WORD = re.compile(r"^\s+(?:\w+): (['\"])(?P<text>(?:\\.|(?!\1).)*)\1,?$")
_ENTRY = re.compile(r"^\s+\w+: ")
_BLOCK = re.compile(r"^  (\w\w): \{$")


class Line(NamedTuple):
    """One sentence or more, as a customer may read it."""

    where: str
    language: str
    text: str


def rules() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "data/tone.yml").read_text("utf-8"))
    return found


def lines(root: Path = ROOT) -> Iterator[Line]:
    """Everything that a customer can read, in every language."""
    for source in (catalogue, canned, answers, practice, widget, opened):
        yield from source(root)


def catalogue(root: Path) -> Iterator[Line]:
    """Every variant of every line."""
    for file in sorted((root / "data/lines").glob("*.yml")):
        for key, entry in yaml.safe_load(file.read_text("utf-8")).items():
            for language in LANGUAGES:
                said = entry.get(language, [])
                for text in [said] if isinstance(said, str) else said:
                    yield Line(f"{file.name}:{key}", language, text)


def canned(root: Path) -> Iterator[Line]:
    """The replies that agents pick from; those saved at the desk are held to the same rules there."""
    for id, entry in yaml.safe_load((root / "data/canned.yml").read_text("utf-8")).items():
        for language, text in entry["texts"].items():
            yield Line(f"canned.yml:{id}", language, text)


def answers(root: Path) -> Iterator[Line]:
    """The company's own answers, without the questions they are found by."""
    for file in sorted((root / "data/answers").glob("*.md")):
        for part in re.split(r"^## ", file.read_text("utf-8"), flags=re.MULTILINE)[1:]:
            language, _, rest = part.partition("\n")
            told = [line for line in rest.splitlines() if line and not line.startswith("- ")]
            yield Line(file.name, language.strip(), "\n".join(told))


def practice(root: Path) -> Iterator[Line]:
    """The practice customer: what new agents learn from."""
    for language, part in yaml.safe_load((root / "data/practice.yml").read_text("utf-8")).items():
        for text in (part["name"], part["wants"], part["opening"], *part["replies"]):
            yield Line("practice.yml", language, text)


def widget(root: Path) -> Iterator[Line]:
    """The widget's own words, a file per language."""
    for language in LANGUAGES:
        yield from _words(root / f"bot/web/widget/{language}.js", language)


def opened(root: Path) -> Iterator[Line]:
    """The page that an e-mail leads to, a block per language."""
    yield from _words(root / "bot/web/open/words.js")


def _words(file: Path, language: str = "") -> Iterator[Line]:
    """The sentences of a module of words, one on a line.

    Raises:
        ValueError: an entry is written in a way that would pass unread.
    """
    for row in file.read_text("utf-8").splitlines():
        if block := _BLOCK.match(row):
            language = block[1]
        elif word := _WORD.match(row):
            yield Line(f"{file.parent.name}/{file.name}", language, word["text"])
        elif _ENTRY.match(row):
            raise ValueError(f"{file.name}: not a sentence on one line: {row.strip()}")


def main() -> int:
    """Prints every broken rule; 1 if there is one."""
    held = rules()
    wrong = [
        f"{line.where} [{line.language}] {why}"
        for line in lines()
        for why in tone.broken(line.text, line.language, held)
    ]
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
