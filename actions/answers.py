"""Answers that the company wrote itself (data/answers/*.md): found by likeness, taken up without training or restart.

A file holds a front matter (`source`, `date`, where it helps `needs`) and per language `## fi`, a few questions as a list, and one
answer, which may use the facts of company.yml as `{free}`, `{methods}`, `{return_days}`, `{week}`, `{phone}` … `needs` lists words
or parts of words, of all languages; a question without any of them is about something else: "which batteries does it take" is
not answered with where to recycle them. `when` names a list of data/words.yml: who uses a word of it is answered from a smaller
likeness on, also where the assistant heard nothing but manners ("en osaa näitä", said of a mother).
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from actions.asking_on import goes_on_from
from actions.facts import COMPANY, ROOT
from actions.kinds import has
from actions.likeness import Index, Rarity, Topic
from actions.reply import Reply
from actions.speech import methods, money, week
from actions.turn import Turn
from bot.core import earliest
from bot.core.kinds import without_dots
from bot.nlu.words import even

log = logging.getLogger("aina.answers")
FOLDER = ROOT / "data" / "answers"
_PLACE = re.compile(r"\{\w+\}")
LIKE: dict[str, float] = {
    "nlu_fallback": 0.34, "delivery_info": 0.36, "product_question": 0.4, "loyalty_newsletter": 0.4, "product_warranty": 0.5,
    "payment_problem": 0.5, "account_password": 0.5, "out_of_scope": 0.55, "invoice_question": 0.55,
}  # fmt: skip
"""Likeness from which a written answer is given, by what the assistant heard. Other intents have better answers: never.

Measured on 305 questions and 148 other matters not seen before (tests/rasa/answers_held_out.jsonl), each heard as the model of
22 November 2026 heard it. Finnish: answered rightly 51 %, wrongly 0 %, other matters answered 1.3 %; English: 58, 1.6 and 0 %.
The right answer is the nearest one in 93 and 90 %. With three questions per answer it was 25, 4.5 and 0 %; 29, 3.2 and 0 %.
What is not answered here gets the answer of its own intent or the person.
"""
ABOUT_ORDER = frozenset(["product_warranty", "payment_problem", "invoice_question"])
"""Heard so, a question is answered from the order once one is named."""
VAGUE = frozenset(["nlu_fallback", "out_of_scope", "slow_down", "inform"])
"""Heard so, nothing else answers; an answer that says `when` may."""
SAID = 0.3
"""Likeness from which such an answer is given."""
IN_FORM = 0.5
"""Likeness needed while the customer is being asked for something."""


@dataclass(frozen=True)
class Written:
    """One answer in one language, and where it comes from."""

    name: str
    language: str
    questions: tuple[str, ...]
    text: str
    source: str
    date: str
    needs: tuple[str, ...] = ()
    when: str | None = None

    def fits(self, text: str) -> bool:
        """Whether the text has one of the words (or parts of words) without which it is about something else."""
        plain = without_dots(even(text))
        return not self.needs or any(part in plain for part in self.needs)


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
        answers = self._answers.get(language, [])
        ranked = self._indexes[language].ranking(text) if answers else []
        matches = (Match(answers[at], likeness) for at, likeness in ranked)
        return next((match for match in matches if match.answer.fits(text)), None)

    def _refresh(self) -> None:
        paths = sorted(self._folder.glob("*.md"))
        state = tuple((path.name, path.stat().st_mtime_ns) for path in paths)
        if state == self._state:
            return
        answers: dict[str, list[Written]] = {}
        for answer in (answer for path in paths for answer in _parsed(path)):
            answers.setdefault(answer.language, []).append(answer)
        self._answers = answers
        self._indexes = {
            language: Index(
                [Topic(answer.questions, _PLACE.sub("", answer.text)) for answer in rows],
                self._rarity.get(language) or Rarity.learn([]),
            )
            for language, rows in answers.items()
        }
        self._state = state


def _parsed(path: Path) -> list[Written]:
    """The answers of one file; a file with a mistake is left out and named in the log, the others stay."""
    try:
        return list(parse(path.stem, path.read_text("utf-8")))
    except (ValueError, KeyError, yaml.YAMLError) as error:
        log.error("answers.unreadable", extra={"answer": path.stem, "why": repr(error)})
        return []


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
    """The company's own answer to this turn, if one is like enough; never where something is on fire."""
    if turn.handler == "agent" or turn.empathy.get("urgency") == "critical":
        return None
    match = SHELF.best(turn.text, turn.language) if turn.intent in LIKE or turn.intent in VAGUE else None
    least = least_likeness(turn, match.answer) if match else None
    if not match or least is None or match.likeness < least:
        return None
    try:
        text = match.answer.text.format(**{**turn.facts(), **company_facts(turn.language)})
        return Reply().write(text) if text not in turn.said else None  # the skill has other words
    except (KeyError, ValueError, IndexError) as error:
        log.error("answers.unfillable", extra={"answer": match.answer.name, "why": repr(error)})
        return None


def least_likeness(turn: Turn, answer: Written) -> float | None:
    """How like an answer must be to be given; None when none is wanted."""
    if goes_on_from(turn):
        return None
    said = answer.when and turn.intent in VAGUE and has(turn.text, answer.when)
    least = SAID if said else LIKE.get(turn.intent)
    order = turn.asked or turn.order_known or turn.first("order_number") or len(turn.text.split()) == 1
    if least is None or (turn.intent in ABOUT_ORDER and order):
        return None
    return max(least, IN_FORM) if turn.asked else least


def company_facts(language: str) -> dict[str, str]:
    """The facts of company.yml that a written answer may use."""
    facts = COMPANY.facts
    return {
        "methods": methods(language),
        "free": money(facts["delivery"]["free_over_eur"], language),
        "return_days": str(facts["returns"]["days"]),
        "warranty_months": str(facts["warranty"]["company_months"]),
        "week": week(earliest.desk_hours(COMPANY, language), language),
    }


def parse(name: str, text: str) -> Iterator[Written]:
    """The answers of one file.

    Raises:
        ValueError: no front matter, or a language without questions or answer.
    """
    _, front, body = text.split("---", 2)
    facts = yaml.safe_load(front)
    parts = [part.strip() for part in str(facts.get("needs") or "").split(",")]
    needs = tuple(without_dots(part.lower()) for part in parts if part)
    for part in re.split(r"^## ", body, flags=re.MULTILINE)[1:]:
        language, _, rest = part.partition("\n")
        questions = tuple(line[2:].strip() for line in rest.splitlines() if line.startswith("- "))
        answer = "\n".join(line for line in rest.splitlines() if not line.startswith("- ")).strip()
        if not questions or not answer:
            raise ValueError(f"{name}, {language}: needs questions as a list and one answer")
        yield Written(
            name,
            language.strip(),
            questions,
            answer,
            str(facts["source"]),
            str(facts["date"]),
            needs,
            facts.get("when"),
        )
