"""What exactly is the matter, by the words people use (bot/core/kinds.py), for the actions."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import yaml

from actions.facts import ROOT
from bot.core.kinds import Kinds


@lru_cache(maxsize=1)
def _kinds() -> Kinds:
    return Kinds.compiled(yaml.safe_load((ROOT / "data" / "words.yml").read_text("utf-8")))


def has(text: str, name: str) -> bool:
    """Whether a word of the list `name` is in the text; dots on ä and ö do not count."""
    return _kinds().has(text, name)


def kind_of(text: str, names: Iterable[str]) -> str | None:
    """The first list of these with a word in the text."""
    return _kinds().of(text, names)
