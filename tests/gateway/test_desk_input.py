"""Bad input at the desk gets a problem with a code, and leaves the case as it was."""

import uuid
from typing import Any

import pytest

from tests.harness import Agent, Customer, Gateway, frames_until, refused

HIDDEN = ["a\x00b", "a\x07b", "a\u202eb", "a\x9fb"]


async def held(gateway: Gateway, agent: Agent) -> Customer:
    customer = await gateway.customer()
    await customer.call("POST", "/human")
    assert (await agent.verb(customer.id, "claim")).status_code == 200
    return customer


@pytest.mark.parametrize("text", HIDDEN)
async def test_control_characters_are_refused_in_every_text(gateway: Gateway, text: str) -> None:
    aino = await gateway.agent("aino")
    customer = await held(gateway, aino)
    bodies: list[tuple[str, dict[str, Any], str]] = [
        ("resolve", {"about": text}, "about"),
        ("return", {"reason": text}, "reason"),
        ("transfer", {"to": "mikko@example.fi", "reason": text}, "reason"),
        ("messages", {"client_id": "a", "text": text}, "text"),
        ("notes", {"client_id": "a", "text": text}, "text"),
    ]
    for verb, body, field in bodies:
        problem = refused(await aino.verb(customer.id, verb, **body), 400, "text_control_characters")
        assert problem["field"] == field
    assert (await customer.state())["status"] == "open"


@pytest.mark.parametrize("client_id", [*HIDDEN, "\x1fa", "a\nb"])
async def test_control_characters_are_refused_in_client_ids(gateway: Gateway, client_id: str) -> None:
    aino = await gateway.agent("aino")
    customer = await held(gateway, aino)
    for verb in ("messages", "notes"):
        answer = await aino.verb(customer.id, verb, client_id=client_id, text="hei")
        assert refused(answer, 400, "body_invalid")["field"] == "client_id"


@pytest.mark.parametrize(
    "due_at", ["0001-01-01T00:00:00+10:00", "9999-12-31T23:59:59-10:00", "2026-11-25", "huomenna", ""]
)
async def test_a_time_that_cannot_be_is_refused(gateway: Gateway, due_at: str) -> None:
    aino = await gateway.agent("aino")
    customer = await held(gateway, aino)
    body = {
        "client_id": uuid.uuid4().hex,
        "what": "answer",
        "where": "web",
        "text": "katson",
        "due_at": due_at,
    }
    refused(await aino.verb(customer.id, "promises", **body), 400, "due_at_invalid")


@pytest.mark.parametrize("raw", ["nonsense", "[" * 20_000, "[]", "7", "null", b"\xff\xfe", '{"type": []}'])
async def test_a_frame_that_is_none_is_passed_over(gateway: Gateway, raw: str | bytes) -> None:
    aino = await gateway.agent("aino")
    async with aino.socket() as ws:
        await ws.send(raw)
        await ws.send('{"type": "ping"}')
        await frames_until(ws, lambda f: f["type"] == "pong")
