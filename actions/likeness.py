"""How like a question is to the questions of an answer: words and pieces of words, each weighing as much as it is rare. Pure.

Rarity is learnt from all sentences the assistant is trained on, so "paljonko" and "how much" weigh little, and so does what
the questions of many answers share. Likeness (0–1) has two halves: how like the nearest questions of an answer are (the
nearest counts twice the second), and how much of what is asked any question of that answer, or its text, knows at all. A
word that no answer knows counts against every answer: "paljonko bitcoin maksaa" is not about delivery.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.kinds import without_dots
from bot.nlu.words import even

PIECES = (3, 4, 5)
WORD_WEIGHT = 1.5
NEAREST = (2 / 3, 1 / 3)
"""Shares of the nearest and the second nearest question of an answer."""
KNOWN = 0.45
"""Share of what the answer knows at all; the rest is likeness to its nearest questions."""
IN_ANSWER = 0.5
"""What a feature counts that stands in the answer, not in its questions."""
RIVAL = 0.25
"""Share of the second answer's likeness that counts against the first: "lasku?" could be any of three."""
_TOKENS = frozenset(["numtoken", "mailtoken", "linktoken"])
"""What `even` writes for a number or an address: says nothing about what is asked."""
_NO_WORD = re.compile(r"[^\w' ]+")


def features(text: str) -> Counter[str]:
    """Words (marked with `=`) and pieces of words."""
    found: Counter[str] = Counter()
    for word in _NO_WORD.sub(" ", without_dots(even(text))).split():
        if word in _TOKENS:
            continue
        found[f"={word}"] += 1
        padded = f" {word} "
        found.update(padded[i : i + n] for n in PIECES for i in range(len(padded) - n + 1))
    return found


@dataclass(frozen=True)
class Rarity:
    """What each feature weighs; one never seen weighs the most."""

    weights: dict[str, float]
    most: float

    def of(self, feature: str) -> float:
        """The weight of a word or a piece."""
        return self.weights.get(feature, self.most) * (WORD_WEIGHT if feature[0] == "=" else 1.0)

    @classmethod
    def learn(cls, texts: Sequence[str]) -> Rarity:
        """Inverse document frequency over these texts; with none, every feature weighs the same."""
        counts: Counter[str] = Counter()
        for text in texts:
            counts.update(set(features(text)))
        total = len(texts) + 1
        weights = {name: math.log(total / count) for name, count in counts.items()}
        return cls(weights, math.log(total) or 1.0)


@dataclass(frozen=True)
class Topic:
    """What one answer is asked by, and what it says."""

    questions: Sequence[str]
    text: str


class Index:
    """Topics that can be searched by likeness."""

    def __init__(self, topics: Sequence[Topic], rarity: Rarity) -> None:
        """Weighs all questions once."""
        asked = [[features(question) for question in topic.questions] for topic in topics]
        told = [features(topic.text) for topic in topics]
        self._rarity = rarity
        self._known: dict[str, dict[int, float]] = defaultdict(dict)
        for at, (questions, text) in enumerate(zip(asked, told, strict=True)):
            for name in text:
                self._known[name][at] = IN_ANSWER
            for name in set().union(*questions):
                self._known[name][at] = 1.0
        self._spread = Counter(name for questions in asked for name in set().union(*questions))
        self._most = math.log(len(topics) + 1)
        self._owners: list[int] = []
        self._rows: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for at, questions in enumerate(asked):
            for counts in questions:
                for name, weight in self._unit(counts).items():
                    self._rows[name].append((len(self._owners), weight))
                self._owners.append(at)

    def ranking(self, text: str) -> list[tuple[int, float]]:
        """The topics by likeness, the most like first."""
        near: dict[int, float] = defaultdict(float)
        known: dict[int, float] = defaultdict(float)
        for name, weight in self._unit(features(text)).items():
            for at, other in self._rows.get(name, ()):
                near[at] += weight * other
            for topic, share in self._known.get(name, {}).items():
                known[topic] += weight * weight * share
        by_topic: dict[int, list[float]] = defaultdict(list)
        for at, value in near.items():
            by_topic[self._owners[at]].append(value)
        scores = {topic: KNOWN * share for topic, share in known.items()}
        for topic, values in by_topic.items():
            nearest = zip(NEAREST, sorted(values, reverse=True), strict=False)
            scores[topic] += (1 - KNOWN) * sum(share * value for share, value in nearest)
        ranked = sorted(scores.items(), key=lambda item: -item[1])
        rival = ranked[1][1] if ranked[1:] else 0.0
        return [(topic, max(0.0, score - RIVAL * rival)) for topic, score in ranked]

    def _unit(self, counts: Counter[str]) -> dict[str, float]:
        weights = {name: (1 + math.log(count)) * self._weight(name) for name, count in counts.items()}
        length = math.sqrt(sum(weight**2 for weight in weights.values())) or 1.0
        return {name: weight / length for name, weight in weights.items()}

    def _weight(self, name: str) -> float:
        """Rarity, down to half for what the questions of all topics share."""
        return self._rarity.of(name) * (1 - 0.5 * math.log(max(1, self._spread[name])) / self._most)
