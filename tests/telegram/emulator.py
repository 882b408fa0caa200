"""The Bot API as far as the product uses it, over real HTTP: what Telegram checks is checked here too.

Why one of our own: telegram-test-api (npm), the one in a registry, cannot serve python-telegram-bot 22 (its answers
lack fields that are required, its dates are in milliseconds, it has no long poll). docs/telegram.md says what this covers.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import re
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote

import httpx
from sanic import HTTPResponse, Request, Sanic
from sanic.response import json as json_response
from sanic.response import raw

from tests.harness import free_port

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
BOT = {"id": 110201543, "is_bot": True, "first_name": "Tuulikello", "username": "tuulikello_bot"}
LONGEST_TEXT, LONGEST_CAPTION, LONGEST_DATA, LARGEST_FILE = 4096, 1024, 64, 20 * 1024 * 1024
TAGS = {"b", "i", "u", "s", "a", "code", "pre", "blockquote", "tg-spoiler"}
_numbers = itertools.count(1)


class BadHtml(ValueError):
    """Telegram: "can't parse entities"."""


class _Reader(HTMLParser):
    """Telegram's HTML: the tags it knows, closed in their order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            raise BadHtml(f'unsupported start tag "{tag}"')
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise BadHtml(f'unmatched end tag "{tag}"')

    def handle_data(self, data: str) -> None:
        self.text += data


def plain(html: str) -> str:
    """What a reader sees of a text.

    Raises:
        BadHtml: as Telegram would.
    """
    if re.search(r"<(?![a-z/])", html) or "<!" in html:
        raise BadHtml("a bare <")
    reader = _Reader()
    reader.feed(html)
    reader.close()
    if reader.open:
        raise BadHtml(f'no end tag for "{reader.open[-1]}"')
    return reader.text


@dataclass
class Fault:
    """What the next calls of a method are answered: a status, or silence. `times`: how often."""

    status: int
    description: str = "fault"
    retry_after: int | None = None
    hang_s: float = 0.0
    times: int = 1
    chat: int | None = None
    done: bool = False  # the call has its effect before the answer is lost


@dataclass
class Message:
    """A message in a chat, as its reader sees it now."""

    id: int
    text: str
    html: str
    buttons: list[dict[str, str]]
    file: tuple[str, bytes] | None = None
    silent: bool = False
    edits: int = 0
    at: float = field(default_factory=time.monotonic)

    def button(self, like: str) -> dict[str, str]:
        return next(one for one in self.buttons if like in one["text"])


@dataclass
class Call:
    method: str
    params: dict[str, Any]


class Emulator:
    """Serves one bot. `chats`: chat to its messages from the bot; `calls`: everything that was asked."""

    def __init__(self) -> None:
        self.port = free_port()
        self.api = f"http://127.0.0.1:{self.port}/bot"
        self.token = TOKEN
        self.chats: dict[int, list[Message]] = {}
        self.calls: list[Call] = []
        self.faults: dict[str, list[Fault]] = {}
        self.files: dict[str, bytes] = {}
        self.claimed_sizes: dict[str, int] = {}
        self.webhook: dict[str, Any] = {}
        self.pending: list[dict[str, Any]] = []
        self.pollers: list[Request] = []
        self.most_pollers = 0
        self.blocked: set[int] = set()
        self._generation = 0
        self._came = asyncio.Event()
        self._update_ids = itertools.count(1000)
        self._message_ids = itertools.count(1)

    # ------------------------------------------------------------------ the Bot API

    def app(self) -> Sanic[Any, Any]:
        app: Sanic[Any, Any] = Sanic(f"telegram-{next(_numbers)}", configure_logging=False)
        app.config.REQUEST_MAX_SIZE = 60_000_000
        app.config.RESPONSE_TIMEOUT = 120
        app.add_route(self._call, "/<bot:str>/<method:str>", ["POST", "GET"])
        app.add_route(self._file, "/file/<bot:str>/<path:path>", ["GET"])
        return app

    async def _call(self, request: Request, bot: str, method: str) -> HTTPResponse:
        if unquote(bot) != f"bot{self.token}":
            return _no(401, "Unauthorized")
        params = _params(request)
        self.calls.append(Call(method, params))
        fault = self._fault(method, params)
        if fault:
            if fault.done:
                getattr(self, f"on_{method}")(params)
            if fault.hang_s:
                await asyncio.sleep(fault.hang_s)
            more = {"parameters": {"retry_after": fault.retry_after}} if fault.retry_after else {}
            return _no(fault.status, fault.description, **more)
        if method == "getUpdates":
            return await self._updates(request, params)
        try:
            answer = getattr(self, f"on_{method}", lambda _: True)(params)
        except Refusal as refusal:
            return _no(refusal.status, refusal.description)
        return json_response({"ok": True, "result": answer})

    def _fault(self, method: str, params: dict[str, Any]) -> Fault | None:
        for fault in self.faults.get(method, []):
            if fault.times > 0 and fault.chat in (None, int(params.get("chat_id", 0) or 0)):
                fault.times -= 1
                return fault
        return None

    async def _updates(self, request: Request, params: dict[str, Any]) -> HTTPResponse:
        """Long polling: an offset confirms what came before it; a second poller ends the first one's wait."""
        if self.webhook.get("url"):
            return _no(409, "Conflict: can't use getUpdates method while webhook is active")
        self._generation += 1
        mine, until = self._generation, time.monotonic() + float(params.get("timeout", 0) or 0)
        # Whoever hung up polls no more, however long it takes until that is noticed here.
        self.pollers = [one for one in self.pollers if one.transport and not one.transport.is_closing()]
        self.pollers.append(request)
        self.most_pollers = max(self.most_pollers, len(self.pollers))
        try:
            offset = int(params.get("offset", 0) or 0)
            self.pending = [one for one in self.pending if one["update_id"] >= offset]
            while not self.pending and time.monotonic() < until:
                self._came.clear()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._came.wait(), 0.2)
                if mine != self._generation:
                    return _no(409, "Conflict: terminated by other getUpdates request")
            return json_response({"ok": True, "result": self.pending[:100]})
        finally:
            self.pollers = [one for one in self.pollers if one is not request]

    async def _file(self, _request: Request, bot: str, path: str) -> HTTPResponse:
        fault = self._fault("file", {})
        if fault:
            await asyncio.sleep(fault.hang_s)
            return _no(fault.status, fault.description)
        return (
            raw(self.files[path.rpartition("/")[2]])
            if unquote(bot) == f"bot{self.token}"
            else _no(401, "Unauthorized")
        )

    def on_getMe(self, _params: dict[str, Any]) -> Any:
        return BOT

    def on_setWebhook(self, params: dict[str, Any]) -> Any:
        self.webhook = params
        return True

    def on_deleteWebhook(self, _params: dict[str, Any]) -> Any:
        self.webhook = {}
        return True

    def on_sendMessage(self, params: dict[str, Any]) -> Any:
        return self._sent(params, params.get("text", ""), LONGEST_TEXT)

    def on_sendPhoto(self, params: dict[str, Any]) -> Any:
        return self._sent(params, params.get("caption", ""), LONGEST_CAPTION, params["photo"])

    def on_sendDocument(self, params: dict[str, Any]) -> Any:
        return self._sent(params, params.get("caption", ""), LONGEST_CAPTION, params["document"])

    def on_editMessageText(self, params: dict[str, Any]) -> Any:
        message = self._message(params)
        html, text = _checked(params, params["text"], LONGEST_TEXT)
        buttons = _buttons(params)
        if (message.html, message.buttons) == (html, buttons):
            raise Refusal(400, "Bad Request: message is not modified")
        message.html, message.text, message.buttons = html, text, buttons
        message.edits += 1
        return self._shown(int(params["chat_id"]), message)

    def on_editMessageReplyMarkup(self, params: dict[str, Any]) -> Any:
        message = self._message(params)
        message.buttons = _buttons(params)
        return self._shown(int(params["chat_id"]), message)

    def on_getFile(self, params: dict[str, Any]) -> Any:
        id = params["file_id"]
        if id not in self.files:
            raise Refusal(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        if len(self.files[id]) > LARGEST_FILE or self.claimed_sizes.get(id, 0) > LARGEST_FILE:
            raise Refusal(400, "Bad Request: file is too big")
        return {
            "file_id": id,
            "file_unique_id": id,
            "file_size": len(self.files[id]),
            "file_path": f"documents/{id}",
        }

    def _sent(self, params: dict[str, Any], text: str, longest: int, file: Any = None) -> Any:
        chat = int(params["chat_id"])
        if chat in self.blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        html, seen = _checked(params, text, longest)
        if not seen and not file:
            raise Refusal(400, "Bad Request: message text is empty")
        silent = params.get("disable_notification") in ("true", True)
        message = Message(next(self._message_ids), seen, html, _buttons(params), file, silent)
        self.chats.setdefault(chat, []).append(message)
        self._came.set()
        return self._shown(chat, message)

    def _message(self, params: dict[str, Any]) -> Message:
        for message in self.chats.get(int(params["chat_id"]), []):
            if message.id == int(params["message_id"]):
                return message
        raise Refusal(400, "Bad Request: message to edit not found")

    def _shown(self, chat: int, message: Message) -> dict[str, Any]:
        return {
            "message_id": message.id,
            "date": int(time.time()),
            "chat": private(chat),
            "from": BOT,
            "text": message.text,
        }

    # ------------------------------------------------------------------ the people

    def fail(self, method: str, fault: Fault) -> None:
        """The next calls of a method go wrong."""
        self.faults.setdefault(method, []).append(fault)

    def count(self, method: str) -> int:
        return sum(call.method == method for call in self.calls)

    def update(self, **what: Any) -> dict[str, Any]:
        """A new update, not yet given to anybody."""
        return {"update_id": next(self._update_ids), **what}

    def message(self, chat: int, **what: Any) -> dict[str, Any]:
        """A message by the person of a private chat, as an update."""
        found: dict[str, Any] = {
            "message_id": next(self._message_ids), "date": int(time.time()), "chat": private(chat),
            "from": person_of(chat),
        }  # fmt: skip
        text = what.get("text", "")
        if text.startswith("/"):
            length = len(text.split()[0])
            found["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        return self.update(message=found | what)

    def press(self, chat: int, message: Message, data: str) -> dict[str, Any]:
        """A press on a button."""
        query = {
            "id": str(next(self._message_ids)),
            "from": person_of(chat),
            "chat_instance": "1",
            "data": data,
        }
        return self.update(callback_query=query | {"message": self._shown(chat, message)})

    def give(self, *updates: dict[str, Any]) -> None:
        """Has updates fetched by whoever polls."""
        self.pending += updates
        self._came.set()

    async def call_webhook(
        self, http: httpx.AsyncClient, url: str, update: Any, secret: str | None = None
    ) -> httpx.Response:
        """One call of the webhook, as Telegram makes it."""
        given = self.webhook.get("secret_token", "") if secret is None else secret
        headers = {"X-Telegram-Bot-Api-Secret-Token": given} if given else {}
        return await http.post(url, json=update, headers=headers)

    def add_file(self, content: bytes) -> dict[str, Any]:
        """A file that a customer has sent, as updates name it."""
        id = f"file{next(self._message_ids)}"
        self.files[id] = content
        return {"file_id": id, "file_unique_id": id, "file_size": len(content)}

    async def called(self, method: str, times: int = 1, within_s: float = 10.0) -> list[Call]:
        """The calls of a method, once there are so many."""
        async with asyncio.timeout(within_s):
            while self.count(method) < times:
                await asyncio.sleep(0.02)
        return [call for call in self.calls if call.method == method]

    def texts(self, chat: int) -> list[str]:
        return [message.text for message in self.chats.get(chat, [])]

    async def until(
        self, chat: int, fits: Callable[[list[Message]], Any], within_s: float = 10.0
    ) -> list[Message]:
        """A chat's messages, as soon as they fit."""
        async with asyncio.timeout(within_s):
            while not fits(self.chats.get(chat, [])):
                await asyncio.sleep(0.02)
        return self.chats.get(chat, [])

    async def shown(self, chat: int, like: str, within_s: float = 10.0) -> Message:
        """The newest message with these words in it, once there is one."""
        found = await self.until(chat, lambda all: any(like in one.text for one in all), within_s)
        return [one for one in found if like in one.text][-1]


class Refusal(Exception):
    """What Telegram answers instead."""

    def __init__(self, status: int, description: str) -> None:
        super().__init__(description)
        self.status, self.description = status, description


def private(chat: int) -> dict[str, Any]:
    return {"id": chat, "type": "private", "first_name": "Liisa"}


def person_of(chat: int, **more: Any) -> dict[str, Any]:
    return {"id": chat, "is_bot": False, "first_name": "Liisa", "language_code": "fi"} | more


def _checked(params: dict[str, Any], text: str, longest: int) -> tuple[str, str]:
    try:
        seen = plain(text) if params.get("parse_mode") == "HTML" else text
    except BadHtml as error:
        raise Refusal(400, f"Bad Request: can't parse entities: {error}") from None
    if len(seen) > longest:
        raise Refusal(400, "Bad Request: message is too long")
    return text, seen


def _buttons(params: dict[str, Any]) -> list[dict[str, str]]:
    rows: Iterable[list[dict[str, str]]] = (params.get("reply_markup") or {}).get("inline_keyboard", [])
    buttons = [button for row in rows for button in row]
    if any(not 0 < len(button["callback_data"].encode()) <= LONGEST_DATA for button in buttons):
        raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")
    return buttons


def _params(request: Request) -> dict[str, Any]:
    found: dict[str, Any] = {key: _value(values[0]) for key, values in request.args.items()}
    for key, values in (request.form or {}).items():
        found[key] = _value(values[0])
    for key, files in (request.files or {}).items():
        found[key] = (files[0].name, files[0].body)
    for key, value in list(found.items()):
        if isinstance(value, str) and value.startswith("attach://"):
            found[key] = found[value.removeprefix("attach://")]
    return found


def _value(text: str) -> Any:
    if text[:1] in ("{", "["):
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text


def _no(status: int, description: str, **more: Any) -> HTTPResponse:
    return json_response({"ok": False, "error_code": status, "description": description, **more}, status)
