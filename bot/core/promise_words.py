"""How a promise is said and shown: to the customer in their words, to programs as data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.core import people
from bot.core.conversation import Change, Conversation, Promise
from bot.core.event import Actor, Event, stamp
from bot.core.notify import unseen
from bot.core.slots import Slot, value_of
from bot.core.turns import YES_HUMAN
from bot.core.world import World

SHOWN_TIMES = 3


def shown(world: World, c: Conversation, one: Promise) -> dict[str, Any]:
    """A promise as customers and agents see it (contract, `state.promises`), with `why` where it has one; for a call the number."""
    who = people.describe(world.company.person(one.agent), world.company, c.language)
    found: dict[str, Any] = {
        "id": one.id,
        "who": {"name": who["name"], "role": who["role"]},
        "what": one.what,
        "due_at": stamp(one.due_at),
        "where": one.where,
        "text": one.text,
        "status": one.status,
        "by": one.by,
    }
    if one.why:
        found["why"] = one.why
    if one.what == "call":
        found |= {"phone": one.phone, "calls_from": world.company.promises.calls_from}
    return found


def event(
    world: World,
    c: Conversation,
    one: Promise,
    type: str,
    by: Actor,
    notice: str = "",
    text: str | None = None,
    **data: Any,
) -> Event:
    """A fact about a promise. `notice`: the key of the sentence that tells the customer, if one does."""
    said = {"notice": world.say(notice, c, **facts(world, c, one))} if notice else {}
    return Event(type, by, world.now, text, {"promise": shown(world, c, one)} | said | data)


def told(world: World, c: Conversation, said: Event) -> Change:
    """A word about a promise that the customer has to see."""
    return Change(unseen(c, "promise", world.now), (said,))


def facts(world: World, c: Conversation, one: Promise) -> dict[str, str]:
    """What its sentences are filled with."""
    return {
        "name": world.company.person(one.agent).name,
        "person": world.person(one.agent, c.language),
        "what": world.lines.say(f"promised_{one.what}", c.language),
        "when": world.when(one.due_at, c),
        "number": one.phone or "",
        "calls_from": world.company.promises.calls_from,
    }


def choices(
    world: World, c: Conversation, pid: str, free: Sequence[Slot], *, person: bool = False
) -> list[dict[str, str]]:
    """Other real times as buttons, soonest first, and the person where that is a way on too."""
    times = [
        {"value": value_of(pid, slot), "label": time_label(world, c, slot)} for slot in free[:SHOWN_TIMES]
    ]
    now = {"value": YES_HUMAN, "label": world.lines.say("choose_person", c.language)}
    return [*times, now] if person else times


def time_label(world: World, c: Conversation, slot: Slot) -> str:
    """ "tänään klo 14.30, Aino"."""
    at, agent = slot
    return f"{world.when(at, c)}, {world.company.person(agent).name}"
