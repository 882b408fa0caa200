"""At the company's time leads are told what today's staff can no longer keep: once, in the case, nothing for customers."""

import uuid
from typing import Any

from tests.harness import Clock, FakeAssistant, Gateway, RedisServer, of, until_async
from tests.harness import gateway as started

AT_RISK = "promise.at_risk"


async def promised(gateway: Gateway, agent: Any, due_at: str) -> str:
    customer = await gateway.customer()
    await customer.call("POST", "/human")
    assert (await agent.verb(customer.id, "claim")).status_code == 200
    body = {
        "client_id": uuid.uuid4().hex,
        "what": "answer",
        "where": "web",
        "text": "Kerron.",
        "due_at": due_at,
    }
    assert (await agent.verb(customer.id, "promises", **body)).status_code == 202
    return customer.id


async def told(agent: Any, cid: str) -> list[dict[str, Any]]:
    return [event["data"] for event in of((await agent.case(cid))["events"], AT_RISK)]


async def test_before_the_day_ends_leads_are_told_what_cannot_be_kept_once(gateway: Gateway) -> None:
    aino, mikko = await gateway.agent("aino"), await gateway.agent("mikko")
    cid = await promised(gateway, mikko, "2026-11-25T15:30:00Z")
    await promised(gateway, aino, "2026-11-25T15:30:00Z")
    await gateway.services.desk.set_presence("mikko", "offline", gateway.services.now())
    await gateway.services.roster.refresh()
    await gateway.services.day_end.look()
    assert await told(aino, cid) == []
    gateway.clock.move(hours=3, minutes=31)
    await aino.call("PUT", "/presence", json={"status": "online"})
    for _ in range(2):
        await gateway.services.day_end.look()
    [data] = await told(aino, cid)
    assert (data["why"], data["agent"], data["to"]) == ("away", "mikko", ["aino"])
    [row] = (await aino.call("GET", "/overview")).json()["promises"]["at_risk"]
    assert (row["conversation"], row["why"]) == (cid, "away")


async def test_a_promise_in_a_resolved_case_is_looked_over_too(gateway: Gateway) -> None:
    aino, mikko = await gateway.agent("aino"), await gateway.agent("mikko")
    cid = await promised(gateway, mikko, "2026-11-25T15:30:00Z")
    assert (await mikko.verb(cid, "resolve")).status_code == 200
    await gateway.services.desk.set_presence("mikko", "offline", gateway.services.now())
    await gateway.services.roster.refresh()
    rows = (await aino.call("GET", "/overview")).json()["promises"]["at_risk"]
    assert [row["conversation"] for row in rows] == [cid]


async def test_of_two_processes_one_tells_and_the_customer_hears_nothing(
    gateway: Gateway, redis: RedisServer, assistant: FakeAssistant
) -> None:
    aino, mikko = await gateway.agent("aino"), await gateway.agent("mikko")
    cid = await promised(gateway, mikko, "2026-11-25T15:30:00Z")
    await gateway.services.desk.set_presence("mikko", "offline", gateway.services.now())
    other_clock = Clock()
    other_clock.ahead = gateway.clock.ahead
    async with started(redis.url, assistant, other_clock) as other:
        for each in (gateway, other):
            each.clock.move(hours=3, minutes=31)
            await each.services.roster.refresh()
        for each in (other, gateway):
            await each.services.day_end.look()
    await aino.call("PUT", "/presence", json={"status": "online"})

    async def once() -> bool:
        return len(await told(aino, cid)) == 1

    await until_async(once)
