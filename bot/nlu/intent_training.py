"""Trains the intent model within two minutes: the same every time. Pure scikit-learn, no Rasa."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.model_selection import train_test_split
from sklearn.svm import LinearSVC

from bot.core.empathy.cues import Cues
from bot.nlu.encoder import encoder
from bot.nlu.intent_features import IntentFeatures
from bot.nlu.intent_model import IntentModel, Judge, Rows, soften

SEED = 7
TEMPERATURES = np.geomspace(0.05, 3.0, 80)


def train(texts: Sequence[str], labels: Sequence[str], settings: dict[str, Any], ideas: Cues) -> IntentModel:
    """Fits the features, the separators and the temperatures.

    Args:
        texts: the training sentences.
        labels: the intent of each.
        settings: `C` (strength of fit), `held_out` (share, for the calibration; 0 leaves it out), `layers` of the encoder.
        ideas: what tells a wish for a person from talk about persons.
    """
    layers, truth = settings["layers"], np.array(labels)
    meanings = encoder(layers).read_many(list(texts))
    features = IntentFeatures.fitted(texts, meanings, ideas)
    rows = features.matrix(texts)
    deep = judge(features.with_meaning(rows, meanings), truth, settings) if layers else None
    return IntentModel(features, judge(rows, truth, settings), deep, layers)


def judge(rows: Any, truth: Rows, settings: dict[str, Any]) -> Judge:
    """One classifier, trained on all rows."""
    temperature = calibrate(rows, truth, settings)
    return Judge(separators(settings["C"]).fit(rows, truth), temperature)


def separators(strength: float) -> LinearSVC:
    """One linear separator per intent. Their margins tell a wish for a person better than a detector of its own would."""
    return LinearSVC(C=strength, random_state=SEED)


def calibrate(rows: Any, labels: Rows, settings: dict[str, Any]) -> float:
    """The temperature under which confidence is the likeliest on sentences not trained on; 1.0 on tiny data."""
    names, counts = np.unique(labels, return_counts=True)
    if not settings["held_out"] or len(names) < 3 or counts.min() * settings["held_out"] < 1:
        return 1.0
    seen, unseen = train_test_split(
        np.arange(len(labels)), test_size=settings["held_out"], stratify=labels, random_state=SEED
    )
    scores = separators(settings["C"]).fit(rows[seen], labels[seen]).decision_function(rows[unseen])
    truth = np.searchsorted(names, labels[unseen])
    losses = [log_loss(scores, truth, temperature) for temperature in TEMPERATURES]
    return float(TEMPERATURES[int(np.argmin(losses))])


def log_loss(scores: Rows, truth: Rows, temperature: float) -> float:
    """Mean negative log probability of the right label."""
    chances = soften(scores, temperature)
    return float(-np.log(chances[np.arange(len(truth)), truth] + 1e-12).mean())
