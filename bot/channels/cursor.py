"""Cursors of one conversation: the newest event seen, with a digest of the state seen. Opaque to clients."""

from __future__ import annotations

import hashlib
import json
from typing import Any

START = "0"


def make(event_id: str, state: dict[str, Any]) -> str:
    """The cursor after an event and a state."""
    return of(event_id, digest(state))


def of(event_id: str, state: str) -> str:
    """The same, of the state's digest."""
    return f"{event_id}.{state}"


def parse(text: str | None) -> tuple[str, str | None]:
    """Event id and state digest; `0` or nothing is the start."""
    event_id, _, state = (text or START).partition(".")
    return event_id, state or None


def digest(state: dict[str, Any]) -> str:
    """Tells one state from another."""
    return hashlib.sha256(json.dumps(state, sort_keys=True).encode()).hexdigest()[:10]
