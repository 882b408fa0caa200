"""What stands in the store, as this program holds it: a record, what a step led to, an event of the log."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from bot.core.conversation import Conversation
from bot.core.errors import Conflict
from bot.core.event import Event


@dataclass(frozen=True)
class Stored:
    """A record as it stands: its version, the hash of its token, the id of its newest event ("0": none).

    `begun`: whether its gathering lines have become the turn by the store's clock; None: not asked.
    """

    conversation: Conversation
    version: int
    token: str
    last: str
    begun: bool | None = None


@dataclass(frozen=True)
class Outcome:
    """What a step led to. `repeated`: the id of the earlier event under the same client key; nothing was changed.

    `before`: the id of the newest event before this step's. `begins_at`: about when its gathering lines are the turn,
    an instant of `perf_counter`.
    """

    conversation: Conversation
    last: str
    events: tuple[dict[str, Any], ...] = ()
    repeated: str | None = None
    version: int = 0
    before: str = ""
    begins_at: float = 0.0


def hash_token(token: str) -> str:
    """What is kept of a token. Headers may hold bytes that are no UTF-8."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def stored_event(event_id: str, raw: str) -> dict[str, Any]:
    """An event of the log or feed with its id."""
    event: dict[str, Any] = json.loads(raw)
    event["id"] = event_id
    return event


def encode(event: Event) -> str:
    """An event as the log keeps it: without its id, which the log gives."""
    doc = event.to_json()
    del doc["id"]
    return dumps(doc)


def earlier(seen: str, digest: str) -> str:
    """The event id that a client key already has.

    Raises:
        Conflict: `client_id_reused` when the content was another.
    """
    event_id, _, known = seen.partition(" ")
    if known != digest:
        raise Conflict(
            "This client_id was used for something else.", code="client_id_reused", event_id=event_id
        )
    return event_id


def well_formed(event_id: str) -> bool:
    """Whether a text has the form of an event's id."""
    ms, dash, n = event_id.partition("-")
    return bool(dash) and all(part.isascii() and part.isdecimal() and len(part) < 19 for part in (ms, n))


def dumps(doc: Any) -> str:
    """JSON as it is stored."""
    return json.dumps(doc, ensure_ascii=False, separators=(",", ":"))
