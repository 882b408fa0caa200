"""The Telegram side of a process: connected, then taking updates in and sending lines out, for as long as it runs.

A token that Telegram refuses stops none of the rest: the log and /readyz say so.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from sanic import HTTPResponse, Request, Sanic
from telegram.error import InvalidToken, TelegramError

from bot.channels.telegram.agents import desk_url
from bot.channels.telegram.channel import Channel
from bot.channels.telegram.commands import menu
from bot.channels.telegram.errands import Errands
from bot.channels.telegram.fetch import Fetcher
from bot.channels.telegram.inbox import Inbox
from bot.channels.telegram.notices import Notices
from bot.channels.telegram.poller import Poller
from bot.channels.telegram.sender import Sender
from bot.channels.telegram.webhook import PATH, Webhook
from bot.core.reach import CHAT
from bot.http.problem import problem
from bot.service.services import Services

log = logging.getLogger("aina.telegram")
PAUSE_S, LONGEST_PAUSE_S = 1.0, 60.0


class Telegram:
    """One per process; nothing happens without TELEGRAM_TOKEN."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._webhook: Webhook | None = None
        self._channel: Channel | None = None

    def mount(self, app: Sanic[Any, Any]) -> None:
        """Adds the webhook's route, where Telegram is to call us."""
        if self._services.settings.telegram_token and self._services.settings.telegram_webhook:
            app.add_route(self._call, PATH, ["POST"], name="telegram_webhook")

    async def run(self) -> None:
        """For ever, or until Telegram refuses the token."""
        settings = self._services.settings
        if not settings.telegram_token:
            return
        self._services.telegram.ok = False
        try:
            await self._connected()
        except* InvalidToken:
            why = "Telegram refuses TELEGRAM_TOKEN; the rest runs without Telegram."
            self._services.telegram.ok, self._services.telegram.why = False, why
            log.error("telegram.refused_token", extra={"why": why})

    async def _connected(self) -> None:
        channel = self._channel = Channel(self._services)
        try:
            await self._persistently(channel.bot.initialize)
            self._services.telegram.username = channel.bot.username
            await self._serve(channel)
        finally:
            self._services.telegram.ok = False
            self._webhook = None
            await channel.close()
            await channel.bot.shutdown()

    async def _serve(self, channel: Channel) -> None:
        inbox = Inbox(channel)
        self._services.worker.serve_also("fetch", Fetcher(channel).fetch)
        notices, shards = Notices(channel), self._services.due.shards
        jobs = [Sender(channel, shard).run for shard in shards]
        jobs.append(Errands(channel).run)
        jobs += [partial(notices.reader.run, shard) for shard in shards]
        if self._services.settings.telegram_webhook:
            self._webhook = Webhook(channel, inbox)
            await self._persistently(self._webhook.announce)
        else:
            jobs.append(Poller(channel, inbox).run)
        await self._persistently(lambda: _introduce(channel))
        self._services.telegram.ok, self._services.telegram.why = True, None
        self._services.ways.add(CHAT, lambda _address: None)
        log.info("telegram.ready", extra={"username": channel.bot.username, "desk": desk_url(channel)})
        async with asyncio.TaskGroup() as group:
            for job in jobs:
                group.create_task(job())

    async def _persistently(self, call: Callable[[], Awaitable[Any]]) -> None:
        """A call that the rest depends on: made until it works.

        Raises:
            InvalidToken.
        """
        pause_s = PAUSE_S
        while True:
            try:
                await call()
                return
            except InvalidToken:
                raise
            except TelegramError as error:
                self._services.telegram.why = "Telegram does not answer."
                log.warning("telegram.away", extra={"error": type(error).__name__, "wait_s": pause_s})
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)

    async def _call(self, request: Request) -> HTTPResponse:
        if not self._webhook:
            return problem(503, "telegram_away", "Telegram is not connected yet.")
        return await self._webhook.call(request)


async def _introduce(channel: Channel) -> None:
    """The menu of commands, in each language; the company's first one for all others."""
    lines, languages = channel.services.lines, channel.services.company.languages
    await channel.bot.set_my_commands(menu(lines, languages[0]))
    for language in languages:
        await channel.bot.set_my_commands(menu(lines, language), language_code=language)
