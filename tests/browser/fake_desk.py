"""A small desk server that speaks the contract over real HTTP and WebSocket, for the tests of the desk's page.

It runs in a thread of its own, so that a test can act as customer, colleague and broken network:
`say`, `claim_as`, `cut`, `down`, `refuse_sockets`. One feed, many sockets; a cursor is `f<number>`.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import json
import socket as sockets
import threading
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sanic import HTTPResponse, Request, Sanic, Websocket
from sanic.response import file
from sanic.response import json as answer

from tests.browser.fake_casework import CANNED, VERBS, add_casework
from tests.browser.fake_rooms import CODE, add_rooms

Json = dict[str, Any]

PAGE = Path(__file__).parents[2] / "bot" / "web" / "desk"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
PASSWORD = "tuuli-ja-kello"
PEOPLE: list[Json] = [
    {
        "id": "aino", "email": "aino@example.fi", "name": "Aino", "surname": "Virtanen", "role": "laskutus", "team": "laskutus",
        "roles": ["agent", "lead"], "languages": ["fi", "en"], "status": "offline", "load": 0, "capacity": 4, "topics": ["invoice", "payment"],
    },
    {
        "id": "mikko", "email": "mikko@example.fi", "name": "Mikko", "surname": "Laine", "role": "toimitukset", "team": "toimitukset",
        "roles": ["agent"], "languages": ["fi", "en"], "status": "online", "load": 1, "capacity": 4, "topics": ["order", "delivery"],
    },
    {
        "id": "sanna", "email": "sanna@example.fi", "name": "Sanna", "surname": "Lindholm", "role": "tekninen tuki", "team": "tekninen",
        "roles": ["agent"], "languages": ["fi", "sv", "en"], "status": "away", "load": 2, "capacity": 4, "topics": ["account", "warranty"],
    },
]  # fmt: skip
TEAMS: list[Json] = [
    {"id": "laskutus", "name": "laskutus"},
    {"id": "toimitukset", "name": "toimitukset"},
    {"id": "tekninen", "name": "tekninen tuki"},
]
RANK = {"critical": 0, "high": 1, "normal": 2}


def stamp(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Refused(Exception):
    """A problem+json answer."""

    def __init__(self, status: int, code: str, detail: str, **more: Any) -> None:
        super().__init__(code)
        self.status = status
        self.body = {"status": status, "code": code, "title": detail, **more}


@dataclass
class FakeCase:
    """One conversation as the fake keeps it."""

    id: str
    name: str | None
    language: str = "fi"
    channel: str = "web"
    urgency: str = "normal"
    alarm: bool = False
    handler: str = "queue"
    status: str = "open"
    agent: str | None = None
    offered: str | None = None
    waiting_since: str | None = None
    reasons: list[str] = field(default_factory=lambda: ["asked"])
    signals: list[Json] = field(default_factory=list)
    brief: Json | None = None
    promises: list[Json] = field(default_factory=list)
    events: list[Json] = field(default_factory=list)
    seen: dict[str, tuple[str, str]] = field(default_factory=dict)
    transfers: int = 0
    later: list[Json] = field(default_factory=list)
    goodwill: list[Json] = field(default_factory=list)
    asked_of: list[Json] = field(default_factory=list)
    joined: list[str] = field(default_factory=list)
    seen_by: dict[str, str] = field(default_factory=dict)
    snoozed_until: str | None = None
    merged_into: str | None = None
    blocked_until: str | None = None
    acked_by: list[str] = field(default_factory=list)
    alert_step: int = 0
    promise_due_at: str | None = None
    topic: str | None = None
    suggests: str | None = None
    order: Json | None = None
    about: str | None = None


class FakeDesk:
    """The server, and the hands of a test on it. Every method that changes something may be called from any thread."""

    def __init__(self) -> None:
        self.cases: dict[str, FakeCase] = {}
        self.feed: list[Json] = []
        self.posts: list[
            Json
        ] = []  # every POST that reached the server, in order, also those answered with an error
        self.typed: list[str] = []
        self.hellos: list[Json] = []
        self.presence: dict[str, str] = {one["id"]: one["status"] for one in PEOPLE}
        self.signed_in: dict[str, str] = {}
        self.is_down = False
        self.no_sockets = False
        self.orders_down = False
        self.has_oidc = False
        self.upload_s = 0.0
        self.files: Json = {}
        self.announced: list[Json] = []
        self.changed: dict[str, Json] = {}
        self.invited: dict[str, Json] = {}
        self.second_step: set[str] = set()
        self.outside: dict[str, Json] = {}
        self.canned: list[Json] = [dict(one) for one in CANNED]
        self._ids = itertools.count(1)
        self._wakes: set[asyncio.Event] = set()
        self._open: set[Websocket] = set()
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self.port = _free_port()
        self._thread = threading.Thread(target=self._run, name="fake-desk", daemon=True)

    # --- life

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> FakeDesk:
        self._thread.start()
        if not self._ready.wait(10):
            raise RuntimeError("the fake desk did not start")
        return self

    def stop(self) -> None:
        self._do(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._loop.run_forever()

    async def _serve(self) -> None:
        self._app = make_app(self)
        server = await self._app.create_server("127.0.0.1", self.port, return_asyncio_server=True)
        assert server
        await server.startup()
        await server.start_serving()
        self._server = server
        self._ready.set()

    async def _close(self) -> None:
        self._server.close()
        for connection in list(self._server.connections):
            connection.close()
        await asyncio.sleep(0.05)
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
        await asyncio.sleep(0)
        Sanic._app_registry.pop(self._app.name, None)

    def _do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    def _now(self, act: Any) -> Any:
        async def run() -> Any:
            return act()

        return self._do(run())

    # --- what a test does

    def add(
        self, id: str, name: str | None = None, *, waited_s: float = 0, said: str = "", **more: Any
    ) -> FakeCase:
        """A new conversation that waits for a person."""
        since = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=waited_s)

        def act() -> FakeCase:
            case = FakeCase(id=id, name=name, waiting_since=stamp(since), **more)
            self.cases[id] = case
            if said:
                self.record(case, "message", {"kind": "customer"}, said, at=since)
            self.record(
                case, "handoff.requested", {"kind": "customer"}, None, {"reasons": case.reasons}, at=since
            )
            return case

        made: FakeCase = self._now(act)
        return made

    def say(self, id: str, text: str, kind: str = "customer", **data: Any) -> str:
        """The customer (or the bot, or the system) writes."""
        event: Json = self._now(lambda: self.record(self.cases[id], "message", {"kind": kind}, text, data))
        return str(event["id"])

    def happen(self, id: str, type: str, by: Json, text: str | None = None, **data: Any) -> None:
        self._now(lambda: self.record(self.cases[id], type, by, text, data))

    def claim_as(self, id: str, agent: str) -> None:
        """A colleague is quicker."""
        self._now(lambda: self.claim(self.cases[id], agent))

    def offer_to(self, id: str, agent: str) -> None:
        def act() -> None:
            self.cases[id].offered = agent
            self.record(self.cases[id], "handoff.offered", {"kind": "system"}, None, {"to": agent})

        self._now(act)

    def customer_types(self, id: str) -> None:
        self._do(self._tell({"type": "typing", "conversation": id}))

    def alert(self, id: str, to: list[str], route: str = "desk") -> None:
        """Nobody has taken it: it sounds again."""

        def act() -> None:
            case = self.cases[id]
            case.alert_step += 1
            case.acked_by.clear()
            data = {"route": route, "to": to, "step": case.alert_step, "alarm": case.alarm}
            self.record(case, "alert.raised", {"kind": "system"}, None, data)

        self._now(act)

    def customer_sees(self, id: str) -> None:
        """The customer has read everything so far."""
        last = self.cases[id].events[-1]["id"]
        self.cases[id].seen_by["customer"] = last
        self._do(self._tell({"type": "seen", "conversation": id, "event_id": last}))

    def cut(self) -> None:
        """Every socket breaks, as when a gateway process dies."""
        self._do(self._cut())

    def down(self, yes: bool) -> None:
        """Nothing answers: requests break off without an answer, sockets too."""
        self.is_down = yes
        if yes:
            self.cut()

    # --- what the server does

    def record(
        self,
        case: FakeCase,
        type: str,
        by: Json,
        text: str | None,
        data: Json | None = None,
        at: dt.datetime | None = None,
    ) -> Json:
        event: Json = {"id": f"{case.id}-{next(self._ids)}", "type": type, "by": by}
        event["at"] = stamp(at or dt.datetime.now(dt.UTC))
        if text is not None:
            event["text"] = text
        if data:
            event["data"] = data
        case.events.append(event)
        self.feed.append({**event, "conversation": case.id})
        for wake in self._wakes:
            wake.set()
        return event

    def actor(self, agent: str) -> Json:
        who = person(agent)
        return {"kind": "agent", "id": agent, "name": who["name"], "role": who["role"]}

    def claim(self, case: FakeCase, agent: str) -> None:
        if case.handler == "agent" and case.agent == agent:
            return
        if case.handler != "queue" and case.offered not in (agent, person(agent)["team"]):
            raise self.taken(case)
        case.handler, case.agent, case.offered, case.waiting_since = "agent", agent, None, None
        notice = f"{person(agent)['name']}, {person(agent)['role']}, jatkaa tästä."
        self.record(case, "handoff.claimed", self.actor(agent), None, {"notice": notice})

    def taken(self, case: FakeCase) -> Refused:
        if not case.agent:
            return Refused(409, "not_waiting", "Nobody has asked for a person in this conversation.")
        who = self.human(case)
        return Refused(
            409, "already_claimed", f"{who['name']}, {who['role']}, has this conversation.", holder=who
        )

    def human(self, case: FakeCase) -> Json:
        who = person(case.agent or case.offered or "aino")
        return {"id": who["id"], "name": who["name"], "role": who["role"], "available": True, "others": []}

    def state(self, case: FakeCase) -> Json:
        return {
            "status": case.status, "handler": case.handler, "language": case.language, "human": self.human(case),
            "promises": case.promises, "brief": case.brief, "notify": {"by": "page"},
        }  # fmt: skip

    def row(self, case: FakeCase) -> Json:
        said = [one for one in case.events if one["type"] == "message"]
        return {
            "id": case.id, "name": case.name, "channel": case.channel, "language": case.language, "urgency": case.urgency,
            "alarm": case.alarm, "waiting_since": case.waiting_since, "reasons": case.reasons, "handler": case.handler,
            "status": case.status, "human": self.human(case) if case.agent else None, "offered_to": case.offered,
            "acked_by": [brief(one) for one in case.acked_by], "alert_step": case.alert_step, "topic": case.topic,
            "promise_due_at": case.promise_due_at,
            "last_by": said[-1]["by"]["kind"] if said else None, "snoozed_until": case.snoozed_until,
            "last_text": said[-1].get("text") if said else None, "last_at": case.events[-1]["at"],
        }  # fmt: skip

    def view(self, which: str, agent: str) -> list[Json]:
        team = person(agent)["team"]
        kept: dict[str, Callable[[FakeCase], bool]] = {
            "mine": lambda c: (
                c.status == "open" and c.handler == "agent" and c.agent == agent and not c.snoozed_until
            ),
            "snoozed": lambda c: c.status == "open" and c.agent == agent and bool(c.snoozed_until),
            "asked": lambda c: any(one["to"] == agent for one in c.asked_of),
            "offered": lambda c: c.status == "open" and c.offered in (agent, team),
            "waiting": lambda c: c.status == "open" and c.handler == "queue",
            "team": lambda c: c.status == "open" and c.handler != "bot",
            "resolved": lambda c: c.status == "resolved",
            "practice": lambda c: False,
        }
        found = [case for case in self.cases.values() if kept[which](case)]
        order = sorted(found, key=lambda c: (not c.alarm, RANK[c.urgency], c.waiting_since or ""))
        return [self.row(case) for case in order]

    def queue_frame(self, agent: str) -> Json:
        waits = self.view("waiting", agent)
        offered = [row["id"] for row in self.view("offered", agent)]
        return {
            "type": "queue",
            "waiting": len(waits),
            "offered": offered,
            "alarm": any(row["alarm"] for row in waits),
        }

    async def follow(self, socket: Websocket, agent: str, after: int) -> None:
        wake = asyncio.Event()
        self._wakes.add(wake)
        shown: Json = {}
        try:
            while True:
                wake.clear()
                if fresh := self.feed[after:]:
                    after += len(fresh)
                    await socket.send(json.dumps({"type": "events", "events": fresh, "cursor": f"f{after}"}))
                if (frame := self.queue_frame(agent)) != shown:
                    shown = frame
                    await socket.send(json.dumps(frame))
                await wake.wait()
        finally:
            self._wakes.discard(wake)

    async def wait_for_news(self, wait_s: float) -> None:
        wake = asyncio.Event()
        self._wakes.add(wake)
        try:
            await asyncio.wait_for(wake.wait(), wait_s)
        except TimeoutError:
            pass
        finally:
            self._wakes.discard(wake)

    async def _tell(self, frame: Json) -> None:
        for one in list(self._open):
            await one.send(json.dumps(frame))

    async def _cut(self) -> None:
        for one in list(self._open):
            hang_up(one.io_proto)


def hang_up(protocol: Any) -> None:
    """The connection breaks, without a word."""
    if protocol and protocol.transport:
        protocol.transport.abort()


def person(agent: str) -> Json:
    return next(one for one in PEOPLE if agent in (one["id"], one["email"]))


def brief(agent: str) -> Json:
    return {"id": agent, "name": person(agent)["name"]}


def cursor(desk: FakeDesk, text: str | None) -> int:
    at = int(text.removeprefix("f")) if text and text != "0" else 0
    if at > len(desk.feed):
        raise Refused(400, "cursor_unknown", "This cursor is not known here.")
    return at


def agent_of(desk: FakeDesk, request: Request) -> str:
    agent = desk.signed_in.get(request.cookies.get("desk") or "")
    if not agent:
        raise Refused(401, "unauthorised", "The session is missing or has ended.")
    if request.method != "GET" and request.headers.get("x-csrf-token") != f"csrf-{agent}":
        raise Refused(403, "csrf", "The CSRF token is missing or foreign.")
    return agent


def who(desk: FakeDesk, agent: str) -> Json:
    public = {**person(agent), "status": desk.presence[agent]}
    return {"csrf": f"csrf-{agent}", "agent": public, "cursor": f"f{len(desk.feed)}"}


def make_app(desk: FakeDesk) -> Sanic[Any, Any]:
    """The routes of the contract that the page uses."""
    app: Sanic[Any, Any] = Sanic(f"fake-desk-{desk.port}", configure_logging=False)
    app.config.RESPONSE_TIMEOUT = 40
    app.config.TOUCHUP = False  # it rewrites Sanic's own methods, once a process

    @app.exception(Refused)
    async def refused(_: Request, why: Refused) -> HTTPResponse:
        return answer(why.body, status=why.status, content_type="application/problem+json")

    @app.middleware("request")
    async def broken(request: Request) -> None:
        if desk.is_down:
            hang_up(request.protocol)
            await asyncio.sleep(30)

    @app.get("/desk/<path:path>")
    async def part(_: Request, path: str) -> HTTPResponse:
        at = PAGE / (path or "index.html")
        return await file(at / "index.html" if at.is_dir() else at, headers={"content-security-policy": CSP})

    @app.post("/v1/desk/login")
    async def login(request: Request) -> HTTPResponse:
        given = request.json
        if given["password"] != PASSWORD or given["email"] not in [one["email"] for one in PEOPLE]:
            raise Refused(401, "unauthorised", "E-mail and password do not match.")
        agent = person(given["email"])["id"]
        if agent in desk.second_step and given.get("code") != CODE:
            raise Refused(401, "totp_wrong" if given.get("code") else "totp_needed", "Give the code too.")
        secret = f"secret-{agent}-{next(desk._ids)}"
        desk.signed_in[secret] = agent
        said = answer(who(desk, agent))
        said.add_cookie("desk", secret, httponly=True, samesite="Strict", secure=False)
        return said

    @app.get("/v1/desk/ways")
    async def ways(_: Request) -> HTTPResponse:
        return answer({"password": True, "oidc": desk.has_oidc})

    @app.post("/v1/desk/logout")
    async def logout(request: Request) -> HTTPResponse:
        agent_of(desk, request)
        desk.signed_in.pop(request.cookies.get("desk") or "", None)
        return answer({})

    @app.get("/v1/desk/me")
    async def me(request: Request) -> HTTPResponse:
        return answer(who(desk, agent_of(desk, request)))

    @app.put("/v1/desk/presence")
    async def presence(request: Request) -> HTTPResponse:
        agent = agent_of(desk, request)
        desk.presence[agent] = request.json["status"]
        await desk._tell({"type": "people", "people": [{**person(agent), "status": desk.presence[agent]}]})
        return answer({"status": desk.presence[agent]})

    @app.get("/v1/desk/people")
    async def people(request: Request) -> HTTPResponse:
        agent_of(desk, request)
        return answer(
            {"people": [{**one, "status": desk.presence[one["id"]]} for one in PEOPLE], "teams": TEAMS}
        )

    @app.get("/v1/desk/queue")
    async def queue(request: Request) -> HTTPResponse:
        return answer({"conversations": desk.view("waiting", agent_of(desk, request))})

    @app.get("/v1/desk/conversations")
    async def conversations(request: Request) -> HTTPResponse:
        return answer(
            {"conversations": desk.view(request.args.get("view"), agent_of(desk, request)), "next": None}
        )

    @app.get("/v1/desk/conversations/<id:str>")
    async def conversation(request: Request, id: str) -> HTTPResponse:
        agent_of(desk, request)
        case = desk.cases.get(id)
        if not case:
            raise Refused(404, "not_found", "There is no such conversation.")
        return answer(
            {
                **desk.row(case),
                "cursor": f"f{len(desk.feed)}",
                "state": desk.state(case),
                "events": case.events,
                "brief": case.brief,
                "reasons": case.reasons,
                "signals": case.signals,
                "customer": {"name": case.name},
                "brief_lines": [{"kind": kind, "text": text} for kind, text in (case.brief or {}).items()],
                "seen": case.seen_by,
                "later": case.later,
                "goodwill": case.goodwill,
                "asked_of": [{"to": brief(one["to"]), "by": brief(one["by"])} for one in case.asked_of],
                "joined": case.joined,
                "merged_into": case.merged_into,
                "blocked_until": case.blocked_until,
                "about": case.about,
            }
        )

    add_casework(app, desk)
    add_rooms(app, desk)

    @app.post("/v1/desk/conversations/<id:str>/<verb:str>")
    async def act(request: Request, id: str, verb: str) -> HTTPResponse:
        return posted(desk, request, id, verb)

    @app.post("/v1/desk/conversations/<id:str>/goodwill")  # a path of its own, because there is a GET too
    async def make_good(request: Request, id: str) -> HTTPResponse:
        return posted(desk, request, id, "goodwill")

    @app.get("/v1/desk/events")
    async def events(request: Request) -> HTTPResponse:
        agent_of(desk, request)
        after = cursor(desk, request.args.get("after"))
        if after == len(desk.feed):
            await desk.wait_for_news(min(float(request.args.get("wait", 0)), 2))
        return answer({"events": desk.feed[after:], "cursor": f"f{len(desk.feed)}"})

    @app.websocket("/v1/desk/socket")
    async def socket(request: Request, ws: Websocket) -> None:
        if desk.no_sockets:
            hang_up(request.protocol)
            return
        hello = json.loads(await ws.recv(5) or "{}")
        desk.hellos.append(hello)
        agent = desk.signed_in.get(request.cookies.get("desk") or "")
        if not agent or hello.get("csrf") != f"csrf-{agent}" or request.headers.get("origin") != desk.url:
            await ws.close(4403)
            return
        try:
            after = cursor(desk, hello.get("after"))
        except Refused as why:
            await ws.send(json.dumps({"type": "error", **why.body}))
            await ws.close(4400)
            return
        me = who(desk, agent)["agent"]
        await ws.send(
            json.dumps({"type": "welcome", "agent": me, "cursor": hello.get("after") or f"f{len(desk.feed)}"})
        )
        desk._open.add(ws)
        feed = asyncio.ensure_future(desk.follow(ws, agent, after if hello.get("after") else len(desk.feed)))
        try:
            async for text in ws:
                frame = json.loads(text)
                if frame["type"] == "ping":
                    await ws.send('{"type": "pong"}')
                elif frame["type"] == "typing":
                    desk.typed.append(frame["conversation"])
        finally:
            feed.cancel()
            desk._open.discard(ws)

    return app


def posted(desk: FakeDesk, request: Request, id: str, verb: str) -> HTTPResponse:
    """A verb that came by POST, noted for the test."""
    agent = agent_of(desk, request)
    case, given = desk.cases[id], request.json
    if verb not in ("check", "suggest", "ack"):  # these change nothing of the case
        desk.posts.append({"conversation": id, "verb": verb, **given})
    status, body = perform(desk, case, agent, verb, given)
    return answer(body, status=status)


def perform(desk: FakeDesk, case: FakeCase, agent: str, verb: str, given: Json) -> tuple[int, Json]:
    """One verb of the contract; gives status and body."""
    me = desk.actor(agent)
    if verb in ("messages", "notes", "promises"):
        return _write(desk, case, agent, verb, given)
    if verb in VERBS:
        return VERBS[verb](desk, case, agent, given)
    if verb == "claim":
        desk.claim(case, agent)
    elif verb == "decline":
        case.offered = None
        desk.record(case, "handoff.declined", me, None, {"reason": given["reason"]})
    else:
        if case.agent != agent:
            raise desk.taken(case)
        return _holder(desk, case, agent, verb, given)
    return 200, {"state": desk.state(case)}


def _write(desk: FakeDesk, case: FakeCase, agent: str, verb: str, given: Json) -> tuple[int, Json]:
    text = given.get("text", "")
    if known := case.seen.get(given["client_id"]):
        if known[1] != text:
            raise Refused(409, "client_id_reused", "This client_id was used for another text.")
        return 200, {"event_id": known[0]}
    if verb != "notes" and case.agent != agent:
        raise desk.taken(case)
    if verb == "promises":
        made = {key: given.get(key) for key in ("what", "due_at", "where", "text")}
        made |= {"id": f"p{next(desk._ids)}", "status": "open", "who": desk.human(case)}
        case.promises.append(made)
        event = desk.record(case, "promise.made", desk.actor(agent), None, {"promise": made, "notice": text})
    else:
        kind = "note" if verb == "notes" else "message"
        data = {"client_id": given["client_id"]}
        if given.get("files"):
            data["files"] = [desk.files[one] for one in given["files"]]
        event = desk.record(case, kind, desk.actor(agent), text, data)
        if verb == "notes" and any(one["to"] == agent for one in case.asked_of):
            case.asked_of = [one for one in case.asked_of if one["to"] != agent]
            desk.record(case, "colleague.answered", desk.actor(agent), None, {"to": case.agent})
    case.seen[given["client_id"]] = (event["id"], text)
    return 202, {"event_id": event["id"]}


def _holder(desk: FakeDesk, case: FakeCase, agent: str, verb: str, given: Json) -> tuple[int, Json]:
    me = desk.actor(agent)
    if verb == "resolve":
        case.status, case.handler, case.about = "resolved", "bot", given.get("about")
        data = {"notice": f"{me['name']} merkitsi tämän ratkaistuksi."}
        desk.record(
            case, "conversation.resolved", me, None, data | ({"about": case.about} if case.about else {})
        )
        return 200, {"state": desk.state(case)}
    if verb == "transfer":
        case.transfers += 1
        to = given["to"] if given["to"] in [one["id"] for one in TEAMS] else person(given["to"])["id"]
        if case.transfers > 1:
            return 202, {"state": desk.state(case)}
        case.offered = to
        desk.record(case, "handoff.offered", me, None, {"to": to, "reason": given["reason"]})
        return 200, {"state": desk.state(case)}
    if verb == "return":
        return 202, {"state": desk.state(case)}
    raise Refused(404, "not_found", "There is no such verb.")


def _free_port() -> int:
    with sockets.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def example_cases(desk: FakeDesk) -> Iterator[FakeCase]:
    """A desk on an ordinary afternoon: what the screenshots show."""
    bot, me, mikko = {"kind": "bot"}, {"kind": "customer"}, desk.actor("mikko")
    one = desk.add(
        "c-liisa", "Liisa", waited_s=200, urgency="high", reasons=["asked", "second_miss", "frustration"],
        signals=[
            {"name": "frustration", "text": "Olen selittänyt tämän jo kolme kertaa."},
            {"name": "deadline", "text": "Lasku erääntyy huomenna."},
        ],
        brief={
            "matter": "Sama lasku tuli kahteen kertaan", "order": "1017",
            "tried": "Maksettu kerran 14.11.", "wants": "Toinen lasku pois ennen eräpäivää",
        },
        said="Hei, sain saman laskun kaksi kertaa",
    )  # fmt: skip
    desk.say(one.id, "Olen botti. Näen tilauksen 1017 laskun. Maksettu 14.11. Mikä siinä on pielessä?", "bot")
    desk.say(one.id, "Toinen samanlainen lasku tuli eilen. Lasku erääntyy huomenna.")
    choices = [{"value": "yes", "label": "Kyllä, kiitos"}, {"value": "no", "label": "Ei vielä"}]
    desk.say(
        one.id, "En osaa poistaa laskua. Aino, laskutus, osaa. Pyydänkö hänet mukaan?", "bot", choices=choices
    )
    desk.say(one.id, "Olen selittänyt tämän jo kolme kertaa. Haluan puhua ihmiselle.")
    desk.happen(one.id, "note", mikko, "Toimitus on kunnossa, kyse on vain laskusta.")
    desk.offer_to(one.id, "aino")
    yield one
    yield desk.add(
        "c-danger",
        "Kaarina",
        urgency="critical",
        alarm=True,
        waited_s=35,
        reasons=["critical"],
        said="Laturi savuaa ja haisee palaneelta",
    )
    yield desk.add(
        "c-james",
        "James",
        language="en",
        waited_s=740,
        reasons=["complexity"],
        said="I ordered two lamps, got one, and was charged for three.",
    )
    yield desk.add(
        "c-anon",
        None,
        channel="telegram",
        waited_s=95,
        reasons=["asked_by_name"],
        said="Onko Riitta paikalla?",
    )
    two = desk.add(
        "c-pekka",
        "Pekka",
        waited_s=5000,
        reasons=["beyond_limits"],
        said="Voinko palauttaa vielä? Aika meni eilen umpeen.",
    )
    desk.claim_as(two.id, "aino")
    desk.happen(
        two.id,
        "reply.suppressed",
        bot,
        "Palautusaika on 30 päivää.",
        reason="taken_over",
        did=[{"action": "lookup", "summary": "katsoi tilauksen 1009"}],
    )
    desk.happen(two.id, "message", desk.actor("aino"), "Hei Pekka. Katson, mitä voimme tehdä.")
    yield two
    three = desk.add("c-sven", "Sven", language="sv", waited_s=900, said="Var är mitt paket?")
    desk.claim_as(three.id, "mikko")
    desk.happen(three.id, "message", me, "Tack")
    yield three


if __name__ == "__main__":  # python -m tests.browser.fake_desk: to look at the page by hand
    shown = FakeDesk().start()
    list(example_cases(shown))
    print(f"{shown.url}/desk/  aino@example.fi  {PASSWORD}", flush=True)
    threading.Event().wait()
