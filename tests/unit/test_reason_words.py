"""Every reason that a case can have is a word at the desk, in every language: never a bare key."""

import re
from pathlib import Path

import pytest

from bot.core.empathy.complexity import HARD
from bot.core.empathy.matters import CRITICAL
from bot.core.empathy.signals import FELT

ROOT = Path(__file__).parents[2]
CODE = [path for folder in ("actions", "bot/core") for path in (ROOT / folder).rglob("*.py")]
GIVEN = re.compile(r"""(?:\.offer\(|\.handoff\(|reason=)\s*"([a-z_]+)\"""")
REASONS = {found for path in CODE for found in GIVEN.findall(path.read_text("utf-8"))}
DECIDED = {"frustration", "said_third_time", "said_again", "complexity", "critical", "miss", "language"}


@pytest.mark.parametrize("language", ["fi", "en", "sv"])
@pytest.mark.parametrize("reason", sorted(REASONS | set(FELT) | set(CRITICAL) | set(HARD) | DECIDED))
def test_a_reason_is_said_in_words(reason: str, language: str) -> None:
    words = (ROOT / f"bot/web/desk/words/{language}.js").read_text("utf-8")
    assert f"reason_{reason}:" in words or f"signal_{reason}:" in words
