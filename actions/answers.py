"""Answers that the company wrote itself (data/answers/*.md): found by likeness, taken up without training or restart.

A file holds a front matter (`source`, `date`) and per language `## fi`, a few questions as a list, and one answer, which may
use the facts of company.yml as `{free}`, `{methods}`, `{return_days}`, `{week}`, `{phone}` …
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from actions.facts import COMPANY, ROOT
from actions.likeness import Index, Rarity
from actions.reply import Reply
from actions.speech import methods, money, week
from actions.turn import Turn

FOLDER = ROOT / "data" / "answers"
LIKE: dict[str, float] = {
    "delivery_info": 0.33, "loyalty_newsletter": 0.33, "product_question": 0.45, "product_warranty": 0.5,
    "nlu_fallback": 0.5, "out_of_scope": 0.65,
}  # fmt: skip
"""Likeness from which a written answer is given, by intent (measured: tests/rasa/test_answers.py). Other intents: never."""


@dataclass(frozen=True)
class Written:
    """One answer in one language, and where it comes from."""

    name: str
    language: str
    questions: tuple[str, ...]
    text: str
    source: str
    date: str


@dataclass(frozen=True)
class Match:
    """The answer most like a question, and how like (0–1)."""

    answer: Written
    likeness: float


class Shelf:
    """All written answers, read again when a file has changed."""

    def __init__(self, folder: Path, rarity: dict[str, Rarity]) -> None:
        """Reads at the first question. `rarity`: what words weigh, per language."""
        self._folder, self._rarity = folder, rarity
        self._state: tuple[tuple[str, int], ...] = ()
        self._answers: dict[str, list[Written]] = {}
        self._indexes: dict[str, Index] = {}

    def best(self, text: str, language: str) -> Match | None:
        """The answer most like the text; None when the language has none."""
        self._refresh()
        ranked = self._indexes[language].ranking(text) if language in self._indexes else []
        return Match(self._answers[language][ranked[0][0]], ranked[0][1]) if ranked else None

    def _refresh(self) -> None:
        paths = sorted(self._folder.glob("*.md"))
        state = tuple((path.name, path.stat().st_mtime_ns) for path in paths)
        if state == self._state:
            return
        owners: dict[str, list[tuple[Written, str]]] = {}
        for answer in (answer for path in paths for answer in parse(path.stem, path.read_text("utf-8"))):
            owners.setdefault(answer.language, []).extend((answer, question) for question in answer.questions)
        self._answers = {language: [answer for answer, _ in rows] for language, rows in owners.items()}
        self._indexes = {
            language: Index(
                [question for _, question in rows], self._rarity.get(language) or Rarity.learn([])
            )
            for language, rows in owners.items()
        }
        self._state = state


def learn_rarity(folder: Path) -> dict[str, Rarity]:
    """What each word weighs in each language, from the training sentences; empty where they are not shipped."""
    texts: dict[str, list[str]] = {}
    for path in sorted(folder.glob("*.yml")):
        for block in yaml.load(path.read_text("utf-8"), yaml.CSafeLoader).get("nlu", ()):
            lines = [line[2:].strip() for line in block["examples"].splitlines()]
            texts.setdefault((block.get("metadata") or {}).get("language", ""), []).extend(lines)
    return {language: Rarity.learn(lines) for language, lines in texts.items()}


SHELF = Shelf(FOLDER, learn_rarity(ROOT / "data" / "nlu"))


def written(turn: Turn) -> Reply | None:
    """The company's own answer to this turn, if one is like enough."""
    least = LIKE.get(turn.intent)
    match = SHELF.best(turn.text, turn.language) if least else None
    if not least or not match or match.likeness < least or turn.handler == "agent":
        return None
    return Reply().write(match.answer.text.format(**{**turn.facts(), **company_facts(turn.language)}))


def company_facts(language: str) -> dict[str, str]:
    """The facts of company.yml that a written answer may use."""
    facts = COMPANY.facts
    return {
        "methods": methods(language),
        "free": money(facts["delivery"]["free_over_eur"], language),
        "return_days": str(facts["returns"]["days"]),
        "warranty_months": str(facts["warranty"]["company_months"]),
        "week": week(COMPANY.hours, language),
    }


def parse(name: str, text: str) -> Iterator[Written]:
    """The answers of one file.

    Raises:
        ValueError: no front matter, or a language without questions or answer.
    """
    _, front, body = text.split("---", 2)
    facts = yaml.safe_load(front)
    for part in re.split(r"^## ", body, flags=re.MULTILINE)[1:]:
        language, _, rest = part.partition("\n")
        questions = tuple(line[2:].strip() for line in rest.splitlines() if line.startswith("- "))
        answer = "\n".join(line for line in rest.splitlines() if not line.startswith("- ")).strip()
        if not questions or not answer:
            raise ValueError(f"{name}, {language}: needs questions as a list and one answer")
        yield Written(name, language.strip(), questions, answer, str(facts["source"]), str(facts["date"]))
