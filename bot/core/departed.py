"""Cases of people who have left company.yml: nobody waits for them, and what they held goes to the next."""

from __future__ import annotations

from bot.core.conversation import Conversation
from bot.core.world import World


def without_departed(world: World, c: Conversation) -> Conversation:
    """The record with nobody in it who has left; the very same one where nobody has.

    A case that one of them held waits for the next at the front of the queue.
    """
    staff, teams = world.company.people, world.company.teams
    gone = {who for who in (c.agent, c.wanted, c.only, c.offered, c.named) if who and who not in staff}
    if c.transfer and c.transfer.to not in (*staff, *teams):
        c = c.but(transfer=None, asked=None if c.asked == "transfer" else c.asked)
    if not gone:
        return c
    names = ("wanted", "only", "offered", "named")
    left = c.but(**{name: None for name in names if getattr(c, name) in gone})
    waits = left.but(offer_at=world.now, queue_told=False) if c.handler == "queue" else left
    return _to_the_queue(world, waits) if c.agent in gone else waits


def _to_the_queue(world: World, c: Conversation) -> Conversation:
    return c.but(
        handler="queue", agent=None, epoch=c.epoch + 1, waiting_since=c.last_at or world.now, front=True,
        offer_at=world.now, transfer=None, asked=None, reasons=(*c.reasons, "departed"),
    )  # fmt: skip
