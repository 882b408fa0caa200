"""What is promised as buttons of a chat: which one, and what can be done with it. Pure; the presses: promises.py.

A button's data is `p:<verb>:<promise>:<time>`, 64 bytes at most, so a time is `<epoch seconds>~<person>`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from bot.core import promised, slots
from bot.core.conversation import Conversation, Promise
from bot.core.errors import Invalid
from bot.core.promise_words import SHOWN_TIMES, time_label
from bot.core.slots import Slot
from bot.core.world import World

Choices = list[dict[str, str]]
A_DAY = dt.timedelta(days=1)


def of_status(world: World, c: Conversation) -> Choices:
    """Below `/status`: each promise by its time, those said to be kept within the last day, and a new one."""
    open_ones = [
        {"value": f"p:one:{one.id}", "label": _say(world, c, key, when=world.when(one.due_at, c))}
        for key, ones in (
            ("tg_promise_one", promised.pending(c)),
            ("tg_promise_kept", lately_kept(world, c)),
        )
        for one in ones
    ]
    return [*open_ones, _button(world, c, "add")] if c.open else open_ones


def lately_kept(world: World, c: Conversation) -> list[Promise]:
    """Those said to be kept whose time was within the last day: the customer may know otherwise."""
    return [one for one in c.promises if one.status == "kept" and one.due_at > world.now - A_DAY]


def of_one(world: World, c: Conversation, one: Promise) -> Choices:
    """What the customer can do with a promise: what has passed cannot be moved, and "nobody called" needs it to have,
    or somebody to have said that it is kept.
    """
    ahead = one.due_at > world.now and one.status in promised.PENDING
    verbs = ["move", "cancel", "file"] if ahead else ["not"]
    if ahead and one.status == "tried":
        verbs.append("not")
    return [_button(world, c, verb, one) for verb in verbs]


def of_cancel(world: World, c: Conversation, one: Promise) -> Choices:
    """Asked once more."""
    return [_button(world, c, "yes", one), _button(world, c, "no", one)]


def of_times(world: World, c: Conversation, pid: str, free: Sequence[Slot]) -> Choices:
    """A few real free times, the soonest first: for a promise, or (`pid` empty) for a new one."""
    return [
        {"value": f"p:at:{pid}:{int(at.timestamp())}~{agent}", "label": time_label(world, c, (at, agent))}
        for at, agent in free[:SHOWN_TIMES]
    ]


def slot_of(text: str) -> str:
    """The time of a button as the verbs name it.

    Raises:
        Invalid: `slot_unknown`.
    """
    at, _, agent = text.partition("~")
    try:
        return slots.name_of((dt.datetime.fromtimestamp(int(at), dt.UTC), agent))
    except (ValueError, OverflowError, OSError):  # no number, or one of no time that there is
        raise Invalid("This is none of the times offered.", code="slot_unknown", field="slot") from None


def _button(world: World, c: Conversation, verb: str, one: Promise | None = None) -> dict[str, str]:
    key = f"tg_promise_{verb}" + ("_call" if verb == "not" and one and one.what == "call" else "")
    return {"value": f"p:{verb}:{one.id}" if one else f"p:{verb}", "label": _say(world, c, key)}


def _say(world: World, c: Conversation, key: str, **facts: Any) -> str:
    return world.lines.say(key, c.language, **facts)
