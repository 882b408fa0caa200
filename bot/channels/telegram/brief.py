"""The brief in the chat: read below /status, and put right by a button and the next message (bot/core/correcting.py).

/status ──▶ "correct this" ──▶ a line ──▶ the customer's own words
"""

from __future__ import annotations

from bot.channels.telegram.channel import Channel
from bot.channels.telegram.inbound import Heard
from bot.core import briefing, correcting, reach
from bot.core.blocked import refuse
from bot.core.conversation import Change, Conversation
from bot.core.message import digest
from bot.core.world import World
from bot.service.cases import Verb

KEEP = "keep"


def lines(world: World, c: Conversation) -> list[str]:
    """What was understood, a line for each fact, under a heading; nothing while nothing was told."""
    found = briefing.brief(world, c) or {}
    shown = [f"{_name(world, c, kind)}: {text}" for kind in briefing.KINDS if (text := found.get(kind))]
    return [world.lines.say("tg_brief", c.language), *shown] if shown else []


def button(world: World, c: Conversation) -> list[dict[str, str]]:
    """Below /status, where there is something to put right."""
    label = world.lines.say("tg_brief_correct", c.language)
    return [{"value": "b:", "label": label}] if lines(world, c) else []


async def pressed(channel: Channel, heard: Heard, cid: str, which: str) -> None:
    """`b:` asks which line, `b:<line>` asks for the words, `b:keep` leaves it.

    Raises:
        Conflict: the button is an old one.
    """
    verb = {"": _which, KEEP: _kept}.get(which)
    await _slip(channel, heard, cid, verb or (lambda world, c: _asked(world, c, which)))


async def corrected(channel: Channel, heard: Heard, cid: str, text: str) -> bool:
    """Takes the words as the line that was asked for; False: they are said in the conversation, and nothing is asked any more."""
    c = (await channel.services.store.load(cid)).conversation
    if not c.correcting:
        return False
    kind = correcting.takes(channel.world(), c, text)

    def put_right(world: World, c: Conversation) -> Change:
        refuse(world.now, c, world.company.phone)
        if not kind:
            return Change(c.but(correcting={}))
        change = correcting.corrected(world, c, kind, text)
        return change.then(lambda x: reach.slip(world, x, _thanks(world, x, kind)))

    # The key of a line: given again, the words become none.
    key = (f"c:t:{heard.update}", digest(text)) if kind else None
    await channel.do(cid, heard.chat, put_right, key)
    return kind is not None


def _which(world: World, c: Conversation) -> Change:
    choices = [{"value": f"b:{kind}", "label": _name(world, c, kind)} for kind in briefing.KINDS]
    return reach.slip(world, c, world.say("tg_brief_which", c), choices)


def _asked(world: World, c: Conversation, kind: str) -> Change:
    asked = correcting.begun(world, c, kind)
    keep = {"value": f"b:{KEEP}", "label": world.lines.say("tg_brief_keep", c.language)}
    return reach.slip(world, asked, world.say("tg_brief_ask", c, line=_name(world, c, kind)), [keep])


def _kept(world: World, c: Conversation) -> Change:
    return reach.slip(world, c.but(correcting={}), world.say("tg_brief_kept", c))


def _thanks(world: World, c: Conversation, kind: str) -> str:
    line = f"{_name(world, c, kind)}: {c.brief[kind]}"
    if not c.agent:
        return f"{world.say('tg_brief_corrected_bot', c)}\n{line}"
    return f"{world.say('tg_brief_corrected', c, person=world.person(c.agent, c.language))}\n{line}"


def _name(world: World, c: Conversation, kind: str) -> str:
    return world.lines.say(f"tg_brief_{kind}", c.language)


async def _slip(channel: Channel, heard: Heard, cid: str, verb: Verb) -> None:
    await channel.do(cid, heard.chat, verb, (f"t:{heard.update}", digest("slip")))
