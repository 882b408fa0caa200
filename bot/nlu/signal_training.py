"""Trains the signal model in seconds: our own sentences in full, the intents' sentences as weak evidence. Pure, no Rasa."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from sklearn.model_selection import GroupKFold

from bot.core.empathy.cues import Cues
from bot.core.empathy.matters import CRITICAL, DEADLINE, Matters
from bot.core.empathy.signals import FELT
from bot.nlu.ngrams import Array
from bot.nlu.signal_data import Sentence
from bot.nlu.signal_features import Features
from bot.nlu.signal_model import SEED, Lines, SignalModel, classifier

MOOD_STRENGTH, MATTER_STRENGTH = 8.0, 10.0
FOLDS = 3
GRAVE = ("complaint", "fraud_check")
"""Intents whose sentences may well be critical: they say nothing of what cannot wait."""
WEAK, LOOKALIKE, COMPLAINT = 0.25, 0.5, 0.5
TAKEN = 3
"""One in so many of the ordinary requests is enough to know them by, and a third of the time."""
CALM_KEPT, PROBLEMS_KEPT, ORDINARY_KEPT = 0.93, 0.97, 0.95
"""Of calm sentences, of calm problem reports, of ordinary matters: the share that must stay below the line."""


@dataclass
class Rows:
    """Rows of one classifier: features, labels, weights."""

    x: Any
    y: Array
    weight: Array

    def but(self, keep: Array) -> Rows:
        """Some of them."""
        return Rows(self.x[keep], self.y[keep], self.weight[keep])

    def plus(self, other: Rows) -> Rows:
        """Together with others."""
        return Rows(
            sp.vstack([self.x, other.x]).tocsr(), np.r_[self.y, other.y], np.r_[self.weight, other.weight]
        )


def train(
    ours: Sequence[Sentence],
    others: Sequence[tuple[str, str]],
    cues: Cues,
    matters: Matters,
    layers: int,
) -> SignalModel:
    """Fits both classifiers and draws the lines.

    Args:
        ours: the sentences of data/signals.
        others: (text, intent) of the intents' training sentences.
        layers: of the encoder.
    """
    texts, extra = [one.text for one in ours], [text for text, _ in others]
    features = Features.fitted(texts, cues, layers)
    words, extra_words = features.words(texts), features.words(extra)
    mood = _mood_rows(ours, features.with_cues(words, texts))
    loaded = features.with_cues(extra_words, extra)
    weak_mood = _weak_mood(loaded, others, _fit(mood, MOOD_STRENGTH).decision_function(loaded), cues)
    first = None
    if layers:
        first = _fit_matter(_matter_rows(ours, words), _weak_matter(extra_words, others, matters))
        words, extra_words = features.with_meaning(words, texts), features.with_meaning(extra_words, extra)
    matter, weak_matter = _matter_rows(ours, words), _weak_matter(extra_words, others, matters)
    model = SignalModel(
        features,
        matters,
        _fit(mood.plus(weak_mood), MOOD_STRENGTH),
        first,
        _fit_matter(matter, weak_matter),
    )
    model.lines = _lines(model, ours, (mood, weak_mood), (matter, weak_matter))
    return model


def _fit_matter(ours: Rows, weak: Rows) -> Any:
    return _fit(ours.plus(weak), MATTER_STRENGTH, class_weight="balanced")


def _fit(rows: Rows, strength: float, **more: Any) -> Any:
    return classifier(strength, **more).fit(rows.x, rows.y, sample_weight=rows.weight)


def _mood_rows(ours: Sequence[Sentence], x: Any) -> Rows:
    """Critical sentences say nothing of the mood; look-alikes are calm."""
    keep = np.array([i for i, one in enumerate(ours) if one.what != "critical"])
    weight = [LOOKALIKE if one.what == "lookalike" else 1.0 for one in ours]
    return Rows(x, np.array([one.what == "frustrated" for one in ours]), np.array(weight)).but(keep)


def _matter_rows(ours: Sequence[Sentence], x: Any) -> Rows:
    weight = [1.0 if one.what in ("critical", "lookalike") else LOOKALIKE for one in ours]
    return Rows(x, np.array([one.matter for one in ours], dtype=object), np.array(weight))


def _weak_mood(x: Any, others: Sequence[tuple[str, str]], scores: Array, cues: Cues) -> Rows:
    """Plain requests count as calm and complaints as frustrated, unless cues and a first model think otherwise."""
    intents = np.array([intent for _, intent in others])
    angry = (intents == "complaint") & (scores > -0.4)
    worded = np.array(
        [any(name in found for name in FELT) for found in map(cues.find, (text for text, _ in others))]
    )
    calm = (intents != "complaint") & ((scores < 0.2) | ~worded)
    weight = np.where(angry, COMPLAINT, WEAK)
    keep = np.flatnonzero(angry | calm)
    return Rows(x, angry, weight).but(keep)


def _weak_matter(x: Any, others: Sequence[tuple[str, str]], matters: Matters) -> Rows:
    """Every third of the ordinary requests, for all of them, unless a rule finds something in it."""
    fits = [
        at % TAKEN == 0 and intent not in GRAVE and not matters.find(text)[1]
        for at, (text, intent) in enumerate(others)
    ]
    none = np.full(len(others), "none", dtype=object)
    return Rows(x, none, np.full(len(others), WEAK * TAKEN)).but(np.flatnonzero(fits))


def _lines(
    model: SignalModel, ours: Sequence[Sentence], mood: tuple[Rows, Rows], matter: tuple[Rows, Rows]
) -> Lines:
    felt = [one for one in ours if one.what != "critical"]
    scores = _held_out(mood, [one.group for one in felt], MOOD_STRENGTH)
    rules = model.weigh([one.text for one in ours], matter[0].x) - _bare(model, matter[0].x)
    raw = _held_out(matter, [one.group for one in ours], MATTER_STRENGTH, class_weight="balanced")
    above = raw - raw[:, [model.column("none")]] + rules
    return Lines(
        *_mood_line(felt, scores),
        _ordinary_line(
            ours, above[:, [model.column(name) for name in CRITICAL]].max(axis=1), ("none", DEADLINE)
        ),
        _ordinary_line(ours, above[:, model.column(DEADLINE)], ("none",)),
    )


def _bare(model: SignalModel, x: Any) -> Array:
    scores = model.matter.decision_function(x)
    return np.asarray(scores - scores[:, [model.column("none")]])


def _held_out(rows: tuple[Rows, Rows], groups: Sequence[str], strength: float, **more: Any) -> Array:
    """Scores of our own rows, each from a model that saw nothing of its group."""
    ours, weak = rows
    scores: Any = None
    for seen, unseen in GroupKFold(FOLDS).split(ours.x, groups=groups):
        found = np.asarray(
            _fit(ours.but(seen).plus(weak), strength, **more).decision_function(ours.x[unseen])
        )
        scores = np.zeros((len(groups), *found.shape[1:])) if scores is None else scores
        scores[unseen] = found
    return np.asarray(scores)


def _mood_line(felt: Sequence[Sentence], scores: Array) -> tuple[float, float]:
    calm = np.array([one.what == "calm" for one in felt])
    problem = np.array(
        [one.what == "calm" and one.kind in ("problem", "plain-more-problems") for one in felt]
    )
    line = max(np.quantile(scores[calm], CALM_KEPT), np.quantile(scores[problem], PROBLEMS_KEPT))
    known = calm | np.array([one.what == "frustrated" for one in felt])
    labels = [one.what == "frustrated" for one, use in zip(felt, known, strict=True) if use]
    curve = classifier(100.0).fit(scores[known, None], labels)
    return float(line), float(curve.coef_[0, 0])


def _ordinary_line(ours: Sequence[Sentence], scores: Array, ordinary: tuple[str, ...]) -> float:
    """The score below which enough of the sentences stay that only sound alike."""
    alike = np.array([one.matter in ordinary and one.what in ("lookalike", "critical") for one in ours])
    return float(np.quantile(scores[alike], ORDINARY_KEPT))


__all__ = ["SEED", "train"]
