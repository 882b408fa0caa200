"""Cursors and the long poll: nothing missed, nothing twice, and back early when there is something new."""

import asyncio
import time
from typing import Any

import pytest

from tests.harness import Customer, Gateway, of, refused, types

LONG = 20  # seconds a poll may wait; every test here expects to be back long before


async def poll(customer: Customer, after: str, wait: float = 0) -> dict[str, Any]:
    answer = await customer.call("GET", f"/events?after={after}&wait={wait}")
    assert answer.status_code == 200, answer.text
    assert set(answer.json()) == {"events", "cursor", "state"}
    return dict(answer.json())


async def later(customer: Customer, after: str) -> asyncio.Task[dict[str, Any]]:
    task = asyncio.create_task(poll(customer, after, LONG))
    await asyncio.sleep(0.2)
    assert not task.done()
    return task


async def early(task: asyncio.Task[dict[str, Any]]) -> dict[str, Any]:
    return await asyncio.wait_for(task, LONG / 2)


@pytest.mark.parametrize("query", ["", "?after=0", "?after="])
async def test_after_absent_or_0_is_the_start(gateway: Gateway, query: str) -> None:
    customer = await gateway.customer()
    event_id = await customer.write("hei sinne")
    answer = await customer.call("GET", f"/events{query}")
    assert answer.json()["events"][0]["id"] == event_id


async def test_following_the_cursor_gives_every_event_once(gateway: Gateway) -> None:
    customer = await gateway.customer()
    cursor, seen = customer.opened["cursor"], []
    for number in range(5):
        await customer.write(f"rivi numero {number}")
        got = await poll(customer, cursor)
        cursor = got["cursor"]
        seen += got["events"]
    await customer.bot_lines()
    seen += (await poll(customer, cursor))["events"]
    assert [e["id"] for e in seen] == [e["id"] for e in await customer.events()]


async def test_a_long_log_comes_in_pages_of_200(gateway: Gateway) -> None:
    customer, aino = await gateway.customer(), await gateway.agent("aino")
    await customer.call("POST", "/human")
    await aino.verb(customer.id, "claim")
    for start in range(0, 240, 40):
        await asyncio.gather(*(customer.write(f"rivi {start + n}") for n in range(40)))
    cursor, pages = "0", []
    while got := (page := await poll(customer, cursor))["events"]:
        pages.append(got)
        cursor = page["cursor"]
    assert max(len(p) for p in pages) <= 200
    ids = [e["id"] for p in pages for e in p]
    assert len(set(ids)) == 243


@pytest.mark.parametrize(
    "cursor", ["999999999999999-0", "1-1", "x", "0-0", "1-1.abc", "-", "5", "1-²", "٣-1", "$"]
)
async def test_a_cursor_from_elsewhere_is_unknown(gateway: Gateway, cursor: str) -> None:
    customer = await gateway.customer()
    await customer.write("hei sinne")
    refused(await customer.call("GET", "/events", params={"after": cursor}), 400, "cursor_unknown")


async def test_another_conversations_cursor_is_unknown(gateway: Gateway) -> None:
    mine, other = await gateway.customer(), await gateway.customer()
    foreign = await other.write("hei sinne")
    await mine.write("hei sinne")
    refused(await mine.call("GET", f"/events?after={foreign}"), 400, "cursor_unknown")
    theirs = (await poll(other, "0"))["cursor"]
    refused(await mine.call("GET", f"/events?after={theirs}"), 400, "cursor_unknown")


async def test_a_poll_returns_early_on_an_event(gateway: Gateway) -> None:
    customer = await gateway.customer()
    waiting = await later(customer, customer.opened["cursor"])
    event_id = await customer.write("hei sinne")
    got = await early(waiting)
    assert [e["id"] for e in got["events"]] == [event_id]


async def test_a_poll_returns_early_when_somebody_comes_to_the_desk(gateway: Gateway) -> None:
    customer = await gateway.customer()
    waiting = await later(customer, customer.opened["cursor"])
    await gateway.agent("mikko")
    got = await early(waiting)
    assert got["events"] == []
    assert (got["state"]["human"]["name"], got["state"]["human"]["available"]) == ("Mikko", True)


async def test_a_state_that_changed_between_two_polls_is_seen_at_once(gateway: Gateway) -> None:
    customer = await gateway.customer()
    await gateway.agent("mikko")
    began = time.monotonic()
    got = await poll(customer, customer.opened["cursor"], LONG)
    assert got["state"]["human"]["available"] is True
    assert time.monotonic() - began < LONG / 2


async def test_a_poll_returns_early_when_the_place_in_the_queue_changes(gateway: Gateway) -> None:
    first, second = await gateway.customer(), await gateway.customer()
    await first.call("POST", "/human")
    await second.call("POST", "/human")
    got = await poll(second, "0")
    assert got["state"]["queue"]["position"] == 2
    waiting = await later(second, got["cursor"])
    await first.call("DELETE", "/human")
    assert (await early(waiting))["state"]["queue"]["position"] == 1


async def test_a_poll_returns_early_when_another_tab_changes_the_state(gateway: Gateway) -> None:
    customer = await gateway.customer()
    waiting = await later(customer, customer.opened["cursor"])
    await customer.call("PUT", "/notify", json={"by": "none"})
    assert (await early(waiting))["state"]["notify"] == {"by": "none"}


async def test_a_poll_without_news_ends_when_its_time_is_over(gateway: Gateway) -> None:
    customer = await gateway.customer()
    got = await poll(customer, customer.opened["cursor"], 0.3)
    assert got["events"] == []
    assert got["cursor"] == customer.opened["cursor"]


async def test_invisible_events_do_not_hold_up_what_comes_after(gateway: Gateway) -> None:
    customer, aino = await gateway.customer(), await gateway.agent("aino")
    await customer.call("POST", "/human")
    await aino.verb(customer.id, "claim")
    for number in range(210):
        await aino.say(customer.id, f"vain meille {number}", "notes")
    await aino.say(customer.id, "Hei!")
    cursor, events = "0", list[dict[str, Any]]()
    while got := (page := await poll(customer, cursor))["events"]:
        cursor, events = page["cursor"], events + got
    assert types(events)[-1] == "message"
    assert of(events, "note") == []
