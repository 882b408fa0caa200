"""What of a customer's own words may stand in the brief: their sentences that say something of the matter, without their mood."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from bot.core import plain
from bot.core.empathy.signals import FELT
from bot.core.empathy.text import capitals, clauses
from bot.core.kinds import Kinds, without_dots

LONGEST = 160
SHORTEST = 12
"""Characters; less says nothing of a matter."""
MOOD = frozenset(FELT) - {"repeat", "broken_promise", "leaving", "authority"}
"""Signals of how somebody feels. The others say what happened, or what they mean to do."""
SHORTEST_SENTENCE = 8
"""A wish or an attempt is told in less: "Uusi tilalle"."""
_LOUD = re.compile(r"\s*!+")
_MARKS = re.compile(r"([.?])[.?!\s]*$")


def short(text: str) -> str:
    """One line of a text, cut at a word."""
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST else f"{flat[: LONGEST - 1].rsplit(' ', 1)[0]}…"


def matter(text: str) -> str | None:
    """The words that may say what it is about; a greeting or a plain request for a person does not."""
    return text[:200] if len(text) > SHORTEST and not plain.wants_person(text) else None


def wish(kinds: Kinds, text: str) -> str | None:
    """The sentence that says what the customer would like; a wish for a person is told otherwise."""
    return next((one for one in _saying(kinds, text, "wish") if not plain.wants_person(one)), None)


def attempt(kinds: Kinds, text: str) -> str | None:
    """The sentence that says what the customer tried already."""
    return next(_saying(kinds, text, "tried"), None)


def calm(text: str, signals: Iterable[Mapping[str, str]]) -> str:
    """The text without the words that tell a mood, and without shouting; empty where nothing else was said."""
    for one in signals:
        if one["name"] in MOOD:
            text = _without(text, one["text"])
    text = _MARKS.sub(r"\1", _LOUD.sub(".", text)).strip()
    text = text.capitalize() if capitals(text) > 0.7 else text
    return text if len(text) > SHORTEST_SENTENCE else ""


def _saying(kinds: Kinds, text: str, what: str) -> Iterator[str]:
    return (one for one in clauses(text) if len(one) > SHORTEST_SENTENCE and kinds.has(one, what))


def _without(text: str, words: str) -> str:
    """Signals stand in plain letters (bot/core/empathy/text.py)."""
    even = without_dots(text).lower()
    at = even.find(without_dots(words).lower())
    if at < 0 or not words:
        return text
    left = f"{text[:at]} {text[at + len(words) :]}"
    return re.sub(r"\s+([,.?!])", r"\1", " ".join(left.split())).lstrip(",.!? ")
