"""Matters that cannot wait, by rule: ideas (words) that together mean danger, fraud, a death … (data/signals/critical.yml). Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import permutations

from bot.core.empathy.cues import Cues, Patterns

ALARMS = ("danger", "fraud", "self_harm", "health", "stranded", "child")
"""They wake the person on call at any hour; before those that can wait for the morning."""
CAREFUL = ("death", "hardship", "leak")
CRITICAL = (*ALARMS, *CAREFUL)
DEADLINE = "deadline"
MATTERS = (*CRITICAL, DEADLINE)


@dataclass(frozen=True)
class Rule:
    """Ideas that must all be there, and ideas of which none may."""

    needs: tuple[str, ...]
    bars: tuple[str, ...]

    @classmethod
    def read(cls, text: str) -> Rule:
        """From "fire+device-figure"."""
        first, *bars = text.split("-")
        return cls(tuple(first.split("+")), tuple(bars))

    def fits(self, found: Mapping[str, str]) -> bool:
        """Whether it holds for these ideas; one word is not evidence for two."""
        said = [found[idea] for idea in self.needs if idea in found]
        each_its_own = all(one not in other for one, other in permutations(said, 2))
        return len(said) == len(self.needs) and each_its_own and not any(bar in found for bar in self.bars)


@dataclass(frozen=True)
class Matters:
    """The ideas and the rules over them."""

    ideas: Cues = field(default_factory=lambda: Cues({}))
    rules: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict)

    @classmethod
    def compiled(cls, ideas: Patterns, rules: Mapping[str, Sequence[str]]) -> Matters:
        """From the data file's two halves."""
        return cls(
            Cues.compiled(ideas), {name: tuple(map(Rule.read, every)) for name, every in rules.items()}
        )

    def find(self, text: str) -> tuple[dict[str, str], dict[str, str]]:
        """The ideas in a text, and the matters that rules make of them, each with its words."""
        found = self.ideas.find(text)
        hits = {name: next((r for r in rules if r.fits(found)), None) for name, rules in self.rules.items()}
        return found, {
            name: " … ".join(found[idea] for idea in rule.needs) for name, rule in hits.items() if rule
        }
