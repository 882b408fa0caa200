"""When the person who has a case cannot go on, or says nothing: a lead steps in, a lost one's case is offered on, a nudge."""

from __future__ import annotations

import datetime as dt

from bot.core import people
from bot.core.conversation import Change, Conversation, Transfer
from bot.core.errors import Conflict
from bot.core.event import SYSTEM, Event
from bot.core.handoff import taken_by
from bot.core.people import Member
from bot.core.turns import bot_says
from bot.core.world import World

LOST = "connection_lost"
SILENT_S = 180.0


def take_over(world: World, c: Conversation, lead: str, reason: str) -> Change:
    """A lead takes a case from whoever has it; the customer is told by name, as on any transfer.

    Raises:
        Conflict: `not_claimed`: nobody has it.
    """
    if c.handler != "agent" or not c.agent:
        raise Conflict("Nobody has this conversation: claim it.", code="not_claimed")
    if c.agent == lead:
        return Change(c)
    facts = {"earlier": world.company.person(c.agent).name, "person": world.person(lead, c.language)}
    notice = world.say("notice_taken_over", c, **facts)
    data = {"notice": notice, "from": c.agent, "reason": reason}
    event = Event("handoff.transferred", world.actor(lead, c.language), world.now, None, data)
    return Change(taken_by(c, lead).but(transfers=c.transfers + 1), (event,))


def help_in(world: World, c: Conversation, lead: str, text: str, client_id: str) -> Change:
    """A word from a lead to whoever has the case: recorded, seen by them at once, never by the customer.

    Raises:
        Conflict: `not_claimed`: nobody has it.
    """
    if c.handler != "agent":
        raise Conflict("Nobody has this conversation to help.", code="not_claimed")
    data = {"to": c.agent, "client_id": client_id}
    return Change(c, (Event("help.given", world.actor(lead, c.language), world.now, text, data),))


def candidates(world: World, c: Conversation, agent: str) -> list[Member]:
    """Who may be asked to go on where this person is gone, best first: whom they meant themselves, then who is freest.

    While somebody who is here has been asked, that one alone. Empty: the case is not lost, or nobody else is here.
    """
    if c.agent != agent or c.snoozed_until:
        return []
    meant = c.transfer.to if c.transfer else None
    order = people.ranked(c.but(only=None, wanted=None), world.members.values(), world.company)
    here = [m for m in order if m.online and m.person.id not in (agent, *c.declined)]
    if _asked(world, c):
        return [m for m in here if m.person.id == meant]
    return sorted(here, key=lambda one: meant not in (one.person.id, one.person.team))


def lost(world: World, c: Conversation, agent: str, to: str | None) -> Change:
    """The person's desk has been gone for three minutes: the case is offered on, theirs until somebody accepts.

    What they had begun to hand over themselves goes to whom they meant, where that one is here: nobody is left to answer
    for it, so the customer's yes is not waited for. `to`: one of the candidates, in whom room was reserved; None: nobody
    has room, so it stays.
    """
    if _asked(world, c) or to not in [one.person.id for one in candidates(world, c, agent)]:
        return Change(c)
    assert to
    moved = c.but(
        transfer=Transfer(to, agent, world.say("reason_lost_connection", c)), lost_at=world.now,
        asked=None if c.asked == "transfer" else c.asked,
    )  # fmt: skip
    text = world.say(
        "lost_connection", c, name=world.company.person(agent).name, person=world.person(to, c.language)
    )
    told = bot_says(world, moved, text, {"about": "transfer"})
    offered = Event("handoff.offered", SYSTEM, world.now, None, {"to": to, "reason": LOST})
    return Change(told.conversation, (offered, *told.events))


def reserved(c: Conversation) -> str | None:
    """In whom a unit of capacity is taken for this case while it waits for their yes."""
    return c.transfer.to if c.lost_at and c.transfer else c.offered


def back(c: Conversation) -> Conversation:
    """The person is there again and goes on: what was offered for want of them is not any more."""
    return c.but(transfer=None, lost_at=None, declined=()) if c.lost_at else c


def nudge_at(c: Conversation) -> dt.datetime | None:
    """When the person who has the case is reminded that the customer waits for a word; None: no one waits."""
    if c.handler != "agent" or not c.open or not c.owed_a_word or not c.wrote_at or c.snoozed_until:
        return None
    if c.nudged_at and c.nudged_at >= c.wrote_at:
        return None
    return c.wrote_at + dt.timedelta(seconds=SILENT_S)


def nudge(world: World, c: Conversation) -> Change:
    """Reminds them, with a word that one tap sends as theirs; nothing is sent by itself."""
    at = nudge_at(c)
    if not at or at > world.now:
        return Change(c)
    data = {"to": c.agent, "suggested": world.say("still_finding_out", c)}
    return Change(c.but(nudged_at=world.now), (Event("nudge.raised", SYSTEM, world.now, None, data),))


def _asked(world: World, c: Conversation) -> bool:
    """Whether somebody has been asked already, and is here."""
    member = world.members.get(c.transfer.to) if c.lost_at and c.transfer else None
    return member is not None and member.online
