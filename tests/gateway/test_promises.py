"""A promise is a record: made, shown by name, kept, moved in time with an apology, or broken and told."""

import datetime as dt
import uuid
from typing import Any

from tests.harness import Agent, Customer, Gateway, of


async def promised(gateway: Gateway, minutes: int = 120) -> tuple[Customer, Agent, dict[str, Any]]:
    """A case of Aino's with a call promised."""
    aino = await gateway.agent("aino")
    customer = await gateway.customer(language="fi")
    await customer.call("POST", "/human", json={})
    await aino.verb(customer.id, "claim")
    due = gateway.clock() + dt.timedelta(minutes=minutes)
    answer = await aino.verb(
        customer.id, "promises", client_id=uuid.uuid4().hex, what="call", due_at=due.isoformat(), where="phone",
        phone="040 123 4567", text="Soitan laskusta.",
    )  # fmt: skip
    assert answer.status_code == 202, answer.text
    [one] = (await customer.state())["promises"]
    return customer, aino, one


async def test_a_promise_is_shown_with_name_time_and_place(gateway: Gateway) -> None:
    customer, _, one = await promised(gateway)
    assert one["who"] == {"name": "Aino", "role": "laskutus"}
    assert (one["what"], one["where"], one["status"]) == ("call", "phone", "open")
    [made] = of(await customer.events(), "promise.made")
    assert made["data"]["notice"].startswith("Aino, laskutus, lupasi soittaa: tänään klo 14")


async def test_an_unconfirmed_promise_is_moved_once_before_its_time_with_an_apology_then_counts_as_broken(
    gateway: Gateway,
) -> None:
    customer, aino, one = await promised(gateway)
    gateway.clock.move(minutes=118)
    events = await customer.until(lambda es: of(es, "promise.moved"))
    [moved] = of(events, "promise.moved")
    assert moved["at"] < one["due_at"]
    assert "olemme siitä pahoillamme" in of(events, "message", "bot")[-1]["text"]
    gateway.clock.move(minutes=45)
    events = await customer.until(lambda es: of(es, "promise.broken"))
    assert "meidän virheemme" in of(events, "message", "bot")[-1]["text"]
    assert (await aino.case(customer.id))["urgency"] == "high"


async def test_a_kept_promise_needs_nothing_more_and_the_customers_word_beats_it(gateway: Gateway) -> None:
    customer, aino, one = await promised(gateway)
    assert (await aino.verb(customer.id, f"promises/{one['id']}", do="kept")).status_code == 200
    assert (await customer.state())["promises"][0]["status"] == "kept"
    await aino.verb(customer.id, "resolve")
    answer = await customer.call("POST", f"/promises/{one['id']}", json={"do": "dispute"})
    assert answer.status_code == 200, answer.text
    state = answer.json()["state"]
    assert state["promises"][0]["status"] == "disputed"
    assert (state["status"], state["handler"]) == ("open", "agent")


async def test_the_customer_moves_to_a_free_time_that_nobody_else_then_gets(gateway: Gateway) -> None:
    customer, _aino, one = await promised(gateway)
    slots = (await customer.call("GET", "/slots")).json()["slots"]
    assert slots[0]["who"]["name"] == "Aino"
    answer = await customer.call(
        "POST", f"/promises/{one['id']}", json={"do": "move", "slot": slots[0]["slot"]}
    )
    assert answer.json()["state"]["promises"][0]["due_at"] == slots[0]["at"]
    assert slots[0] not in (await customer.call("GET", "/slots")).json()["slots"]
    cancelled = await customer.call("POST", f"/promises/{one['id']}", json={"do": "cancel"})
    assert cancelled.json()["state"]["promises"][0]["status"] == "withdrawn"
    assert slots[0] in (await customer.call("GET", "/slots")).json()["slots"]


async def test_what_cannot_be_promised_is_refused_with_a_plain_sentence(gateway: Gateway) -> None:
    customer, aino, _ = await promised(gateway)
    good = {
        "client_id": "x",
        "what": "call",
        "due_at": "2026-11-25T18:00:00+02:00",
        "where": "phone",
        "phone": "0401234567",
    }
    for wrong, code in (
        ({"due_at": "2020-01-01T00:00:00Z"}, "promise_past"),
        ({"due_at": "2036-01-01T00:00:00Z"}, "promise_too_far"),
        ({"due_at": "tomorrow"}, "due_at_invalid"),
        ({"phone": "12"}, "phone_invalid"),
        ({"phone": None}, "phone_missing"),
    ):
        answer = await aino.verb(customer.id, "promises", **(good | wrong))
        assert (answer.status_code, answer.json()["code"]) == (400, code)
