"""An alarm at night: to the chat of the person on call until they have seen it, and what the customer reads of that."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.build import build
from bot.core.conversation import Conversation
from tests import harness
from tests.harness import (
    Agent,
    Clock,
    Customer,
    FakeAssistant,
    Gateway,
    RedisServer,
    of,
    settings,
    until,
    until_async,
)
from tests.telegram.conftest import environment, ready
from tests.telegram.emulator import Emulator
from tests.telegram.person import Person

TWO_AT_NIGHT = dt.datetime(2026, 11, 25, 0, 0, tzinfo=dt.UTC)
ARRIVED = "Päivystäjälle lähti hälytys"


@pytest.fixture
async def night(
    redis: RedisServer, assistant: FakeAssistant, telegram: Emulator, tmp_path: Path
) -> AsyncIterator[Gateway]:
    """Two in the morning; whoever writes is in danger."""

    async def danger(_turn: dict[str, Any]) -> Any:
        signals = [{"name": "danger", "text": "savuaa"}]
        return [{"text": "Hetki."}, {"custom": {"urgency": "critical", "alarm": True, "signals": signals}}]

    assistant.answer = danger
    clock, env = Clock(TWO_AT_NIGHT), environment(telegram, tmp_path)
    async with harness.gateway(redis.url, assistant, clock, **env) as running:
        await ready(running)
        yield running


async def linked(gateway: Gateway, telegram: Emulator) -> tuple[Agent, Person]:
    """Mikko, on call and asleep, with his chat linked."""
    mikko, pocket = await gateway.agent("mikko", status=None), Person(telegram, 999)
    pocket.says(f"/start {(await mikko.call('POST', '/telegram')).json()['code']}")
    await pocket.reads("Hei Mikko")
    await until(lambda: gateway.services.roster.members["mikko"].chat)
    return mikko, pocket


async def in_danger(gateway: Gateway) -> Customer:
    customer = await gateway.customer(language="fi")
    await customer.write("akku savuaa")
    return customer


async def reads(customer: Customer, like: str) -> None:
    await customer.until(lambda events: any(like in line["text"] for line in of(events, "message", "bot")))


async def lines(customer: Customer) -> str:
    return "\n".join(line["text"] for line in of(await customer.events(), "message", "bot"))


async def test_an_alarm_sounds_in_the_chat_until_it_is_seen_and_the_customer_reads_by_whom(
    night: Gateway, telegram: Emulator
) -> None:
    mikko, pocket = await linked(night, telegram)
    customer = await in_danger(night)
    told = await pocket.reads("Hälytys. Asiakas odottaa ihmistä")
    await reads(customer, f"soita heti 112. {ARRIVED} klo 2: Mikko")
    night.clock.move(seconds=31)
    await until(lambda: sum("Hälytys." in text for text in pocket.texts) == 2)
    pocket.presses(told, "Näin hälytyksen")
    await reads(customer, "Mikko näki hälytyksen")
    await pocket.reads("Nähnyt: Mikko")
    seen = (await mikko.case(customer.id))["events"]
    assert of(seen, "alert.acknowledged")[0]["by"]["name"] == "Mikko"
    stored = (await night.services.store.load(customer.id)).conversation
    assert stored.alert_at - night.clock() > dt.timedelta(minutes=4), "time to come to it"
    assert (await lines(customer)).count(ARRIVED) == 1
    pocket.presses(await pocket.reads("Nähnyt: Mikko"), "Ota tämä")
    await until_async(lambda: _held(customer))
    assert of(await customer.events(), "handoff.claimed")[0]["by"]["name"] == "Mikko"


async def _held(customer: Customer) -> bool:
    return bool((await customer.state())["handler"] == "agent")


async def test_where_no_chat_is_linked_nobody_is_said_to_have_been_alerted(night: Gateway) -> None:
    customer = await in_danger(night)
    await reads(customer, "En saa päivystäjää kiinni")
    said = await lines(customer)
    assert "112" in said
    assert "klo 8" in said
    assert night.services.company.phone in said
    assert ARRIVED not in said
    human = (await customer.state())["human"]
    assert (human["available"], human["expected_at"]) == (False, "2026-11-25T06:00:00.000Z")


async def test_a_chat_that_is_closed_to_us_is_not_said_to_have_got_it(
    night: Gateway, telegram: Emulator
) -> None:
    await linked(night, telegram)
    telegram.blocked.add(999)
    customer = await in_danger(night)
    await until(lambda: not night.services.roster.members["mikko"].chat)
    night.clock.move(seconds=31)
    await reads(customer, "En saa päivystäjää kiinni")
    assert ARRIVED not in await lines(customer)


async def test_a_process_that_has_just_begun_looks_who_can_be_woken_before_it_says_that_nobody_can(
    redis: RedisServer,
) -> None:
    """Found by the nights (docs/promises.md): an alarm served by a gateway that had not looked around yet."""
    services = build(
        settings(redis.url, "http://127.0.0.1:9", TELEGRAM_TOKEN="1:x"), clock := Clock(TWO_AT_NIGHT)
    )
    await services.routes.link("mikko", "999")
    c = Conversation(
        id=services.store.new_id(), language="fi", created_at=clock(), wrote_at=clock(), waiting_since=clock(),
        handler="queue", urgency="critical", alarm=True,
    )  # fmt: skip
    await services.store.create(c)
    services.worker.begin("alert", c.id)
    async with asyncio.timeout(10):
        while not (events := await services.store.logs.newest(c.id)):
            await asyncio.sleep(0.02)
    assert [(e["type"], e["data"]["to"]) for e in events] == [("alert.raised", ["mikko"])]
    await services.redis.aclose()
    await services.assistant.close()


async def test_on_call_at_the_desk_at_night_the_ordinary_waits_and_the_morning_begins_with_it(
    night: Gateway, assistant: FakeAssistant
) -> None:
    assistant.answer = harness.echo
    mikko = await night.agent("mikko")
    assert (await mikko.call("GET", "/me")).json()["agent"]["stands_by"] is True
    ordinary = await night.customer(language="fi")
    await ordinary.call("POST", "/human", json={"client_id": "1"})
    assert "klo 8" in (await ordinary.bot_lines())[0]["text"]
    assert (await ordinary.state())["human"]["available"] is False
    assert (await mikko.call("GET", "/conversations?view=offered")).json()["conversations"] == []
    night.clock.move(hours=6, minutes=1)
    await mikko.call("PUT", "/presence", json={"status": "online"})
    later = await night.customer(language="fi")
    await ordinary.until(lambda events: "Mikko" in str(of(events, "message", "bot")[-1]["text"]))
    await later.call("POST", "/human", json={"client_id": "1"})
    offered = (await mikko.call("GET", "/conversations?view=offered")).json()["conversations"]
    assert ordinary.id in [row["id"] for row in offered]
    queue = (await mikko.call("GET", "/queue")).json()["conversations"]
    assert [row["id"] for row in queue] == [ordinary.id, later.id]
