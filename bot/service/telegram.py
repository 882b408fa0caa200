"""What the rest of a process knows of its Telegram side: whether there is one, and under which name."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Station:
    """`ok`: None not set up, True it works, False it does not, and `why` says so in a plain sentence."""

    ok: bool | None = None
    username: str | None = None
    why: str | None = None

    def link(self, start: str) -> str | None:
        """The address that opens the chat with a start parameter; None while there is no bot."""
        return f"https://t.me/{self.username}?start={start}" if self.username else None
