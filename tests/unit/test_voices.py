"""docs/voices.md names tests; each of them exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMED = re.findall(r"`([a-z0-9]+(?:_[a-z0-9]+){3,})`", (ROOT / "docs/voices.md").read_text("utf-8"))
WRITTEN = {
    name
    for path in (ROOT / "tests").rglob("test_*.py")
    for name in re.findall(r"def test_(\w+)\(", path.read_text("utf-8"))
}


@pytest.mark.parametrize("name", NAMED)
def test_what_the_voices_point_to_exists(name: str) -> None:
    assert name in WRITTEN


def test_most_voices_point_somewhere() -> None:
    assert len(NAMED) > 40
