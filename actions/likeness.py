"""How like two questions are: words and pieces of words, each weighing as much as it is rare. Pure.

Rarity is learnt from all sentences the assistant is trained on, so "paljonko" and "how much" weigh little. A word of the
question that no answer knows counts against every answer: "paljonko bitcoin maksaa" is not about delivery.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.nlu.words import even, without_dots

PIECES = (3, 4, 5)
WORD_WEIGHT = 1.5


def features(text: str) -> Counter[str]:
    """Words (marked with `=`) and pieces of words."""
    found: Counter[str] = Counter()
    for word in without_dots(even(text)).replace("?", " ").replace(",", " ").split():
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
        """Inverse document frequency over these texts."""
        counts: Counter[str] = Counter()
        for text in texts:
            counts.update(set(features(text)))
        total = len(texts) + 1
        return cls({name: math.log(total / count) for name, count in counts.items()}, math.log(total))


class Index:
    """Texts that can be searched by likeness."""

    def __init__(self, texts: Iterable[str], rarity: Rarity) -> None:
        """Weighs the texts once."""
        self._rarity = rarity
        self._rows: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for at, text in enumerate(texts):
            for name, weight in self._unit(text).items():
                self._rows[name].append((at, weight))

    def ranking(self, text: str) -> list[tuple[int, float]]:
        """The texts by likeness (cosine, 0–1), the most like first."""
        scores: dict[int, float] = defaultdict(float)
        for name, weight in self._unit(text).items():
            for at, other in self._rows.get(name, ()):
                scores[at] += weight * other
        return sorted(scores.items(), key=lambda item: -item[1])

    def _unit(self, text: str) -> dict[str, float]:
        weights = {
            name: (1 + math.log(count)) * self._rarity.of(name) for name, count in features(text).items()
        }
        length = math.sqrt(sum(weight**2 for weight in weights.values())) or 1.0
        return {name: weight / length for name, weight in weights.items()}
