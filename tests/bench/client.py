"""The load's side of the wire, as light as Python goes, so that what is measured is the server."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable, Iterable
from time import perf_counter
from typing import Any, cast
from urllib.parse import urlsplit

from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

Frame = dict[str, Any]
# What a busy disk makes of a store with a limit on its patience: sent again, as the widget does, on the same clock.
AWAY, TRIES = 503, 20


class Wire(asyncio.Protocol):
    """One kept-alive connection, one request at a time."""

    def __init__(self) -> None:
        self._got = bytearray()
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        if self._answer and not self._answer.done():
            self._answer.set_exception(exc or ConnectionResetError())

    @property
    def open(self) -> bool:
        return self._transport is not None

    def ask(self, request: bytes) -> asyncio.Future[tuple[int, bytes]]:
        assert self._transport
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return self._answer

    def data_received(self, data: bytes) -> None:
        self._got += data
        head = self._got.find(b"\r\n\r\n")
        if head < 0:
            return
        lines = bytes(self._got[:head]).lower().split(b"\r\n")
        length = next(int(line[15:]) for line in lines if line.startswith(b"content-length:"))
        if len(self._got) >= head + 4 + length and self._answer and not self._answer.done():
            body = bytes(self._got[head + 4 : head + 4 + length])
            self._got.clear()
            self._answer.set_result((int(lines[0].split(b" ", 2)[1]), body))

    def close(self) -> None:
        if self._transport:
            self._transport.close()


class Http:
    """A server over a pool of kept-alive connections."""

    def __init__(self, base: str) -> None:
        parts = urlsplit(base)
        self.base = base
        self._address = (parts.hostname or "127.0.0.1", parts.port or 80)
        self._idle: deque[Wire] = deque()

    async def call(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[int, Any]:
        """Status and JSON of the answer."""
        raw = b"" if body is None else json.dumps(body).encode()
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self._address[0]}:{self._address[1]}"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        if raw:
            lines += ["Content-Type: application/json", f"Content-Length: {len(raw)}"]
        wire = await self._wire()
        status, text = await wire.ask("\r\n".join([*lines, "", ""]).encode() + raw)
        self._idle.append(wire)
        return status, json.loads(text) if text else None

    async def _wire(self) -> Wire:
        while self._idle:
            wire = self._idle.pop()
            if wire.open:
                return wire
        return (await asyncio.get_running_loop().create_connection(Wire, *self._address))[1]

    async def warm(self, count: int, path: str) -> None:
        """Opens connections ahead of the load."""
        await asyncio.gather(*(self.call("GET", path) for _ in range(count)))

    def close(self) -> None:
        while self._idle:
            self._idle.pop().close()


class Socket(WSListener):  # type: ignore[misc,unused-ignore]
    """A WebSocket. Each text frame goes to `heard` with the instant it came; pings are answered."""

    def __init__(self, heard: Callable[[float, str], None]) -> None:
        self._heard = heard
        self.closed = asyncio.Event()
        self.transport: WSTransport | None = None

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        at = perf_counter()
        if frame.msg_type == WSMsgType.TEXT:
            self._heard(at, frame.get_payload_as_utf8_text())
        elif frame.msg_type == WSMsgType.CLOSE:
            transport.send_close(frame.get_close_code())
            transport.disconnect()

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self.closed.set()

    def send(self, frame: Frame) -> None:
        assert self.transport
        self.transport.send(WSMsgType.TEXT, json.dumps(frame).encode())

    def close(self) -> None:
        if self.transport:
            self.transport.disconnect()


async def socket(
    url: str, hello: Frame, heard: Callable[[float, str], None], headers: Iterable[tuple[str, str]] = ()
) -> Socket:
    """An open socket that has said hello."""
    transport, listener = await ws_connect(
        lambda: Socket(heard),
        url,
        extra_headers=list(headers),
        websocket_handshake_timeout=30,
        read_buffer_init_size=2048,
    )
    assert isinstance(listener, Socket)
    listener.transport = transport
    listener.send(hello)
    return listener


class Expected:
    """Instants at which marked things arrived."""

    def __init__(self) -> None:
        self._waiting: dict[str, asyncio.Future[float]] = {}

    def expect(self, mark: str) -> asyncio.Future[float]:
        self._waiting[mark] = asyncio.get_running_loop().create_future()
        return self._waiting[mark]

    def came(self, mark: str | None, at: float) -> None:
        found = self._waiting.pop(mark or "", None)
        if found and not found.done():
            found.set_result(at)


class Chat:
    """A customer of the gateway: one conversation and its socket."""

    def __init__(self, http: Http, opened: Frame) -> None:
        self.http = http
        self.id: str = opened["id"]
        self.cursor: str = opened["cursor"]
        self._token: str = opened["token"]
        self.headers = {"Authorization": f"Bearer {self._token}"}
        self.path = f"/v1/conversations/{self.id}"

    @classmethod
    async def open(cls, http: Http, language: str = "fi") -> Chat:
        for _ in range(TRIES):
            status, opened = await http.call("POST", "/v1/conversations", {"language": language})
            if status != AWAY:
                break
        assert status == 201, opened
        return cls(http, opened)

    async def write(self, text: str, client_id: str) -> None:
        body = {"client_id": client_id, "text": text}
        for _ in range(TRIES):
            status, answer = await self.http.call("POST", f"{self.path}/messages", body, self.headers)
            if status != AWAY:
                break
            await asyncio.sleep(0.05)
        assert status in (200, 202), answer

    async def ask_human(self) -> None:
        for _ in range(TRIES):
            status, answer = await self.http.call("POST", f"{self.path}/human", {}, self.headers)
            if status != AWAY:
                break
            await asyncio.sleep(0.05)
        assert status == 202, answer

    async def listen(
        self, heard: Callable[[float, str], None], after: str = "0", base: str | None = None
    ) -> Socket:
        url = (base or self.http.base).replace("http", "ws", 1) + f"{self.path}/socket"
        return await socket(url, {"type": "hello", "token": self._token, "after": after}, heard)


class Desk:
    """An agent's browser."""

    def __init__(self, http: Http, id: str) -> None:
        self.http = http
        self.id = id
        self._headers: dict[str, str] = {}
        self._csrf = ""

    @property
    def cookie(self) -> str:
        """The session's secret."""
        return self._headers["Cookie"].partition("=")[2]

    @classmethod
    def signed_in(cls, http: Http, id: str, secret: str, csrf: str) -> Desk:
        """With a session that the store has already: what signing in costs is not measured."""
        desk = cls(http, id)
        desk._csrf, desk._headers = csrf, {"Cookie": f"aina_desk={secret}", "X-CSRF-Token": csrf}
        return desk

    async def sign_in(self, password: str) -> Desk:
        # httpx for the cookie, once
        import httpx

        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.post(
                f"{self.http.base}/v1/desk/login",
                json={"email": f"{self.id}@example.fi", "password": password},
            )
            assert answer.status_code == 200, answer.text
            self._csrf = answer.json()["csrf"]
            cookie = f"aina_desk={client.cookies['aina_desk']}"
        self._headers = {"Cookie": cookie, "X-CSRF-Token": self._csrf}
        await self.call("PUT", "/presence", {"status": "online"})
        return self

    async def call(self, method: str, path: str, body: Any = None) -> Any:
        for _ in range(TRIES):
            status, answer = await self.http.call(method, f"/v1/desk{path}", body, self._headers)
            if status != AWAY:
                break
            await asyncio.sleep(0.05)
        assert status < 300, answer
        return answer

    async def listen(self, heard: Callable[[float, str], None]) -> Socket:
        url = self.http.base.replace("http", "ws", 1) + "/v1/desk/socket"
        headers = [("Cookie", self._headers["Cookie"]), ("Origin", self.http.base)]
        return await socket(url, {"type": "hello", "csrf": self._csrf}, heard, headers)
