"""Whoever leaves, by the clock or by signing out, leaves no promise behind: somebody able has it at once, or it moves in time."""

import datetime as dt
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests import harness
from tests.harness import ROOT, Agent, Customer, FakeAssistant, Gateway, RedisServer, of, until_async


@pytest.fixture
async def gateway(redis: RedisServer, assistant: FakeAssistant, tmp_path: Path) -> AsyncIterator[Gateway]:
    """It is Wednesday noon. Sanna comes at two; the others work as long as the desk is open."""
    document = yaml.safe_load((ROOT / "company.yml").read_text("utf-8"))
    for person in document["people"]:
        person["hours"] = {"mon-fri": "14-18"} if person["id"] == "sanna" else {}
    company = tmp_path / "company.yml"
    company.write_text(yaml.safe_dump(document, allow_unicode=True), "utf-8")
    async with harness.gateway(redis.url, assistant, None, COMPANY=str(company)) as running:
        yield running


async def promised(gateway: Gateway, at: str, what: str = "call", **more: Any) -> tuple[Customer, Agent]:
    """A case of Aino's with something promised for a time of Helsinki's, such as "2026-11-25T15:00".

    Since she promised it, her hours have changed: from today on she works until one.
    """
    aino = await gateway.agent("aino")
    customer = await gateway.customer(language="fi")
    await customer.call("POST", "/human", json={})
    assert (await aino.verb(customer.id, "claim")).status_code == 200
    await promises(aino, customer, at, what, **more)
    answer = await aino.call("PUT", "/accounts/aino", json={"hours": {"mon-sat": "8-13"}})
    assert answer.status_code == 200, answer.text
    return customer, aino


async def promises(agent: Agent, customer: Customer, at: str, what: str = "call", **more: Any) -> Any:
    where = {"where": "phone", "phone": "040 123 4567"} if what == "call" else {"where": "web"}
    body = {"client_id": uuid.uuid4().hex, "what": what, "due_at": f"{at}:00+02:00", "text": "Lupaan."}
    answer = await agent.verb(customer.id, "promises", **(body | where | more))
    assert answer.status_code == 202, answer.text
    return answer.json()


async def owners(customer: Customer) -> list[str]:
    return [one["who"]["name"] for one in (await customer.state())["promises"]]


def at_clock(gateway: Gateway, at: str) -> None:
    """Sets the clock to a time of that Wednesday in Helsinki, or of the day given."""
    day = at if "T" in at else f"2026-11-25T{at}"
    gateway.clock.ahead += dt.datetime.fromisoformat(f"{day}:00+02:00") - gateway.clock()


async def test_a_shift_that_ends_by_the_clock_hands_on_what_falls_due_before_they_are_back(
    gateway: Gateway,
) -> None:
    customer, _ = await promised(gateway, "2026-11-25T15:00")
    at_clock(gateway, "12:59")
    assert await owners(customer) == ["Aino"]
    at_clock(gateway, "13:00")
    [moved] = of(await customer.until(lambda es: of(es, "promise.moved")), "promise.moved")
    assert moved["at"] < "2026-11-25T11:00:30"
    assert moved["data"]["notice"].startswith("Lupauksesta vastaa nyt Mikko, toimitukset.")
    assert moved["data"]["promise"]["due_at"] == "2026-11-25T13:00:00.000Z"


async def test_what_falls_due_in_their_next_shift_stays_theirs(gateway: Gateway) -> None:
    customer, aino = await promised(gateway, "2026-11-26T09:00")
    at_clock(gateway, "13:05")
    await aino.call("PUT", "/presence", json={"status": "offline"})
    assert await owners(customer) == ["Aino"]
    assert not of(await customer.events(), "promise.moved")


async def test_who_said_that_they_are_on_it_keeps_it_beyond_their_shift(gateway: Gateway) -> None:
    customer, aino = await promised(gateway, "2026-11-25T13:20")
    [one] = (await customer.state())["promises"]
    assert (await aino.verb(customer.id, f"promises/{one['id']}", do="confirm")).status_code == 200
    at_clock(gateway, "13:10")
    await until_async(lambda: nothing_due(gateway))
    assert await owners(customer) == ["Aino"]


async def test_a_sign_out_after_hours_hands_on_too(gateway: Gateway) -> None:
    customer, aino = await promised(gateway, "2026-11-26T13:30")
    at_clock(gateway, "19:00")
    await promises(aino, customer, "2026-11-26T09:00", "answer")
    await aino.call("POST", "/logout", json={})
    assert await owners(customer) == ["Aino", "Aino"]
    at_clock(gateway, "2026-11-26T13:00")
    await customer.until(lambda es: of(es, "promise.moved"))
    assert (await owners(customer))[0] == "Mikko"


async def test_with_nobody_online_it_goes_to_the_next_one_on_shift_by_its_time_never_to_who_signed_out(
    gateway: Gateway,
) -> None:
    mikko = await gateway.agent("mikko")
    await mikko.call("PUT", "/presence", json={"status": "offline"})
    customer, aino = await promised(gateway, "2026-11-25T15:00")
    await aino.call("PUT", "/presence", json={"status": "offline"})
    assert await owners(customer) == ["Sanna"]


async def test_with_nobody_at_all_leads_hear_it_at_once_and_it_is_moved_well_before_its_time_with_an_apology(
    gateway: Gateway,
) -> None:
    mikko = await gateway.agent("mikko")
    await mikko.call("PUT", "/presence", json={"status": "offline"})
    customer, aino = await promised(gateway, "2026-11-25T13:00")
    await aino.call("PUT", "/presence", json={"status": "offline"})
    assert await owners(customer) == ["Aino"]
    case = await aino.case(customer.id)
    [risk] = of(case["events"], "promise.at_risk")
    assert (risk["data"]["why"], risk["data"]["agent"]) == ("away", "aino")
    at_clock(gateway, "12:31")
    events = await customer.until(lambda es: of(es, "promise.moved"))
    [moved] = of(events, "promise.moved")
    assert moved["at"] < "2026-11-25T10:40"
    assert "pahoillamme" in (line := of(events, "message", "bot")[-1]["text"]) or "Anteeksi" in line
    [one] = (await customer.state())["promises"]
    assert (one["status"], one["who"]["name"]) == ("moved", "Aino")
    assert one["due_at"] >= "2026-11-26T06:00", "a time at which she is at work again"


async def test_who_is_back_before_that_keeps_it(gateway: Gateway) -> None:
    mikko = await gateway.agent("mikko")
    await mikko.call("PUT", "/presence", json={"status": "offline"})
    customer, aino = await promised(gateway, "2026-11-25T12:55")
    await aino.call("PUT", "/presence", json={"status": "offline"})
    at_clock(gateway, "12:24")
    await aino.call("PUT", "/presence", json={"status": "online"})
    at_clock(gateway, "12:26")
    await until_async(lambda: reminded(aino, customer))
    assert await owners(customer) == ["Aino"]
    assert not of(await customer.events(), "promise.moved")


async def test_whose_hours_are_changed_hands_on_what_falls_outside_of_them(gateway: Gateway) -> None:
    customer, aino = await promised(gateway, "2026-11-26T12:00")
    answer = await aino.call("PUT", "/accounts/aino", json={"hours": {"mon-fri": "8-11"}})
    assert answer.status_code == 200, answer.text
    at_clock(gateway, "2026-11-26T10:59")
    assert await owners(customer) == ["Aino"]
    at_clock(gateway, "2026-11-26T11:00")
    await customer.until(lambda es: of(es, "promise.moved"))
    assert await owners(customer) == ["Mikko"]


async def test_what_a_process_that_died_at_a_sign_out_left_is_handed_on_at_the_first_reminder(
    gateway: Gateway,
) -> None:
    customer, _ = await promised(gateway, "2026-11-25T12:50")
    await gateway.services.desk.set_presence("aino", "offline", gateway.services.now())
    at_clock(gateway, "12:21")
    await customer.until(lambda es: of(es, "promise.moved"))
    assert await owners(customer) == ["Mikko"]


async def reminded(agent: Agent, customer: Customer) -> bool:
    return bool(of((await agent.case(customer.id))["events"], "promise.reminded"))


async def nothing_due(gateway: Gateway) -> bool:
    shard = gateway.services.due.shards[0]
    return not await gateway.services.redis.zcount(shard.of("due"), "-inf", gateway.services.now())
