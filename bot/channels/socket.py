"""The customer's socket: hello, welcome, then everything after the cursor, once and in order.

connected ── hello within 5 s ──▶ catching up ──▶ live ──▶ closed
└── else close 4401                            └── too far behind: close 4408, resume by cursor
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

from sanic import Request, Websocket
from websockets.exceptions import ConnectionClosed

from bot.channels import cursor, customer
from bot.channels.web import page
from bot.core.conversation import Conversation
from bot.core.errors import AinaError, CursorUnknown, StoreUnavailable, Unauthorised, Unknown
from bot.core.event import comes_after, for_customer
from bot.http.frames import (
    START_OVER,
    STORE_AWAY,
    TOO_FAR_BEHIND,
    close_with,
    frame_of,
    hello_frame,
    send,
)
from bot.service.hub import Follower
from bot.service.services import Services

UNAUTHORISED = 4401


async def serve(services: Services, request: Request, ws: Websocket, cid: str) -> None:
    """Serves one socket until it closes."""
    try:
        hello = await hello_frame(ws)
        stored = await customer.with_token(services, cid, str(hello.get("token", "")))
        with services.hub.follow(cid) as follower:
            session = CustomerSocket(services, ws, stored.conversation, follower)
            await session.run(hello.get("after"))
    except (Unauthorised, Unknown, TimeoutError, ValueError):
        await ws.close(UNAUTHORISED, "hello with a fitting token is needed first")
    except CursorUnknown as error:
        await close_with(ws, START_OVER, error)
    except StoreUnavailable as error:
        await close_with(ws, STORE_AWAY, error)
    except ConnectionClosed:
        pass


class CustomerSocket:
    """One live socket. `_sent`: the newest event id given; `_state`: digest of the last state given."""

    def __init__(self, services: Services, ws: Websocket, c: Conversation, follower: Follower) -> None:
        self._services = services
        self._ws = ws
        self._conversation = c
        self._follower = follower
        self._sent = cursor.START
        self._state = ""
        self._told_typing = 0.0

    async def run(self, after: Any) -> None:
        """Welcomes, catches up, and stays."""
        self._sent, _ = cursor.parse(after if isinstance(after, str) else None)
        first = await page(self._services, self._conversation.id, self._sent)
        # Loaded again now that this socket follows: what changed in between is in neither the feed nor the first record.
        self._conversation = (await self._services.store.load(self._conversation.id)).conversation
        state = await self._look()
        self._state = digest = cursor.digest(state)
        await send(self._ws, {"type": "welcome", "state": state, "cursor": cursor.of(self._sent, digest)})
        await self._catch_up(digest, *first)
        reader = asyncio.create_task(self._read())
        try:
            await self._write(reader)
        finally:
            reader.cancel()
            with suppress(asyncio.CancelledError, ConnectionClosed):
                await reader

    async def _write(self, reader: asyncio.Task[None]) -> None:
        reader.add_done_callback(lambda _: self._follower.wake())
        while not reader.done():
            await self._news()
            await self._follower.wait()
            if self._follower.overflown:
                await self._ws.close(TOO_FAR_BEHIND, "too far behind")
                return

    async def _look(self) -> dict[str, Any]:
        state = await self._services.cases.state(self._conversation)
        self._follower.waiting = state["queue"] is not None
        return state

    async def _catch_up(self, digest: str, rows: list[dict[str, Any]], newest: str) -> None:
        while rows:
            await self._give(rows, newest, digest)
            rows, newest = await page(self._services, self._conversation.id, newest)
        self._sent = newest

    async def _news(self) -> None:
        behind = self._follower.caught_up()
        fresh = [event for _, event in self._follower.take() if comes_after(event["id"], self._sent)]
        if behind:
            self._conversation = (await self._services.store.load(self._conversation.id)).conversation
        elif fresh:
            self._conversation = await self._services.cases.at(self._conversation.id, fresh[-1]["id"])
        state = await self._look()
        digest = cursor.digest(state)
        if behind:
            await self._catch_up(digest, *await page(self._services, self._conversation.id, self._sent))
            fresh = [event for event in fresh if comes_after(event["id"], self._sent)]
        if shown := [event for event in map(for_customer, fresh) if event]:
            await self._give(shown, fresh[-1]["id"], digest)
        if fresh:
            self._sent = fresh[-1]["id"]
        if digest != self._state:
            self._state = digest
            await send(self._ws, {"type": "state", "state": state})
        while self._follower.notes:
            await send(self._ws, self._follower.notes.popleft())

    async def _give(self, events: list[dict[str, Any]], newest: str, digest: str) -> None:
        await send(self._ws, {"type": "events", "events": events, "cursor": cursor.of(newest, digest)})
        self._sent = newest

    async def _read(self) -> None:
        while True:
            raw = await self._ws.recv()
            if raw is None:
                return
            if frame := frame_of(raw):
                await self._frame(frame)

    def _may_tell(self) -> bool:
        """Typing is told once in a second at most: each telling is a write."""
        now = asyncio.get_running_loop().time()
        may = now - self._told_typing >= 1.0
        self._told_typing = now if may else self._told_typing
        return may

    async def _frame(self, frame: dict[str, Any]) -> None:
        kind = frame.get("type")
        if kind == "ping":
            await send(self._ws, {"type": "pong"})
        elif kind == "typing" and self._may_tell():
            with suppress(AinaError):
                await self._services.cases.customer_types(self._conversation.id)
