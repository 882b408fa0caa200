"""The lead's look at right now: who is on, who waits, what is promised, who is unhappy. Figures per team, never a ranking."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from bot.core import day_end
from bot.core.conversation import Conversation, Promise
from bot.core.day_end import Risk
from bot.core.event import stamp
from bot.core.promised import PENDING
from bot.core.world import World

FRUSTRATED = 0.5
SOON = dt.timedelta(hours=1)
BAD = ("broken", "disputed")


def overview(world: World, cases: Sequence[Conversation], at_risk: Sequence[Risk]) -> dict[str, Any]:
    """Open cases and those with promises, summed up; `at_risk`: what cannot be kept today. Instants RFC 3339, spans in seconds."""
    waiting = [c for c in cases if c.open and c.handler == "queue"]
    since = [c.waiting_since for c in waiting if c.waiting_since]
    promised = [(c, one) for c in cases for one in c.promises]
    return {
        "waiting": len(waiting),
        "alarms": [c.id for c in waiting if c.alarm],
        "longest_wait_s": int((world.now - min(since)).total_seconds()) if since else 0,
        "teams": _teams(world, waiting),
        "promises": {
            "due": [_promise(c, one) for c, one in promised if _soon(world, one)],
            "broken": [_promise(c, one) for c, one in promised if c.open and one.status in BAD],
            "at_risk": [day_end.shown(one) for one in at_risk],
        },
        "unhappy": [_unhappy(c) for c in cases if c.open and _is_unhappy(c)],
    }


def _teams(world: World, waiting: Sequence[Conversation]) -> list[dict[str, Any]]:
    rows = []
    for team in world.company.teams.values():
        members = [m for m in world.members.values() if m.person.team == team.id]
        mine = [c for c in waiting if (found := world.company.team_for(c.topic)) and found.id == team.id]
        rows.append({
            "id": team.id,
            "online": sum(m.online for m in members),
            "load": sum(m.load for m in members),
            "room": sum(max(0, m.person.capacity - m.load) for m in members if m.online),
            "waiting": len(mine),
        })  # fmt: skip
    return rows


def _soon(world: World, one: Promise) -> bool:
    return one.status in PENDING and one.due_at <= world.now + SOON


def _is_unhappy(c: Conversation) -> bool:
    return c.frustration >= FRUSTRATED or any(one.status in BAD for one in c.promises)


def _unhappy(c: Conversation) -> dict[str, Any]:
    """Why, in reasons and the words that raised them: never as a score."""
    return {
        "id": c.id, "name": c.name, "handler": c.handler, "agent": c.agent, "reasons": list(c.reasons),
        "signals": [dict(one) for one in c.signals], "last_text": c.last_text,
    }  # fmt: skip


def _promise(c: Conversation, one: Promise) -> dict[str, Any]:
    return {
        "conversation": c.id, "id": one.id, "agent": one.agent, "what": one.what, "text": one.text,
        "due_at": stamp(one.due_at), "status": one.status,
    }  # fmt: skip
