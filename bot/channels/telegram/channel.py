"""What the parts of the channel share: the services, the bot, and small work that nobody waits for."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Mapping
from typing import Any

from telegram.error import TelegramError
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from bot.channels.telegram.pace import Pace
from bot.core.conversation import Conversation
from bot.core.reach import entered
from bot.core.world import World
from bot.service.cases import Verb
from bot.service.services import Services
from bot.store.errands import KNOWN_S, Errand, Errands
from bot.store.feed import send_note
from bot.store.keys import Shard
from bot.store.outbox import Outbox, delivery
from bot.store.stored import Outcome

log = logging.getLogger("aina.telegram")
Bot = ExtBot[Any]
# Tests put one in its place that fails when anything would leave this machine.
REQUEST: type[HTTPXRequest] = HTTPXRequest
ANSWER_S, CONNECT_S, MEDIA_S = 20.0, 5.0, 60.0


def make_bot(services: Services, pace: Pace) -> Bot:
    """The bot, not yet connected. Retries are ours: each conversation waits for itself (sender.py)."""
    settings = services.settings
    base = settings.telegram_api_url

    def request() -> HTTPXRequest:
        return REQUEST(
            read_timeout=ANSWER_S,
            write_timeout=ANSWER_S,
            connect_timeout=CONNECT_S,
            media_write_timeout=MEDIA_S,
        )

    return ExtBot(
        settings.telegram_token or "",
        base_url=base,
        base_file_url=f"{base.removesuffix('/bot')}/file/bot",
        request=request(),
        get_updates_request=request(),
        rate_limiter=pace,
    )


class Channel:
    """One per process."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.pace = Pace()
        self.bot = make_bot(services, self.pace)
        kept_s = services.company.retention_days * 86400
        self.outboxes = {s.number: Outbox(services.redis, s, kept_s) for s in services.due.shards}
        self.errands = Errands(services.redis)
        self._tasks: set[asyncio.Task[None]] = set()

    def outbox(self, shard: Shard) -> Outbox:
        """What a shard's conversations owe their chats."""
        return self.outboxes[shard.number]

    def outbox_of(self, cid: str) -> Outbox:
        """That of a conversation's shard."""
        return self.outbox(self.services.store.shard(cid))

    async def show_desk(self, cid: str) -> None:
        """How far the chat has been told now, to the desks that have the case open."""
        shard = self.services.store.shard(cid)
        frame = {"type": "delivery", "to": "desk", **delivery(await self.outbox(shard).told(cid))}
        await send_note(self.services.redis, shard, cid, frame)

    def world(self) -> World:
        """What decisions look at, as of now."""
        return self.services.roster.world()

    async def do(self, cid: str, chat: str, verb: Verb, client: tuple[str, str] | None = None) -> Outcome:
        """A verb by a customer in a chat, who is reached there from now on."""
        return await self.services.cases.do(cid, lambda world, c: verb(world, entered(c, chat)), client)

    async def owe(
        self,
        id: str,
        chat: str,
        key: str,
        language: str,
        facts: Mapping[str, str] | None = None,
        *,
        use_s: int = 86400,
        known_s: int = KNOWN_S,
        case: str = "",
        leave: bool = False,
    ) -> None:
        """A line that belongs to no conversation: kept now, sent at least once (errands.py).

        Args:
            id: the same one again is the same line, for `known_s`.
            use_s: from then on it is of no use.
            case, leave: see Errand.
        """
        until = self.services.now() + use_s
        await self.errands.add(Errand(id, chat, key, language, until, facts or {}, case, leave), known_s)

    def later(self, call: Coroutine[Any, Any, Any]) -> None:
        """A call that nothing depends on (typing, the answer to a press): tried once, and not waited for."""
        task = asyncio.create_task(_tried(call))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Ends what is still under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


def someone(world: World, c: Conversation) -> str:
    """Who has the case, or would get it."""
    return world.person(c.agent, c.language) if c.agent else world.someone(c)


async def _tried(call: Coroutine[Any, Any, Any]) -> None:
    try:
        await call
    except TelegramError as error:
        log.info("telegram.not_done", extra={"error": type(error).__name__})
