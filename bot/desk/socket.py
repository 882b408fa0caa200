"""The desk's socket: every event of the cases I may see, queue and people as they change."""

from __future__ import annotations

import asyncio
import secrets
import time
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from sanic import Request, Websocket
from websockets.exceptions import ConnectionClosed

from bot.core.errors import AinaError, CursorUnknown, NotAllowed, StoreUnavailable, Unauthorised
from bot.core.event import comes_after
from bot.desk import accounts, live, views
from bot.desk.entry import me
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
from bot.store.desk import Session

FORBIDDEN = 4403
PORTS = {"http": 80, "https": 443}
LISTS_EVERY_S = 1.0
SESSION_EVERY_S = 30.0


async def serve(services: Services, sight: live.Sight, request: Request, ws: Websocket) -> None:
    """Serves one desk until it closes."""
    try:
        session = await _known(services, request, await hello_frame(ws))
        with services.hub.follow_desk() as follower:
            desk = DeskSocket(services, sight, request, ws, session[0], follower)
            await desk.run(session[1])
    except (Unauthorised, NotAllowed, TimeoutError, ValueError):
        await ws.close(FORBIDDEN, "sign in at the desk's own page first")
    except CursorUnknown as error:
        await close_with(ws, START_OVER, error)
    except StoreUnavailable as error:
        await close_with(ws, STORE_AWAY, error)
    except ConnectionClosed:
        pass


async def _known(services: Services, request: Request, hello: dict[str, Any]) -> tuple[Session, str | None]:
    if not _ours(services, request):
        raise NotAllowed("This origin is not ours.")
    session = await accounts.of_cookie(services, request)
    if not secrets.compare_digest(str(hello.get("csrf", "")).encode(), session.csrf.encode()):
        raise accounts.CsrfInvalid()
    after = hello.get("after")
    return session, after if isinstance(after, str) else None


def _ours(services: Services, request: Request) -> bool:
    given, public = request.headers.get("origin", ""), services.settings.public_url
    if public:
        return origin_of(given) == origin_of(public)
    return bool(given) and urlsplit(given).netloc == request.headers.get("host")


def origin_of(url: str) -> tuple[str, str, int] | None:
    """Scheme, host and port of an address; None for what is no such address."""
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS[parts.scheme]
    except (ValueError, KeyError):
        return None
    return (parts.scheme, parts.hostname, port) if parts.hostname else None


def _moves(event: dict[str, Any]) -> bool:
    """Whether an event changes who waits or who was offered what."""
    return str(event["type"]).startswith(("handoff.", "conversation."))


class DeskSocket:
    """One live desk."""

    def __init__(
        self,
        services: Services,
        sight: live.Sight,
        request: Request,
        ws: Websocket,
        session: Session,
        follower: Follower,
    ) -> None:
        self._services = services
        self._sight = sight
        self._request = request
        self._ws = ws
        self._agent = session.agent
        self._person = services.company.people[session.agent]
        self._session = session
        self._follower = follower
        self._at: list[str] = []
        self._people: list[dict[str, Any]] = []
        self._queue: dict[str, Any] = {}
        self._listed = 0.0
        self._checked = time.monotonic()
        self._owed = False

    async def run(self, after: str | None) -> None:
        """Welcomes, catches up, and stays.

        Raises:
            Unauthorised: the session has ended meanwhile.
        """
        fresh = after is None
        self._at = live.positions(self._services, await live.now(self._services) if fresh else after)
        agent = me(self._services, self._session)
        first = await self._page()
        await send(self._ws, {"type": "welcome", "agent": agent, "cursor": "_".join(self._at)})
        await self._catch_up(*first)
        await self._lists()
        reader = asyncio.create_task(self._read())
        reader.add_done_callback(lambda _: self._follower.wake())
        try:
            while not reader.done():
                await self._news()
                await self._follower.wait(LISTS_EVERY_S if self._owed else SESSION_EVERY_S)
                if self._follower.overflown:
                    await self._ws.close(TOO_FAR_BEHIND, "too far behind")
                    return
        finally:
            reader.cancel()
            with suppress(asyncio.CancelledError, ConnectionClosed, AinaError):
                await reader

    async def _page(self) -> tuple[list[dict[str, Any]], list[str]]:
        return await live.page(self._services, self._sight, self._person, self._at)

    async def _catch_up(self, shown: list[dict[str, Any]], reached: list[str]) -> None:
        """Until the feeds end: a page may hold nothing that this person may see."""
        while reached != self._at:
            self._at = reached
            if shown:
                await self._give(shown)
            shown, reached = await self._page()

    async def _news(self) -> None:
        if self._follower.caught_up():
            await self._catch_up(*await self._page())
        news = self._follower.take()
        silent = not news and not self._follower.notes
        if silent or time.monotonic() - self._checked >= SESSION_EVERY_S:
            await self._check_session()
        shown = [await self._seen(cid, event) for cid, event in news]
        events = [event for event in shown if event]
        if events:
            await self._give(events)
        # Lines only rarely change what the lists say: for their sake they are looked at once a second at most.
        self._owed = self._owed or bool(news)
        late = time.monotonic() - self._listed >= LISTS_EVERY_S
        if silent or (self._owed and late) or any(_moves(event) for _, event in news):
            await self._lists()
        while self._follower.notes:
            await send(self._ws, self._follower.notes.popleft())

    async def _check_session(self) -> None:
        """Signing out wakes the desks, and so does everyone's coming and going: then, and now and then, we ask."""
        self._checked = time.monotonic()
        with suppress(StoreUnavailable):
            await accounts.of_cookie(self._services, self._request)

    async def _seen(self, cid: str, event: dict[str, Any]) -> dict[str, Any] | None:
        shard = self._services.store.shard(cid).number
        if not comes_after(event["id"], self._at[shard]):
            return None
        self._at[shard] = event["id"]
        visible = await self._sight.visible(self._person, cid, event)
        return {**event, "conversation": cid} if visible else None

    async def _give(self, events: list[dict[str, Any]]) -> None:
        await send(self._ws, {"type": "events", "events": events, "cursor": "_".join(self._at)})

    async def _lists(self) -> None:
        """Queue and people, sent when they differ from what was sent last."""
        self._listed, self._owed = time.monotonic(), False
        store = self._services.store
        waiting = await store.lists.count("queue")
        offered = await store.lists.members(f"offered:{self._agent}", 50)
        offered += await store.lists.members(f"offered:{self._person.team}", 50)
        front = await store.lists.records(await store.lists.waiting(1))
        queue = {"waiting": waiting, "offered": offered, "alarm": any(c.alarm for c in front)}
        if queue != self._queue:
            self._queue = queue
            await send(self._ws, {"type": "queue", **queue})
        world = self._services.roster.world()
        people = [views.member(world, m, self._services.company.languages[0]) for m in world.members.values()]
        if people != self._people:
            self._people = people
            await send(self._ws, {"type": "people", "people": people})

    async def _read(self) -> None:
        while (raw := await self._ws.recv()) is not None:
            frame = frame_of(raw)
            with suppress(AinaError):
                await self._services.presence_heard(self._agent)
                if frame is not None:
                    await self._take(frame)

    async def _take(self, frame: dict[str, Any]) -> None:
        if frame.get("type") == "ping":
            await send(self._ws, {"type": "pong"})
        elif frame.get("type") == "typing":
            await self._services.cases.agent_types(str(frame.get("conversation")), self._agent)
