"""Who keeps a promise: until when its owner is here for it, who can keep it in their stead, whose lead hears of it.

                         the owner's shift ends before its time, they sign out until after it, or they are removed
theirs ──────────────────────────────────────────────────────────────────────────────────────────▶ looked for a taker
   ▲                                                                                                  │
   │ ◀── back, or still here ── alone: leads hear it, ◀── nobody ─────────────────────────────────────┤
   │                            looked again at the first reminder                                    │
   │                              └── still nobody ──▶ moved, told, or broken (promise_clock.py)      │
   taker's ◀── here, or on shift by its time, and that time is free: the customer is told who ────────┘
"""

from __future__ import annotations

import datetime as dt

from bot.core import earliest, people
from bot.core.conversation import Conversation, Promise
from bot.core.people import Member
from bot.core.shifts import back_at, gone, last_end, on_duty
from bot.core.world import World


def leaves_at(world: World, c: Conversation, one: Promise) -> dt.datetime | None:
    """When its owner's last shift before its time ends; None: they are on duty then, or no shift ends in between."""
    owner = world.company.people.get(one.agent)
    if not owner or covers(world, c, owner.id, one.due_at):
        return None
    return last_end(world.company, owner, world.now, one.due_at)


def covers(world: World, c: Conversation, agent: str, at: dt.datetime) -> bool:
    """Whether an instant lies in a person's hours; in danger those on call have none."""
    person = world.company.people.get(agent)
    if not person:
        return False
    return (c.alarm and person.on_call) or on_duty(world.company, person, at)


def here(world: World, one: Promise) -> bool:
    """Whether its owner is at the desk."""
    owner = world.members.get(one.agent)
    return bool(owner and owner.online)


def away_then(world: World, c: Conversation, one: Promise) -> bool:
    """Whether its owner is not at work at its time: off duty, removed, or signed out until later than that."""
    owner = world.members.get(one.agent)
    if not owner or not covers(world, c, one.agent, one.due_at):
        return True
    back = owner.left_at and back_at(world.company, owner.person, owner.left_at)
    return bool(owner.left_at) and (not back or back > one.due_at)


def missing(world: World, c: Conversation, one: Promise) -> bool:
    """Whether its owner cannot be expected to keep it: removed, or not here and away at its time; else, silent at the
    second reminder, away after that.
    """
    owner = world.members.get(one.agent)
    if not owner:
        return True
    if one.reminded >= len(world.company.promises.remind_s):
        return not owner.online
    return owner.status == "offline" and (one.reminded > 0 or away_then(world, c, one))


def takers(world: World, c: Conversation, one: Promise, why: str) -> list[str]:
    """Who can keep it instead of its owner, best first: those who speak the customer's language, of these the ones here,
    then those on shift by its time.

    Args:
        why: off_duty; missing: its time is near, so only who is here will do; left: an owner gone for good, for whose
            promises somebody who is not expected is better than nobody.
    """
    order = [
        m
        for m in people.ranked(c.but(only=None), world.members.values(), world.company)
        if m.person.id != one.agent
    ]
    able = [m for m in order if (m.online if why == "missing" else _keeps(world, c, one, m))]
    able.sort(
        key=lambda m: (
            c.language not in m.person.languages,
            not m.online,
            not covers(world, c, m.person.id, one.due_at),
        )
    )
    rest = [m for m in order if m not in able] if why == "left" else []
    return [m.person.id for m in (*able, *rest)]


def lead_for(world: World, one: Promise) -> str:
    """The lead whom it goes to: of the owner's team, else another; one who is here before one who is not."""
    team = world.company.person(one.agent).team
    leads = [person for person in world.company.people.values() if "lead" in person.roles] or list(
        world.company.people.values()
    )
    return min(leads, key=lambda lead: (not world.members[lead.id].online, lead.team != team)).id


def _keeps(world: World, c: Conversation, one: Promise, member: Member) -> bool:
    """Whether somebody is on duty at its time, and here by then as far as is known (`earliest`)."""
    if not covers(world, c, member.person.id, one.due_at):
        return False
    if member.online:
        return True
    at = earliest.of(member, world.company, world.now, c).at
    return not gone(world.company, member, world.now) and (at is None or at <= one.due_at)
