"""Processes killed with kill -9: what a client was told was stored is there, turns are answered once, people reachable."""

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import httpx
import pytest
import websockets
from redis import Redis
from sanic import HTTPResponse

from bot.core.event import instant
from tests import harness
from tests.harness import (
    Agent,
    Customer,
    FakeAssistant,
    RedisServer,
    frames_until,
    free_port,
    of,
    refused,
    types,
)

SOON = 30.0  # seconds; processes start slowly on a busy machine


@pytest.fixture
def own_redis() -> Iterator[RedisServer]:
    """A server that this test may kill."""
    with harness.redis_server() as server:
        server.empty()
        yield server


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(trust_env=False, timeout=SOON) as client:
        yield client


@asynccontextmanager
async def process(redis_url: str, assistant_url: str, port: int, **env: str) -> AsyncIterator[Any]:
    """A gateway in a process of its own, up."""
    with harness.gateway_process(redis_url, assistant_url, port, **env) as running:
        await harness.until_up(f"http://127.0.0.1:{port}", SOON)
        yield running


def base(port: int) -> str:
    return f"http://127.0.0.1:{port}"


async def eventually(customer: Customer, fits: Any) -> list[dict[str, Any]]:
    """All events once they fit, over restarts."""
    async with asyncio.timeout(SOON):
        while True:
            try:
                if fits(events := await customer.events()):
                    return events
            except (httpx.HTTPError, AssertionError):
                pass
            await asyncio.sleep(0.1)


def bot_lines(count: int) -> Any:
    return lambda events: len(of(events, "message", "bot")) >= count


async def test_a_message_acknowledged_before_the_gateway_was_killed_is_there_and_answered(
    redis: RedisServer, assistant: FakeAssistant, http: httpx.AsyncClient
) -> None:
    port = free_port()
    async with process(redis.url, assistant.url, port) as first:
        customer = await Customer(base(port), http).open(language="fi")
        event_id = await customer.write("missä paketti on", client_id="a1")
        first.kill()
        first.wait()
    async with process(redis.url, assistant.url, port):
        events = await eventually(customer, bot_lines(1))
        assert events[0]["id"] == event_id
        assert [e["text"] for e in of(events, "message", "bot")] == ["Vastaus: missä paketti on"]
        again = await customer.call("POST", "/messages", json={"client_id": "a1", "text": "missä paketti on"})
        assert (again.status_code, again.json()["event_id"]) == (200, event_id)


async def test_a_turn_whose_process_was_killed_before_storing_its_reply_is_answered_once_by_another(
    redis: RedisServer, assistant: FakeAssistant, http: httpx.AsyncClient
) -> None:
    """The assistant has answered; the gateway that asked died before it stored the answer."""
    ports = free_port(), free_port()
    async with process(redis.url, assistant.url, ports[0]) as first:

        async def answers_a_dead_one(turn: dict[str, Any]) -> Any:
            os.kill(first.pid, signal.SIGKILL)
            return [{"text": f"Vastaus: {turn['message']}"}]

        assistant.answer = answers_a_dead_one
        customer = await Customer(base(ports[0]), http).open()
        await customer.write("peru tilaukseni 1001")
        async with asyncio.timeout(SOON):
            while first.poll() is None:
                await asyncio.sleep(0.05)
        async with process(redis.url, assistant.url, ports[1]):
            customer.base = base(ports[1])
            events = await eventually(customer, bot_lines(1))
            await asyncio.sleep(3)
            events = await customer.events()
    assert [e["text"] for e in of(events, "message", "bot")] == ["Vastaus: peru tilaukseni 1001"]
    assert len(assistant.turns) == 1, "the reply was found in the tracker; the assistant was not asked twice"


async def test_a_turn_that_is_sent_again_carries_its_id_so_that_a_writing_action_acts_once(
    redis: RedisServer, assistant: FakeAssistant, http: httpx.AsyncClient
) -> None:
    """The assistant acted, and died with its gateway before its tracker was saved."""
    ports, done = (free_port(), free_port()), dict[str, str]()
    async with process(redis.url, assistant.url, ports[0]) as first:

        async def acts(turn: dict[str, Any]) -> Any:
            key = f"{turn['metadata']['turn_id']}:cancel"
            done.setdefault(key, f"Peruin tilauksen, kuitti {len(done)}.")
            if first.poll() is None:
                first.kill()
                first.wait()
                return HTTPResponse("", 500)
            return [{"text": done[key]}]

        assistant.answer = acts
        customer = await Customer(base(ports[0]), http).open()
        await customer.write("peru tilaukseni 1001")
        async with process(redis.url, assistant.url, ports[1]):
            customer.base = base(ports[1])
            # An honest line may come first where the second process starts slowly: the answer is shown after it.
            await eventually(
                customer,
                lambda es: [
                    e for e in of(es, "message", "bot") if e["text"] == "Peruin tilauksen, kuitti 0."
                ],
            )
    assert len(done) == 1
    assert len({turn["metadata"]["turn_id"] for turn in assistant.turns}) == 1
    assert len({turn["message"] for turn in assistant.turns}) == 1


async def test_redis_killed_and_restarted_loses_nothing_acknowledged(
    own_redis: RedisServer, assistant: FakeAssistant, http: httpx.AsyncClient
) -> None:
    port = free_port()
    async with process(own_redis.url, assistant.url, port):
        customer = await Customer(base(port), http).open()
        kept: dict[str, str] = {}

        async def write_on(name: str) -> None:
            for number in range(40):
                body = {"client_id": f"{name}{number}", "text": f"rivi {name}{number}"}
                answer = await customer.call("POST", "/messages", json=body)
                if answer.status_code in (200, 202):
                    kept[body["client_id"]] = answer.json()["event_id"]
                else:
                    refused(answer, 503, "store_unavailable")
                    await asyncio.sleep(0.1)

        writers = [asyncio.create_task(write_on(name)) for name in "abc"]
        async with asyncio.timeout(SOON):
            while len(kept) < 20:
                await asyncio.sleep(0.01)
        own_redis.kill()
        await asyncio.sleep(0.3)
        own_redis.start()
        await asyncio.gather(*writers)
        events = await eventually(customer, lambda es: es)
        stored: list[dict[str, Any]] = []
        cursor = "0"
        while page := (await customer.call("GET", f"/events?after={cursor}")).json()["events"]:
            stored, cursor = stored + page, page[-1]["id"]
        by_client = {e["data"]["client_id"]: e["id"] for e in of(stored, "message", "customer")}
        assert kept.items() <= by_client.items()
        assert len(by_client) == len(of(stored, "message", "customer")), "nothing twice"
        assert events


async def listen(customer: Customer, seen: list[str]) -> None:
    """A client as the widget is one."""
    cursor = "0"
    while True:
        try:
            async with customer.socket(cursor) as ws:
                while True:
                    frame = json.loads(await ws.recv())
                    cursor = frame.get("cursor", cursor)
                    seen += [e["id"] for e in frame.get("events", ())]
        except (OSError, websockets.WebSocketException):
            await asyncio.sleep(0.1)


async def test_sockets_go_on_after_redis_was_killed_and_restarted(
    own_redis: RedisServer, assistant: FakeAssistant, http: httpx.AsyncClient
) -> None:
    port = free_port()
    async with process(own_redis.url, assistant.url, port):
        customer = await Customer(base(port), http).open()
        seen: list[str] = []
        listening = asyncio.create_task(listen(customer, seen))
        await customer.write("ennen katkoa")
        await eventually(customer, bot_lines(1))
        for round in range(2):
            own_redis.kill()
            await asyncio.sleep(0.5)
            own_redis.start()
            async with asyncio.timeout(SOON):
                while True:
                    body = {"client_id": f"r{round}", "text": f"katkon jälkeen {round}"}
                    if (await customer.call("POST", "/messages", json=body)).status_code in (200, 202):
                        break
                    await asyncio.sleep(0.1)
        events = await eventually(
            customer, lambda es: len(of(es, "message", "customer")) == 3 and es[-1]["by"]["kind"] == "bot"
        )
        async with asyncio.timeout(SOON):
            while len(seen) < len(events):
                await asyncio.sleep(0.05)
        listening.cancel()
        assert seen == [e["id"] for e in await customer.events()]


async def test_with_the_store_away_phone_hours_and_a_person_are_given_and_it_comes_back(
    own_redis: RedisServer, assistant: FakeAssistant, http: httpx.AsyncClient
) -> None:
    port = free_port()
    async with process(own_redis.url, assistant.url, port):
        customer = await Customer(base(port), http).open()
        sanna = await Agent(base(port), "sanna").sign_in()
        await sanna.http.aclose()
        own_redis.kill()
        calls = [
            ("POST", "/messages", {"client_id": "a1", "text": "hei siellä"}), ("POST", "/human", {}),
            ("GET", "", None), ("GET", "/events?wait=5", None),
        ]  # fmt: skip
        for method, path, body in calls:
            answer = await customer.call(method, path, json=body, headers={"Accept-Language": "sv"})
            problem = refused(answer, 503, "store_unavailable")
            assert problem["phone"] == "+358 9 4245 1000"
            assert problem["hours"]
            assert problem["human"]["name"] == "Sanna"
            assert problem["human"]["role"] == "teknisk support"
            assert problem["human"]["available"] is False
        refused(await http.post(f"{base(port)}/v1/conversations", json={}), 503, "store_unavailable")
        refused(
            await http.get(f"{base(port)}/v1/desk/queue", headers={"Cookie": "aina_desk=x"}),
            503,
            "store_unavailable",
        )
        assert (await http.get(f"{base(port)}/healthz")).status_code == 200
        ready = await http.get(f"{base(port)}/readyz")
        assert ready.status_code == 503
        assert ready.json()["parts"]["store"] is False
        own_redis.start()
        async with asyncio.timeout(SOON):
            while (
                await customer.call("POST", "/messages", json={"client_id": "a1", "text": "hei siellä"})
            ).status_code not in (200, 202):
                await asyncio.sleep(0.1)
        events = await eventually(customer, bot_lines(1))
        assert len(of(events, "message", "customer")) == 1


async def test_a_store_that_hangs_is_a_store_that_is_away(
    own_redis: RedisServer, assistant: FakeAssistant, http: httpx.AsyncClient
) -> None:
    port = free_port()
    async with process(own_redis.url, assistant.url, port):
        customer = await Customer(base(port), http).open()
        os.kill(own_redis.pid, signal.SIGSTOP)
        try:
            answer = await customer.call("POST", "/messages", json={"client_id": "a1", "text": "hei siellä"})
            refused(answer, 503, "store_unavailable")
            assert (await http.get(f"{base(port)}/healthz")).status_code == 200
        finally:
            os.kill(own_redis.pid, signal.SIGCONT)
        await eventually(customer, lambda es: True)
        again = await customer.call("POST", "/messages", json={"client_id": "a1", "text": "hei siellä"})
        assert again.status_code in (200, 202)
        assert len(of(await customer.events(), "message", "customer")) == 1


async def test_a_full_store_is_a_store_that_is_away(
    own_redis: RedisServer, assistant: FakeAssistant, http: httpx.AsyncClient
) -> None:
    """`noeviction`: Redis refuses writes when its memory is full; the customer keeps the text and has the phone."""
    with Redis.from_url(own_redis.url) as client:
        async with harness.gateway(own_redis.url, assistant) as gateway:
            customer = await gateway.customer()
            client.config_set("maxmemory", 1)
            answer = await customer.call("POST", "/messages", json={"client_id": "a1", "text": "hei siellä"})
            assert refused(answer, 503, "store_unavailable")["phone"]
            client.config_set("maxmemory", 0)
            await customer.write("hei siellä", client_id="a1")


async def test_two_processes_serve_one_conversation(
    redis: RedisServer, assistant: FakeAssistant, http: httpx.AsyncClient
) -> None:
    """The customer is on one, the agent on the other; both hear each other at once."""
    ports = free_port(), free_port()
    async with AsyncExitStack() as stack:
        for port in ports:
            await stack.enter_async_context(process(redis.url, assistant.url, port))
        customer = await Customer(base(ports[0]), http).open()
        aino = await Agent(base(ports[1]), "aino").sign_in()
        async with asyncio.timeout(SOON):
            while not (await customer.state())["human"]["available"]:
                await asyncio.sleep(0.05)
        async with customer.socket() as mine, aino.socket() as hers:
            await frames_until(mine, lambda f: f["type"] == "welcome", SOON)
            await frames_until(hers, lambda f: f["type"] == "people", SOON)
            await customer.call("POST", "/human")
            await frames_until(hers, lambda f: f["type"] == "queue" and customer.id in f["offered"], SOON)
            assert (await aino.verb(customer.id, "claim")).status_code == 200
            await frames_until(mine, lambda f: "handoff.claimed" in types(f.get("events", [])), SOON)
            await customer.write("kuuletko minua")
            await frames_until(hers, lambda f: "kuuletko minua" in str(f.get("events", "")), SOON)
            await aino.say(customer.id, "Kuulen.")
            await frames_until(mine, lambda f: "Kuulen." in str(f.get("events", "")), SOON)
            await hers.send(json.dumps({"type": "typing", "conversation": customer.id}))
            await frames_until(mine, lambda f: f["type"] == "typing" and f["by"].get("name") == "Aino", SOON)
            await mine.send('{"type": "typing"}')
            await frames_until(hers, lambda f: f["type"] == "typing", SOON)
        await aino.http.aclose()


async def test_two_processes_on_one_port_answer_every_turn_once(
    redis: RedisServer, assistant: FakeAssistant, http: httpx.AsyncClient
) -> None:
    port = free_port()
    async with process(redis.url, assistant.url, port), process(redis.url, assistant.url, port):
        await asyncio.sleep(2)  # `until_up` may have reached the first one
        customers = [await Customer(base(port), http).open() for _ in range(12)]
        await asyncio.gather(*(c.write(f"kysymys {n}") for n, c in enumerate(customers)))
        for number, customer in enumerate(customers):
            events = await eventually(customer, bot_lines(1))
            lines = [e["text"] for e in of(events, "message", "bot")]
            assert lines == [f"Vastaus: kysymys {number}"]
        assert len(assistant.turns) == 12


async def test_the_assistant_killed_in_a_turn_is_admitted_and_the_person_is_reachable(
    redis: RedisServer, http: httpx.AsyncClient
) -> None:
    asked = asyncio.Event()

    async def dies(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if b"webhook" in await reader.read(65536):
            asked.set()
        writer.transport.abort()

    server = await asyncio.start_server(dies, "127.0.0.1", 0)
    rasa = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    port = free_port()
    async with process(redis.url, rasa, port):
        customer = await Customer(base(port), http).open(language="fi")
        await customer.write("missä pakettini on")
        await asyncio.wait_for(asked.wait(), SOON)
        server.close()
        events = await eventually(customer, bot_lines(1))
        [line] = of(events, "message", "bot")
        assert line["data"]["offers_human"] is True
        await customer.write("ihminen")
        assert (await customer.state())["handler"] == "queue"


async def test_the_assistant_hanging_is_admitted_within_five_seconds(
    redis: RedisServer, assistant: FakeAssistant
) -> None:
    """The product's own limit, measured on the events' own times."""

    async def hangs(_turn: dict[str, Any]) -> Any:
        await asyncio.sleep(12)
        return []

    assistant.answer = hangs
    times = {
        "TURN_QUIET_MS": "800",
        "TURN_GREETING_MS": "1500",
        "TURN_LATEST_MS": "2500",
        "TURN_HONEST_MS": "4500",
    }
    async with harness.gateway(redis.url, assistant, None, **times) as gateway:
        customer = await gateway.customer()
        await customer.write("missä pakettini on")
        [line] = await customer.bot_lines(1, within_s=SOON)
        asked = (await customer.events())[0]
        passed = instant(line["at"]) - instant(asked["at"])
        assert passed.total_seconds() < 5
