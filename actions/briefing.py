"""What the person who takes the case reads first, as far as the assistant knows it. Pure."""

from __future__ import annotations

from actions.facts import LINES
from actions.reply import worded
from actions.turn import Turn


def matter(turn: Turn, task: str | None) -> str | None:
    """What it is about, in words for the brief; None: not known."""
    if not task:
        return None
    key = f"matter.{task}"
    return worded(key if key in LINES.catalogue else "matter.other", turn, {})


def brief(turn: Turn) -> dict[str, str]:
    """What we know so far, for the person who takes the case."""
    found = {"matter": matter(turn, turn.slots.get("task")), "order": turn.slots.get("order_number")}
    return {name: value for name, value in found.items() if value}
