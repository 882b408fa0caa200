"""HTTP to the assistant, over kept-alive connections and nothing more: httpx takes 2.5 ms of every turn, this 0.3 ms.

A request whose kept-alive connection the server closed before a byte of the answer came is sent once more: a turn may
arrive twice anyway (docs/protocol.md), and a server that closes idle connections is no fault.
"""

from __future__ import annotations

import asyncio
import json
import ssl
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

import httptools

CONNECT_S = 2.0
KEPT = 50


class WireError(Exception):
    """No usable answer: nobody there, too slow, not HTTP, or not JSON."""


class Answer:
    """Status and body."""

    def __init__(self, status: int, body: bytes) -> None:
        self.status = status
        self._body = body

    def json(self) -> Any:
        """The body as JSON.

        Raises:
            WireError: it is something else.
        """
        try:
            return json.loads(self._body)
        except ValueError:
            raise WireError("NotJson") from None


class _Connection(asyncio.Protocol):
    """One request at a time; the parser's callbacks gather the answer."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._answer: asyncio.Future[Answer] | None = None
        self._body = bytearray()
        self.untouched = True

    @property
    def usable(self) -> bool:
        """Open, with nothing under way."""
        return self._transport is not None and not self._transport.is_closing() and self._answer is None

    def ask(self, request: bytes) -> asyncio.Future[Answer]:
        """Sends a request."""
        assert self._transport
        self._answer = asyncio.get_running_loop().create_future()
        self.untouched = True
        self._transport.write(request)
        return self._answer

    def close(self) -> None:
        """Lets it go."""
        if self._transport:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Of asyncio."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Of asyncio."""
        self.untouched = False
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self._give(WireError("NotHttp"))
            self.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Of asyncio."""
        self._transport = None
        self._give(WireError("Closed"))

    def on_body(self, body: bytes) -> None:
        """Of httptools."""
        self._body += body

    def on_message_complete(self) -> None:
        """Of httptools."""
        status, body = self._parser.get_status_code(), bytes(self._body)
        self._body.clear()
        if not self._parser.should_keep_alive():
            self.close()
        self._give(Answer(status, body))

    def _give(self, found: Answer | WireError) -> None:
        answer, self._answer = self._answer, None
        if answer and not answer.done():
            if isinstance(found, Answer):
                answer.set_result(found)
            else:
                answer.set_exception(found)


class Wire:
    """A pool of connections to one server.

    Args:
        url: `http://` or `https://`, with a path to put before all others, if any.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host = parts.hostname or "127.0.0.1"
        self._port = parts.port or (443 if parts.scheme == "https" else 80)
        self._tls = ssl.create_default_context() if parts.scheme == "https" else None
        self._root = parts.path.rstrip("/")
        self._name = parts.netloc.rpartition("@")[2]
        self._idle: list[_Connection] = []

    async def call(self, request: bytes, timeout_s: float = 25.0) -> Answer:
        """One request and its answer.

        Raises:
            WireError: there was none.
        """
        try:
            async with asyncio.timeout(timeout_s):
                return await self._answered(request)
        except (TimeoutError, OSError) as error:
            raise WireError(type(error).__name__) from error

    def close(self) -> None:
        """Lets all connections go."""
        while self._idle:
            self._idle.pop().close()

    async def _answered(self, request: bytes) -> Answer:
        while self._idle:
            kept = self._idle.pop()
            if kept.usable:
                try:
                    return await self._asked(kept, request)
                except WireError:
                    if not kept.untouched:
                        raise
        return await self._asked(await self._connected(), request)

    async def _asked(self, connection: _Connection, request: bytes) -> Answer:
        try:
            answer = await connection.ask(request)
        except BaseException:
            connection.close()
            raise
        if connection.usable and len(self._idle) < KEPT:
            self._idle.append(connection)
        return answer

    async def _connected(self) -> _Connection:
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(CONNECT_S):
            _, connection = await loop.create_connection(_Connection, self._host, self._port, ssl=self._tls)
        return connection

    def request(
        self, method: str, path: str, body: Any = None, params: dict[str, str] | None = None
    ) -> bytes:
        """A request for `call`."""
        raw = b"" if body is None else json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        query = f"?{urlencode(params)}" if params else ""
        head = f"{method} {self._root}{path}{query} HTTP/1.1\r\nHost: {self._name}\r\nAccept: application/json\r\n"
        if body is not None:
            head += f"Content-Type: application/json\r\nContent-Length: {len(raw)}\r\n"
        return head.encode() + b"\r\n" + raw
