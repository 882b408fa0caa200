"""A person has one call at a time, whoever makes, moves, takes over or repeats it, and however many do so at once."""

import asyncio
import datetime as dt
import itertools
import uuid
from typing import Any

import httpx
import pytest

from tests.harness import Agent, Customer, Gateway, of, refused

AT = "2026-11-25T14:00"
SOON = "2026-11-25T14:05"


async def case_of(gateway: Gateway, agent: Agent) -> Customer:
    """A case that this agent has."""
    customer = await gateway.customer(language="fi")
    await customer.call("POST", "/human", json={})
    assert (await agent.verb(customer.id, "claim")).status_code == 200
    return customer


async def call_at(agent: Agent, customer: Customer, at: str, **more: Any) -> httpx.Response:
    body = {
        "client_id": uuid.uuid4().hex, "what": "call", "due_at": f"{at}:00+02:00", "where": "phone",
        "phone": "040 123 4567", "text": "Soitan.",
    }  # fmt: skip
    return await agent.verb(customer.id, "promises", **(body | more))


async def calls(gateway: Gateway, agent: str) -> list[dt.datetime]:
    """When this person has calls, as the lists of the store say."""
    shard = gateway.services.due.shards[0]
    rows = await gateway.services.redis.zrange(shard.of(f"calls:{agent}"), 0, -1, withscores=True)
    return [dt.datetime.fromtimestamp(due, dt.UTC) for _, due in rows]


async def test_a_call_at_a_time_that_a_customer_has_picked_is_refused_with_the_next_free_time(
    gateway: Gateway,
) -> None:
    aino = await gateway.agent("aino")
    customer = await case_of(gateway, aino)
    slot = next(
        one["slot"]
        for one in (await customer.call("GET", "/slots")).json()["slots"]
        if one["at"] == "2026-11-25T12:00:00.000Z"
    )
    body = {"client_id": "a", "what": "call", "slot": slot, "phone": "040 123 4567"}
    assert (await customer.call("POST", "/promises", json=body)).status_code == 202
    problem = refused(await call_at(aino, customer, SOON), 409, "call_time_taken")
    assert problem["next_free"] == "2026-11-25T12:10:00.000Z"
    assert "14" in problem["title"]
    assert (await call_at(aino, customer, "2026-11-25T14:10")).status_code == 202
    assert (await call_at(aino, customer, AT, what="answer", where="web")).status_code == 202


async def test_of_calls_promised_at_one_time_at_once_one_is_taken(gateway: Gateway) -> None:
    aino = await gateway.agent("aino")
    cases = [await case_of(gateway, aino) for _ in range(4)]
    times = [AT, SOON, "2026-11-25T13:55", "2026-11-25T14:09"]
    answers = await asyncio.gather(
        *(call_at(aino, one, at) for one, at in zip(cases, times, strict=True)),
        *(call_at(aino, one, AT) for one in cases),
    )
    codes = [answer.json().get("code") for answer in answers if answer.status_code != 202]
    assert set(codes) == {"call_time_taken"}
    booked = await calls(gateway, "aino")
    assert booked
    assert all(later - at >= dt.timedelta(minutes=10) for at, later in itertools.pairwise(booked))


async def test_customers_who_pick_and_agents_who_promise_at_once_never_share_a_time(gateway: Gateway) -> None:
    aino = await gateway.agent("aino")
    cases = [await case_of(gateway, aino) for _ in range(4)]
    slots = (await cases[0].call("GET", "/slots")).json()["slots"][1:3]
    body = {"what": "call", "phone": "040 123 4567"}
    picks = [
        one.call("POST", "/promises", json=body | {"client_id": uuid.uuid4().hex, "slot": slot["slot"]})
        for one, slot in itertools.product(cases, slots)
    ]
    local = [dt.datetime.fromisoformat(slot["at"]) + dt.timedelta(hours=2, minutes=5) for slot in slots]
    words = [call_at(aino, one, at.strftime("%Y-%m-%dT%H:%M")) for one, at in itertools.product(cases, local)]
    await asyncio.gather(*(deed for pair in zip(picks, words, strict=True) for deed in pair))
    booked = await calls(gateway, "aino")
    assert len(booked) == 2
    assert booked[1] - booked[0] >= dt.timedelta(minutes=10)


async def test_the_same_call_sent_again_is_the_same_promise(gateway: Gateway) -> None:
    aino = await gateway.agent("aino")
    customer = await case_of(gateway, aino)
    answers = await asyncio.gather(*(call_at(aino, customer, AT, client_id="one") for _ in range(5)))
    assert {answer.json()["event_id"] for answer in answers} == {answers[0].json()["event_id"]}
    assert len(await calls(gateway, "aino")) == 1


async def test_a_call_is_not_moved_to_where_another_one_is(gateway: Gateway) -> None:
    aino = await gateway.agent("aino")
    customer = await case_of(gateway, aino)
    await call_at(aino, customer, AT)
    await call_at(aino, customer, "2026-11-25T15:00")
    pid = (await customer.state())["promises"][1]["id"]
    path = f"promises/{pid}"
    refused(await aino.verb(customer.id, path, do="move", due_at=f"{SOON}:00+02:00"), 409, "call_time_taken")
    moved = await aino.verb(customer.id, path, do="move", due_at="2026-11-25T15:05:00+02:00")
    assert moved.status_code == 200, "its own old time is not in its way"


async def test_a_call_goes_to_a_colleague_who_has_that_time_free(gateway: Gateway) -> None:
    aino, mikko = await gateway.agent("aino"), await gateway.agent("mikko")
    theirs = await case_of(gateway, mikko)
    assert (await call_at(mikko, theirs, SOON)).status_code == 202
    sanna = await gateway.agent("sanna")
    for _ in range(2):  # who has more to do comes later, unless the others have a call then
        await case_of(gateway, sanna)
    customer = await case_of(gateway, aino)
    await call_at(aino, customer, AT)
    await call_at(aino, customer, AT, what="answer", where="web")
    await aino.call("PUT", "/presence", json={"status": "offline"})
    owners = [one["who"]["name"] for one in (await customer.state())["promises"]]
    assert owners == ["Sanna", "Mikko"]


async def test_two_calls_of_one_time_whose_owners_leave_at_once_are_two_peoples_or_are_moved(
    gateway: Gateway,
) -> None:
    aino, mikko, _ = [await gateway.agent(id) for id in ("aino", "mikko", "sanna")]
    customers = [await case_of(gateway, aino), await case_of(gateway, mikko)]
    for agent, customer in zip((aino, mikko), customers, strict=True):
        assert (await call_at(agent, customer, AT)).status_code == 202
    offline = {"status": "offline"}
    await asyncio.gather(*(agent.call("PUT", "/presence", json=offline) for agent in (aino, mikko)))
    owners = {(await one.state())["promises"][0]["who"]["name"] for one in customers}
    assert len(owners) == 2
    assert "Sanna" in owners
    assert len(await calls(gateway, "sanna")) == 1


async def test_a_colleague_who_has_a_call_then_cannot_take_another_one_over(gateway: Gateway) -> None:
    aino, mikko = await gateway.agent("aino"), await gateway.agent("mikko")
    theirs, customer = await case_of(gateway, mikko), await case_of(gateway, aino)
    await call_at(mikko, theirs, AT)
    await call_at(aino, customer, SOON)
    pid = (await theirs.state())["promises"][0]["id"]
    refused(await aino.verb(theirs.id, f"promises/{pid}", do="confirm"), 409, "call_time_taken")
    assert (await theirs.state())["promises"][0]["who"]["name"] == "Mikko"


async def test_a_call_that_met_nobody_is_tried_again_when_no_other_call_is_due(gateway: Gateway) -> None:
    aino = await gateway.agent("aino")
    customer, other = await case_of(gateway, aino), await case_of(gateway, aino)
    await call_at(aino, customer, AT)
    await call_at(aino, other, "2026-11-25T14:20")
    gateway.clock.ahead += dt.datetime.fromisoformat(f"{AT}:00+02:00") - gateway.clock()
    pid = (await customer.state())["promises"][0]["id"]
    assert (await aino.verb(customer.id, f"promises/{pid}", do="tried")).status_code == 200
    [tried] = of(await customer.events(), "promise.tried")
    assert tried["data"]["promise"]["due_at"] == "2026-11-25T12:30:00.000Z"


async def test_who_calls_ahead_of_time_and_meets_nobody_calls_at_the_promised_time_too(
    gateway: Gateway,
) -> None:
    aino = await gateway.agent("aino")
    customer = await case_of(gateway, aino)
    await call_at(aino, customer, "2026-11-25T15:00")
    pid = (await customer.state())["promises"][0]["id"]
    assert (await aino.verb(customer.id, f"promises/{pid}", do="tried")).status_code == 200
    [one] = (await customer.state())["promises"]
    assert (one["status"], one["due_at"]) == ("tried", "2026-11-25T13:00:00.000Z")


@pytest.mark.parametrize("what", ["answer", "action"])
async def test_what_is_no_call_takes_nobodys_time(gateway: Gateway, what: str) -> None:
    aino = await gateway.agent("aino")
    customer = await case_of(gateway, aino)
    for _ in range(2):
        answer = await call_at(aino, customer, AT, what=what, where="web", phone=None)
        assert answer.status_code == 202, answer.text
