""" "I find out and come back to you": what a hand-over to somebody absent becomes (voices, V10). It is the holder's promise."""

from __future__ import annotations

import dataclasses
import datetime as dt

from bot.core import earliest, promise
from bot.core.conversation import Change, Conversation, Promise
from bot.core.people import Member
from bot.core.promised import PENDING, owned, put
from bot.core.world import World

ROOM = dt.timedelta(minutes=30)


def found_nobody(world: World, target: str) -> list[Member]:
    """Who was meant, if none of them is here; empty: somebody is."""
    meant = [m for m in world.members.values() if target in (m.person.id, m.person.team)]
    return [] if any(m.online for m in meant) else meant


def promised(world: World, c: Conversation, agent: str, meant: list[Member], text: str) -> Change:
    """The holder's promise of an answer for when those meant have been asked; no change where that time is not known."""
    at = min(filter(None, (earliest.of(m, world.company, world.now, c).at for m in meant)), default=None)
    hours = earliest.shift_of(world.company, world.company.person(agent))
    due = hours.opens_at(at + ROOM) if at else None
    if not due:
        return Change(c)
    one = Promise(
        f"find{len(c.promises) + 1}",
        agent,
        "answer",
        due.replace(microsecond=0),
        c.channel,
        text,
        by="transfer",
    )
    return promise.made(world, c, one, world.actor(agent, c.language))


def passed_on(world: World, c: Conversation, to: str) -> Conversation:
    """Whoever accepts the case after all answers in the holder's stead."""
    for one in c.promises:
        if one.by == "transfer" and one.agent == c.agent and one.status in PENDING:
            c = put(c, owned(world, c, dataclasses.replace(one, agent=to)))
    return c
