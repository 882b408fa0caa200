"""The bot's side of a conversation: what the customer wrote, turns taken, replies shown or suppressed, honest lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.core import plain
from bot.core.conversation import URGENCIES, Change, Conversation, Turn
from bot.core.event import BOT, Event
from bot.core.message import for_assistant
from bot.core.topics import TOPICS
from bot.core.world import World

KEPT_LINES = 4
YES_HUMAN = "human"


@dataclass(frozen=True)
class Reply:
    """What the assistant gave for a turn (docs/protocol.md). No text and no proposal means that it failed.

    `told`: whether its own answer still stands in the text, which may be a word of ours instead (bot/core/care.py).
    """

    text: str = ""
    miss: bool = False
    propose: str | None = None
    reason: str | None = None
    to: str | None = None
    urgency: str = "normal"
    alarm: bool = False
    frustration: float = 0.0
    signals: tuple[Mapping[str, str], ...] = ()
    choices: tuple[Mapping[str, str], ...] = ()
    brief: Mapping[str, str] = field(default_factory=dict)
    language: str | None = None
    withdraw: bool = False
    topic: str | None = None
    matter: str | None = None
    gist: str | None = None
    told: bool = True
    asks: bool = False
    did: tuple[Mapping[str, Any], ...] = ()

    @property
    def failed(self) -> bool:
        """Nothing to show and nothing to do: an offer is something that a line says."""
        return not (self.text or self.propose == "handoff" or self.withdraw)


def seconds(value: float) -> dt.timedelta:
    """A span of seconds."""
    return dt.timedelta(seconds=value)


def queue_line(world: World, c: Conversation, text: str, payload: str | None = None) -> Conversation:
    """Puts a customer's line before the bot: answered after a quiet moment, never later than `latest_s`.

    `pending_since` is the first line that has neither an answer nor an honest line.
    """
    timing = world.timing
    first = not c.pending
    greeting = plain.only_greets(text) and (first or c.greeting_only)
    told = c.told_at is not None and c.pending_since is not None and c.told_at >= c.pending_since
    since = world.now if first or told else c.pending_since or world.now
    quiet = timing.greeting_s if greeting else timing.quiet_s
    return c.but(
        pending=(*c.pending, for_assistant(text)),
        pending_since=since,
        pending_at=min(world.now + seconds(quiet), since + seconds(timing.latest_s)),
        payload=payload if first else None,
        greeting_only=greeting,
    )


def typing(world: World, c: Conversation) -> Conversation:
    """The customer is typing on: the turn waits, within its limit."""
    if not c.pending or c.turn:
        return c
    limit = (c.pending_since or world.now) + seconds(world.timing.latest_s)
    later = min(world.now + seconds(world.timing.greeting_s), limit)
    return c.but(pending_at=max(later, c.pending_at or later))


def gathering(c: Conversation) -> bool:
    """Whether lines are gathering for the bot's next turn: until `pending_at` another one may join them."""
    return bool(c.pending and c.pending_at) and not c.turn and c.open and c.handler != "agent"


def begun(c: Conversation, lease_s: float) -> Conversation:
    """The record from `pending_at` on: the lines gathered so far *are* the turn, frozen, and nobody need write that down.

    It follows from the record alone, so every process builds the same turn: who stored its last line, who stores what
    comes after, and who takes it over.
    """
    if not gathering(c) or not c.pending_at:
        return c
    turn = Turn(
        id=f"{c.id}.{c.turns + 1}",
        text="\n".join(c.pending),
        first_at=c.pending_since or c.pending_at,
        taken_until=c.pending_at + seconds(lease_s),
        epoch=c.epoch,
        payload=c.payload,
    )
    return _nothing_pending(c).but(turn=turn, turns=c.turns + 1)


def take_over(world: World, c: Conversation) -> Change:
    """A turn whose taker let its lease end, lines and all. Whoever finds that somebody was quicker changes nothing."""
    if c.handler == "agent" or not c.turn or c.turn.taken_until > world.now:
        return Change(c)
    return Change(c.but(turn=replace(c.turn, taken_until=world.now + seconds(world.timing.lease_s))))


def over(world: World, c: Conversation) -> Conversation:
    """The record after its turn; lines that came meanwhile are the next one, from now on at the earliest."""
    return c.but(turn=None, pending_at=max(c.pending_at, world.now) if c.pending_at else None)


def replied(world: World, c: Conversation, turn_id: str, reply: Reply) -> Change:
    """The assistant's answer to a turn: shown, or kept from the customer and recorded as suppressed.

    A turn that is no longer under way was answered by another process: nothing changes.
    """
    if not c.turn or c.turn.id != turn_id:
        return Change(c)
    turn, c = c.turn, over(world, c)
    if reply.failed:
        return failed(world, c.but(turn=turn))
    why = _why_suppressed(c, turn, reply)
    after = noted(c, reply)
    if why == "repeats":
        return say_repeat(world, after, reply.matter)
    if why:
        return Change(after, (_suppressed(world, turn, reply, why),))
    if reply.text:
        return _shown(world, after, turn, reply)
    return Change(after, (_suppressed(world, turn, reply, "no_text"),) if reply.did else ())


def failed(world: World, c: Conversation) -> Change:
    """The assistant did not answer this turn: it is over, with an honest line unless one was said already."""
    turn, c = c.turn, over(world, c)
    if c.handler == "agent" or (turn and c.told_at and c.told_at >= turn.first_at):
        return Change(c)
    return honest(world, c)


def honest(world: World, c: Conversation) -> Change:
    """No answer in time: says so, with the person on offer. In the queue once, then silence until something changes."""
    if c.handler == "agent" or (c.handler == "queue" and c.queue_told):
        return Change(c.but(told_at=world.now))
    told = c.but(told_at=world.now, queue_told=c.handler == "queue")
    if c.handler == "queue":
        return bot_says(world, told, world.say("honest_queue", c, person=world.someone(c)), {"miss": True})
    text = world.say("honest", c, person=world.someone(c))
    return bot_says(
        world, told.but(misses=c.misses + 1, left_open=True), text, {"miss": True, **offer(world, c)}
    )


def files_came(world: World, c: Conversation, names: str) -> Change:
    """A file reached the bot, which cannot look at it and says so; in the queue the person will."""
    if c.handler == "queue":
        return bot_says(world, c, world.say("file_queue", c, names=names, person=world.someone(c)))
    text = world.say("file_bot", c, names=names, person=world.someone(c))
    return bot_says(world, c.but(left_open=True), text, {"miss": True, **offer(world, c)})


def say_repeat(world: World, c: Conversation, matter: str | None) -> Change:
    """The bot would say the same again: it admits that this is all it has, and offers the person."""
    if c.handler == "queue":
        return Change(c)
    text = world.say("repeat", c, person=world.someone(c))
    data = {"miss": True, **offer(world, c)} | ({"matter": matter} if matter else {})
    return bot_says(world, c.but(misses=c.misses + 1, left_open=True), text, data)


def offer(world: World, c: Conversation) -> dict[str, Any]:
    """The data of a line that offers the person, with the one button."""
    label = world.lines.say("yes_person", c.language)
    return {"offers_human": True, "choices": [{"value": YES_HUMAN, "label": label}]}


def bot_says(world: World, c: Conversation, text: str, data: Mapping[str, Any] | None = None) -> Change:
    """A line by the bot. `data` goes with it; what the customer may see of it is the allow-list's business."""
    data = data or {}
    after = c.but(
        bot_lines=(*c.bot_lines, text)[-KEPT_LINES:],
        offering=bool(data.get("offers_human")),
        last_at=world.now,
    )
    return Change(after, (Event("message", BOT, world.now, text, data),))


def _shown(world: World, c: Conversation, turn: Turn, reply: Reply) -> Change:
    data: dict[str, Any] = {"turn_id": turn.id, **_about(reply)}
    if reply.miss:
        data["miss"] = True
    if reply.propose == "offer" and c.handler == "bot":
        data |= offer(world, c)
    if reply.choices:
        shown = [{"value": one["value"], "label": one["label"]} for one in reply.choices]
        data["choices"] = [*shown, *data.get("choices", ())]
        data["payloads"] = {one["value"]: one["payload"] for one in reply.choices if "payload" in one}
    if reply.did:
        data["did"] = [dict(one) for one in reply.did]
    return bot_says(world, c, reply.text, data)


def _why_suppressed(c: Conversation, turn: Turn, reply: Reply) -> str | None:
    """Why a reply is not shown; None: it is."""
    if c.handler == "agent" or c.epoch != turn.epoch:
        return "taken_over"
    told_late = c.told_at is not None and c.told_at >= turn.first_at
    if told_late and (c.pending or c.handler != "bot"):
        return "late"
    if c.handler == "queue" and (reply.miss or reply.propose):
        return "waiting_for_person"
    if reply.text and c.bot_lines and reply.text == c.bot_lines[-1]:
        return "repeats"
    return None


def _suppressed(world: World, turn: Turn, reply: Reply, why: str) -> Event:
    data = {"reason": why, "turn_id": turn.id, "did": [dict(one) for one in reply.did], **_about(reply)}
    return Event("reply.suppressed", BOT, world.now, reply.text or None, data)


def _about(reply: Reply) -> dict[str, str]:
    """What the reply was about and what it came to: for the brief, never for the customer's eyes as such."""
    known = {"matter": reply.matter, "gist": reply.gist if reply.told else None}
    return {key: value for key, value in known.items() if value}


def noted(c: Conversation, reply: Reply) -> Conversation:
    """What the assistant noticed: urgency only rises, reasons and signals gather, what the customer put right stays."""
    new_signals = tuple(dict(one) for one in reply.signals if dict(one) not in c.signals)
    reasons = (reply.reason,) if reply.reason and reply.reason not in c.reasons else ()
    return c.but(
        misses=c.misses + 1 if reply.miss else 0,
        left_open=reply.miss or reply.asks or reply.propose == "offer",
        urgency=max(c.urgency, reply.urgency, key=URGENCIES.index),
        alarm=c.alarm or reply.alarm,
        signals=(*c.signals, *new_signals)[-20:],
        reasons=(*c.reasons, *reasons),
        brief={**c.brief, **{key: value for key, value in reply.brief.items() if key not in c.corrected}},
        topic=reply.topic or TOPICS.get(reply.matter or "") or c.topic,
        language=reply.language or c.language,
        language_fixed=c.language_fixed or reply.language is not None,
    )


def _nothing_pending(c: Conversation) -> Conversation:
    return c.but(pending=(), pending_since=None, pending_at=None, payload=None, greeting_only=False)
