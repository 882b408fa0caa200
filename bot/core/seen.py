"""How far each side has read: the customer, and the person who has the case. A mark only moves forward."""

from __future__ import annotations

from bot.core.case import hold
from bot.core.conversation import Change, Conversation
from bot.core.world import World


def by_customer(c: Conversation, event_id: str) -> Change:
    """The customer has read up to this event."""
    return Change(c.but(read_by_customer=event_id) if _after(event_id, c.read_by_customer) else c)


def by_agent(world: World, c: Conversation, agent: str, event_id: str) -> Change:
    """The holder has read up to this event; what others read is not the customer's business.

    Raises:
        Conflict: by anyone but the holder.
    """
    hold(world, c, agent)
    return Change(c.but(read_by_agent=event_id) if _after(event_id, c.read_by_agent) else c)


def _after(event_id: str, other: str | None) -> bool:
    return not other or _parts(event_id) > _parts(other)


def _parts(event_id: str) -> tuple[int, int]:
    ms, _, n = event_id.partition("-")
    return int(ms), int(n or 0)
