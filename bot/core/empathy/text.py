"""Text made plain for cues: case, dots on ä and ö, long rows of letters, numbers. Pure."""

from __future__ import annotations

import re
import unicodedata

_DOTS = str.maketrans("äöå", "aoa")
_NUMBER = re.compile(r"#?\d[\d.,:/ ]*\d|\d")
_REPEAT = re.compile(r"([^\W\d])\1{2,}")
_SPACE = re.compile(r"\s+")
_LETTER = re.compile(r"[^\W\d_]")
_CLAUSE = re.compile(r"[^.!?;\n]+[.!?;\n]*")
_SHOUTED = re.compile(r"\b[A-ZÅÄÖ]{3,}\b")
_MARKS = re.compile(r"[!?]{3,}")
LONGEST = 1500
"""Characters looked at; a long letter shows how its writer feels well before that."""


def plain(text: str) -> str:
    """Lower case, no dots on letters, at most two of a letter in a row, every number as 0."""
    text = unicodedata.normalize("NFC", text[:LONGEST]).lower().replace("’", "'").translate(_DOTS)
    return _SPACE.sub(" ", _REPEAT.sub(r"\1\1", _NUMBER.sub("0", text))).strip()


def clauses(text: str) -> list[str]:
    """The sentences of a text, in order."""
    return [part.strip() for part in _CLAUSE.findall(text[:LONGEST]) if part.strip()]


def shouts(text: str) -> bool:
    """Mostly capitals over several words, or a row of exclamation or question marks."""
    return (capitals(text) > 0.7 and len(_SHOUTED.findall(text)) >= 2) or bool(_MARKS.search(text))


def capitals(text: str) -> float:
    """The share of capital letters, 0 to 1; 0 for texts of fewer than six letters."""
    letters = _LETTER.findall(text[:LONGEST])
    return sum(letter.isupper() for letter in letters) / len(letters) if len(letters) >= 6 else 0.0


def marks(text: str) -> int:
    """How many exclamation and question marks stand in the longest row."""
    return max((len(row) for row in re.findall(r"[!?]+", text[:LONGEST])), default=0)
