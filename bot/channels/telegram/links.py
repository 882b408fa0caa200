"""One case, two channels: a code from the web page brings its conversation here, `/web` takes it back."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

from bot.channels.telegram.channel import Channel
from bot.channels.telegram.inbound import Command, Heard
from bot.core import reach
from bot.core.conversation import Change, Conversation
from bot.core.errors import Unknown
from bot.core.event import SYSTEM, Event
from bot.core.message import digest
from bot.core.world import World

log = logging.getLogger("aina.telegram")
TRIES, WINDOW_S = 5, 600
Case = Callable[[Heard], Awaitable[str]]


async def followed(channel: Channel, heard: Heard, case: Case) -> bool:
    """Handles `/start <code>`; False: it is something else. `case`: gives the chat's own conversation."""
    what = heard.what
    if not (isinstance(what, Command) and what.name == "start" and what.argument):
        return False
    services = channel.services
    if await services.desk.count_try(f"code:{heard.chat}", WINDOW_S) > TRIES:
        log.warning("telegram.codes_guessed", extra={"update": heard.update})
        await _answer(channel, heard, await case(heard), "tg_code_wait")
        return True
    link = await services.chat_links.use_as(what.argument, heard.chat)
    if link and await _entered(channel, heard, link["conversation"]):
        await services.desk.forget_tries(f"code:{heard.chat}")
    else:
        await _answer(channel, heard, await case(heard), "tg_code_gone")
    return True


async def _entered(channel: Channel, heard: Heard, cid: str) -> bool:
    """The chat goes on with this conversation; what was said so far is told first. False: it is gone."""
    services = channel.services
    try:
        stored = await services.store.load(cid)
    except Unknown:
        return False
    await services.chats.address(heard.update, cid)
    before, _ = await services.chats.of(heard.chat)
    if before and before != cid:
        await leave(channel, heard.chat, before)
    if stored.conversation.chat != heard.chat:
        await channel.outbox_of(cid).tell(cid, {"at": stored.last, "recap": "1", "part": "", "keyboard": ""})
    await services.chats.enter(heard.chat, cid, stored.conversation.customer)
    await channel.do(cid, heard.chat, lambda w, c: _moved(w, c, heard), (f"t:{heard.update}", digest(cid)))
    return True


def _moved(world: World, c: Conversation, heard: Heard) -> Change:
    event = Event("channel.changed", SYSTEM, world.now, None, {"channel": reach.CHAT})
    # Who goes on here from the page is told here, unless they chose another way.
    here = {"by": reach.CHAT} if c.notify.get("by", "page") == "page" else c.notify
    return Change(c.but(name=c.name or heard.name, notify=here), (event,))


async def not_mine(channel: Channel, heard: Heard, cid: str) -> None:
    """Somebody was sent another one's link: their chat is in that conversation no more."""
    language = (await channel.services.store.load(cid)).conversation.language
    await leave(channel, heard.chat, cid)
    await channel.services.chats.forget(heard.chat)
    await channel.owe(f"{heard.update}", heard.chat, "tg_not_mine_done", language)


async def leave(channel: Channel, chat: str, cid: str) -> None:
    """The chat goes on without this conversation."""
    with suppress(Unknown):
        await channel.services.cases.do(cid, lambda w, c: reach.left(w, c, chat))


async def _answer(channel: Channel, heard: Heard, cid: str, key: str) -> None:
    """An answer to a command, given once."""
    await channel.do(
        cid, heard.chat, lambda w, c: reach.slip(w, c, w.say(key, c)), (f"t:{heard.update}", digest(key))
    )


async def web_address(channel: Channel, c: Conversation) -> str:
    """The page where the conversation goes on, with a code in the part that browsers send to nobody."""
    services = channel.services
    code = await services.web_links.make({"conversation": c.id})
    ours = services.settings.public_url
    demo = f"{ours}/demo/" if ours and services.company.demo else None
    return f"{c.page or demo or services.company.site}#aina={code}"
