"""Where a customer can be reached: the chat that a case goes on in, and what follows when it is closed to us."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from bot.core import handoff, notify, plain, promise_words, promised
from bot.core.conversation import Change, Conversation, Promise
from bot.core.event import BOT, CUSTOMER, SYSTEM, Event
from bot.core.world import World

CHAT = notify.CHAT


def entered(c: Conversation, chat: str) -> Conversation:
    """The case as it stands once its customer is in this chat: lines go there from now on."""
    return c.but(chat=chat, channel=CHAT, unreachable=None)


def left(world: World, c: Conversation, chat: str) -> Change:
    """The chat went on with another case; whoever has this one can read that."""
    if c.chat != chat:
        return Change(c)
    event = Event("note", SYSTEM, world.now, world.say("tg_note_elsewhere", c), {})
    return Change(c.but(chat=None, channel="web"), (event,))


def slip(
    world: World, c: Conversation, text: str, choices: Sequence[Mapping[str, str]] = (), calendar: str = ""
) -> Change:
    """An answer to a command or a button, in the chat where it was asked: no line of the conversation.

    Args:
        calendar: the promise whose time goes with it as a calendar file.
    """
    data: dict[str, Any] = {"choices": [dict(one) for one in choices]} if choices else {}
    data |= {"calendar": calendar} if calendar else {}
    return Change(c, (Event("slip", BOT, world.now, text, data),))


def edited(world: World, c: Conversation, event_id: str | None, before: str, text: str) -> Change:
    """The customer changed a line. The bot reads the new words if it has not answered yet; an answer stands. A person asked
    for so is asked for.
    """
    data = {"event_id": event_id} if event_id else {}
    pending = tuple(text if one == before else one for one in c.pending)
    shown = Change(
        c.but(pending=pending, last_at=world.now),
        (Event("message.edited", CUSTOMER, world.now, text, data),),
    )
    if c.open and c.handler == "bot" and plain.wants_person(text) and not plain.wants_person(before):
        return shown.then(lambda x: handoff.request(world, x))
    return shown


def unreachable(world: World, c: Conversation, why: str, event_id: str | None = None) -> Change:
    """Nothing gets through to the chat: whoever has the case is told, and promises name another way.

    Args:
        why: `blocked`, `chat_gone` or `deactivated`.
        event_id: what could not be delivered, if anything.
    """
    if c.unreachable:
        return Change(c)
    data: dict[str, Any] = {"channel": CHAT, "reason": why, "retry": False}
    told = Event(
        "delivery.failed", SYSTEM, world.now, None, data | ({"event_id": event_id} if event_id else {})
    )
    change = Change(c.but(unreachable=why), (told,))
    for one in c.promises:
        if one.where == CHAT and one.status in promised.PENDING:
            change = change.then(lambda x, one=one: _another_way(world, x, one))  # type: ignore[misc]
    return change


def refused(world: World, c: Conversation, event_id: str, why: str) -> Change:
    """One line was refused by the channel itself, and the next ones go on."""
    data = {"channel": CHAT, "reason": "refused", "detail": why, "event_id": event_id, "retry": False}
    return Change(c, (Event("delivery.failed", SYSTEM, world.now, None, data),))


def reachable(world: World, c: Conversation) -> Change:
    """The chat is open again: what was not delivered follows."""
    if not c.unreachable:
        return Change(c)
    event = Event("delivery.restored", SYSTEM, world.now, None, {"channel": CHAT})
    return Change(c.but(unreachable=None), (event,))


def _another_way(world: World, c: Conversation, one: Promise) -> Change:
    """By phone where there is a number, else on the web page, where the whole conversation stands."""
    other = dataclasses.replace(one, where="phone" if one.phone else "web")
    kept = c.but(promises=tuple(other if x.id == one.id else x for x in c.promises))
    said = promise_words.event(world, kept, other, "promise.moved", SYSTEM, f"notice_promise_{other.where}")
    return Change(notify.unseen(kept, "promise", world.now), (said,))
