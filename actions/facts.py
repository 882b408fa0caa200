"""company.yml and the catalogue of lines, read once when the action server starts."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import yaml

from bot.core.company import parse_company
from bot.core.lines import Lines

ROOT = Path(__file__).resolve().parent.parent


def read_lines(folder: Path) -> Lines:
    """All lines of data/lines/*.yml in one catalogue."""
    catalogue: dict[str, Any] = {}
    for path in sorted(folder.glob("*.yml")):
        catalogue |= yaml.safe_load(path.read_text("utf-8")) or {}
    return Lines(catalogue)


def company_path() -> Path:
    """`COMPANY`, or company.yml of the project."""
    return Path(os.environ.get("COMPANY") or ROOT / "company.yml")


COMPANY = parse_company(yaml.safe_load(company_path().read_text("utf-8")))
LINES = read_lines(ROOT / "data" / "lines")
