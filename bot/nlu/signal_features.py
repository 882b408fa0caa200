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

from bot.core.empathy.cues import Cues
from bot.core.empathy.signals import FELT
from bot.core.empathy.text import capitals, marks, plain, shouts
from bot.nlu.encoder import encoder, meaning
from bot.nlu.meaning import Scale
from bot.nlu.ngrams import Array, Counted, Row, ngrams

CUE_WEIGHT = 0.15
MEANING_WEIGHT = 1.0
"""Against n-grams, whose rows have the length √2; chosen by cross-validation over sittings."""
_SMILES = (":)", ":D", ";)", "lol", "haha", "heh")


@dataclass
class Features:
    """Fitted n-grams, meaning, and cues: of many texts as a matrix, of one as a row."""

    ngrams: list[Any]
    cues: Cues
    scale: Scale
    layers: int

    @classmethod
    def fitted(cls, texts: Sequence[str], cues: Cues, layers: int) -> Features:
        """Learns which n-grams there are and how meanings spread."""
        even = [plain(text) for text in texts]
        scale = Scale.fitted(encoder(layers).read_many(texts))
        return cls([one.fit(even) for one in ngrams(3)], cues, scale, layers)

    def words(self, texts: Sequence[str]) -> Any:
        """N-grams."""
        even = [plain(text) for text in texts]
        return sp.hstack([one.transform(even) for one in self.ngrams], "csr")

    def with_meaning(self, words: Any, texts: Sequence[str]) -> Any:
        """Those, and what each text means."""
        meanings = np.array([self._meant(row) for row in encoder(self.layers).read_many(texts)])
        return sp.hstack([words, sp.csr_matrix(meanings)], "csr")

    def row(self, text: str) -> Row:
        """As `words`, of one text."""
        return self._counted.row(plain(text))

    def row_with_meaning(self, row: Row, text: str) -> Row:
        """As `with_meaning`, of one text."""
        return row.and_dense(self._meant(meaning(text, self.layers)))

    def row_with_cues(self, row: Row, text: str, found: Mapping[str, str]) -> Row:
        """As `with_cues`, of one text whose cues are `found`."""
        return row.and_dense([CUE_WEIGHT * value for value in self._dense(text, found)])

    @cached_property
    def _counted(self) -> Counted:
        return Counted(self.ngrams)

    def _meant(self, row: Array) -> Array:
        return np.asarray(self.scale.even(row) * MEANING_WEIGHT)

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
