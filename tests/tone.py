"""Holds every line a customer can read to the tone guide: `python -m tests.tone` prints what breaks a rule."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from bot.core import tone

ROOT = Path(__file__).parents[1]
LANGUAGES = ("fi", "en", "sv")


class Line(NamedTuple):
    """One sentence or more, as a customer may read it."""

    where: str
    language: str
    text: str


def rules() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "data/tone.yml").read_text("utf-8"))
    return found


def lines() -> Iterator[Line]:
    """Every line of the catalogue, variant by variant, and every canned reply."""
    for file in sorted((ROOT / "data/lines").glob("*.yml")):
        for key, entry in yaml.safe_load(file.read_text("utf-8")).items():
            for language in LANGUAGES:
                said = entry.get(language, [])
                for text in [said] if isinstance(said, str) else said:
                    yield Line(f"{file.name}:{key}", language, text)
    for id, entry in yaml.safe_load((ROOT / "data/canned.yml").read_text("utf-8")).items():
        for language, text in entry["texts"].items():
            yield Line(f"canned.yml:{id}", language, text)


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
