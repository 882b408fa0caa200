"""The desk's lists: whose cases they show, and how one goes on from page to page."""

from typing import Any

import pytest

from tests.harness import Agent, Customer, Gateway, refused


async def about(gateway: Gateway, topic: str, **more: str) -> Customer:
    """Somebody who waits for a person with a matter of this kind."""

    async def answer(_turn: dict[str, Any]) -> Any:
        return [{"custom": {"propose": "handoff", "reason": "asked", "topic": topic, **more}}]

    gateway.assistant.answer = answer
    customer = await gateway.customer()
    await customer.write("minulla on asiaa")
    await customer.bot_lines()
    return customer


async def listed(agent: Agent, more: str = "") -> list[str]:
    answer = await agent.call("GET", f"/conversations?view=team{more}")
    assert answer.status_code == 200, answer.text
    return [row["id"] for row in answer.json()["conversations"]]


async def test_a_team_sees_its_own_topics_and_what_its_people_have(gateway: Gateway) -> None:
    aino, mikko, sanna = [await gateway.agent(id) for id in ("aino", "mikko", "sanna")]
    bill, parcel = await about(gateway, "invoice"), await about(gateway, "delivery")
    unclear = await gateway.customer()
    await unclear.call("POST", "/human")
    assert set(await listed(mikko)) == {parcel.id, unclear.id}
    assert await listed(sanna) == [unclear.id]
    assert set(await listed(aino)) == {bill.id, parcel.id, unclear.id}  # a lead
    assert (await sanna.verb(bill.id, "claim")).status_code == 200
    assert (await sanna.verb(unclear.id, "claim")).status_code == 200
    assert set(await listed(sanna)) == {bill.id, unclear.id}
    assert await listed(mikko) == [parcel.id]
    again = await about(gateway, "return")
    pages = await listed(mikko, "&limit=1")
    pages += await listed(mikko, f"&limit=1&after={pages[0]}")
    assert set(pages) == {parcel.id, again.id}


async def test_in_the_teams_list_the_most_urgent_come_first_then_the_newest(gateway: Gateway) -> None:
    aino = await gateway.agent("aino")
    first, had = await about(gateway, "delivery"), await about(gateway, "delivery")
    assert (await aino.verb(had.id, "claim")).status_code == 200
    gateway.clock.move(minutes=1)
    urgent = await about(gateway, "delivery", urgency="high")
    gateway.clock.move(minutes=1)
    last = await about(gateway, "delivery")
    order = [urgent.id, first.id, last.id, had.id]
    assert await listed(aino) == order
    pages = await listed(aino, "&limit=3")
    assert pages + await listed(aino, f"&limit=3&after={pages[-1]}") == order


@pytest.mark.parametrize("view", ["mine", "offered", "waiting", "team", "resolved"])
async def test_a_page_after_an_unknown_row_is_refused(gateway: Gateway, view: str) -> None:
    aino = await gateway.agent("aino")
    for after in ("0-abc", "x", "999"):
        refused(await aino.call("GET", f"/conversations?view={view}&after={after}"), 400, "cursor_unknown")
    for start in ("", "0"):
        assert (await aino.call("GET", f"/conversations?view={view}&after={start}")).status_code == 200


@pytest.mark.parametrize("limit", ["9" * 5000, "0" * 5000, "²"])
async def test_a_limit_beyond_all_bounds_is_refused(gateway: Gateway, limit: str) -> None:
    aino = await gateway.agent("aino")
    for path in ("/queue?", "/conversations?view=mine&"):
        refused(await aino.call("GET", f"{path}limit={limit}"), 400, "query_invalid")
