"""A small gateway that speaks the customer's side of the contract, and does what a test tells it to.

Runs Sanic in a thread, over real HTTP and WebSockets. Everything a test calls is done on the server's own loop.
"""

from __future__ import annotations

import asyncio
import functools
import itertools
import json
import re
import socket
import threading
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from sanic import HTTPResponse, Request, Sanic, Websocket
from sanic.exceptions import WebsocketClosed
from sanic.response import BaseHTTPResponse, empty, file, raw
from sanic.response import json as json_response
from websockets.exceptions import ConnectionClosed

WEB = Path(__file__).parents[2] / "bot" / "web"
AINO: dict[str, Any] = {"id": "aino", "name": "Aino", "role": "laskutus", "photo": None}
MIKKO: dict[str, Any] = {"id": "mikko", "name": "Mikko", "role": "toimitukset", "photo": None}
GREETING = {
    "fi": "Hei. Olen botti ja vastaan yksinkertaisiin kysymyksiin heti. Ihmisen saat mukaan yhdellä napilla: Aino, laskutus.",
    "en": "Hello. I'm a bot, and I answer simple questions right away. A person is one tap away: Aino, billing.",
    "sv": "Hej. Jag är en bott och svarar direkt på enkla frågor. En människa når du med ett tryck: Aino, fakturering.",
}
ROLES = {"fi": "laskutus", "en": "billing", "sv": "fakturering"}
PROBLEM = "application/problem+json"
PROBLEMS = yaml.safe_load((Path(__file__).parents[2] / "data/lines/problems.yml").read_text("utf-8"))
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST, PUT, DELETE",
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
}
SLOTS: list[dict[str, Any]] = [
    {"slot": f"{at}~{who['id']}", "at": at, "who": who}
    for at, who in (
        ("2099-03-02T12:00:00.000Z", AINO),
        ("2099-03-02T12:30:00.000Z", MIKKO),
        ("2099-03-03T07:00:00.000Z", AINO),
    )
]
_names = itertools.count()


@dataclass
class Case:
    """One conversation as the fake keeps it."""

    id: str
    token: str
    state: dict[str, Any]
    events: list[dict[str, Any]] = field(default_factory=list)
    texts: dict[str, tuple[str, str]] = field(default_factory=dict)
    files: dict[str, tuple[dict[str, Any], bytes]] = field(default_factory=dict)
    seen: str = ""
    news: asyncio.Condition = field(default_factory=asyncio.Condition)
    sockets: list[Websocket] = field(default_factory=list)


class FakeGateway:
    """Use as a context manager. `origin` is its address; the knobs below may be turned at any time."""

    def __init__(self, *, origin_allowed: str = "*") -> None:
        self.store_away = False
        self.no_sockets = False
        self.refuse: dict[str, Any] | None = None
        self.lose_answers = 0
        self.echo_client_id = True
        self.cases: list[Case] = []
        self.requests: list[tuple[str, str, dict[str, Any]]] = []
        self.hellos: list[str] = []
        self.typed = 0
        self.human: dict[str, Any] = {**AINO, "available": True, "expected_at": None, "others": []}
        self.ways = ["page", "none"]
        self.slots: dict[str, Any] = {"slots": SLOTS}
        self.refuse_verb: tuple[int, str] | None = None
        self.uploads = asyncio.Event()
        self.uploads.set()
        self.refuse_file: str | None = None
        self.opens: dict[str, Any] = {}
        self._origin_allowed = origin_allowed
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._port = 0

    def __enter__(self) -> FakeGateway:
        self._thread.start()
        if not self._ready.wait(10):
            raise TimeoutError("the fake gateway did not start")
        return self

    def __exit__(self, *_: object) -> None:
        self.drop_sockets()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    @property
    def origin(self) -> str:
        """Its address, without a slash at the end."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def case(self) -> Case:
        """The newest conversation."""
        return self.cases[-1]

    def posts(self, ending: str) -> list[dict[str, Any]]:
        """The bodies of all POSTs to paths that end so, refused ones and repeats too."""
        return [body for method, path, body in self.requests if method == "POST" and path.endswith(ending)]

    # ---- what a test lets happen

    def say(self, text: str, *, by: dict[str, Any] | None = None, type: str = "message", **data: Any) -> str:
        """A line of the bot, or of someone else. Gives the event's id."""

        async def act() -> str:
            event = await self._append(self.case, type, by or {"kind": "bot"}, text, data)
            return str(event["id"])

        return self._do(act())

    def agent_says(self, text: str, name: str = "Aino", role: str = "laskutus") -> str:
        """A line that a person sent."""
        return self.say(text, by={"kind": "agent", "name": name, "role": role})

    def notice(self, type: str, words: str, **state: Any) -> None:
        """An event that is no message, with its finished sentence, and the state that goes with it."""

        async def act() -> None:
            self.case.state.update(state)
            self.case.state.update(as_the_gateway_has_it(self.case.state))
            await self._append(self.case, type, {"kind": "system"}, None, {"notice": words})
            await self._tell_state(self.case)

        self._do(act())

    def state(self, **changes: Any) -> None:
        """The state changes, and all are told."""

        async def act() -> None:
            self.case.state.update(changes)
            self.case.state.update(as_the_gateway_has_it(self.case.state))
            await self._tell_state(self.case)

        self._do(act())

    def frame(self, **frame: Any) -> None:
        """Any frame to every open socket of the newest conversation."""
        self._do(self._to_sockets(self.case, frame))

    def hold_uploads(self, held: bool) -> None:
        """Files are on their way until they are let go."""
        self._loop.call_soon_threadsafe(self.uploads.clear if held else self.uploads.set)

    def drop_sockets(self) -> None:
        """Cuts every socket, as a restart would."""

        async def act() -> None:
            for ws in [ws for case in self.cases for ws in case.sockets]:
                await ws.close(1012, "restart")

        if self.cases:
            self._do(act())

    def forget(self) -> None:
        """All conversations are gone: their tokens no longer fit."""

        async def act() -> None:
            for case in self.cases:
                case.token = "gone"
                for ws in list(case.sockets):
                    await ws.close(4401, "unknown")

        self._do(act())

    # ---- the server

    def _do[T](self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._start())
        self._ready.set()
        self._loop.run_forever()

    async def _start(self) -> None:
        app: Sanic[Any, Any] = Sanic(f"fake-gateway-{next(_names)}", configure_logging=False)
        app.config.ACCESS_LOG = False
        app.config.TOUCHUP = False  # it rewrites Sanic once a process; here an app is made for every test
        app.add_route(self._create, "/v1/conversations", ["POST", "OPTIONS"], name="create")
        app.add_route(self._open, "/v1/conversations/open", ["POST", "OPTIONS"], name="open")
        app.add_route(
            self._messages, "/v1/conversations/<cid:str>/messages", ["POST", "OPTIONS"], name="messages"
        )
        app.add_route(
            self._human, "/v1/conversations/<cid:str>/human", ["POST", "DELETE", "OPTIONS"], name="human"
        )
        for methods, ending, handler in (
            ("PUT OPTIONS", "seen", self._seen),
            ("PUT OPTIONS", "notify", self._notify),
            ("PUT OPTIONS", "brief", self._brief),
            ("GET OPTIONS", "slots", self._slots),
            ("POST OPTIONS", "promises", self._promise_asked),
            ("POST OPTIONS", "promises/<pid:str>", self._promise_verb),
            ("GET", "promises/<pid:str>", self._calendar),
            ("POST OPTIONS", "link", self._link),
            ("POST OPTIONS", "files", self._file_in),
            ("GET OPTIONS", "files/<fid:str>", self._file_out),
        ):
            app.add_route(
                self._for_case(handler),
                f"/v1/conversations/<cid:str>/{ending}",
                methods.split(),
                name=handler.__name__,
            )
        app.add_route(self._events, "/v1/conversations/<cid:str>/events", ["GET", "OPTIONS"], name="events")
        app.add_websocket_route(self._socket, "/v1/conversations/<cid:str>/socket", name="socket")
        app.add_route(self._static, "/<rest:path>", ["GET"], name="static")
        app.register_middleware(self._guard, "request")
        app.register_middleware(self._allow, "response")
        listener = socket.create_server(("127.0.0.1", 0))
        self._port = listener.getsockname()[1]
        server = await app.create_server(sock=listener, return_asyncio_server=True, access_log=False)
        assert server is not None
        await server.startup()
        await server.before_start()
        await server.start_serving()
        await server.after_start()

    async def _static(self, _request: Request, rest: str) -> HTTPResponse:
        """Where the gateway serves it; below /source/ the widget's modules as they are written."""
        where = re.sub("^source/", "widget/", re.sub("^widget/", "widget/dist/", rest))
        path = WEB / (f"{where}index.html" if rest.endswith("/") else where)
        if not path.is_file():
            return empty(404)
        kinds = {
            ".js": "text/javascript",
            ".css": "text/css",
            ".svg": "image/svg+xml",
            ".html": "text/html; charset=utf-8",
        }
        return await file(path, mime_type=kinds.get(path.suffix, "application/octet-stream"))

    def _guard(self, request: Request) -> HTTPResponse | None:
        if not request.path.startswith("/v1/"):
            return None
        if request.method == "OPTIONS":
            return empty(204, PREFLIGHT)
        if request.path.endswith("/socket"):
            return empty(403) if self.no_sockets else None
        is_json = "json" in request.headers.get("content-type", "")
        body = json.loads(request.body) if is_json and request.body else {}
        self.requests.append((request.method, request.path, body))
        if self.store_away:
            ways = {
                "phone": "+358 9 4245 1000",
                "hours": "Olemme avoinna tänään klo 18 asti.",
                "human": self.human,
            }
            return problem(503, "store_unavailable", **ways)
        return None

    def _allow(self, request: Request, response: BaseHTTPResponse) -> None:
        if request.path.startswith(("/v1/conversations", "/widget/")):
            response.headers["Access-Control-Allow-Origin"] = self._origin_allowed

    async def _create(self, request: Request) -> HTTPResponse:
        number = len(self.cases) + 1
        language = (request.json or {}).get("language", "fi")
        human = self.human | ({"role": ROLES[language]} if self.human["name"] == "Aino" else {})
        state = {"status": "open", "handler": "bot", "language": language, "greeting": GREETING[language]}
        case = Case(
            f"c{number}",
            f"token-{number}",
            state
            | {"human": human, "queue": None, "promises": [], "brief": None}
            | {"notify": {"by": "page"}, "ways": self.ways, "seen": None}
            | as_the_gateway_has_it({"human": human, "queue": None}),
        )
        self.cases.append(case)
        found = {
            "id": case.id,
            "token": case.token,
            "customer": request.json.get("customer") or f"secret-{number}",
        }
        return json_response(found | {"cursor": "0", "state": case.state}, 201)

    async def _open(self, _request: Request) -> HTTPResponse:
        return json_response(self.opens) if self.opens else problem(404, "link_unknown")

    def _find(self, request: Request, cid: str) -> Case | HTTPResponse:
        case = next((case for case in self.cases if case.id == cid), None)
        if not case or request.headers.get("authorization") != f"Bearer {case.token}":
            return problem(401, "unauthorised")
        return case

    async def _messages(self, request: Request, cid: str) -> HTTPResponse:
        case = self._find(request, cid)
        if isinstance(case, HTTPResponse):
            return case
        if self.refuse:
            return problem(**self.refuse)
        client_id, text = request.json["client_id"], request.json["text"]
        known = case.texts.get(client_id)
        if known:
            return (
                json_response({"event_id": known[1]})
                if known[0] == text
                else problem(409, "client_id_reused")
            )
        data: dict[str, Any] = {"client_id": client_id} if self.echo_client_id else {}
        if files := request.json.get("files"):
            data["files"] = [case.files[fid][0] for fid in files]
        event = await self._append(case, "message", {"kind": "customer"}, text, data)
        case.texts[client_id] = (text, event["id"])
        if self.lose_answers > 0:
            self.lose_answers -= 1
            return problem(502, "bad_gateway")
        return json_response({"event_id": event["id"]}, 202)

    async def _human(self, request: Request, cid: str) -> HTTPResponse:
        case = self._find(request, cid)
        if isinstance(case, HTTPResponse):
            return case
        if request.method == "DELETE":
            if case.state["handler"] == "agent":
                return problem(409, "already_claimed")
            case.state |= {"handler": "bot", "queue": None}
            case.state |= as_the_gateway_has_it(case.state)
            await self._append(
                case, "handoff.withdrawn", {"kind": "system"}, None, {"notice": "Pyyntö on peruttu."}
            )
        else:
            case.state |= {"handler": "queue", "queue": {"position": 2, "wait_s": [120, 360]}}
            case.state |= {"human": {**case.state["human"], "available": False}}
            case.state |= as_the_gateway_has_it(case.state)
            await self._append(
                case, "handoff.requested", {"kind": "customer"}, None, {"notice": "Pyysit ihmistä mukaan."}
            )
        await self._tell_state(case)
        return json_response({"state": case.state}, 200 if request.method == "DELETE" else 202)

    def _for_case(self, handler: Any) -> Any:
        """Finds the case, and refuses what a test wants refused."""

        @functools.wraps(handler)
        async def found(request: Request, cid: str, **more: str) -> HTTPResponse:
            case = self._find(request, cid)
            if isinstance(case, HTTPResponse):
                return case
            if self.refuse_verb and request.method != "GET" and not request.path.endswith("/seen"):
                return problem(*self.refuse_verb)
            answer: HTTPResponse = await handler(case, request, **more)
            return answer

        return found

    async def _changed(self, case: Case, status: int = 200, **changes: Any) -> HTTPResponse:
        case.state |= changes
        await self._tell_state(case)
        return json_response({"state": case.state}, status)

    async def _seen(self, case: Case, request: Request) -> HTTPResponse:
        case.seen = request.json["event_id"]
        return json_response({})

    async def _notify(self, case: Case, request: Request) -> HTTPResponse:
        if request.json["by"] == "email" and "@" not in request.json["address"]:
            return problem(400, "address_invalid")
        if request.json["by"] == "telegram":
            return problem(400, "chat_missing")
        return await self._changed(case, notify=request.json)

    async def _brief(self, case: Case, request: Request) -> HTTPResponse:
        return await self._changed(case, brief={**(case.state["brief"] or {}), **request.json})

    async def _slots(self, _case: Case, _request: Request) -> HTTPResponse:
        return json_response(self.slots)

    async def _promise_asked(self, case: Case, request: Request) -> HTTPResponse:
        body = request.json
        one: dict[str, Any] = {
            "id": f"p{len(case.state['promises']) + 1}",
            "status": "open",
            "text": "",
            "by": "customer",
        }
        one |= {"who": AINO, "what": body["what"], "where": "phone", "due_at": body["slot"].partition("~")[0]}
        one |= {"phone": body["phone"], "calls_from": "+358942451000"}
        return await self._changed(case, 202, promises=[*case.state["promises"], one])

    async def _promise_verb(self, case: Case, request: Request, pid: str) -> HTTPResponse:
        to = {"cancel": "withdrawn", "dispute": "disputed", "move": "moved"}[request.json["do"]]
        due: dict[str, Any] = {"due_at": request.json["slot"].partition("~")[0]} if to == "moved" else {}
        rows = [one | {"status": to} | due if one["id"] == pid else one for one in case.state["promises"]]
        return await self._changed(case, promises=rows)

    async def _calendar(self, _case: Case, _request: Request, pid: str) -> HTTPResponse:
        return raw(
            f"BEGIN:VCALENDAR\r\nUID:{pid.removesuffix('.ics')}\r\nEND:VCALENDAR".encode(),
            content_type="text/calendar",
        )

    async def _link(self, _case: Case, _request: Request) -> HTTPResponse:
        return json_response({"url": "https://t.me/aina_bot?start=abc", "expires_in_s": 600}, 201)

    async def _file_in(self, case: Case, request: Request) -> HTTPResponse:
        await self.uploads.wait()
        if self.refuse_file:
            return problem(400, self.refuse_file)
        assert request.files
        one = request.files["file"][0]
        meta: dict[str, Any] = {
            "id": f"f{len(case.files) + 1}",
            "name": one.name,
            "type": one.type,
            "size": len(one.body),
        }
        meta |= {"image": one.type.startswith("image/")}
        case.files[meta["id"]] = (meta, one.body)
        return json_response({"file": meta}, 201)

    async def _file_out(self, case: Case, _request: Request, fid: str) -> HTTPResponse:
        return raw(case.files[fid][1], content_type="application/octet-stream")

    async def _events(self, request: Request, cid: str) -> HTTPResponse:
        case = self._find(request, cid)
        if isinstance(case, HTTPResponse):
            return case
        start = self._index(case, request.args.get("after", "0"))
        if start is None:
            return problem(400, "cursor_unknown")
        before = json.dumps(case.state)
        try:
            async with asyncio.timeout(float(request.args.get("wait", "0"))), case.news:
                await case.news.wait_for(lambda: len(case.events) > start or json.dumps(case.state) != before)
        except TimeoutError:
            pass
        fresh = case.events[start : start + 200]
        return json_response({"events": fresh, "cursor": f"k{start + len(fresh)}", "state": case.state})

    async def _socket(self, _request: Request, ws: Websocket, cid: str) -> None:
        case = next((case for case in self.cases if case.id == cid), None)
        hello = json.loads(await ws.recv() or "{}")
        if not case or hello.get("token") != case.token:
            await ws.close(4401, "token")
            return
        self.hellos.append(str(hello.get("after", "0")))
        start = self._index(case, str(hello.get("after", "0")))
        if start is None:
            await ws.send(json.dumps({"type": "error", "code": "cursor_unknown"}))
            await ws.close(4400, "cursor_unknown")
            return
        await ws.send(json.dumps({"type": "welcome", "state": case.state, "cursor": f"k{len(case.events)}"}))
        if fresh := case.events[start:]:
            await ws.send(json.dumps({"type": "events", "events": fresh, "cursor": f"k{len(case.events)}"}))
        case.sockets.append(ws)
        try:
            while raw := await ws.recv():
                kind = json.loads(raw).get("type")
                self.typed += kind == "typing"
                if kind == "ping":
                    await ws.send(json.dumps({"type": "pong"}))
        finally:
            case.sockets.remove(ws)

    def _index(self, case: Case, after: str) -> int | None:
        if after == "0":
            return 0
        number = int(after[1:]) if after.startswith("k") and after[1:].isdigit() else -1
        return number if 0 <= number <= len(case.events) else None

    async def _append(
        self, case: Case, type: str, by: dict[str, Any], text: str | None, data: dict[str, Any]
    ) -> dict[str, Any]:
        number = len(case.events) + 1
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        event = {
            "id": f"{1764200000000 + int(case.id[1:]) * 100000 + number}-0",
            "type": type,
            "at": at,
            "by": by,
            "data": data,
        }
        if text is not None:
            event["text"] = text
        case.events.append(event)
        async with case.news:
            case.news.notify_all()
        await self._to_sockets(case, {"type": "events", "events": [event], "cursor": f"k{number}"})
        return event

    async def _tell_state(self, case: Case) -> None:
        async with case.news:
            case.news.notify_all()
        await self._to_sockets(case, {"type": "state", "state": case.state})

    async def _to_sockets(self, case: Case, frame: dict[str, Any]) -> None:
        for ws in list(case.sockets):
            try:
                await ws.send(json.dumps(frame))
            except (ConnectionClosed, WebsocketClosed):
                continue


def as_the_gateway_has_it(state: dict[str, Any]) -> dict[str, Any]:
    """What of a state follows from the rest, as bot/core/view.py gives it: a time for whoever is not here, and its outlook."""
    human, queue = state["human"], state["queue"]
    if human["available"]:
        return {"human": human | {"expected_at": None}, "outlook": "here"}
    at = human["expected_at"] or (datetime.now(UTC) + timedelta(minutes=6)).isoformat()
    known = state.get("outlook", "here")
    outlook = known if known != "here" else "range" if queue else "opens"
    return {
        "human": human | {"expected_at": at}, "outlook": outlook, "queue": queue and {"reason": None, **queue},
    }  # fmt: skip


def problem(status: int, code: str, **more: Any) -> HTTPResponse:
    """A problem document, with the product's own Finnish words for it."""
    said = {"say": PROBLEMS[f"problem_{code}"]["fi"]} if f"problem_{code}" in PROBLEMS else {}
    document = {"title": code, "status": status, "code": code} | said | more
    return json_response(document, status, content_type=PROBLEM)
