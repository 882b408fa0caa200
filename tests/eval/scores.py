"""Figures with their doubt: every one is a function of rows, and its 95 % interval comes from 1,000 resamplings of them."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

SEED = 7
ROUNDS = 1000
Rows = Sequence[Any]


@dataclass(frozen=True)
class Figure:
    """One figure: its value, the 95 % interval, and of how many rows."""

    value: float
    low: float
    high: float
    rows: int

    def reaches(self, target: float, most: bool = False) -> bool:
        """Whether the interval reaches a target; `most`: less is better."""
        return self.low <= target if most else self.high >= target

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


def figure(rows: Rows, count: Callable[[Rows], float]) -> Figure | None:
    """The figure of these rows; None when there are none."""
    if not rows:
        return None
    chance = random.Random(SEED)
    drawn = sorted(count(chance.choices(rows, k=len(rows))) for _ in range(ROUNDS))
    return Figure(count(rows), drawn[int(0.025 * ROUNDS)], drawn[int(0.975 * ROUNDS) - 1], len(rows))


def share(rows: Rows) -> float:
    """Of truth values."""
    return sum(bool(row) for row in rows) / len(rows)


def accuracy(rows: Rows) -> float:
    """Of (true, found) pairs."""
    return share([true == found for true, found in rows])


def macro_f1(rows: Rows) -> float:
    """Of (true, found) labels: the mean over the true ones."""
    labels = {true for true, _ in rows}
    return sum(_f1(rows, label) for label in labels) / len(labels)


def f1(rows: Rows) -> float:
    """Of (true, score) pairs at the line of 0.5."""
    return _f1([(true, score >= 0.5) for true, score in rows], True)


def auc(rows: Rows) -> float:
    """ROC-AUC of (true, score) pairs: the chance that a positive scores above a negative, ties half."""
    ordered = sorted(rows, key=lambda row: row[1])
    above = ranks = 0.0
    at = 0
    while at < len(ordered):
        end = at
        while end < len(ordered) and ordered[end][1] == ordered[at][1]:
            end += 1
        ranks += (at + end + 1) / 2 * sum(bool(row[0]) for row in ordered[at:end])
        at = end
    above = sum(bool(row[0]) for row in rows)
    below = len(rows) - above
    return (ranks - above * (above + 1) / 2) / (above * below) if above and below else 0.5


def percentile(values: Sequence[float], of: float) -> float:
    """The value below which a share of them lies."""
    return sorted(values)[min(len(values) - 1, int(of * len(values)))]


def _f1(rows: Rows, label: Any) -> float:
    hits = sum(true == label == found for true, found in rows)
    wanted = sum(true == label for true, _ in rows)
    given = sum(found == label for _, found in rows)
    return 2 * hits / (wanted + given) if wanted + given else 0.0
