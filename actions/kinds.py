"""What exactly is the matter, by the words people use; the lists are data (data/words.yml)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import yaml

from actions.facts import ROOT
from bot.nlu.words import without_dots


@lru_cache(maxsize=1)
def _words() -> dict[str, re.Pattern[str]]:
    doc: dict[str, Any] = yaml.safe_load((ROOT / "data" / "words.yml").read_text("utf-8"))
    return {name: _pattern(entry) for name, entry in doc.items()}


def _pattern(entry: dict[str, str]) -> re.Pattern[str]:
    stems = " ".join(entry.values()).replace("_", r"\s").split()
    return re.compile(r"\b(?:" + "|".join(without_dots(stem) for stem in stems) + ")", re.IGNORECASE)


def has(text: str, name: str) -> bool:
    """Whether a word of the list `name` is in the text; dots on ä and ö do not count."""
    return bool(_words()[name].search(without_dots(text)))


def kind_of(text: str, names: Iterable[str]) -> str | None:
    """The first list of these with a word in the text."""
    return next((name for name in names if has(text, name)), None)
