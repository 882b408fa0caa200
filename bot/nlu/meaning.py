"""Puts the encoder's numbers on one scale with the n-grams, so that neither drowns the other. Pure, no Rasa."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Rows = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Scale:
    """Where the meanings of the training sentences lie, and how wide, number by number."""

    middle: Rows
    width: Rows

    @classmethod
    def fitted(cls, meanings: Rows) -> Scale:
        """Of the rows trained on."""
        return cls(meanings.mean(axis=0), meanings.std(axis=0) + 1e-6)

    def even(self, meaning: Rows) -> Rows:
        """One text's numbers as a row of length one; without meaning (all zeros) it stays so."""
        if not meaning.any():
            return meaning
        spread = (meaning - self.middle) / self.width
        return np.asarray(spread / (np.linalg.norm(spread) + 1e-9))
