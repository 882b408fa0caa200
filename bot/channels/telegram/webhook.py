"""Telegram's calls to us: known by a secret, answered 200 only once what they say is stored."""

from __future__ import annotations

import hashlib
import hmac
import logging
from urllib.parse import urlsplit

from sanic import HTTPResponse, Request
from sanic.response import empty

from bot.channels.telegram.channel import Channel
from bot.channels.telegram.inbox import Inbox
from bot.channels.telegram.parsed import document_of, parsed
from bot.channels.telegram.poller import WANTED
from bot.core.errors import StoreUnavailable
from bot.http import metrics
from bot.http.problem import of_error, problem

log = logging.getLogger("aina.telegram")
PATH = "/telegram/webhook"
HEADER = "x-telegram-bot-api-secret-token"
AT_ONCE = 40


def secret(token: str) -> str:
    """What Telegram sends along: the same in every process, and nothing that tells the token."""
    return hmac.new(token.encode(), b"aina webhook", hashlib.sha256).hexdigest()


def address(setting: str) -> str:
    """Where Telegram is to call: the setting, with our own path where it has none."""
    return setting if urlsplit(setting).path.strip("/") else f"{setting.rstrip('/')}{PATH}"


class Webhook:
    """The route."""

    def __init__(self, channel: Channel, inbox: Inbox) -> None:
        self._channel = channel
        self._inbox = inbox
        self._secret = secret(channel.bot.token)

    async def announce(self) -> None:
        """Tells Telegram where to call.

        Raises:
            TelegramError: it does not take it.
        """
        await self._channel.bot.set_webhook(
            address(self._channel.services.settings.telegram_webhook or ""),
            secret_token=self._secret,
            allowed_updates=WANTED,
            max_connections=AT_ONCE,
        )

    async def call(self, request: Request) -> HTTPResponse:
        """One update. 401: not from Telegram; 503: not stored, so it comes again."""
        given = request.headers.get(HEADER, "").encode("utf-8", "surrogatepass")
        if not hmac.compare_digest(given, self._secret.encode()):
            metrics.FORGED.inc()
            log.warning("telegram.forged", extra={"from": request.client_ip})
            return problem(401, "unauthorised", "This address is for Telegram only.")
        document = document_of(request.body)
        if not document:
            return problem(400, "update_malformed", "This is no update.")
        try:
            if update := parsed(document, self._channel.bot):
                await self._inbox.take(update)
        except StoreUnavailable as error:
            return of_error(error)
        return empty(200)
