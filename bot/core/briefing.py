"""The brief at the desk: three to six lines built from the log and the record, never about the customer's mood.

Each line is `{kind, text}`: the desk words the kind in the agent's language, the text is said or known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.core.conversation import Conversation
from bot.core.event import stamp
from bot.core.promised import PENDING

MOST = 6
LONGEST = 160
Line = dict[str, Any]


def lines(c: Conversation, events: Iterable[Mapping[str, Any]]) -> list[Line]:
    """The lines, what matters most first; at most six."""
    log = list(events)
    found = [*_understood(c), *_did(log), *_promised(c), *_answered(log), *_last(c, log)]
    return found[:MOST]


def _understood(c: Conversation) -> list[Line]:
    return [
        {"kind": kind, "text": _short(c.brief[kind])}
        for kind in ("matter", "order", "wants", "tried")
        if c.brief.get(kind)
    ]


def _did(log: list[Mapping[str, Any]]) -> list[Line]:
    """What the assistant really did outside, also where its reply came too late to show."""
    did = [one for event in log for one in (event.get("data") or {}).get("did", ())]
    return (
        [{"kind": "did", "text": "; ".join(f"{one['action']} {one['summary']}" for one in did)}]
        if did
        else []
    )


def _promised(c: Conversation) -> list[Line]:
    """The promise that falls due first."""
    pending = sorted((one for one in c.promises if one.status in PENDING), key=lambda one: one.due_at)
    broken = [one for one in c.promises if one.status in ("broken", "disputed")]
    shown = [("promise_broken", one) for one in broken[:1]] + [("promise", one) for one in pending[:1]]
    return [
        {"kind": kind, "text": one.text or one.what, "at": stamp(one.due_at), "by": one.agent}
        for kind, one in shown
    ]


def _answered(log: list[Mapping[str, Any]]) -> list[Line]:
    """The last thing the bot could answer: what need not be told again."""
    said = [e for e in log if e["type"] == "message" and e["by"]["kind"] == "bot"]
    good = [e for e in said if "turn_id" in e.get("data", {}) and not e["data"].get("miss")]
    return [{"kind": "bot_said", "text": _short(good[-1].get("text") or "")}] if good else []


def _last(c: Conversation, log: list[Mapping[str, Any]]) -> list[Line]:
    """The customer's last words, where they are not the matter itself."""
    own = [e.get("text") or "" for e in log if e["type"] == "message" and e["by"]["kind"] == "customer"]
    last = own[-1] if own else ""
    return [{"kind": "last", "text": _short(last)}] if last and last[:200] != c.brief.get("matter") else []


def _short(text: str) -> str:
    """One line of a text."""
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST else f"{flat[: LONGEST - 1].rsplit(' ', 1)[0]}…"
