"""Files that a chat announced: fetched from Telegram into the product's one attachment store (bot/core/arrivals.py)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Any

from telegram.error import BadRequest, TelegramError

from bot.channels.telegram.channel import Channel
from bot.channels.telegram.inbound import LONGEST_LINE
from bot.core import arrivals
from bot.core.conversation import Arrival, Conversation
from bot.core.errors import AinaError, Conflict
from bot.core.said import Said
from bot.store.files import LARGEST, TooLarge
from bot.store.filetypes import FileRefused

log = logging.getLogger("aina.telegram")
FETCH_S = 30.0


class Lost(Exception):
    """A file will never come. `why`: the key of the line that says so."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Later(Exception):
    """Not now."""


class Fetcher:
    """Serves the `fetch` timers."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    async def fetch(self, cid: str) -> None:
        """Brings what is due of a conversation: a file, or an album whole."""
        services = self._channel.services
        c = (await services.store.load(cid)).conversation
        mine = arrivals.next_together(c, services.roster.clock())
        if mine:
            async with services.due.renewed("fetch", cid):
                await self._bring(c, mine)

    async def _bring(self, c: Conversation, mine: Sequence[Arrival]) -> None:
        ids = [one.id for one in mine]
        files: list[dict[str, Any]] = []
        lost: dict[str, str] = {}
        try:
            for one in mine:
                try:
                    files.append(await self._one(c, one))
                except Lost as error:
                    lost[one.id] = error.why
        except Later:
            return await self._again(c, mine)
        said = self._said(c, mine, files)
        if files:
            kept = [id for id in ids if id not in lost]
            await self._channel.services.cases.do(c.id, lambda w, x: arrivals.came(w, x, kept, said))
            said = replace(said, text="", files=())
        for why in dict.fromkeys(lost.values()):
            await self._lost(c, [one for one in mine if lost.get(one.id) == why], said, why)
        return None

    async def _lost(self, c: Conversation, gone: Sequence[Arrival], said: Said, why: str) -> None:
        ids, shown = [one.id for one in gone], self._label(c, gone, said)
        await self._channel.services.cases.do(c.id, lambda w, x: arrivals.lost(w, x, ids, shown, why))

    async def _again(self, c: Conversation, mine: Sequence[Arrival]) -> None:
        ids, cases = [one.id for one in mine], self._channel.services.cases
        said = self._label(c, mine, self._said(c, mine, ()))
        if max(one.tries for one in mine) + 1 >= arrivals.TRIES:
            await self._lost(c, mine, said, "tg_file_lost")
        else:
            await cases.do(c.id, lambda w, x: arrivals.delayed(w, x, ids, said))

    def _said(self, c: Conversation, mine: Sequence[Arrival], files: Sequence[dict[str, Any]]) -> Said:
        text = "\n".join(one.text for one in mine if one.text)[:LONGEST_LINE]
        return Said(text, mine[0].id, files=tuple(files), chat=c.chat or "", origin=mine[0].origin)

    def _label(self, c: Conversation, mine: Sequence[Arrival], said: Said) -> Said:
        """The same line without its files: what it was stands in brackets where there were no words."""
        names = ", ".join(dict.fromkeys(self._name(c, one) for one in mine))
        return replace(said, text=said.text or f"({names})", unread=names, files=(), stands_for=not said.text)

    def _name(self, c: Conversation, one: Arrival) -> str:
        return one.name or self._channel.world().lines.say(f"tg_{one.kind}", c.language)

    async def _one(self, c: Conversation, one: Arrival) -> dict[str, Any]:
        """The file, kept.

        Raises:
            Lost, Later.
        """
        if (one.origin.get("size") or 0) > LARGEST:
            raise Lost("tg_file_large")
        try:
            content = await self._content(one)
            name = one.name or self._name(c, one)
            meta = await self._channel.services.files.save(c.id, "customer", name, _stream(content))
        except TooLarge:
            raise Lost("tg_file_large") from None
        except (FileRefused, Conflict) as error:
            log.info("telegram.file_refused", extra={"conversation": c.id, "code": error.code})
            raise Lost("tg_file_kind") from None
        except AinaError as error:
            log.warning("telegram.file_later", extra={"conversation": c.id, "code": error.code})
            raise Later from None
        return meta.public()

    async def _content(self, one: Arrival) -> bytes:
        try:
            async with asyncio.timeout(FETCH_S):
                file = await self._channel.bot.get_file(one.file)
                return bytes(await file.download_as_bytearray())
        except BadRequest as error:
            raise Lost("tg_file_large" if "too big" in error.message.lower() else "tg_file_lost") from None
        except (TelegramError, TimeoutError) as error:
            log.warning("telegram.file_later", extra={"error": type(error).__name__})
            raise Later from None


async def _stream(content: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(content), 65_536):
        yield content[start : start + 65_536]
