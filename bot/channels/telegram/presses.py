"""Buttons under the bot's lines. Every press is answered, an old one with who it is now; 64 bytes is all there is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.channels import choices
from bot.channels.telegram import brief, promises
from bot.channels.telegram.channel import Channel, someone
from bot.channels.telegram.commands import ask_human, slip, withdraw
from bot.channels.telegram.forgetting import forget
from bot.channels.telegram.inbound import Heard, Press
from bot.channels.telegram.links import not_mine
from bot.channels.telegram.said import said
from bot.core import reach
from bot.core.conversation import Change, Conversation
from bot.core.errors import Conflict, Invalid
from bot.core.message import digest
from bot.core.said import Said
from bot.core.world import World

LONGEST_ANSWER = 200
Pressed = Callable[[Channel, Heard, str, str], Awaitable[str]]


async def pressed(channel: Channel, heard: Heard, cid: str) -> None:
    """Does what a button means and answers the press."""
    assert isinstance(heard.what, Press)
    kind, _, rest = heard.what.data.partition(":")
    try:
        told = await KINDS.get(kind, _old)(channel, heard, cid, rest)
    except (Invalid, Conflict):
        told = await _old(channel, heard, cid, rest)
    answer(channel, heard.what.query, told)


def unanswered(channel: Channel, heard: Heard) -> None:
    """A press that leads nowhere: the clock on the button ends."""
    if isinstance(heard.what, Press):
        answer(channel, heard.what.query, "")


def answer(channel: Channel, query: str, text: str) -> None:
    """What the customer sees for a moment; Telegram shows a running clock until then."""
    channel.later(channel.bot.answer_callback_query(query, text[:LONGEST_ANSWER] or None))


async def _human(channel: Channel, heard: Heard, cid: str, _rest: str) -> str:
    before = (await channel.services.store.load(cid)).conversation
    c = await ask_human(channel, heard, cid)
    has = before.open and before.handler == "agent"
    return _say(channel, c, "tg_button_has" if has else "tg_button_person")


async def _choice(channel: Channel, heard: Heard, cid: str, rest: str) -> str:
    """`<event>:<number>`: the choice of a line, by its place in it."""
    event_id, _, number = rest.partition(":")
    asked = await channel.services.store.logs.event(cid, event_id)
    offered = (asked or {}).get("data", {}).get("choices", [])
    if not number.isdecimal() or int(number) >= len(offered):
        raise Invalid("That line does not offer this choice.", code="choice_unknown")
    taken = await choices.taken(channel.services, cid, event_id, offered[int(number)]["value"])
    line = Said(
        taken.label, f"t:{heard.update}", taken.value, taken.payload, taken.choice, chat=heard.chat,
        origin={"channel": reach.CHAT, "kind": "button"},
    )  # fmt: skip
    await said(channel, cid, line)
    return taken.label


async def _withdraw(channel: Channel, heard: Heard, cid: str, _rest: str) -> str:
    await withdraw(channel, heard, cid)
    return ""


async def _language(channel: Channel, heard: Heard, cid: str, language: str) -> str:
    if language not in channel.services.company.languages:
        raise Invalid("There is no such language here.", code="language_unknown")

    def chosen(world: World, c: Conversation) -> Change:
        spoken = c.but(language=language, language_fixed=True)
        return reach.slip(world, spoken, world.say("tg_language_set", spoken))

    key = (f"t:{heard.update}", digest(language))
    await channel.do(cid, heard.chat, chosen, key)
    return ""


async def _forget(channel: Channel, heard: Heard, cid: str, yes: str) -> str:
    if yes != "yes":
        await slip(channel, heard, cid, lambda w, c: w.say("tg_forget_kept", c))
        return ""
    await forget(channel, heard, cid)
    return ""


async def _not_mine(channel: Channel, heard: Heard, cid: str, of: str) -> str:
    if of != cid:
        return await _old(channel, heard, cid, of)
    await not_mine(channel, heard, cid)
    return ""


async def _promise(channel: Channel, heard: Heard, cid: str, rest: str) -> str:
    await promises.pressed(channel, heard, cid, rest)
    return ""


async def _brief(channel: Channel, heard: Heard, cid: str, which: str) -> str:
    await brief.pressed(channel, heard, cid, which)
    return ""


async def _old(channel: Channel, _heard: Heard, cid: str, _rest: str) -> str:
    return _say(channel, (await channel.services.store.load(cid)).conversation, "tg_button_old")


def _say(channel: Channel, c: Conversation, key: str) -> str:
    world = channel.world()
    return world.lines.say(key, c.language, person=someone(world, c))


KINDS: dict[str, Pressed] = {
    "h": _human, "c": _choice, "w": _withdraw, "l": _language, "f": _forget, "n": _not_mine,
    "p": _promise, "b": _brief,
}  # fmt: skip
