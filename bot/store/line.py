"""One connection that all commands of a process share, each answered in its turn.

redis-py gives every command a connection of its own, with a lock, a health check and two timers around it: 0.3 ms of
the gateway's time, a dozen times a turn. Here a command is a write and a future, and those that come together travel
together, so that one fsync serves them all. Connecting (addresses, TLS, sign-in) and the form of answers stay
redis-py's; so do pipelines and blocking reads, which need connections of their own.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any, cast

import hiredis
from redis.asyncio import Redis
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import ConnectionError, InvalidResponse, TimeoutError

_NOT_YET = object()


class Line(asyncio.Protocol):
    """A connection; answers come in the order of the commands. Once broken it stays so, and says why to all who wait."""

    def __init__(self, connection: AbstractConnection, timeout_s: float) -> None:
        self._connection = connection  # it would close what it opened, were it forgotten
        self._timeout_s = timeout_s
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[tuple[asyncio.Future[Any], float]] = deque()
        self._watch: asyncio.TimerHandle | None = None
        self._reader = hiredis.Reader(
            protocolError=InvalidResponse,
            replyError=connection._parser.parse_error,
            encoding="utf-8",
            notEnoughData=_NOT_YET,
        )
        writer = connection._writer
        assert writer
        self._transport = cast(asyncio.Transport, writer.transport)
        self._transport.set_protocol(self)
        self.broken = self._transport.is_closing()

    def ask(self, args: tuple[Any, ...]) -> asyncio.Future[Any]:
        """Sends a command; the future gets its answer, which may be a ResponseError."""
        future: asyncio.Future[Any] = self._loop.create_future()
        self._waiting.append((future, self._loop.time() + self._timeout_s))
        self._transport.write(hiredis.pack_command(args))
        if self._watch is None:
            self._watch = self._loop.call_later(self._timeout_s, self._look)
        return future

    def data_received(self, data: bytes) -> None:
        """Hands the answers out."""
        self._reader.feed(data)
        while (answer := self._reader.gets()) is not _NOT_YET:
            if isinstance(answer, hiredis.PushNotification):
                continue  # said unasked, so nobody's answer
            future, _ = self._waiting.popleft()
            if not future.done():
                future.set_result(answer)

    def eof_received(self) -> None:
        """The server has gone."""

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody who waits gets an answer any more."""
        self._end(ConnectionError(f"Redis closed the connection ({type(exc).__name__})"))

    def close(self) -> None:
        """Lets the connection go."""
        self._end(ConnectionError("closed"))

    def _look(self) -> None:
        """One timer for all: the first in the line has waited longest."""
        self._watch = None
        if not self._waiting:
            return
        left = self._waiting[0][1] - self._loop.time()
        if left <= 0:
            self._end(TimeoutError("Redis did not answer in time"))
        else:
            self._watch = self._loop.call_later(left, self._look)

    def _end(self, error: Exception) -> None:
        self.broken = True
        if self._watch:
            self._watch.cancel()
            self._watch = None
        waiting, self._waiting = self._waiting, deque()
        for future, _ in waiting:
            if not future.done():
                future.set_exception(error)
        self._transport.abort()


class LineRedis(Redis):
    """redis-py's client, its single commands over one shared line."""

    _line: Line | None = None
    _opening: asyncio.Task[Line] | None = None
    timeout_s: float

    async def execute_command(self, *args: Any, **options: Any) -> Any:
        """One command; its answer in redis-py's form."""
        line = self._line
        if line is None or line.broken:
            line = await self._opened()
        name: str = args[0]
        answer = await line.ask((*name.split(), *args[1:]) if " " in name else args)
        if isinstance(answer, Exception):
            raise answer
        options.pop("keys", None)
        form = self.response_callbacks.get(name)
        return form(answer, **options) if form else answer

    async def aclose(self, close_connection_pool: bool | None = None) -> None:
        """Closes the line and the pool."""
        if self._line:
            self._line.close()
        await super().aclose(close_connection_pool)

    async def _opened(self) -> Line:
        """A new line; those who come while it is being opened wait for the same one."""
        if self._opening is None:
            self._opening = asyncio.create_task(self._open())
            self._opening.add_done_callback(self._was_opened)
        return await asyncio.shield(self._opening)

    def _was_opened(self, task: asyncio.Task[Line]) -> None:
        self._opening = None
        if not task.cancelled() and task.exception() is None:
            self._line = task.result()

    async def _open(self) -> Line:
        connection = self.connection_pool.make_connection()
        await connection.connect()
        return Line(connection, self.timeout_s)
