"""What a sentence wants: n-grams and ideas into a linear classifier; where that is unsure, one that knows meaning too.

How it is trained: intent_training. Pure scikit-learn, no Rasa.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.svm import LinearSVC

from bot.core.empathy.text import clauses
from bot.nlu.encoder import meaning
from bot.nlu.intent_features import IntentFeatures
from bot.nlu.ngrams import Row
from bot.nlu.words import MOST_PARTS, parts

Rows = np.ndarray[Any, Any]
HUMAN, OUTSIDE = "contact_human", "out_of_scope"
LEANS = {HUMAN: 0.1, OUTSIDE: 0.2}
"""Added to a score: a wish for a person that is missed, or a wrong answer to what is not ours, costs more than the reverse.

Chosen by cross-validation over sittings (docs/understanding.md).
"""
MANNERS = ("slow_down", "greet", "thanks", "takes_note")
SURE = 0.6
"""A wish for a person in one sentence of a letter counts from this confidence on, whatever else the letter says;
a matter beside a mere manner (`MANNERS`) too."""
CLEAR, CLEAR_WISH = 0.6, 0.8
"""How far the best intent must stand above every other one, or a wish for a person from the best other one, for the n-grams
to answer alone. Chosen by cross-validation (ADR 0009): all that meaning gives is had from there on."""


@dataclass
class Judge:
    """One trained classifier. `temperature` sharpens or softens its confidence (measured on sentences held out)."""

    separators: LinearSVC
    temperature: float

    @property
    def labels(self) -> list[str]:
        """The intents, in the order of the columns."""
        return [str(label) for label in self.separators.classes_]

    def scores(self, row: Row) -> Rows:
        """How much each intent fits, leans included."""
        return np.asarray(row.scores(self.separators) + leans(self.labels))

    def chances(self, scores: Rows) -> Rows:
        """The same as probabilities."""
        return np.asarray(soften(scores[None], self.temperature)[0])


@dataclass
class IntentModel:
    """`quick` reads every sentence, `deep` those that `quick` is unsure of; None with no layer of the encoder."""

    features: IntentFeatures
    quick: Judge
    deep: Judge | None
    layers: int

    def ranking(self, text: str) -> list[tuple[str, float]]:
        """Every intent with its probability, the likeliest first."""
        labels, pieces = self.quick.labels, parts(text)
        human = labels.index(HUMAN) if HUMAN in labels else None
        chances = np.array([self.chances(piece, human, at == 0) for at, piece in enumerate(pieces)])
        best = chances[0]
        if human is not None:
            asking = int(np.argmax(chances[:, human]))
            if asking and chances[asking, human] >= max(SURE, best[human]):
                best = chances[asking]
        best = self._matter_beside(text, best, human)
        return [(labels[i], float(best[i])) for i in np.argsort(-best)]

    def _matter_beside(self, text: str, best: Rows, human: int | None) -> Rows:
        """ "Kerro hitaasti. Miten palautan?" is about a return: how it is asked stands back behind what is asked."""
        manners = [at for at, name in enumerate(self.quick.labels) if name in MANNERS]
        sentences = clauses(text) if int(np.argmax(best)) in manners else []
        if len(sentences) < 2:
            return best
        rows = [self.chances(one, human, True) for one in sentences]
        sure_ones = [row for row in rows if row.max() >= SURE and int(np.argmax(row)) not in manners]
        return max(sure_ones, key=lambda row: float(row.max()), default=best)

    def sentences(self, text: str) -> list[tuple[str, str]]:
        """What each sentence of a message surely wants, with the sentence: n-grams alone decide, meaning is not asked."""
        said = clauses(text)[:MOST_PARTS]
        scored = [(self.quick.scores(self.features.row(one)), one) for one in said] if len(said) > 1 else []
        return [(self.quick.labels[int(np.argmax(scores))], one) for scores, one in scored if sure(scores)]

    def chances(self, text: str, human: int | None, whole: bool) -> Rows:
        """The probabilities of the intents. Of a sentence in a letter (not `whole`) only a wish for a person matters."""
        row = self.features.row(text)
        scores = self.quick.scores(row)
        if not self.deep or (sure_of_wish(scores, human) and (not whole or sure(scores))):
            return self.quick.chances(scores)
        meant = self.features.row_with_meaning(row, meaning(text, self.layers))
        return self.deep.chances(self.deep.scores(meant))


def sure(scores: Rows) -> bool:
    """Whether one intent stands clear of all others."""
    second, first = np.partition(scores, -2)[-2:]
    return bool(first - second >= CLEAR)


def sure_of_wish(scores: Rows, human: int | None) -> bool:
    """Whether a wish for a person (at column `human`; None: there is no such intent) is plainly there, or plainly not."""
    if human is None:
        return True
    return bool(abs(scores[human] - np.delete(scores, human).max()) >= CLEAR_WISH)


def leans(labels: Sequence[str]) -> Rows:
    """What is added to each column of scores."""
    return np.array([LEANS.get(label, 0.0) for label in labels])


def soften(scores: Rows, temperature: float) -> Rows:
    """Scores to probabilities, row by row."""
    scaled = scores / temperature
    powers = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    shares: Rows = powers / powers.sum(axis=1, keepdims=True)
    return shares
