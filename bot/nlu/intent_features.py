"""A sentence as numbers, for the intents: words and pieces of words, ideas about persons, meaning. Pure, no Rasa."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np
import scipy.sparse as sp

from bot.core.empathy.cues import Cues
from bot.core.kinds import without_dots
from bot.nlu.meaning import Scale
from bot.nlu.ngrams import Counted, Row, ngrams
from bot.nlu.words import even

Rows = np.ndarray[Any, Any]
IDEA_WEIGHT, MEANING_WEIGHT = 0.3, 1.4
"""Against n-grams, whose rows have the length √2; chosen by cross-validation."""
WHO = ("person", "somebody", "name", "department")
ASKING = ("wish", "connect", "talk", "call_me", "no_bot", "anyone_there")
AGAINST = (
    "refused",
    "hours",
    "told",
    "are_you",
    "for_people",
    "praise",
    "elsewhere",
    "some_thing",
    "settled",
)
SHORT = 3


def prepare(text: str) -> str:
    """One sentence as it is counted; dots on ä and ö do not count."""
    return without_dots(even(text))


@dataclass
class IntentFeatures:
    """Fitted n-grams, the ideas, and how meaning is scaled: of many texts as a matrix, of one as a row."""

    ngrams: list[Any]
    ideas: Cues
    scale: Scale

    @classmethod
    def fitted(cls, texts: Sequence[str], meanings: Rows, ideas: Cues) -> IntentFeatures:
        """Learns which n-grams there are and how meanings spread."""
        prepared = [prepare(text) for text in texts]
        return cls([one.fit(prepared) for one in ngrams(2)], ideas, Scale.fitted(meanings))

    def matrix(self, texts: Sequence[str]) -> Any:
        """A sparse row for each text: n-grams and ideas."""
        prepared = [prepare(text) for text in texts]
        known = sp.csr_matrix(np.array([self._known(text) for text in texts]))
        return sp.hstack([*(one.transform(prepared) for one in self.ngrams), known], "csr")

    def with_meaning(self, matrix: Any, meanings: Rows) -> Any:
        """Those rows with what each text means."""
        return sp.hstack([matrix, sp.csr_matrix(np.array([self._meant(one) for one in meanings]))], "csr")

    def row(self, text: str) -> Row:
        """As `matrix`, of one text."""
        return self._counted.row(prepare(text)).and_dense(self._known(text))

    def row_with_meaning(self, row: Row, meaning: Rows) -> Row:
        """As `with_meaning`, of one text."""
        return row.and_dense(self._meant(meaning))

    def _known(self, text: str) -> Rows:
        return np.array(about_persons(self.ideas, text)) * IDEA_WEIGHT

    def _meant(self, meaning: Rows) -> Rows:
        return np.asarray(self.scale.even(meaning) * MEANING_WEIGHT)

    @cached_property
    def _counted(self) -> Counted:
        return Counted(self.ngrams)


def about_persons(ideas: Cues, text: str) -> list[float]:
    """The ideas of data/signals/person.yml in a text, and what they make together."""
    found = ideas.find(text).keys()
    who, asks = any(name in found for name in WHO), sum(name in found for name in ASKING)
    against = any(name in found for name in AGAINST)
    together = [a in found and b in found for a, b in product(WHO, ASKING)]
    summed = [
        who and asks > 0 and not against,
        who and asks > 1 and not against,
        not against and ("call_me" in found or "connect" in found),
        who and not against and len(text.split()) <= SHORT,
        who and against,
        who and "refused" in found,
    ]
    return [float(one) for one in (*(name in found for name in sorted(ideas.patterns)), *together, *summed)]
