"""An event as a chat shows it. Pure: events in, calls to be made out. What is shown passes the one allow-list first.

HTML with everything escaped: nothing that anybody writes can break it or format it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from bot.core.conversation import Conversation
from bot.core.event import for_customer
from bot.core.lines import join_names
from bot.core.message import parts
from bot.core.reach import CHAT
from bot.core.turns import YES_HUMAN
from bot.core.world import World

LONGEST = 3800  # of 4,096, since a heading goes with it
LONGEST_BUTTON = 40
RECAP_LINES, RECAP_LINE, RECAP_LONGEST = 30, 400, 3400


@dataclass(frozen=True)
class Button:
    """`data`: 64 bytes at most."""

    label: str
    data: str


@dataclass(frozen=True)
class Out:
    """One message of the chat: words, or a file with or without them. `by_bot`: the buttons move to it. `silent`: no
    sound announces it. `calendar`: the promise whose time goes along as a calendar file.
    """

    html: str = ""
    buttons: tuple[Button, ...] = ()
    file: Mapping[str, Any] | None = None
    by_bot: bool = False
    silent: bool = False
    calendar: str = ""


def render(world: World, c: Conversation, event: Mapping[str, Any]) -> list[Out]:
    """What a chat shows of an event; nothing for what it has seen, or is not to see."""
    shown = for_customer(event)
    if not shown or _came_from_here(event):
        return []
    if event["type"] not in ("message", "slip", "announcement", "feedback.asked"):
        notice = shown.get("data", {}).get("notice")
        words = [f"<i>{escape(notice)}</i>"] if notice else []
        if event["type"].startswith("promise.") and shown.get("text"):
            words.append(escape(shown["text"]))  # what was agreed, and how it ended: in writing
        return [Out("\n\n".join(words))] if words else []
    return _line(world, c, shown)


def recap(world: World, c: Conversation, events: Iterable[Mapping[str, Any]]) -> list[Out]:
    """The conversation so far, folded up, for a chat that it goes on in."""
    said = [line for event in events if (line := _said(world, c, event))]
    newest, size = [], 0
    for line in reversed(said[-RECAP_LINES:]):
        size += len(line)
        if size > RECAP_LONGEST:
            break
        newest.append(line)
    key = "tg_recap" if c.agent else "tg_recap_offer"
    opening = escape(
        world.say(key, c, person=world.person(c.agent, c.language) if c.agent else world.someone(c))
    )
    more = [escape(world.say("tg_recap_more", c))] if len(newest) < len(said) else []
    body = "\n".join([*more, *reversed(newest)])
    folded = f"\n<blockquote expandable>{body}</blockquote>" if body else ""
    not_mine = Button(world.lines.say("tg_not_mine", c.language), f"n:{c.id}")
    return [Out(opening + folded, (*person_button(world, c, "0"), not_mine), by_bot=True)]


def person_button(world: World, c: Conversation, event_id: str) -> tuple[Button, ...]:
    """The way to the person, by name, while the bot has the case."""
    if c.handler != "bot":
        return ()
    return (Button(_person_label(world, c), f"h:{event_id}"),)


def _person_label(world: World, c: Conversation) -> str:
    """With roles where they fit: a phone cuts a longer button off."""
    label = world.lines.say("tg_person", c.language, person=world.someone(c))
    if len(label) <= LONGEST_BUTTON:
        return label
    human = world.human(c)
    names = join_names([one["name"] for one in (human, *human["others"])][:3], c.language)
    return world.lines.say("tg_person", c.language, person=names)


def _came_from_here(event: Mapping[str, Any]) -> bool:
    origin = event.get("data", {}).get("origin", {})
    return bool(event["by"]["kind"] == "customer" and origin.get("channel") == CHAT)


def _line(world: World, c: Conversation, shown: Mapping[str, Any]) -> list[Out]:
    text, data = shown.get("text") or "", shown.get("data", {})
    heading, by_bot = _heading(world, c, shown["by"]), shown["by"]["kind"] == "bot"
    buttons = _buttons(world, c, shown) if by_bot else ()
    said = parts(text, LONGEST)
    found = [Out(f"{heading if not n else ''}{escape(part)}") for n, part in enumerate(said)]
    if found and by_bot:
        found[-1] = Out(found[-1].html, buttons, by_bot=True, calendar=data.get("calendar", ""))
    files = [Out(heading.strip() if not said else "", file=one) for one in data.get("files", ())]
    if shown["by"]["kind"] == "customer":
        files = [Out(f"{heading}{escape(one['name'])}") for one in data.get("files", ())]
    return [*found, *files]


def _heading(world: World, c: Conversation, by: Mapping[str, str]) -> str:
    if by["kind"] == "agent":
        return f"<b>{escape(by['name'])}, {escape(by['role'])}</b>\n"
    return f"<i>{escape(world.lines.say('tg_you', c.language))}:</i>\n" if by["kind"] == "customer" else ""


def _buttons(world: World, c: Conversation, shown: Mapping[str, Any]) -> tuple[Button, ...]:
    """A line's choices, and the person under it. A plain yes to the person is that same button."""
    own = shown["type"] == "slip"
    choices = [
        Button(one["label"], one["value"] if own else f"c:{shown['id']}:{number}")
        for number, one in enumerate(shown.get("data", {}).get("choices", ()))
        if one["value"] != YES_HUMAN
    ]
    return (*choices, *person_button(world, c, shown["id"]))


def _said(world: World, c: Conversation, event: Mapping[str, Any]) -> str:
    shown = for_customer(event)
    if not shown or shown["type"] not in ("message", "announcement"):
        return ""
    by = shown["by"]
    names = {"customer": world.lines.say("tg_you", c.language), "bot": world.lines.say("tg_bot", c.language)}
    name = names.get(by["kind"]) or f"{by.get('name', '')}, {by.get('role', '')}"
    files = ", ".join(one["name"] for one in shown.get("data", {}).get("files", ()))
    text = " ".join(part for part in (shown.get("text") or "", f"({files})" if files else "") if part)
    return f"<b>{escape(name)}:</b> {escape(text[:RECAP_LINE])}"
