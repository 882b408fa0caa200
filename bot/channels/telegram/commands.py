"""What a customer can ask for by command: a person, where the matter stands, the language, their data, the web page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from telegram import BotCommand

from bot.channels.telegram import brief
from bot.channels.telegram.channel import Channel
from bot.channels.telegram.inbound import Command, Heard
from bot.channels.telegram.opening import opening, privacy
from bot.channels.telegram.promise_buttons import of_status
from bot.channels.telegram.standing import standing
from bot.core import handoff, reach, steps
from bot.core.blocked import refuse
from bot.core.conversation import Change, Conversation
from bot.core.lines import Lines
from bot.core.message import digest
from bot.core.world import World
from bot.store.links import CARRIES_S

Given = Callable[[Channel, Heard, str], Awaitable[None]]
# As shown in Telegram's own menu, in this order; the first is the name of the command in each language.
SHOWN = {
    "human": {"fi": "ihminen", "en": "human", "sv": "manniska"},
    "status": {},
    "language": {},
    "web": {},
    "privacy": {},
    "forget": {},
    "help": {},
    "start": {},
}


def menu(lines: Lines, language: str) -> list[BotCommand]:
    """The commands as Telegram shows them in a language."""
    return [
        BotCommand(names.get(language, name), lines.say(f"tg_command_{name}", language))
        for name, names in SHOWN.items()
    ]


async def given(channel: Channel, heard: Heard, cid: str) -> bool:
    """Does what a command asks for; False: there is no such command, so it is words."""
    assert isinstance(heard.what, Command)
    command = COMMANDS.get(heard.what.name)
    if command:
        await command(channel, heard, cid)
    return command is not None


async def ask_human(channel: Channel, heard: Heard, cid: str) -> Conversation:
    """A person is wanted: asked is asked, and never touches the assistant."""

    def wanted(world: World, c: Conversation) -> Change:
        refuse(world.now, c, world.company.phone)
        return steps.human_wanted(world, c, None)

    return (await channel.do(cid, heard.chat, wanted, (f"h:t:{heard.update}", digest("")))).conversation


async def slip(channel: Channel, heard: Heard, cid: str, words: Callable[[World, Conversation], str]) -> None:
    """An answer in the chat, once for each update."""
    key = (f"t:{heard.update}", digest("slip"))
    await channel.do(cid, heard.chat, lambda w, c: reach.slip(w, c, words(w, c)), key)


async def _human(channel: Channel, heard: Heard, cid: str) -> None:
    before = (await channel.services.store.load(cid)).conversation
    await ask_human(channel, heard, cid)
    if before.open and before.handler != "bot":
        await _status(channel, heard, cid)


async def _status(channel: Channel, heard: Heard, cid: str) -> None:
    c = (await channel.services.store.load(cid)).conversation
    position = await channel.services.cases.position(c)

    def told(world: World, c: Conversation) -> Change:
        words = standing(world, c, position, brief.lines(world, c))
        return reach.slip(world, c, words, [*brief.button(world, c), *of_status(world, c)])

    await channel.do(cid, heard.chat, told, (f"t:{heard.update}", digest("slip")))


async def _language(channel: Channel, heard: Heard, cid: str) -> None:
    def ask(world: World, c: Conversation) -> Change:
        names = [(one, world.lines.say("tg_language_name", one)) for one in world.company.languages]
        choices = [{"value": f"l:{one}", "label": name} for one, name in names]
        return reach.slip(world, c, world.say("tg_language_ask", c), choices)

    await channel.do(cid, heard.chat, ask, (f"t:{heard.update}", digest("slip")))


async def _privacy(channel: Channel, heard: Heard, cid: str) -> None:
    await slip(channel, heard, cid, privacy)


async def _forget(channel: Channel, heard: Heard, cid: str) -> None:
    def ask(world: World, c: Conversation) -> Change:
        choices = [{"value": f"f:{one}", "label": world.say(f"tg_forget_{one}", c)} for one in ("yes", "no")]
        return reach.slip(world, c, world.say("tg_forget_ask", c), choices)

    await channel.do(cid, heard.chat, ask, (f"t:{heard.update}", digest("slip")))


async def _start(channel: Channel, heard: Heard, cid: str) -> None:
    await slip(channel, heard, cid, opening)


async def _help(channel: Channel, heard: Heard, cid: str) -> None:
    await slip(channel, heard, cid, lambda w, c: w.say("tg_help", c))


async def _web(channel: Channel, heard: Heard, cid: str) -> None:
    """The address holds a secret, so it goes to the chat alone and into no log."""
    c = (await channel.services.store.load(cid)).conversation
    await channel.owe(f"{heard.update}", heard.chat, "tg_web", c.language, use_s=CARRIES_S, case=cid)


async def withdraw(channel: Channel, heard: Heard, cid: str) -> Conversation:
    """No person is needed after all.

    Raises:
        Conflict: `already_claimed`: a person has it.
    """
    once = (f"w:t:{heard.update}", digest(""))  # a press that comes twice withdraws no later request
    return (await channel.do(cid, heard.chat, handoff.withdraw, once)).conversation


COMMANDS: dict[str, Given] = {
    **dict.fromkeys(("human", "ihminen", "manniska"), _human),
    "start": _start, "status": _status, "language": _language, "privacy": _privacy, "forget": _forget, "help": _help,
    "web": _web,
}  # fmt: skip
