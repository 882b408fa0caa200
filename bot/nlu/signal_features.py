"""A message as numbers: words, pieces of words, and cues with a small weight. Pure scikit-learn, no Rasa.

Cues weigh little on purpose: they were written beside the training sentences and look surer there than they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import scipy.sparse as sp
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.core.empathy.cues import Cues
from bot.core.empathy.signals import FELT
from bot.core.empathy.text import capitals, marks, plain, shouts
from bot.nlu.ngrams import Counted, Row

CUE_WEIGHT = 0.15
WORD = r"(?u)\b\w+\b|[?!]+"
_SMILES = (":)", ":D", ";)", "lol", "haha", "heh")


def ngrams() -> list[Any]:
    """Words and rows of words; pieces of words carry inflection, compounds and typos."""
    words = TfidfVectorizer(ngram_range=(1, 3), token_pattern=WORD, sublinear_tf=True, dtype=np.float32)
    pieces = TfidfVectorizer(
        analyzer="char_wb",
        ngram_range=(2, 5),
        min_df=2,
        sublinear_tf=True,
        dtype=np.float32,
        max_features=60_000,
    )
    return [words, pieces]


@dataclass
class Features:
    """Fitted n-grams, and cues: of many texts as a matrix, of one as a row."""

    ngrams: list[Any]
    cues: Cues

    @classmethod
    def fitted(cls, texts: Sequence[str], cues: Cues) -> Features:
        """Learns which n-grams there are."""
        even = [plain(text) for text in texts]
        return cls([one.fit(even) for one in ngrams()], cues)

    def words(self, texts: Sequence[str]) -> Any:
        """The n-grams alone."""
        even = [plain(text) for text in texts]
        return sp.hstack([one.transform(even) for one in self.ngrams], format="csr")

    def row(self, text: str) -> Row:
        """The n-grams of one text."""
        return self._counted.row(plain(text))

    def row_with_cues(self, row: Row, text: str, found: Mapping[str, str]) -> Row:
        """The n-grams of one text and its cues, which are `found`."""
        dense = self._dense(text, found)
        return row.and_dense([CUE_WEIGHT * value for value in dense], self._counted.width)

    @cached_property
    def _counted(self) -> Counted:
        return Counted(self.ngrams)

    def with_cues(self, words: Any, texts: Sequence[str]) -> Any:
        """N-grams and cues."""
        dense = (
            np.array([self._dense(text, self.cues.find(text)) for text in texts], dtype=np.float32)
            * CUE_WEIGHT
        )
        return sp.hstack([words, sp.csr_matrix(dense)], format="csr")

    def _dense(self, text: str, found: Mapping[str, str]) -> list[float]:
        felt = sum(name in found for name in FELT)
        alone = felt == 0
        return [
            *(float(name in found) for name in sorted(self.cues.patterns)),
            min(felt, 3) / 3,
            float("praise" in found and alone),
            float("polite" in found and alone),
            float("swearing" in found and not alone),
            float("late" in found and not alone),
            capitals(text),
            float(shouts(text)),
            min(marks(text), 4) / 4,
            float(text.rstrip().endswith("?")),
            min(len(text), 400) / 400,
            float(any(smile in text for smile in _SMILES)),
        ]
