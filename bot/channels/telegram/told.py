"""How far a chat has been told, as it is kept (bot/store/outbox.py)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass
class Told:
    """`at`: the newest event told whole; `part`: how many messages of the next one are; `flying`: the one being sent.

    `keyboard`: the message that has the buttons, with `h` where the person is one of them, else `c`; `old`: the one that
    had them until now, not kept yet; `status`, `status_text`: the line about the queue.
    """

    at: str = "0"
    part: int = 0
    flying: str = ""
    keyboard: str = ""
    old: str = ""
    status: str = ""
    status_text: str = ""
    recap: bool = False

    @classmethod
    def of(cls, kept: Mapping[str, str]) -> Told:
        """As kept; what is missing has not happened."""
        return cls(
            at=kept.get("at", "0"), part=int(kept.get("part", 0)), flying=kept.get("flying", ""),
            keyboard=kept.get("keyboard", ""), status=kept.get("status", ""),
            status_text=kept.get("status_text", ""), recap=bool(kept.get("recap")),
        )  # fmt: skip
