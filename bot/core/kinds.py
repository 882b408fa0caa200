"""What exactly is the matter, by the words people use; the lists are data (data/words.yml). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

_DOTS = str.maketrans("äöåÄÖÅ", "aoaAOA")


def without_dots(text: str) -> str:
    """The text with ä, ö and å as a and o: many write so on a foreign keyboard."""
    return text.translate(_DOTS)


@dataclass(frozen=True)
class Kinds:
    """The lists, compiled."""

    patterns: Mapping[str, re.Pattern[str]] = field(default_factory=dict)

    @classmethod
    def compiled(cls, doc: Mapping[str, Mapping[str, Any]]) -> Kinds:
        """From the data file: list → language → beginnings of words."""
        return cls({name: _pattern(entry) for name, entry in doc.items()})

    def has(self, text: str, name: str) -> bool:
        """Whether a word of the list `name` is in the text; dots on ä and ö do not count."""
        return bool(self.patterns[name].search(without_dots(text)))

    def of(self, text: str, names: Iterable[str]) -> str | None:
        """The first list of these with a word in the text."""
        return next((name for name in names if self.has(text, name)), None)


def _pattern(entry: Mapping[str, Any]) -> re.Pattern[str]:
    stems = " ".join(map(str, entry.values())).replace("_", r"\s").split()
    return re.compile(r"\b(?:" + "|".join(without_dots(stem) for stem in stems) + ")", re.IGNORECASE)
