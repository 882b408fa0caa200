"""The customer's word that a case is to be erased: it leaves every list first, then everything of it is deleted."""

from __future__ import annotations

from bot.core import promise, promised
from bot.core.conversation import Change, Conversation
from bot.core.event import CUSTOMER, Event
from bot.core.handoff import leave_queue
from bot.core.world import World


def forgotten(world: World, c: Conversation) -> Change:
    """Nobody has it, nothing is promised, no list names it. Whoever has it open at the desk learns why it is gone."""
    change = Change(c)
    for one in c.promises:
        if one.status in promised.PENDING:
            change = change.then(lambda x, pid=one.id: promise.withdrawn(world, x, pid))  # type: ignore[misc]
    told = Event("conversation.resolved", CUSTOMER, world.now, None, {"why": "erased"})
    return change.then(lambda x: Change(_bare(world, x), (told,)))


def _bare(world: World, c: Conversation) -> Conversation:
    return leave_queue(c).but(
        status="resolved", handler="bot", agent=None, epoch=c.epoch + 1, resolved_at=world.now, resolved_by=None,
        helped_by=(), transfer=None, asked=None, turn=None, pending=(), pending_at=None, pending_since=None,
        arriving=(), chat=None, brief={}, facts=(), last_text=None, name=None,
    )  # fmt: skip
