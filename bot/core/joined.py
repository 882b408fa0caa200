"""Two cases of one customer become one. They may lie in different shards, so it is two steps, each safe to repeat."""

from __future__ import annotations

import dataclasses

from bot.core.case import hold, resolve
from bot.core.conversation import Change, Conversation, Goodwill, Promise
from bot.core.errors import Conflict, Invalid
from bot.core.event import Event
from bot.core.handoff import already_claimed
from bot.core.promised import PENDING, pending
from bot.core.world import World


class MoreCame(Conflict):
    """Something was promised or given in the case that ends while the two were being joined: taken in first."""

    code = "merge_again"


def check(world: World, gone: Conversation, into: Conversation, agent: str) -> None:
    """Refuses what does not belong together, and what is a colleague's, before anything has happened.

    Raises:
        Invalid: `merge_self`. Conflict: `merge_other_customer`, `already_claimed`.
    """
    if gone.id == into.id:
        raise Invalid("These are the same conversation.", code="merge_self", field="into")
    if not gone.customer or gone.customer != into.customer:
        raise Conflict("These are not known to be one customer's.", code="merge_other_customer")
    _not_a_colleagues(world, gone, agent)


def take_in(world: World, into: Conversation, gone: Conversation, agent: str) -> Change:
    """First step: what the other case knew, promised and gave stands here too. Held by the one who joins them.

    Raises:
        Conflict: by anyone but the holder.
    """
    hold(world, into, agent)
    promises, goodwill = _still_there(gone, into)
    moved = into.but(promises=(*into.promises, *promises), goodwill=(*into.goodwill, *goodwill))
    if gone.id in into.joined:
        return Change(moved if promises or goodwill else into)
    after = moved.but(
        joined=(*into.joined, gone.id),
        brief={**gone.brief, **into.brief},
        corrected=tuple(sorted({*gone.corrected, *into.corrected})),
        facts=(*(one for one in gone.facts if one not in into.facts), *into.facts),
        topic=into.topic or gone.topic,
    )
    event = Event("case.joined", world.actor(agent, into.language), world.now, None, {"from": gone.id})
    return Change(after, (event,))


def let_go(world: World, gone: Conversation, into: Conversation, agent: str) -> Change:
    """Second step: the other case ends here, and its customer is told where it goes on. `into`: as the first step left it.

    Raises:
        Conflict: somebody else has it. MoreCame: it has what the first step did not take in.
    """
    if gone.merged_into == into.id and not gone.open and not pending(gone):
        return Change(gone)
    _not_a_colleagues(world, gone, agent)
    if any(_still_there(gone, into)):
        raise MoreCame("Something was promised here just now. Join them again.")
    notice = world.say("notice_joined", gone, name=world.company.person(agent).name)
    kept = tuple(
        dataclasses.replace(one, status="withdrawn") if one.status in PENDING else one
        for one in gone.promises
    )
    mine = gone.but(handler="agent", agent=agent, status="open")
    ended = resolve(world, mine, agent, None).conversation
    data = {"notice": notice, "into": into.id}
    event = Event("conversation.resolved", world.actor(agent, gone.language), world.now, None, data)
    return Change(ended.but(promises=kept, merged_into=into.id, later=()), (event,))


def _not_a_colleagues(world: World, gone: Conversation, agent: str) -> None:
    if gone.handler == "agent" and gone.agent != agent:
        raise already_claimed(world, gone)


def _still_there(gone: Conversation, into: Conversation) -> tuple[tuple[Promise, ...], tuple[Goodwill, ...]]:
    """What is promised and was given in one case and does not stand in the other: limits count both."""
    ids = {one.id for one in into.promises}
    promises = tuple(one for one in gone.promises if one.status in PENDING and one.id not in ids)
    return promises, tuple(one for one in gone.goodwill if one not in into.goodwill)
