"""Holds every line a customer can read to the tone guide: `python -m tests.tone` prints what breaks a rule."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

ROOT = Path(__file__).parents[1]
LANGUAGES = ("fi", "en", "sv")
# What a placeholder becomes is about two words long: "Aino, laskutus", "huomenna klo 9".
PLACEHOLDER = re.compile(r"\{\w+\}")
# A Finnish date ends with a dot of its own, so a capital after a placeholder begins a sentence.
SENTENCE_END = re.compile(r"(?<=[.?!:;])\s+|(?<=\})\s+(?=[A-ZÅÄÖ])")


class Line(NamedTuple):
    """One sentence or more, as a customer may read it."""

    where: str
    language: str
    text: str


def rules() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "data/tone.yml").read_text("utf-8"))
    return found


def lines() -> Iterator[Line]:
    """Every line of the catalogue, variant by variant."""
    for file in sorted((ROOT / "data/lines").glob("*.yml")):
        for key, entry in yaml.safe_load(file.read_text("utf-8")).items():
            for language in LANGUAGES:
                said = entry.get(language, [])
                for text in [said] if isinstance(said, str) else said:
                    yield Line(f"{file.name}:{key}", language, text)


def broken(line: Line, rules: dict[str, Any]) -> Iterator[str]:
    """The rules that a line breaks, as reasons."""
    for rule in rules["never"]:
        pattern = rule.get(line.language) or rule.get("all")
        if pattern and (found := re.search(pattern, line.text, re.IGNORECASE)):
            yield f"{rule['why']}: {found[0]!r}"
    if line.text.count("?") > rules["questions"]:
        yield "more than one question"
    limit = rules["limits"][line.language]
    if (count := words(line.text)) > limit["message"]:
        yield f"{count} words in the message, {limit['message']} at most"
    for sentence in SENTENCE_END.split(line.text):
        if (count := words(sentence)) > limit["sentence"]:
            yield f"{count} words in one sentence, {limit['sentence']} at most: {sentence!r}"


def words(text: str) -> int:
    """Words of a text, a placeholder counted as two."""
    return len(PLACEHOLDER.sub("xx xx", text).split())


def main() -> int:
    """Prints every broken rule; 1 if there is one."""
    held = rules()
    wrong = [f"{line.where} [{line.language}] {why}" for line in lines() for why in broken(line, held)]
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
