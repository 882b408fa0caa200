"""How let down somebody is and what cannot wait: logistic regressions over one set of features. Pure, no Rasa.

What cannot wait is looked for twice: by n-grams in every message, and by meaning too wherever they do not rule it out.
The lines between calm and frustrated, normal and critical are drawn on sentences that the fold did not train on, whole
groups of situations at a time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot.core.empathy.cues import SHOWN
from bot.core.empathy.matters import ALARMS, CRITICAL, DEADLINE, Matters
from bot.core.empathy.signals import FELT, LINE, Noticed, Signal
from bot.core.empathy.text import shouts
from bot.nlu.ngrams import Array, Row
from bot.nlu.signal_features import Features
from bot.nlu.words import parts as parts_of

SEED = 7
RULE_BONUS = 4.5
"""What a rule adds to the log odds of its matter."""
ASK = -4.5
"""The log odds of some matter, by n-grams, from which on meaning is asked: below lie next to no grave sentences (ADR 0009)."""
NOT_AT_ALL = -99.0
PART_LESS = 0.5
"""One sentence of a letter must be that much surer (log odds) than a message of its own."""


def classifier(strength: float, **more: Any) -> LogisticRegression:
    """One logistic regression, quick on sparse data and the same every time."""
    return LogisticRegression(
        C=strength, max_iter=300, tol=1e-3, solver="liblinear", random_state=SEED, **more
    )


@dataclass
class Lines:
    """Where calm ends (`slope` makes scores probabilities), where critical and where high begins, in log odds."""

    frustrated: float = 0.0
    slope: float = 1.0
    critical: float = 0.0
    high: float = 0.0


@dataclass
class SignalModel:
    """The trained parts. `first`: what looks for matters by n-grams alone; None where `matter` knows no more than they."""

    features: Features
    matters: Matters
    mood: LogisticRegression
    first: LogisticRegression | None
    matter: LogisticRegression
    lines: Lines = field(default_factory=Lines)

    def read(self, text: str) -> Noticed:
        """What one message shows."""
        if not any(letter.isalpha() for letter in text):
            return Noticed()
        parts = parts_of(text)
        rows = [self.features.row(part) for part in parts]
        cues = [self.features.cues.find(part) for part in parts]
        moods = np.array([self._mood(*one) for one in zip(rows, parts, cues, strict=True)])
        found = np.array([self._matters(*one) for one in zip(rows, parts, strict=True)])
        frustration = self.frustration(float(_best(moods)))
        urgency, alarm, urgent = self._urgency(parts, found)
        return Noticed(frustration, urgency, alarm, (*urgent, *_felt(parts, cues[0], moods, frustration)))

    def _mood(self, row: Row, text: str, cues: Mapping[str, str]) -> float:
        """Log odds of frustration."""
        return float(self.features.row_with_cues(row, text, cues).scores(self.mood)[0])

    def _matters(self, row: Row, text: str) -> Array:
        """How far each matter stands above ordinary ones."""
        if self.first is not None:
            apparent = self._above([text], row.scores(self.first)[None])[0]
            if np.delete(apparent, self.column("none")).max() < ASK:
                return np.full(len(apparent), NOT_AT_ALL)
            row = self.features.row_with_meaning(row, text)
        return np.asarray(self._above([text], row.scores(self.matter)[None])[0])

    def weigh(self, texts: Sequence[str], words: Any) -> Array:
        """How far each matter (columns as `names`) stands above ordinary ones, rules included."""
        return self._above(texts, np.asarray(self.matter.decision_function(words)))

    def _above(self, texts: Sequence[str], scores: Array) -> Array:
        hits = [self.matters.find(text)[1] for text in texts]
        bonus = np.array([[RULE_BONUS * (name in hit) for name in self._columns] for hit in hits])
        return np.asarray(scores + bonus - scores[:, [self.column("none")]])

    def frustration(self, score: float) -> float:
        """A score as 0 to 1, the line at 0.5."""
        return float(1 / (1 + np.exp(-self.lines.slope * (score - self.lines.frustrated))))

    def column(self, name: str) -> int:
        """Where a matter stands in `weigh`."""
        return self._columns[name]

    @cached_property
    def _columns(self) -> dict[str, int]:
        return {str(name): at for at, name in enumerate(self.matter.classes_)}

    def _urgency(self, parts: Sequence[str], found: Array) -> tuple[str, bool, list[Signal]]:
        above = {name: _best(found[:, self.column(name)]) for name in (*CRITICAL, DEADLINE)}
        name = max(CRITICAL, key=lambda one: above[one])
        if above[name] > self.lines.critical and above[name] > above[DEADLINE] - 1:
            return "critical", name in ALARMS, [Signal(name, self._words(name, parts, found))]
        if above[DEADLINE] > self.lines.high:
            return "high", False, [Signal(DEADLINE, self._words(DEADLINE, parts, found))]
        return "normal", False, []

    def _words(self, name: str, parts: Sequence[str], found: Array) -> str:
        by_rule = self.matters.find(parts[0])[1].get(name)
        return by_rule or parts[_strongest(found[:, self.column(name)])][:SHOWN]


def _felt(parts: Sequence[str], cues: Mapping[str, str], moods: Array, frustration: float) -> list[Signal]:
    """What shows that somebody is let down, each with its words; `cues` are those of the whole message."""
    if shouts(parts[0]):
        cues = {**cues, "shouting": parts[0].strip()[:SHOWN]}
    shown = [name for name in FELT if name in cues] if frustration >= LINE * 0.7 else []
    signals = [Signal(name, cues[name]) for name in (*shown, "swearing") if name in cues]
    if frustration >= LINE and not shown:
        signals.insert(0, Signal("frustration", parts[_strongest(moods)][:SHOWN]))
    return signals


def _best(scores: Array) -> Any:
    return max(scores[0], *(scores[1:] - PART_LESS), NOT_AT_ALL)


def _strongest(scores: Array) -> int:
    return int(np.argmax(scores[1:])) + 1 if len(scores) > 1 else 0
