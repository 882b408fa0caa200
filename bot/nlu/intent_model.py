"""What a sentence wants: words and pieces of words into a linear classifier with calibrated confidence.

No neural part: twelve thousand sentences train within a minute and one is read in a millisecond or two. Pure
scikit-learn, no Rasa. A multinomial logistic regression was as good (macro F1 within 0.01) and eight times slower to train.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import Pipeline, make_pipeline, make_union
from sklearn.svm import LinearSVC

from bot.nlu.ngrams import Counted
from bot.nlu.words import even, without_dots

Rows = np.ndarray[Any, Any]
SEED = 7
WORD = r"(?u)\b\w+\b|[?!]+"
TEMPERATURES = np.geomspace(0.05, 3.0, 80)


def prepare(text: str) -> str:
    """One sentence as it is counted; dots on ä and ö do not count."""
    return without_dots(even(text))


@dataclass
class IntentModel:
    """A trained classifier. `temperature` sharpens or softens its confidence (measured on sentences held out)."""

    pipeline: Pipeline
    temperature: float
    labels: list[str]

    def ranking(self, text: str) -> list[tuple[str, float]]:
        """Every intent with its probability, the likeliest first."""
        scores = self._counted.row(prepare(text)).scores(self.pipeline[-1])
        chances = soften(scores[None, :], self.temperature)[0]
        order = np.argsort(-chances)
        return [(self.labels[i], float(chances[i])) for i in order]

    @cached_property
    def _counted(self) -> Counted:
        return Counted([vectorizer for _, vectorizer in self.pipeline[0].transformer_list])


def train(texts: Sequence[str], labels: Sequence[str], settings: dict[str, Any]) -> IntentModel:
    """Fits the classifier and its temperature.

    Args:
        texts: the training sentences.
        labels: the intent of each.
        settings: `C` (strength of fit) and `folds` (of the calibration; fewer than 2 leaves it out).
    """
    prepared = [prepare(text) for text in texts]
    pipeline = make_pipeline(features(), classifier(settings["C"]))
    temperature = calibrate(pipeline, prepared, list(labels), settings["folds"])
    pipeline.fit(prepared, list(labels))
    return IntentModel(pipeline, temperature, [str(label) for label in pipeline.classes_])


def features() -> Any:
    """Words, pairs of words, and pieces of words (these carry inflection, compounds and typos)."""
    words = TfidfVectorizer(ngram_range=(1, 2), token_pattern=WORD, sublinear_tf=True, dtype=np.float32)
    pieces = TfidfVectorizer(
        analyzer="char_wb",
        ngram_range=(2, 5),
        min_df=2,
        sublinear_tf=True,
        dtype=np.float32,
        max_features=60_000,
    )
    return make_union(words, pieces)


def classifier(strength: float) -> LinearSVC:
    """One linear separator per intent."""
    return LinearSVC(C=strength, random_state=SEED)


def calibrate(pipeline: Pipeline, texts: list[str], labels: list[str], folds: int) -> float:
    """The temperature under which confidence is the likeliest on sentences not trained on; 1.0 on tiny data."""
    fewest = min(labels.count(label) for label in set(labels))
    if folds < 2 or fewest < folds:
        return 1.0
    split = StratifiedKFold(folds, shuffle=True, random_state=SEED)
    scores = cross_val_predict(pipeline, texts, labels, cv=split, method="decision_function")
    names = sorted(set(labels))
    truth = np.array([names.index(label) for label in labels])
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
