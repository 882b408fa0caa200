"""What the gateway does where the assistant does not answer in time: danger is told by words alone, the rest admitted.

The words are those that the assistant's own model learns from (data/signals/critical.yml). They find less than it does,
and only here are they trusted by themselves: who writes that the wall is on fire does not hear that a search is down.
"""

from __future__ import annotations

from bot.core import care, handoff, turns
from bot.core.conversation import Change, Conversation
from bot.core.empathy.matters import ALARMS, CRITICAL
from bot.core.turns import Reply
from bot.core.world import World


def reply(world: World, text: str) -> Reply | None:
    """What the assistant would have proposed for words that cannot wait; None: they can."""
    _, found = world.matters.find(text)
    signals = [{"name": name, "text": found[name]} for name in CRITICAL if name in found]
    if not signals:
        return None
    alarm = any(one["name"] in ALARMS for one in signals)
    return Reply(
        propose="handoff", reason="critical", urgency="critical", alarm=alarm, signals=tuple(signals)
    )


def honest(world: World, c: Conversation) -> Change:
    """No answer in time: to danger the fixed words and a person at once; else an honest line (bot/core/turns.py)."""
    text = "\n".join(([c.turn.text] if c.turn else []) + list(c.pending))
    proposed = None if c.handler == "agent" or c.urgency == "critical" else reply(world, text)
    if not proposed:
        return turns.honest(world, c)
    c, proposed = care.considered(world, c, text, proposed)
    told = turns.noted(c, proposed).but(told_at=world.now)
    change = turns.bot_says(world, told, proposed.text)
    if proposed.propose != "handoff":
        return change
    return change.then(lambda x: handoff.request(world, x, reason=proposed.reason or "critical"))


def failed(world: World, c: Conversation, given: Reply) -> Reply:
    """Instead of a reply that came to nothing: what its words alone ask for, unless something was said of them already."""
    told = c.turn is None or (c.told_at is not None and c.told_at >= c.turn.first_at)
    if told or not c.turn or c.handler == "agent" or c.urgency == "critical":
        return given
    return reply(world, c.turn.text) or given
