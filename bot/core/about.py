""" "What was it about", learned from what people said of earlier cases: naive Bayes over word beginnings. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

STEM = 6
MOST = 5
_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True)
class Label:
    """What people called earlier cases: how often, and how often each word beginning stood in those."""

    name: str
    cases: int
    stems: Mapping[str, int]


def stems(text: str) -> list[str]:
    """The beginnings of a text's words, each once: what is left of them tells nobody who wrote it."""
    return sorted({word[:STEM] for word in _WORD.findall(text.casefold())})


def suggested(text: str, labels: list[Label]) -> list[str]:
    """The likeliest labels first; with no words to go by, the most used ones."""
    found = stems(text)
    known = len({stem for label in labels for stem in label.stems}) or 1

    def score(label: Label) -> float:
        likely = (math.log((label.stems.get(stem, 0) + 0.5) / (label.cases + 0.5 * known)) for stem in found)
        return math.log(label.cases) + sum(likely)

    return [label.name for label in sorted(labels, key=score, reverse=True)[:MOST]]
