"""The sentences and dialogues that are measured on: our own hold-out, and public ones where they lie beside the project."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.harness import ROOT

HOLDOUT, DEV = ROOT / "tests/holdout", ROOT / "tests/dev"
PUBLIC = ROOT.parent / "shared/eval"
LANGUAGES = ("fi", "en", "sv")


@dataclass(frozen=True)
class Row:
    """One sentence, with what is known of it."""

    text: str
    language: str
    known: dict[str, Any] = field(default_factory=dict, hash=False)


def holdout(name: str) -> list[Row]:
    """tests/holdout/<name>.jsonl."""
    return _rows(HOLDOUT / f"{name}.jsonl")


def development(name: str) -> list[Row]:
    """tests/dev/<name>.jsonl."""
    return _rows(DEV / f"{name}.jsonl")


def public(name: str) -> list[Row]:
    """../shared/eval/<name>.jsonl; empty where it is not there."""
    return _rows(PUBLIC / f"{name}.jsonl")


def dialogues(folder: Path = HOLDOUT) -> list[dict[str, Any]]:
    """The scripts of a folder: its dialogues.yml."""
    found: list[dict[str, Any]] = yaml.safe_load((folder / "dialogues.yml").read_text("utf-8"))
    return found


def _rows(path: Path) -> list[Row]:
    if not path.exists():
        return []
    docs = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return [Row(doc["text"], doc.get("lang", "en"), doc) for doc in docs]
