"""What the desk hears: every event of the cases one may see, once and in order, by poll and by socket."""

import asyncio
import json
from typing import Any

import pytest
import websockets
from websockets.exceptions import ConnectionClosed

from tests.harness import (
    Agent,
    Customer,
    FakeAssistant,
    Gateway,
    RedisServer,
    frames_until,
    of,
    refused,
    types,
)
from tests.harness import gateway as started

LONG = 20


async def waiting(gateway: Gateway) -> Customer:
    customer = await gateway.customer()
    await customer.call("POST", "/human")
    return customer


async def poll(agent: Agent, after: str = "0", wait: float = 0) -> dict[str, Any]:
    answer = await agent.call("GET", f"/events?after={after}&wait={wait}", timeout=LONG * 2)
    assert answer.status_code == 200, answer.text
    assert set(answer.json()) == {"events", "cursor"}
    return dict(answer.json())


async def everything(agent: Agent, after: str = "0") -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = []
    while got := (page := await poll(agent, after))["events"]:
        events, after = events + got, page["cursor"]
    return events


async def test_a_poll_shows_desk_only_events_with_their_conversation(gateway: Gateway) -> None:
    aino, customer = await gateway.agent("aino"), await waiting(gateway)
    await aino.verb(customer.id, "claim")
    await aino.say(customer.id, "muistiin", "notes")
    events = await everything(aino)
    assert {e["conversation"] for e in events} == {customer.id}
    assert {"handoff.offered", "note"} <= set(types(events))
    assert "reasons" in of(events, "handoff.requested")[0]["data"]


async def test_what_only_the_bot_has_is_heard_by_leads_only(gateway: Gateway) -> None:
    aino, mikko = await gateway.agent("aino"), await gateway.agent("mikko")
    customer = await gateway.customer()
    await customer.write("hei vain sinne")
    await customer.bot_lines()
    assert types(await everything(aino)) == ["message", "message"]
    assert await everything(mikko) == []
    await customer.call("POST", "/human")
    assert "handoff.requested" in types(await everything(mikko))


async def test_what_goes_back_to_the_bot_is_no_longer_heard_by_everyone(gateway: Gateway) -> None:
    mikko, customer = await gateway.agent("mikko"), await waiting(gateway)
    async with mikko.socket() as ws:
        await customer.write("tämä näkyy")
        await frames_until(ws, lambda f: "tämä näkyy" in str(f))
        assert (await customer.call("DELETE", "/human")).status_code == 200
        await frames_until(ws, lambda f: "handoff.withdrawn" in str(f))
        await customer.write("tämä on vain botille")
        await customer.bot_lines()
        await customer.call("POST", "/human")
        frames = await frames_until(ws, lambda f: "handoff.requested" in str(f))
        assert "vain botille" not in str(frames)
        await customer.write("tämä taas näkyy")
        await frames_until(ws, lambda f: "tämä taas näkyy" in str(f))


async def test_a_leads_note_does_not_open_a_case_of_the_bot_to_everyone(gateway: Gateway) -> None:
    aino, mikko = await gateway.agent("aino"), await gateway.agent("mikko")
    customer = await gateway.customer()
    await customer.write("hei vain sinne")
    assert (await aino.say(customer.id, "katsoin tätä", "notes")).status_code == 202
    assert await everything(mikko) == []


async def test_a_poll_returns_early_and_resumes_by_cursor(gateway: Gateway) -> None:
    aino = await gateway.agent("aino")
    cursor = (await poll(aino))["cursor"]
    task = asyncio.create_task(poll(aino, cursor, LONG))
    await asyncio.sleep(0.1)
    customer = await waiting(gateway)
    got = await asyncio.wait_for(task, LONG / 2)
    assert got["events"]
    rest = await everything(aino, got["cursor"])
    assert [e["id"] for e in got["events"] + rest] == [e["id"] for e in await everything(aino)]
    assert customer.id


@pytest.mark.parametrize("cursor", ["x", "1-1", "999999999999999-0", "1-1_2-2", "0_0"])
async def test_a_cursor_from_elsewhere_is_unknown(gateway: Gateway, cursor: str) -> None:
    aino = await gateway.agent("aino")
    await waiting(gateway)
    refused(await aino.call("GET", f"/events?after={cursor}"), 400, "cursor_unknown")
    async with aino.socket(cursor) as ws:
        frame = json.loads(await ws.recv())
        assert (frame["type"], frame["code"]) == ("error", "cursor_unknown")
        with pytest.raises(ConnectionClosed):
            await ws.recv()
        assert ws.close_code == 4400


async def test_the_socket_welcomes_then_tells_queue_people_and_events(gateway: Gateway) -> None:
    aino = await gateway.agent("aino")
    async with aino.socket() as ws:
        frames = await frames_until(ws, lambda f: f["type"] == "people")
        assert [f["type"] for f in frames] == ["welcome", "queue", "people"]
        assert frames[0]["agent"]["id"] == "aino"
        assert frames[1] == {"type": "queue", "waiting": 0, "offered": [], "alarm": False}
        assert {"id", "name", "role", "status", "load", "capacity"} <= set(frames[2]["people"][0])
        customer = await waiting(gateway)
        frames = await frames_until(ws, lambda f: f["type"] == "queue" and f["offered"])
        assert frames[-1] | {"waiting": 1} == frames[-1]
        assert frames[-1]["offered"] == [customer.id]
        await ws.send('{"type": "ping"}')
        await frames_until(ws, lambda f: f["type"] == "pong")
        await gateway.agent("mikko")
        await frames_until(ws, lambda f: f["type"] == "people" and "online" in str(f["people"][1]))


async def test_an_alarm_in_the_queue_is_told(gateway: Gateway) -> None:
    async def alarm(_turn: dict[str, Any]) -> Any:
        return [{"custom": {"propose": "handoff", "urgency": "critical", "alarm": True}}]

    gateway.assistant.answer = alarm
    aino, customer = await gateway.agent("aino"), await gateway.customer()
    async with aino.socket() as ws:
        await customer.write("sähköiskun sain lampusta")
        await frames_until(ws, lambda f: f["type"] == "queue" and f["alarm"])


async def code_of(ws: Any) -> int:
    async with asyncio.timeout(10):
        try:
            while True:
                await ws.recv()
        except ConnectionClosed:
            return int(ws.close_code)


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
async def test_a_foreign_origin_closes_4403(gateway: Gateway, origin: str) -> None:
    aino = await gateway.agent("aino")
    async with aino.socket(origin=origin) as ws:
        assert await code_of(ws) == 4403


@pytest.mark.parametrize("status", ["online", None])
async def test_signing_out_closes_the_sockets_of_that_session(gateway: Gateway, status: str | None) -> None:
    aino, mikko = await gateway.agent("aino", status), await gateway.agent("mikko")
    async with aino.socket() as ws, mikko.socket() as other:
        await frames_until(ws, lambda f: f["type"] == "people")
        assert (await aino.call("POST", "/logout")).status_code == 200
        assert await code_of(ws) == 4403
        await other.send('{"type": "ping"}')
        await frames_until(other, lambda f: f["type"] == "pong")


async def test_signing_out_closes_the_sockets_at_other_processes(
    redis: RedisServer, assistant: FakeAssistant
) -> None:
    async with started(redis.url, assistant) as here, started(redis.url, assistant) as there:
        aino = await here.agent("aino")
        aino.base = there.base
        async with aino.socket() as ws:
            await frames_until(ws, lambda f: f["type"] == "people" and "online" in str(f))
            assert (await aino.call("POST", "/logout")).status_code == 200
            assert await code_of(ws) == 4403


async def test_a_session_that_ended_by_itself_is_noticed(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.desk.socket.SESSION_EVERY_S", 0.1)
    aino = await gateway.agent("aino")
    async with aino.socket() as ws:
        await frames_until(ws, lambda f: f["type"] == "people")
        found = await gateway.services.desk.session(aino.http.cookies["aina_desk"])
        assert found
        await gateway.services.desk.end_session(found)
        assert await code_of(ws) == 4403


async def test_no_origin_no_session_or_no_csrf_closes_4403(gateway: Gateway) -> None:
    aino = await gateway.agent("aino")
    url = f"{gateway.base.replace('http', 'ws', 1)}/v1/desk/socket"
    cookie = f"aina_desk={aino.http.cookies['aina_desk']}"
    hello = json.dumps({"type": "hello", "csrf": aino.csrf})
    wrong: list[tuple[dict[str, str], str]] = [
        ({"Cookie": cookie}, hello),
        ({"Origin": gateway.base}, hello),
        ({"Origin": gateway.base, "Cookie": cookie}, '{"type": "hello"}'),
        ({"Origin": gateway.base, "Cookie": cookie}, '{"type": "hello", "csrf": "x"}'),
        ({"Origin": gateway.base, "Cookie": cookie}, "nonsense"),
    ]
    for headers, first in wrong:
        async with websockets.connect(url, additional_headers=headers) as ws:
            await ws.send(first)
            assert await code_of(ws) == 4403


async def test_the_public_address_is_an_origin_of_ours(redis: RedisServer, assistant: FakeAssistant) -> None:
    async with started(redis.url, assistant, PUBLIC_URL="https://tuki.example") as gateway:
        aino = await gateway.agent("aino", status=None)
        # The cookie is for https only there; the test speaks http and carries it over by hand.
        for origin in ("https://tuki.example", "https://tuki.example:443"):
            async with aino.socket(origin=origin) as ws:
                await frames_until(ws, lambda f: f["type"] == "welcome")
        for origin in ("http://tuki.example", "https://tuki.example:444", gateway.base, "https://[", "null"):
            async with aino.socket(origin=origin) as ws:
                assert await code_of(ws) == 4403, origin


class DeskReader:
    """A desk that keeps its last cursor and reconnects with it."""

    def __init__(self, agent: Agent, cursor: str = "0") -> None:
        self.agent = agent
        self.cursor = cursor
        self.seen: list[str] = []

    async def listen(self, frames: int | None = None) -> None:
        async with self.agent.socket(self.cursor) as ws:
            while frames is None or frames > 0:
                frame = json.loads(await ws.recv())
                self.cursor = frame.get("cursor", self.cursor)
                self.seen += [e["id"] for e in frame.get("events", ())]
                frames = frames - 1 if frames else frames

    async def until(self, ids: list[str]) -> None:
        async with asyncio.timeout(15):
            while len(self.seen) < len(ids):
                await asyncio.sleep(0.02)
        assert self.seen == ids


async def test_a_dropped_desk_socket_resumes_with_nothing_missing_and_nothing_twice(gateway: Gateway) -> None:
    aino, customer = await gateway.agent("aino"), await waiting(gateway)
    await aino.verb(customer.id, "claim")
    reader = DeskReader(aino)
    for round in range(5):
        listening = asyncio.create_task(reader.listen())
        writing = [asyncio.create_task(customer.write(f"{round}.{n}")) for n in range(5)]
        await asyncio.sleep(0.02 * round)
        listening.cancel()
        await asyncio.gather(*writing)
    listening = asyncio.create_task(reader.listen())
    await reader.until([e["id"] for e in await everything(aino)])
    listening.cancel()


async def test_the_welcomes_cursor_is_no_later_than_what_was_given(gateway: Gateway) -> None:
    """A desk that dropped right after its welcome used to miss what should have come next."""
    aino, customer = await gateway.agent("aino"), await waiting(gateway)
    reader = DeskReader(aino)
    await reader.listen(frames=1)
    assert reader.seen == []
    listening = asyncio.create_task(reader.listen())
    await reader.until([e["id"] for e in await everything(aino)])
    listening.cancel()
    assert customer.id


async def test_what_one_may_not_see_does_not_hide_what_comes_after(gateway: Gateway) -> None:
    """A whole page of other people's events used to end the catching up."""
    mikko = await gateway.agent("mikko")
    alone = await gateway.customer()
    for start in range(0, 220, 44):
        await asyncio.gather(*(alone.write(f"rivi {start + n}") for n in range(44)))
    seen = await waiting(gateway)
    reader = DeskReader(mikko)
    listening = asyncio.create_task(reader.listen())
    await reader.until([e["id"] for e in await everything(mikko)])
    assert reader.seen
    marker = await gateway.customer()
    await marker.call("POST", "/human")
    await reader.until([e["id"] for e in await everything(mikko)])
    listening.cancel()
    assert seen.id


async def test_with_three_shards_every_shard_is_heard(redis: RedisServer, assistant: FakeAssistant) -> None:
    async with started(redis.url, assistant, SHARDS="3") as gateway:
        aino = await gateway.agent("aino")
        reader = DeskReader(aino)
        listening = asyncio.create_task(reader.listen())
        customers = [await waiting(gateway) for _ in range(9)]
        assert len({c.id.partition("-")[0] for c in customers}) > 1
        async with asyncio.timeout(15):
            while len(reader.seen) < len(await everything(aino)):
                await asyncio.sleep(0.1)
        assert sorted(reader.seen) == sorted(e["id"] for e in await everything(aino))
        listening.cancel()
        queue = (await aino.call("GET", "/queue")).json()["conversations"]
        assert [row["id"] for row in queue] == [c.id for c in customers]
