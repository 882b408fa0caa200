"""What a sentence wants: n-grams, ideas and meaning into a linear classifier with calibrated confidence.

Fifteen thousand sentences train within two minutes and one is read in a few milliseconds. Pure scikit-learn, no Rasa.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.svm import LinearSVC

from bot.core.empathy.cues import Cues
from bot.core.empathy.text import clauses
from bot.nlu.encoder import encoder, meaning
from bot.nlu.intent_features import IntentFeatures
from bot.nlu.words import parts

Rows = np.ndarray[Any, Any]
SEED = 7
TEMPERATURES = np.geomspace(0.05, 3.0, 80)
HUMAN, OUTSIDE = "contact_human", "out_of_scope"
LEANS = {HUMAN: 0.1, OUTSIDE: 0.2}
"""Added to a score: a wish for a person that is missed, or a wrong answer to what is not ours, costs more than the reverse.

Chosen by cross-validation over sittings (docs/understanding.md).
"""
MANNERS = ("slow_down", "greet", "thanks")
SURE = 0.6
"""A wish for a person in one sentence of a letter counts from this confidence on, whatever else the letter says;
a matter beside a mere manner (`MANNERS`) too."""


@dataclass
class IntentModel:
    """A trained classifier. `temperature` sharpens or softens its confidence (measured on sentences held out)."""

    features: IntentFeatures
    separators: LinearSVC
    temperature: float
    layers: int

    @property
    def labels(self) -> list[str]:
        """The intents, in the order of the columns."""
        return [str(label) for label in self.separators.classes_]

    def ranking(self, text: str) -> list[tuple[str, float]]:
        """Every intent with its probability, the likeliest first."""
        pieces = parts(text)
        chances = self.chances(pieces, meaning(pieces, self.layers))
        best = chances[0]
        human = self.labels.index(HUMAN) if HUMAN in self.labels else 0
        asking = int(np.argmax(chances[:, human]))
        if asking and chances[asking, human] >= max(SURE, best[human]):
            best = chances[asking]
        best = self._matter_beside(text, best)
        return [(self.labels[i], float(best[i])) for i in np.argsort(-best)]

    def _matter_beside(self, text: str, best: Rows) -> Rows:
        """ "Kerro hitaasti. Miten palautan?" is about a return: how it is asked stands back behind what is asked."""
        sentences = clauses(text) if self.labels[int(np.argmax(best))] in MANNERS else []
        if len(sentences) < 2:
            return best
        rows = self.chances(sentences, meaning(tuple(sentences), self.layers))
        manners = [self.labels.index(name) for name in MANNERS if name in self.labels]
        sure = [row for row in rows if row.max() >= SURE and int(np.argmax(row)) not in manners]
        return max(sure, key=lambda row: float(row.max()), default=best)

    def chances(self, texts: Sequence[str], meanings: Rows) -> Rows:
        """Probabilities, a row for each text and a column for each intent."""
        rows = [self.features.row(*one) for one in zip(texts, meanings, strict=True)]
        scores = np.array([row.scores(self.separators) for row in rows])
        return soften(scores + leans(self.labels), self.temperature)


def leans(labels: Sequence[str]) -> Rows:
    """What is added to each column of scores."""
    return np.array([LEANS.get(label, 0.0) for label in labels])


def train(texts: Sequence[str], labels: Sequence[str], settings: dict[str, Any], ideas: Cues) -> IntentModel:
    """Fits the features, the separators and the temperature.

    Args:
        texts: the training sentences.
        labels: the intent of each.
        settings: `C` (strength of fit), `folds` (of the calibration; fewer than 2 leaves it out) and `layers` of the encoder.
        ideas: what tells a wish for a person from talk about persons.
    """
    meanings = encoder(settings["layers"]).read_many(list(texts))
    features = IntentFeatures.fitted(texts, meanings, ideas)
    rows, truth = features.matrix(texts, meanings), np.array(labels)
    temperature = calibrate(rows, truth, settings)
    return IntentModel(features, separators(settings["C"]).fit(rows, truth), temperature, settings["layers"])


def separators(strength: float) -> LinearSVC:
    """One linear separator per intent. Their margins tell a wish for a person better than a detector of its own would."""
    return LinearSVC(C=strength, random_state=SEED)


def calibrate(rows: Any, labels: Rows, settings: dict[str, Any]) -> float:
    """The temperature under which confidence is the likeliest on sentences not trained on; 1.0 on tiny data."""
    names, counts = np.unique(labels, return_counts=True)
    if settings["folds"] < 2 or len(names) < 3 or counts.min() < settings["folds"]:
        return 1.0
    split = StratifiedKFold(settings["folds"], shuffle=True, random_state=SEED)
    scores = cross_val_predict(separators(settings["C"]), rows, labels, cv=split, method="decision_function")
    truth = np.searchsorted(names, labels)
    losses = [log_loss(scores, truth, temperature) for temperature in TEMPERATURES]
    return float(TEMPERATURES[int(np.argmin(losses))])


def log_loss(scores: Rows, truth: Rows, temperature: float) -> float:
    """Mean negative log probability of the right label."""
    chances = soften(scores, temperature)
    return float(-np.log(chances[np.arange(len(truth)), truth] + 1e-12).mean())


def soften(scores: Rows, temperature: float) -> Rows:
    """Scores to probabilities, row by row."""
    scaled = scores / temperature
    powers = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    shares: Rows = powers / powers.sum(axis=1, keepdims=True)
    return shares
