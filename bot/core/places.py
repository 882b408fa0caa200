"""Where a conversation stands in the sorted sets: what falls due, the queue, the desk's lists.

All of it follows from the record alone, so storing the record is storing its timers: none is forgotten or left over.
"""

from __future__ import annotations

import datetime as dt

from bot.core import alerts, notify, practice, practice_colleague, promise_clock, promised, standin
from bot.core.announcement import orders_of
from bot.core.conversation import Conversation
from bot.core.turns import gathering
from bot.core.world import Timing

# Head starts in the queue, seconds: urgency first, then who has waited longest, with ageing (a normal case that has
# waited an hour stands beside a high one that has just come). Critical ones go ahead of everybody.
HOUR = 3600.0
HEAD_START_S = {"normal": 0.0, "high": HOUR, "critical": 24 * 365 * HOUR}
ALARM_S = 24 * 365 * HOUR
FRONT_S = 24 * HOUR
# A promise about to fall due: a quarter of an hour before, its case stands beside a high one that has just come.
PROMISE_S = 1.25 * HOUR


Places = dict[tuple[str, str], float]


def places(c: Conversation, timing: Timing) -> Places:
    """(sorted set, member) to score, for every place the conversation has."""
    found = {("due", f"{kind}:{c.id}"): at.timestamp() for kind, at in due(c, timing).items()}
    score = queue_score(c)
    if score is not None:
        found["queue", c.id] = score
    at = (c.last_at or c.created_at).timestamp()
    if c.practised_by:
        return found | (
            {(f"{practice_colleague.MARK}:{c.practised_by}", c.id): at} if c.open and c.wrote_at else {}
        )
    if c.agent:
        found[f"{'snoozed' if c.snoozed_until else 'held'}:{c.agent}", c.id] = at
    for one in c.asked_of:
        found[f"asked:{one.to}", c.id] = one.asked_at.timestamp()
    if c.offered:
        found[f"offered:{c.offered}", c.id] = at
    if c.transfer and c.transfer.agreed:
        found[f"offered:{c.transfer.to}", c.id] = at
    for made in promised.pending(c):
        found[f"promised:{made.agent}", f"{c.id}~{made.id}"] = made.due_at.timestamp()
        if made.what == "call":
            found[f"calls:{made.agent}", f"{c.id}~{made.id}"] = made.due_at.timestamp()
    if c.chat:
        found["chats", c.id] = at
    if c.handler != "bot" or c.helped_by or c.promises:
        found["cases" if c.open else "resolved", c.id] = at
    if c.open and c.wrote_at:
        since = c.created_at.timestamp()
        found |= {(name, c.id): since for name in ("open", *_about(c))}
    for told in set(c.announced).difference(c.announced_over):
        found[f"announced:{told}", c.id] = c.created_at.timestamp()
    return found


def due(c: Conversation, timing: Timing) -> dict[str, dt.datetime]:
    """Kind of timer to the instant it falls due, such as `turn`, `offer`, `promise`, `later`, `alert`.

    `turn` is when another process may take it over: its taker, who stored the last line, needs no timer.
    """
    if c.practised_by:
        return _practised(c)
    wanted = {
        "turn": _turn(c, timing),
        "honest": _honest(c, timing),
        "offer": c.offer_at if c.open and c.handler == "queue" else None,
        "close": _close(c, timing),
        "alert": alerts.next_at(c, timing.alerts),
        "nudge": standin.nudge_at(c),
        "later": min((one.send_at for one in c.later), default=None),
        "wake": c.snoozed_until,
        "promise": _promise(c, timing),
        "notify": notify.next_at(c),
        "fetch": min((one.next_at for one in c.arriving), default=None),
    }
    return {kind: at for kind, at in wanted.items() if at}


def _practised(c: Conversation) -> dict[str, dt.datetime]:
    """Of a practice case only what its agent sees happen: no clock of ours runs for a customer who is none."""
    later = min((one.send_at for one in c.later), default=None)
    wanted = {"practice": practice.next_at(c), "later": later, "wake": c.snoozed_until}
    return {kind: at for kind, at in wanted.items() if at}


def queue_score(c: Conversation) -> float | None:
    """The place in the queue: epoch seconds of the wait, less the head start; None: not waiting."""
    if not c.open or c.handler != "queue" or not c.waiting_since or c.practised_by:
        return None
    ahead = HEAD_START_S[c.urgency] + (ALARM_S if c.alarm else 0.0) + (FRONT_S if c.front else 0.0)
    since = [
        c.waiting_since.timestamp(),
        *(one.due_at.timestamp() - PROMISE_S for one in promised.pending(c)),
    ]
    return min(since) - ahead


def _about(c: Conversation) -> list[str]:
    """The sets by which an announcement finds whom it concerns."""
    topic = [f"topic:{c.topic}"] if c.topic else []
    return [*topic, *(f"order:{number}" for number in orders_of(c))]


def _turn(c: Conversation, timing: Timing) -> dt.datetime | None:
    if gathering(c) and c.pending_at:
        return c.pending_at + dt.timedelta(seconds=timing.lease_s)
    return c.turn.taken_until if c.turn and c.open and c.handler != "agent" else None


def _honest(c: Conversation, timing: Timing) -> dt.datetime | None:
    """When an honest line is owed: 4.5 s after the first line that has neither an answer nor such a line."""
    if c.handler == "agent" or not c.open:
        return None
    starts = [c.turn.first_at if c.turn else None, c.pending_since]
    owed = [at for at in starts if at and not (c.told_at and c.told_at >= at)]
    return min(owed) + dt.timedelta(seconds=timing.honest_s) if owed else None


def _promise(c: Conversation, timing: Timing) -> dt.datetime | None:
    return min(filter(None, (promise_clock.next_at(one, timing.promise) for one in c.promises)), default=None)


def _close(c: Conversation, timing: Timing) -> dt.datetime | None:
    if not c.open or c.handler != "bot" or not c.wrote_at or not c.last_at or c.turn or c.pending:
        return None
    if promised.pending(c):
        return None
    return c.last_at + dt.timedelta(seconds=timing.silent_close_s)
