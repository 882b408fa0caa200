"""The sentences the product says, as data: key → language → variants. Read from data/lines/*.yml at the edge."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

Catalogue = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Lines:
    """A catalogue of lines. A value is one sentence or a list of variants, each with `{facts}` to fill in."""

    catalogue: Catalogue
    fallback: str = "fi"

    def say(self, key: str, language: str, avoid: Collection[str] = (), **facts: object) -> str:
        """The first variant not said lately (`avoid`: finished texts, oldest first); else the one said longest ago.

        Raises:
            KeyError: no such line, or a fact is missing.
        """
        return freshest([filled(variant, facts) for variant in self.variants(key, language)], avoid)

    def variants(self, key: str, language: str) -> list[str]:
        """All variants of a line in a language, unfilled."""
        entry = self.catalogue[key]
        found = entry.get(language) or entry[self.fallback]
        return [found] if isinstance(found, str) else list(found)


def filled(variant: str, facts: Mapping[str, object]) -> str:
    """The sentence with its facts. "Aino, billing, can help" needs its comma, "Aino (billing) or Mikko (deliveries) can" none."""
    several = [name for name in ("person", "answers") if str(facts.get(name, "")).endswith(")")]
    for name in several:
        variant = variant.replace(f"{{{name}}}, ", f"{{{name}}} ")
    return variant.format(**facts)


def freshest(texts: Collection[str], said: Collection[str]) -> str:
    """The first text not said, else the one said longest ago. `said`: oldest first."""
    lately = {text: place for place, text in enumerate(said)}
    return min(texts, key=lambda text: lately.get(text, -1))


def join_names(names: Collection[str], language: str) -> str:
    """ "Aino", "Aino tai Mikko", "Aino, Mikko tai Sanna": alternatives, nominative."""
    listed = list(names)
    word = {"fi": "tai", "en": "or", "sv": "eller"}[language]
    if len(listed) < 2:
        return "".join(listed)
    return f"{', '.join(listed[:-1])} {word} {listed[-1]}"
