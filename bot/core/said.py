"""What a customer said, as it reaches the core: words, files, a choice, and where it came from."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.core.slots import Slot


@dataclass(frozen=True)
class Picked:
    """A time that a button picks. `pid`: the promise it is for, or the id of the new one; `ours`: held for this customer."""

    pid: str
    new_id: str
    slot: Slot
    ours: bool
    others: tuple[Slot, ...] = ()


@dataclass(frozen=True)
class Said:
    """A customer's line, or files with or without one (docs/protocol.md). `value` and `payload`: the choice taken, and what it means to the assistant, if it is one.

    `slot`: the time that the choice picks. `times`: free ones, where the choice asks for them. `unread`: what came that
    the bot cannot read (a place, a contact), by name; `stands_for`: the text only stands for it. `chat`: the Telegram
    chat it was said in. `origin`: what that says about it, for the desk.
    """

    text: str
    client_id: str
    value: str | None = None
    payload: str | None = None
    choice: dict[str, str] | None = None
    files: tuple[Mapping[str, Any], ...] = ()
    slot: Picked | None = None
    times: tuple[Slot, ...] | None = None
    chat: str = ""
    unread: str = ""
    stands_for: bool = False
    origin: Mapping[str, Any] = field(default_factory=dict)

    @property
    def beyond_the_bot(self) -> str:
        """What of it the bot cannot look at, by name; empty: it can read it all."""
        return names(self.files) or self.unread


def names(files: Collection[Mapping[str, Any]]) -> str:
    """What files are called, in a row."""
    return ", ".join(str(one["name"]) for one in files)
