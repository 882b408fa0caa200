"""Events: what happened in a conversation, and what of it a customer may see.

The allow-list below is the only one: socket, poll, Telegram, mail and export all project through it (invariant 9).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Data = Mapping[str, Any]


@dataclass(frozen=True)
class Actor:
    """Who did it. `kind`: customer, bot, agent or system. A human always has name and role (invariant 7)."""

    kind: str
    name: str | None = None
    role: str | None = None
    id: str | None = None

    def __post_init__(self) -> None:
        if self.kind == "agent" and not (self.name and self.role):
            raise ValueError("an event by a human needs a display name and a role")

    def public(self) -> dict[str, str]:
        """The actor as customers may see it."""
        shown = {"kind": self.kind, "name": self.name, "role": self.role}
        return {key: value for key, value in shown.items() if value}


CUSTOMER = Actor("customer")
BOT = Actor("bot")
SYSTEM = Actor("system")


@dataclass(frozen=True)
class Event:
    """One fact of a conversation, in the past tense. Its id is given by the log when it is stored."""

    type: str
    by: Actor
    at: dt.datetime
    text: str | None = None
    data: Data = field(default_factory=dict)
    id: str = ""

    def to_json(self) -> dict[str, Any]:
        """As stored in the log, and as agents see it."""
        doc: dict[str, Any] = {"id": self.id, "type": self.type, "at": stamp(self.at), "by": self.by.public()}
        if self.by.id:
            doc["by"]["id"] = self.by.id
        if self.text is not None:
            doc["text"] = self.text
        if self.data:
            doc["data"] = dict(self.data)
        return doc


def stamp(at: dt.datetime) -> str:
    """An aware instant as RFC 3339 in UTC with milliseconds."""
    return at.astimezone(dt.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def instant(text: str) -> dt.datetime:
    """The other way round.

    Raises:
        ValueError: not an instant, or one without a zone.
    """
    at = dt.datetime.fromisoformat(text.replace("Z", "+00:00"))
    if at.tzinfo is None:
        raise ValueError(f"{text!r} has no time zone")
    try:
        return at.astimezone(dt.timezone.utc)
    except OverflowError:
        raise ValueError(f"{text!r} is beyond the calendar") from None


def comes_after(event_id: str, other: str) -> bool:
    """Whether an event id comes after another one."""
    return _parts(event_id) > _parts(other)


def _parts(event_id: str) -> tuple[int, int]:
    ms, _, n = event_id.partition("-")
    return int(ms), int(n or 0)


_NOTICE = frozenset({"notice"})
_PROMISE = _NOTICE | {"promise"}
VISIBLE: dict[str, frozenset[str]] = {
    "message": frozenset({"choices", "offers_human", "miss", "client_id", "choice", "files", "language"}),
    "message.edited": frozenset({"event_id"}),
    "handoff.requested": _NOTICE,
    "handoff.withdrawn": _NOTICE,
    "handoff.claimed": _NOTICE,
    "handoff.transferred": _NOTICE,
    "handoff.returned": _NOTICE,
    "conversation.resolved": _NOTICE,
    "conversation.reopened": _NOTICE,
    "promise.made": _PROMISE,
    "promise.moved": _PROMISE,
    "promise.tried": _PROMISE,
    "promise.kept": _PROMISE,
    "promise.broken": _PROMISE,
    "promise.disputed": _PROMISE,
    "promise.withdrawn": _PROMISE,
    "feedback.asked": frozenset({"choices"}),
    "feedback.given": frozenset(),
    "brief.updated": frozenset({"brief"}),
    "announcement": frozenset(),
    "goodwill.given": _NOTICE,
    "slip": frozenset({"choices", "calendar"}),
}


def for_customer(event: Mapping[str, Any]) -> dict[str, Any] | None:
    """A stored event as the customer may see it; None: not for the customer's eyes."""
    keys = VISIBLE.get(event["type"])
    if keys is None:
        return None
    by = {key: value for key, value in event["by"].items() if key in ("kind", "name", "role")}
    shown = {"id": event["id"], "type": event["type"], "at": event["at"], "by": by}
    if "text" in event:
        shown["text"] = event["text"]
    if data := {key: value for key, value in event.get("data", {}).items() if key in keys}:
        shown["data"] = data
    return shown
