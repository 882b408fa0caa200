"""The customer's socket: hello first, everything once and in order, over dropped sockets and gateway restarts."""

import asyncio
import json
from typing import Any

import pytest
import websockets
from websockets.exceptions import ConnectionClosed

from tests.harness import (
    Clock,
    Customer,
    FakeAssistant,
    Gateway,
    RedisServer,
    frames_until,
)
from tests.harness import gateway as started


async def closing_code(ws: Any) -> int:
    async with asyncio.timeout(10):
        try:
            while True:
                await ws.recv()
        except ConnectionClosed:
            return int(ws.close_code)


def url(customer: Customer) -> str:
    return f"{customer.base.replace('http', 'ws', 1)}/v1/conversations/{customer.id}/socket"


async def test_no_hello_within_five_seconds_closes_4401(gateway: Gateway) -> None:
    customer = await gateway.customer()
    async with websockets.connect(url(customer)) as ws:
        assert await closing_code(ws) == 4401


@pytest.mark.parametrize(
    "first",
    [
        "x", "{", "[]", '{"type": "ping"}', '{"type": "hello"}', '{"type": "hello", "token": "wrong"}',
        '{"type": "hello", "token": 5}', '{"type": "hello", "token": "\\ud800"}', b"\x00\x01",
    ],
)  # fmt: skip
async def test_anything_but_a_fitting_hello_closes_4401(gateway: Gateway, first: Any) -> None:
    customer = await gateway.customer()
    async with websockets.connect(url(customer)) as ws:
        await ws.send(first)
        assert await closing_code(ws) == 4401


async def test_a_hello_to_an_unknown_conversation_closes_4401(gateway: Gateway) -> None:
    customer = await gateway.customer()
    customer.id = "0-" + "b" * 30
    async with customer.socket() as ws:
        assert await closing_code(ws) == 4401


async def test_welcome_comes_first_then_everything_after_the_cursor(gateway: Gateway) -> None:
    customer = await gateway.customer()
    first = await customer.write("hei sinne")
    [line] = await customer.bot_lines()
    for after, expected in (("0", [first, line["id"]]), (None, [first, line["id"]]), (first, [line["id"]])):
        async with customer.socket(after) as ws:
            frames = await frames_until(ws, lambda f: f["type"] == "events")
            assert [f["type"] for f in frames] == ["welcome", "events"]
            assert set(frames[0]) == {"type", "state", "cursor"}
            assert [e["id"] for e in frames[1]["events"]] == expected


async def test_an_unknown_cursor_is_told_and_closes_4400(gateway: Gateway) -> None:
    customer = await gateway.customer()
    async with customer.socket("7-7") as ws:
        frame = json.loads(await ws.recv())
        assert (frame["type"], frame["code"]) == ("error", "cursor_unknown")
        assert await closing_code(ws) == 4400


async def test_ping_is_answered(gateway: Gateway) -> None:
    customer = await gateway.customer()
    async with customer.socket() as ws:
        await ws.send('{"type": "ping"}')
        await frames_until(ws, lambda f: f == {"type": "pong"})


async def test_odd_frames_do_no_harm(gateway: Gateway) -> None:
    customer = await gateway.customer()
    async with customer.socket() as ws:
        for odd in ("x", "[]", "7", '{"type": 5}', '{"type": "unheard of"}', "{}", "null", b"\xff\x00"):
            await ws.send(odd)
        await ws.send('{"type": "ping"}')
        await frames_until(ws, lambda f: f == {"type": "pong"})


async def test_typing_goes_both_ways_with_the_agents_name_and_never_the_text(gateway: Gateway) -> None:
    customer, aino = await gateway.customer(), await gateway.agent("aino")
    await customer.call("POST", "/human")
    await aino.verb(customer.id, "claim")
    async with customer.socket() as mine, aino.socket() as hers:
        await frames_until(mine, lambda f: f["type"] == "welcome")
        await frames_until(hers, lambda f: f["type"] == "people")
        await mine.send('{"type": "typing", "text": "salaisuus"}')
        [*_, seen] = await frames_until(hers, lambda f: f["type"] == "typing")
        assert seen == {"type": "typing", "conversation": customer.id, "by": {"kind": "customer"}}
        await hers.send(json.dumps({"type": "typing", "conversation": customer.id, "text": "salaisuus"}))
        [*_, seen] = await frames_until(mine, lambda f: f["type"] == "typing")
        assert seen == {"type": "typing", "by": {"kind": "agent", "name": "Aino", "role": "laskutus"}}


async def test_typing_of_an_agent_who_does_not_hold_the_case_is_not_shown(gateway: Gateway) -> None:
    customer, aino, mikko = (
        await gateway.customer(),
        await gateway.agent("aino"),
        await gateway.agent("mikko"),
    )
    await customer.call("POST", "/human")
    await aino.verb(customer.id, "claim")
    async with customer.socket() as mine, mikko.socket() as his:
        await frames_until(mine, lambda f: f["type"] == "events")
        await his.send(json.dumps({"type": "typing", "conversation": customer.id}))
        await his.send('{"type": "ping"}')
        await frames_until(his, lambda f: f["type"] == "pong")
        await aino.say(customer.id, "Hei!")
        frames = await frames_until(mine, lambda f: f["type"] == "events")
        assert "typing" not in [f["type"] for f in frames]


async def test_the_state_is_sent_when_it_differs(gateway: Gateway) -> None:
    customer = await gateway.customer()
    async with customer.socket() as ws:
        await frames_until(ws, lambda f: f["type"] == "welcome")
        await gateway.agent("mikko")
        [*_, frame] = await frames_until(ws, lambda f: f["type"] == "state")
        assert frame["state"]["human"]["available"] is True
        await customer.call("PUT", "/notify", json={"by": "none"})
        await frames_until(ws, lambda f: f["type"] == "state" and f["state"]["notify"] == {"by": "none"})


class Reader:
    """A client as the widget is one: keeps its last cursor, reconnects with it, and writes down what it saw."""

    def __init__(self, customer: Customer) -> None:
        self.customer = customer
        self.cursor = "0"
        self.seen: list[str] = []

    async def listen(self) -> None:
        while True:
            try:
                async with self.customer.socket(self.cursor) as ws:
                    while True:
                        self.take(json.loads(await ws.recv()))
            except (OSError, websockets.WebSocketException):
                await asyncio.sleep(0.03)

    def take(self, frame: dict[str, Any]) -> None:
        if frame["type"] == "error":
            raise AssertionError(frame)
        if "cursor" in frame:
            self.cursor = frame["cursor"]
        self.seen += [e["id"] for e in frame.get("events", ())]

    async def until(self, ids: list[str], within_s: float = 15.0) -> None:
        async with asyncio.timeout(within_s):
            while len(self.seen) < len(ids):
                await asyncio.sleep(0.02)
        await asyncio.sleep(0.1)
        assert self.seen == ids


async def test_a_dropped_socket_resumes_with_nothing_missing_and_nothing_twice(gateway: Gateway) -> None:
    customer, aino = await gateway.customer(), await gateway.agent("aino")
    await customer.call("POST", "/human")
    await aino.verb(customer.id, "claim")
    reader = Reader(customer)
    for round in range(6):
        listening = asyncio.create_task(reader.listen())
        writing = [asyncio.create_task(aino.say(customer.id, f"{round}.{n}")) for n in range(5)]
        await asyncio.sleep(0.01 * round)
        listening.cancel()
        await asyncio.gather(*writing)
    listening = asyncio.create_task(reader.listen())
    await reader.until([e["id"] for e in await customer.events()])
    listening.cancel()


async def test_a_gateway_restart_loses_nothing_for_a_listening_socket(
    redis: RedisServer, assistant: FakeAssistant
) -> None:
    clock = Clock()
    async with started(redis.url, assistant, clock) as gateway:
        customer = await gateway.customer()
        reader = Reader(customer)
        listening = asyncio.create_task(reader.listen())
        await customer.write("ennen katkoa")
        await customer.bot_lines()
    for text in ("katkon jälkeen", "ja vielä kerran"):
        async with started(redis.url, assistant, clock) as gateway:
            customer.base = gateway.base
            customer.http = gateway.http
            await customer.write(text)
            await asyncio.sleep(0.2)
    async with started(redis.url, assistant, clock) as gateway:
        customer.base, customer.http = gateway.base, gateway.http
        await customer.bot_lines(3)
        await reader.until([e["id"] for e in await customer.events()])
    listening.cancel()


async def test_events_before_the_feed_is_followed_reach_sockets_that_were_quicker(gateway: Gateway) -> None:
    """A gateway that has just started serves sockets before its reader of the feed has found the feed's end."""
    customer = await gateway.customer()
    hub = gateway.services.hub
    async with customer.socket() as ws:
        await frames_until(ws, lambda f: f["type"] == "welcome")
        followers = hub._by_case.pop(customer.id)
        with hub.follow_desk() as reader:
            lost = await customer.write("kukaan ei vielä kuuntele")
            await reader.wait(8)
            assert reader.take()
        hub._by_case[customer.id] = followers
        hub.resync()
        frames = await frames_until(ws, lambda f: f["type"] == "events")
        assert frames[-1]["events"][0]["id"] == lost
