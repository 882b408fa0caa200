"""What can be told by words alone: cues as data (data/signals/*.yml), compiled here. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.core.empathy.text import plain

Patterns = Mapping[str, Mapping[str, Sequence[str]]]
SHOWN = 80


@dataclass(frozen=True)
class Cues:
    """Compiled cues, by name."""

    patterns: Mapping[str, re.Pattern[str]]

    @classmethod
    def compiled(cls, data: Patterns) -> Cues:
        """From name → language → regular expressions, each tried at the beginning of a word."""
        return cls({name: _one(languages) for name, languages in data.items()})

    def find(self, text: str) -> dict[str, str]:
        """The cues in a text, each with the words that raised it, as they stand in plain text."""
        even = plain(text)
        found = {name: pattern.search(even) for name, pattern in self.patterns.items()}
        return {name: _whole_words(even, match) for name, match in found.items() if match}


def _one(languages: Mapping[str, Sequence[str]]) -> re.Pattern[str]:
    every = [expression for expressions in languages.values() for expression in expressions]
    return re.compile(r"(?<!\w)(?:" + "|".join(f"(?:{one})" for one in every) + ")")


def _whole_words(text: str, match: re.Match[str]) -> str:
    """The match, on to the end of its last word."""
    end = match.end()
    while end < len(text) and (text[end].isalnum() or text[end] in "'*"):
        end += 1
    return text[match.start() : end].strip()[:SHOWN]
