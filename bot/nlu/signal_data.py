"""The sentences and words that the signals are learnt from (data/signals). A heading `# kind situation` opens each group.

Files are named `<what>.<language>.txt`, what being frustrated, calm, critical or lookalike.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.core.empathy.cues import Cues
from bot.core.empathy.matters import Matters

GROUP = 10
"""Sentences written in one breath: never split between training and checking."""


@dataclass(frozen=True)
class Sentence:
    """One training sentence. `matter`: a name of matters.MATTERS, or "none"."""

    text: str
    language: str
    what: str
    kind: str
    group: str

    @property
    def matter(self) -> str:
        """What cannot wait in it."""
        return self.kind if self.what == "critical" else "none"


def sentences(folder: Path) -> list[Sentence]:
    """All sentences of the folder, in a fixed order."""
    return [one for path in sorted(folder.glob("*.txt")) for one in _read(path)]


def _read(path: Path) -> Iterator[Sentence]:
    what, language = path.name.split(".")[:2]
    heading, count = "", 0
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("# "):
            heading, count = line[2:], 0
        elif line.strip():
            group = f"{path.stem}/{heading}/{count // GROUP}"
            yield Sentence(line.strip(), language, what, heading.split()[0], group)
            count += 1


def cues(folder: Path) -> Cues:
    """The cues of frustration and of calm."""
    return read_cues(folder / "cues.yml")


def read_cues(path: Path) -> Cues:
    """A file of cues: name → language → regular expressions."""
    return Cues.compiled(yaml.safe_load(path.read_text("utf-8")))


def matters(folder: Path) -> Matters:
    """The rules for what cannot wait."""
    data = yaml.safe_load((folder / "critical.yml").read_text("utf-8"))
    return Matters.compiled(data["ideas"], data["rules"])
