"""Updates in: addressed to a conversation, then stored there by one atomic step, once. Only then are they answered 200."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any
from weakref import WeakValueDictionary

from telegram import Update

from bot.channels.telegram import agents, brief, commands, crowd, links, presses, unread
from bot.channels.telegram.addresses import Addresses
from bot.channels.telegram.channel import Channel
from bot.channels.telegram.forgetting import was_forgotten
from bot.channels.telegram.inbound import (
    Command,
    Crowd,
    Door,
    Edit,
    File,
    Heard,
    Press,
    Text,
    Thing,
    decode,
    lines,
)
from bot.channels.telegram.said import said
from bot.core import arrivals, reach
from bot.core.blocked import Blocked, refuse
from bot.core.conversation import Arrival, Change, Conversation
from bot.core.errors import Conflict, StoreUnavailable, Unknown
from bot.core.message import digest
from bot.core.said import Said
from bot.core.world import World
from bot.http import metrics
from bot.store.filetypes import clean_name

log = logging.getLogger("aina.telegram")
# Who may not write hears so once an hour, however much they write.
BLOCKED_KNOWN_S = 3600


class Inbox:
    """One per process. Updates of one chat are stored one after another, those of many chats at once."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._addresses = Addresses(channel)
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._kinds: dict[type[Any], Callable[[Heard, str], Awaitable[None]]] = {
            Text: self._text, Thing: self._thing, File: self._file, Edit: self._edit, Door: self._door,
            Press: self._press, Command: self._command,
        }  # fmt: skip

    async def take(self, update: Update) -> None:
        """Stores what an update says; as it came, where our own code trips over it.

        Raises:
            StoreUnavailable: nothing is stored; Telegram gives it again.
        """
        try:
            await self._decoded(update)
        except StoreUnavailable:
            raise
        except Exception:
            log.exception("telegram.update_failed", extra={"update": update.update_id})
            with suppress(Blocked, Unknown):
                await unread.keep(self._channel, update, self._addresses.case)
            if update.callback_query:
                presses.answer(self._channel, update.callback_query.id, "")

    async def _decoded(self, update: Update) -> None:
        heard = decode(update)
        metrics.UPDATES.labels(type(heard.what).__name__.lower() if heard else "other").inc()
        if not heard:
            log.info("telegram.passed_over", extra={"update": update.update_id})
            return
        lock = self._locks.setdefault(heard.chat, asyncio.Lock())
        async with lock:
            await self._heard(heard)

    async def _heard(self, heard: Heard) -> None:
        if isinstance(heard.what, Crowd):
            return await crowd.refuse(self._channel, heard)
        if await agents.heard(self._channel, heard) or await links.followed(
            self._channel, heard, self._addresses.case
        ):
            return None
        if isinstance(heard.what, Door) and not (await self._channel.services.chats.of(heard.chat))[0]:
            return None
        cid = ""
        try:
            cid = await self._addresses.case(heard)
            await self._kinds[type(heard.what)](heard, cid)
        except Unknown:  # erased since: an update given again brings nothing back
            log.info("telegram.case_gone", extra={"update": heard.update})
            await was_forgotten(self._channel, heard, cid, self._addresses.language(heard))
            presses.unanswered(self._channel, heard)
        except Blocked as error:
            facts = {"phone": str(error.extra["phone"])}
            once, language = f"blocked:{heard.chat}", self._addresses.language(heard)
            await self._channel.owe(once, heard.chat, "tg_blocked", language, facts, known_s=BLOCKED_KNOWN_S)
            presses.unanswered(self._channel, heard)
        except Conflict as error:
            log.warning("telegram.conflict", extra={"update": heard.update, "code": error.code})

    async def _text(self, heard: Heard, cid: str) -> None:
        assert isinstance(heard.what, (Text, Command))
        said_lines = lines(heard.what.text)
        if not said_lines:  # nothing but what is hidden
            return await self._thing(dataclasses.replace(heard, what=Thing("other", "")), cid)
        one_line = isinstance(heard.what, Text) and len(said_lines) == 1
        if one_line and await brief.corrected(self._channel, heard, cid, said_lines[0]):
            return None
        for number, line in enumerate(said_lines):
            id = f"t:{heard.update}" + (f":{number}" if number else "")
            await said(self._channel, cid, Said(line, id, chat=heard.chat, origin=heard.origin))
        return None

    async def _thing(self, heard: Heard, cid: str) -> None:
        assert isinstance(heard.what, Thing)
        c = (await self._channel.services.store.load(cid)).conversation
        label = self._channel.world().lines.say(f"tg_{heard.what.kind}", c.language)
        text = heard.what.text or f"({label})"
        origin = {**heard.origin, "kind": heard.what.kind}
        await said(
            self._channel,
            cid,
            Said(text, f"t:{heard.update}", chat=heard.chat, unread=label, stands_for=True, origin=origin),
        )

    async def _file(self, heard: Heard, cid: str) -> None:
        what, now = heard.what, self._channel.services.roster.clock()
        assert isinstance(what, File)
        one = Arrival(
            id=f"t:{heard.update}", file=what.file, kind=what.kind, name=clean_name(what.name) if what.name else "",
            came_at=now, next_at=now, text="\n".join(lines(what.caption)), group=what.group,
            origin={**heard.origin, "kind": what.kind, "size": what.size},
        )  # fmt: skip
        key = (one.id, digest(what.file))

        def announced(world: World, c: Conversation) -> Change:
            refuse(world.now, c, world.company.phone)
            return arrivals.announced(world, c, one)

        await self._channel.do(cid, heard.chat, announced, key)
        if not what.group:
            self._channel.services.worker.begin("fetch", cid)

    async def _edit(self, heard: Heard, cid: str) -> None:
        assert isinstance(heard.what, Edit)
        text = "\n".join(lines(heard.what.text))[: 2 * 4000]
        before = await self._message(cid, heard.what.message_id)
        id, said = (before["id"], before.get("text", "")) if before else (None, "")
        if not text or text == said:
            return
        key = (f"t:{heard.update}", digest(text))

        def edited(world: World, c: Conversation) -> Change:
            refuse(world.now, c, world.company.phone)
            return reach.edited(world, c, id, said, text)

        await self._channel.do(cid, heard.chat, edited, key)

    async def _message(self, cid: str, message_id: int) -> dict[str, Any] | None:
        """The customer's line that a message of the chat became, if it is one of the newest."""
        for event in await self._channel.services.store.logs.newest(cid):
            if event.get("data", {}).get("origin", {}).get("message_id") == message_id:
                return event
        return None

    async def _door(self, heard: Heard, cid: str) -> None:
        assert isinstance(heard.what, Door)
        if heard.what.closed:
            await self._channel.services.cases.do(cid, lambda w, c: reach.unreachable(w, c, "blocked"))
        else:
            await self._channel.services.cases.do(cid, reach.reachable)

    async def _press(self, heard: Heard, cid: str) -> None:
        await presses.pressed(self._channel, heard, cid)

    async def _command(self, heard: Heard, cid: str) -> None:
        if not await commands.given(self._channel, heard, cid):
            await self._text(heard, cid)
