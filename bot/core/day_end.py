"""What today's staff can no longer keep, looked at before the day ends, while somebody can still do something about it.

A promise is at risk when it falls due today and its owner is not here (`away`), or has so many before it that there is no
time for it (`too_much`). Leads are told at `look_at` of company.yml, once for each promise, in the case itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.core.company import Person
from bot.core.conversation import Change, Conversation, Promise
from bot.core.event import SYSTEM, Event, stamp
from bot.core.promised import PENDING
from bot.core.when import clock
from bot.core.world import World

MOST_ROWS = 12


@dataclass(frozen=True)
class Risk:
    """A promise that will not be kept as things stand, and why: `away` or `too_much`."""

    case: Conversation
    promise: Promise
    why: str


def at_risk(world: World, cases: Iterable[Conversation]) -> list[Risk]:
    """Of these cases, what falls due today and cannot be kept, the soonest first."""
    due = sorted(
        ((c, one) for c in cases for one in c.promises if one.status in PENDING and _today(world, one)),
        key=lambda row: row[1].due_at,
    )
    busy: dict[str, int] = {}
    found = []
    for c, one in due:
        busy[one.agent] = busy.get(one.agent, 0) + 1
        if why := _why(world, one, busy[one.agent]):
            found.append(Risk(c, one, why))
    return found


def is_time(world: World) -> bool:
    """Whether the day has come so far that leads are to be told."""
    return world.now.astimezone(world.company.zone).time() >= world.company.desk.look_at


def leads(world: World) -> list[str]:
    """Who is told: leads who are here, else those whose hours it is, else every lead."""
    every = [m for m in world.members.values() if m.person.leads]
    here = [m for m in every if m.status != "offline"]
    return [m.person.id for m in here or [m for m in every if m in world.on_shift] or every]


def leads_on_shift(world: World) -> list[Person]:
    """Of those, whom it may reach away from the desk: nothing goes to anyone off shift."""
    told = leads(world)
    return [m.person for m in world.on_shift if m.person.id in told]


def listed(world: World, risks: Sequence[Risk], language: str) -> str:
    """The list in words: when, who, what and why; nothing that a customer said."""
    rows = [_row(world, risk, language) for risk in risks[:MOST_ROWS]]
    return "\n".join(rows + ["…"] * (len(risks) > MOST_ROWS))


def _row(world: World, risk: Risk, language: str) -> str:
    one, say = risk.promise, world.lines.say
    facts = {
        "clock": clock(one.due_at, language, world.company.zone),
        "name": world.company.person(one.agent).name,
    }
    what, why = say(f"tg_what_{one.what}", language), say(f"tg_why_{risk.why}", language)
    return say("tg_agent_day_end_row", language, what=what, why=why, **facts)


def tell(
    world: World, c: Conversation, pid: str, why: str, to: Sequence[str], *, left: bool = False
) -> Change:
    """Says so in the case, for the desk only; a promise that was settled meanwhile says nothing.

    `left`: its owner has just left it, and nobody could take it.
    """
    one = next((one for one in c.promises if one.id == pid and one.status in PENDING), None)
    if not one:
        return Change(c)
    data: dict[str, Any] = {
        "promise": pid,
        "agent": one.agent,
        "due_at": stamp(one.due_at),
        "why": why,
        "to": list(to),
    }
    data |= {"left": True} if left else {}
    return Change(c, (Event("promise.at_risk", SYSTEM, world.now, None, data),))


def shown(risk: Risk) -> dict[str, Any]:
    """As a lead sees it."""
    one = risk.promise
    return {
        "conversation": risk.case.id, "id": one.id, "agent": one.agent, "what": one.what, "text": one.text,
        "due_at": stamp(one.due_at), "status": one.status, "why": risk.why, "name": risk.case.name,
    }  # fmt: skip


def _today(world: World, one: Promise) -> bool:
    zone = world.company.zone
    return one.due_at.astimezone(zone).date() <= world.now.astimezone(zone).date()


def _why(world: World, one: Promise, number: int) -> str | None:
    """`number`: which of its owner's promises of the day it is, from 1."""
    owner = world.members.get(one.agent)
    if not owner or owner.status == "offline":
        return "away"
    needed = dt.timedelta(minutes=number * world.company.desk.promise_minutes)
    return "too_much" if number > 1 and world.now + needed > one.due_at else None
