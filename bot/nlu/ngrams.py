"""Fitted n-grams and linear classifiers over them, for one text at a time. Pure, no Rasa.

scikit-learn is made for thousands of texts at once: for a single one it checks, copies and stacks matrices ten times as long as
it counts. Here the same n-grams are counted into the same weights, to the last digits of a 32-bit number (tests/rasa).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

Array = np.ndarray[Any, Any]
WORD = r"(?u)\b\w+\b|[?!]+"


def ngrams(words_in_a_row: int) -> list[TfidfVectorizer]:
    """Unfitted: words and rows of up to so many; pieces of words, which carry inflection, compounds and typos."""
    words = TfidfVectorizer(
        ngram_range=(1, words_in_a_row), token_pattern=WORD, sublinear_tf=True, dtype=np.float32
    )
    pieces = TfidfVectorizer(
        analyzer="char_wb",
        ngram_range=(2, 5),
        min_df=2,
        sublinear_tf=True,
        dtype=np.float32,
        max_features=60_000,
    )
    return [words, pieces]


@dataclass(frozen=True)
class Row:
    """One text as the features it has: their columns of `width`, and their values."""

    columns: Array
    values: Array
    width: int

    def and_dense(self, values: Sequence[float] | Array) -> Row:
        """With more features, all given, beside the columns that there are."""
        wider = self.width + len(values)
        columns = np.arange(self.width, wider)
        return Row(np.r_[self.columns, columns], np.r_[self.values, values], wider)

    def scores(self, classifier: Any) -> Array:
        """What a fitted linear classifier makes of it, class by class."""
        return np.asarray(classifier.coef_[:, self.columns] @ self.values + classifier.intercept_)


class Counted:
    """What a row of fitted TfidfVectorizers (sublinear, l2) would give side by side."""

    def __init__(self, fitted: Sequence[Any]) -> None:
        """Takes over their vocabularies."""
        self._parts = [(one.build_analyzer(), one.vocabulary_, one.idf_.tolist()) for one in fitted]
        widths = [len(idf) for _, _, idf in self._parts]
        self._offsets = [sum(widths[:at]) for at in range(len(widths))]
        self.width = sum(widths)

    def row(self, text: str) -> Row:
        """One text, made even already."""
        columns: list[int] = []
        values: list[float] = []
        for (analyze, vocabulary, idf), offset in zip(self._parts, self._offsets, strict=True):
            counts = Counter([vocabulary[gram] for gram in analyze(text) if gram in vocabulary])
            raw = [(1.0 + math.log(count)) * idf[at] for at, count in counts.items()]
            length = math.sqrt(sum(value * value for value in raw)) or 1.0
            columns += [offset + at for at in counts]
            values += [value / length for value in raw]
        return Row(np.array(columns, dtype=np.intp), np.array(values), self.width)
