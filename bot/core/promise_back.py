"""A promise that a person takes back: the customer is told why, where they wish to be told. No way round breaking it.

in good time and never moved, or by the customer's wish ──▶ withdrawn
else: shortly before its time, after it, or moved once already ──▶ broken, owned, to the lead
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.core import promise, promise_clock
from bot.core.conversation import Change, Conversation, Promise
from bot.core.errors import Invalid
from bot.core.notify import unseen
from bot.core.promise_limits import may
from bot.core.promised import find
from bot.core.slots import Slot
from bot.core.world import World


def taken_back(
    world: World,
    c: Conversation,
    pid: str,
    agent: str,
    reason: str,
    free: Sequence[Slot] = (),
    *,
    asked: bool = False,
) -> Change:
    """The person does not keep it.

    Args:
        reason: why, in their words, which the customer reads.
        free: times to choose from instead, where it counts as broken.
        asked: the customer wished so.

    Raises:
        Invalid: `reason_missing`. NotAllowed. Conflict: `promise_ended`.
    """
    one = find(c, pid)
    may(world, c, one, agent)
    if not reason:
        raise Invalid("Write why: the customer reads it.", code="reason_missing", field="text")
    if not asked and _lets_down(world, one):
        return promise_clock.broken(world, c, one, free, "promise_taken_back", reason=reason)
    by = world.actor(agent, c.language)
    change = promise.ended(world, c, one, "withdrawn", by, "notice_promise_withdrawn", reason)
    return Change(unseen(change.conversation, "promise", world.now), change.events)


def _lets_down(world: World, one: Promise) -> bool:
    """Whether it is too late to take it back: it was moved once, or the customer would have been told by now."""
    return bool(one.moves) or promise_clock.told_by(world, one) <= world.now
