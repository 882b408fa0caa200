"""Bad input to a promise, by each way in: refused with a stable code and a plain sentence, and nothing has changed."""

import datetime as dt
from typing import Any

import pytest

from tests.gateway.test_promises import promised
from tests.harness import Agent, Customer, Gateway, refused

# What is wrong with a time, as the desk gives it; today is Wednesday 25 November 2026, noon.
TIMES = {
    "past": ("2026-11-25T11:59:00+02:00", "promise_past"),
    "long past": ("1970-01-01T00:00:00Z", "promise_past"),
    "five years": ("2031-11-25T12:00:00+02:00", "promise_too_far"),
    "beyond the calendar": ("9999-12-31T23:59:59-12:00", "due_at_invalid"),
    "night": ("2026-11-26T03:00:00+02:00", "promise_closed"),
    "a minute too late": ("2026-11-25T18:01:00+02:00", "promise_closed"),
    "sunday": ("2026-11-29T12:00:00+02:00", "promise_closed"),
    "christmas eve": ("2026-12-24T12:00:00+02:00", "promise_closed"),
    "independence day": ("2026-12-06T12:00:00+02:00", "promise_closed"),
    "no zone": ("2026-11-25T14:00:00", "due_at_invalid"),
    "words": ("huomenna", "due_at_invalid"),
    "empty": ("", "due_at_invalid"),
}


async def everything(customer: Customer, aino: Agent) -> Any:
    """What both sides see of the case."""
    found = await aino.case(customer.id)
    return (await customer.state())["promises"], [one["id"] for one in found["events"]]


@pytest.mark.parametrize("name", TIMES)
async def test_a_time_that_cannot_be_promised_is_refused_to_agents_made_or_moved(
    gateway: Gateway, name: str
) -> None:
    at, code = TIMES[name]
    customer, aino, one = await promised(gateway)
    before = await everything(customer, aino)
    body = {"client_id": "x", "what": "answer", "where": "web"}
    made = await aino.verb(customer.id, "promises", **body, due_at=at)
    moved = await aino.verb(customer.id, f"promises/{one['id']}", do="move", due_at=at)
    for answer in (made, moved):
        problem = refused(answer, 400, code)
        assert problem["field"] == "due_at"
        assert problem["detail"].endswith(".")
    assert await everything(customer, aino) == before


async def test_the_hour_that_summer_time_skips_is_refused_made_or_moved_and_as_a_slot(
    gateway: Gateway,
) -> None:
    gateway.clock.move(days=118)  # Tuesday 23 March 2027; on Sunday three o'clock becomes four
    customer, aino, one = await promised(gateway)
    before = await everything(customer, aino)
    at = "2027-03-28T03:30:00+02:00"
    body = {"client_id": "x", "what": "answer", "where": "web"}
    refused(await aino.verb(customer.id, "promises", **body, due_at=at), 400, "due_at_skipped")
    refused(
        await aino.verb(customer.id, f"promises/{one['id']}", do="move", due_at=at), 400, "due_at_skipped"
    )
    body = {"client_id": "y", "what": "answer", "slot": "2027-03-28T01:30:00.000Z~aino"}
    refused(await customer.call("POST", "/promises", json=body), 400, "slot_unknown")
    assert await everything(customer, aino) == before


@pytest.mark.parametrize(
    "slot",
    [
        "2026-11-25T09:30:00.000Z~aino", "2031-11-25T10:00:00.000Z~aino", "2026-11-26T01:00:00.000Z~aino",
        "2026-11-29T10:00:00.000Z~aino", "2026-11-25T11:07:00.000Z~aino", "2026-11-25T12:00:00.000Z~nobody",
        "2026-11-25T12:00:00.000Z", "~aino", "aino", "", "\x00~\x00", "9999-12-31T23:59:59-12:00~aino",
    ],
)  # fmt: skip
async def test_customers_pick_none_but_the_times_offered(gateway: Gateway, slot: str) -> None:
    customer, aino, one = await promised(gateway)
    before = await everything(customer, aino)
    asked = await customer.call("POST", "/promises", json={"client_id": "x", "what": "answer", "slot": slot})
    moved = await customer.call("POST", f"/promises/{one['id']}", json={"do": "move", "slot": slot})
    for answer in (asked, moved):
        assert refused(answer, 400, "slot_unknown")["field"] == "slot"
    assert await everything(customer, aino) == before


async def test_nobody_promises_moves_or_ends_what_is_not_theirs_to(gateway: Gateway) -> None:
    customer, aino, one = await promised(gateway)
    mikko = await gateway.agent("mikko")
    stranger = await gateway.customer(language="fi")
    before = await everything(customer, aino)
    at = (gateway.clock() + dt.timedelta(hours=2)).isoformat()
    body = {"client_id": "x", "what": "answer", "where": "web", "due_at": at}
    refused(await mikko.verb(customer.id, "promises", **body), 409, "already_claimed")
    for verb in ({"do": "move", "due_at": at}, {"do": "withdraw"}, {"do": "confirm"}, {"do": "tried"}):
        refused(await mikko.verb(customer.id, f"promises/{one['id']}", **verb), 403, "forbidden")
    mine = customer.token
    customer.token = stranger.token
    for do in ("cancel", "dispute"):
        refused(await customer.call("POST", f"/promises/{one['id']}", json={"do": do}), 401, "unauthorised")
    refused(
        await stranger.call("POST", f"/promises/{one['id']}", json={"do": "cancel"}), 404, "promise_unknown"
    )
    customer.token = mine
    assert await everything(customer, aino) == before


@pytest.mark.parametrize(
    "phone", ["12", "112", "0600 12345", "+1 900 555 0100", "+999 1234567", "Aino", "0" * 40]
)
async def test_a_number_that_is_none_or_that_nobody_is_met_at_is_refused_to_both_sides(
    gateway: Gateway, phone: str
) -> None:
    customer, aino, _ = await promised(gateway)
    before = await everything(customer, aino)
    at = (gateway.clock() + dt.timedelta(hours=3)).isoformat()
    slot = (await customer.call("GET", "/slots")).json()["slots"][0]["slot"]
    call = {"client_id": "x", "what": "call", "phone": phone}
    by_agent = await aino.verb(customer.id, "promises", **call, where="phone", due_at=at)
    by_customer = await customer.call("POST", "/promises", json=call | {"slot": slot})
    for answer in (by_agent, by_customer):
        assert refused(answer, 400, "phone_invalid")["field"] == "phone"
    assert await everything(customer, aino) == before
    assert slot == (await customer.call("GET", "/slots")).json()["slots"][0]["slot"], "no time was held back"
