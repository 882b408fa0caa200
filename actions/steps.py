"""One step at a time, for who asked for that: the next one comes when the customer says that this one is done. Pure."""

from __future__ import annotations

from typing import Any

from actions.reply import Reply


def steps(lines: list[str], **facts: Any) -> Reply:
    """The first of these lines now; the others wait. `facts`: what all of them may use, as plain values."""
    rest = {"do": "steps", "lines": lines[1:], "facts": facts} if lines[1:] else None
    return Reply().keep(pending=rest).say(lines[0], **facts)
