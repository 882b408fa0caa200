"""Two cases of one customer become one. They may lie in different shards, so it is two steps, each safe to repeat."""

from __future__ import annotations

import dataclasses

from bot.core.case import hold, resolve
from bot.core.conversation import Change, Conversation
from bot.core.errors import Conflict, Invalid
from bot.core.event import Event
from bot.core.promised import PENDING
from bot.core.world import World


def check(one: Conversation, other: Conversation) -> None:
    """Refuses what does not belong together.

    Raises:
        Invalid: `merge_self`. Conflict: `merge_other_customer`.
    """
    if one.id == other.id:
        raise Invalid("These are the same conversation.", code="merge_self", field="into")
    if not one.customer or one.customer != other.customer:
        raise Conflict("These are not known to be one customer's.", code="merge_other_customer")


def take_in(world: World, into: Conversation, gone: Conversation, agent: str) -> Change:
    """First step: what the other case knew and promised stands here too. Held by the one who joins them.

    Raises:
        Conflict: by anyone but the holder.
    """
    hold(world, into, agent)
    if gone.id in into.joined:
        return Change(into)
    ids = {one.id for one in into.promises}
    moved = tuple(one for one in gone.promises if one.status in PENDING and one.id not in ids)
    after = into.but(
        joined=(*into.joined, gone.id),
        promises=(*into.promises, *moved),
        brief={**gone.brief, **into.brief},
        corrected=tuple(sorted({*gone.corrected, *into.corrected})),
        facts=(*(one for one in gone.facts if one not in into.facts), *into.facts),
        topic=into.topic or gone.topic,
    )
    event = Event("case.joined", world.actor(agent, into.language), world.now, None, {"from": gone.id})
    return Change(after, (event,))


def let_go(world: World, gone: Conversation, into: str, agent: str) -> Change:
    """Second step: the other case ends here, and its customer is told where it goes on.

    Raises:
        Conflict: somebody else has it.
    """
    if gone.merged_into == into:
        return Change(gone)
    if gone.handler == "agent" and gone.agent != agent:
        hold(world, gone, agent)
    notice = world.say("notice_joined", gone, name=world.company.person(agent).name)
    kept = tuple(
        dataclasses.replace(one, status="withdrawn") if one.status in PENDING else one
        for one in gone.promises
    )
    mine = gone.but(handler="agent", agent=agent, status="open")
    ended = resolve(world, mine, agent, None).conversation.but(promises=kept, merged_into=into, later=())
    data = {"notice": notice, "into": into}
    event = Event("conversation.resolved", world.actor(agent, gone.language), world.now, None, data)
    return Change(ended, (event,))
