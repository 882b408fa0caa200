"""Who is offered a waiting case, for how long, and what the customer is told of it."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from tests.harness import (
    SUNDAY_NOON,
    Agent,
    Clock,
    Customer,
    FakeAssistant,
    Gateway,
    RedisServer,
    of,
    types,
)
from tests.harness import gateway as started


async def waiting(gateway: Gateway, language: str = "fi", **body: Any) -> Customer:
    customer = await gateway.customer(language=language)
    assert (await customer.call("POST", "/human", json=body)).status_code == 202
    return customer


async def said(customer: Customer) -> list[str]:
    return [e["text"] for e in of(await customer.events(), "message", "bot")]


async def offered_to(agent: Agent, customer: Customer) -> str | None:
    row = (await agent.case(customer.id))["offered_to"]
    return row["id"] if row else None


async def becomes(read: Callable[[], Any], wanted: Any, within_s: float = 10.0) -> None:
    async with asyncio.timeout(within_s):
        while await read() != wanted:
            await asyncio.sleep(0.05)


async def keep(*agents: Agent) -> None:
    """Their desks are open: requests come in."""
    for agent in agents:
        assert (await agent.call("PUT", "/presence", json={"status": "online"})).status_code == 200


async def test_a_person_is_named_as_answering_now_only_when_reserved(gateway: Gateway) -> None:
    aino = await gateway.agent("aino")
    customers = [await waiting(gateway) for _ in range(5)]
    reserved = [(await c.state())["human"]["available"] for c in customers]
    assert reserved == [True] * 4 + [False], "Aino has room for four"
    for customer in customers[:4]:
        assert "vastaa sinulle nyt" in (await said(customer))[0]
    assert "jonossa" in (await said(customers[4]))[0]
    assert (await customers[4].state())["human"]["expected_at"]
    await aino.verb(customers[0].id, "claim")
    assert await offered_to(aino, customers[4]) is None, "a claimed case still takes its unit"


async def test_before_anybody_is_reserved_the_words_name_who_may_answer(gateway: Gateway) -> None:
    await gateway.agent("aino")
    await gateway.agent("mikko")
    customer = await gateway.customer()
    human = (await customer.state())["human"]
    names = {human["name"], *(one["name"] for one in human["others"])}
    assert names == {"Aino", "Mikko"}
    assert "Aino (laskutus) tai Mikko (toimitukset)" in (await customer.state())["greeting"]


async def test_a_reservation_lapses_after_sixty_seconds_and_goes_to_the_next(gateway: Gateway) -> None:
    aino, mikko = await gateway.agent("aino"), await gateway.agent("mikko")
    customer = await waiting(gateway)
    first = await offered_to(aino, customer)
    assert first in ("aino", "mikko")
    gateway.clock.move(seconds=55)
    await keep(aino, mikko)
    assert await offered_to(aino, customer) == first
    gateway.clock.move(seconds=10)
    second = "mikko" if first == "aino" else "aino"
    await becomes(lambda: offered_to(aino, customer), second)
    lines = await customer.bot_lines(2)
    assert lines[1]["text"].startswith(f"{first.capitalize()} ei ehtinyt heti. {second.capitalize()},")
    assert (await customer.state())["human"]["name"] == second.capitalize()
    world = gateway.services.roster
    await world.refresh()
    assert {id: m.load for id, m in world.members.items()} == {first: 0, second: 1, "sanna": 0}


async def test_when_the_only_one_lets_it_lapse_the_customer_hears_how_it_goes_on_once(
    gateway: Gateway,
) -> None:
    aino = await gateway.agent("aino")
    customer = await waiting(gateway)
    for _ in range(4):
        gateway.clock.move(seconds=61)
        await keep(aino)
        lines = await customer.bot_lines(2)
        await becomes(lambda: offered_to(aino, customer), "aino")
    assert len(lines) == 2
    assert "jonossa" in lines[1]["text"]
    assert (await customer.state())["human"]["name"] == "Aino"


async def test_whoever_comes_online_is_offered_the_front_of_the_queue(gateway: Gateway) -> None:
    first, second = await waiting(gateway), await waiting(gateway)
    aino = await gateway.agent("aino")
    assert await offered_to(aino, first) == "aino"
    assert await offered_to(aino, second) == "aino"
    lines = await first.bot_lines(2)
    assert lines[1]["text"].startswith("Aino, laskutus, vastaa sinulle nyt")


async def test_a_resolved_case_makes_room_for_the_next_who_waits(gateway: Gateway) -> None:
    aino = await gateway.agent("aino")
    mine = [await waiting(gateway) for _ in range(4)]
    for customer in mine:
        await aino.verb(customer.id, "claim")
    fifth = await waiting(gateway)
    assert await offered_to(aino, fifth) is None
    await aino.verb(mine[0].id, "resolve")
    await becomes(lambda: offered_to(aino, fifth), "aino")


async def test_a_reservation_is_never_in_the_way_of_another_ones_claim(gateway: Gateway) -> None:
    await gateway.agent("aino")
    customer, mikko = await waiting(gateway), await gateway.agent("mikko", status="away")
    assert (await mikko.verb(customer.id, "claim")).status_code == 200
    await gateway.services.roster.refresh()
    assert gateway.services.roster.members["aino"].load == 0


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fi", "huomenna maanantaina klo 8"),
        ("en", "tomorrow, Monday, at 8:00"),
        ("sv", "i morgon måndag kl. 8"),
    ],
)
async def test_with_nobody_online_the_person_is_named_with_a_time(
    redis: RedisServer, assistant: FakeAssistant, language: str, words: str
) -> None:
    async with started(redis.url, assistant, Clock(SUNDAY_NOON)) as gateway:
        customer = await waiting(gateway, language)
        human = (await customer.state())["human"]
        assert human["available"] is False
        assert human["expected_at"] == "2026-11-23T06:00:00.000Z"
        [line] = await said(customer)
        assert words in line
        assert human["name"] in line
        if language == "sv":
            assert human["name"] == "Sanna"


async def test_somebody_asked_for_by_name_who_is_here_is_reserved(gateway: Gateway) -> None:
    await gateway.agent("aino")
    mikko = await gateway.agent("mikko")
    customer = await waiting(gateway, to="mikko")
    assert await offered_to(mikko, customer) == "mikko"
    assert (await said(customer))[0].startswith("Mikko, toimitukset, vastaa sinulle nyt")


async def absent_aino(gateway: Gateway) -> tuple[Agent, Customer, dict[str, Any]]:
    mikko = await gateway.agent("mikko")
    customer = await waiting(gateway, to="aino")
    [line] = await customer.bot_lines()
    assert await offered_to(mikko, customer) is None, "the customer chooses first"
    return mikko, customer, line


async def test_somebody_asked_for_by_name_who_is_away_is_a_choice(gateway: Gateway) -> None:
    mikko, customer, line = await absent_aino(gateway)
    assert line["text"].startswith("Aino ")
    assert "Mikko, toimitukset" in line["text"]
    assert [c["value"] for c in line["data"]["choices"]] == ["wait:aino", "now"]
    await customer.write("Nyt: Mikko", choice={"event_id": line["id"], "value": "now"})
    await becomes(lambda: offered_to(mikko, customer), "mikko")
    assert (await said(customer))[-1].startswith("Mikko, toimitukset, vastaa sinulle nyt")
    assert gateway.assistant.turns == []


async def test_waiting_for_the_one_asked_for_is_waiting_for_her_only(gateway: Gateway) -> None:
    mikko, customer, line = await absent_aino(gateway)
    await customer.write("Odotan: Aino", choice={"event_id": line["id"], "value": "wait:aino"})
    assert "pyyntösi odottaa: Aino, laskutus" in (await said(customer))[-1]
    await keep(mikko)
    assert await offered_to(mikko, customer) is None
    assert (await customer.state())["human"]["name"] == "Aino"
    aino = await gateway.agent("aino")
    await becomes(lambda: offered_to(aino, customer), "aino")
    assert (await said(customer))[-1].startswith("Aino, laskutus, vastaa sinulle nyt")


async def test_asked_for_by_name_with_nobody_here_the_request_waits_for_that_person(gateway: Gateway) -> None:
    customer = await waiting(gateway, to="aino")
    [line] = await customer.bot_lines()
    assert "choices" not in line.get("data", {})
    assert line["text"].startswith("Aino ")


async def test_an_unknown_name_is_said_and_somebody_comes(gateway: Gateway) -> None:
    aino = await gateway.agent("aino")
    customer = await waiting(gateway, to="Riitta")
    [line] = await said(customer)
    assert line.startswith("En löydä meiltä ketään nimellä Riitta. Aino, laskutus, vastaa sinulle nyt")
    assert await offered_to(aino, customer) == "aino"
    await customer.call("POST", "/human", json={"to": "Pekka"})
    lines = await said(customer)
    assert lines[-1].startswith("En löydä meiltä ketään nimellä Pekka. ")
    assert await offered_to(aino, customer) == "aino", "asking again costs nothing"


async def test_the_assistant_passes_on_the_name_that_was_asked_for(gateway: Gateway) -> None:
    async def by_name(_turn: dict[str, Any]) -> Any:
        return [{"custom": {"propose": "handoff", "reason": "asked_by_name", "to": "Mikko"}}]

    gateway.assistant.answer = by_name
    await gateway.agent("aino")
    mikko, customer = await gateway.agent("mikko"), await gateway.customer()
    await customer.write("onko Mikko paikalla")
    await customer.until(lambda es: "handoff.requested" in types(es))
    await becomes(lambda: offered_to(mikko, customer), "mikko")
    assert (await mikko.case(customer.id))["reasons"] == ["asked_by_name"]


async def test_asking_for_another_by_name_in_the_queue_moves_the_offer(gateway: Gateway) -> None:
    aino, mikko = await gateway.agent("aino"), await gateway.agent("mikko")
    customer = await waiting(gateway)
    first = await offered_to(aino, customer)
    other = "mikko" if first == "aino" else "aino"
    since = (await aino.case(customer.id))["waiting_since"]
    await customer.call("POST", "/human", json={"to": other})
    assert await offered_to(mikko, customer) == other
    assert (await aino.case(customer.id))["waiting_since"] == since
    await gateway.services.roster.refresh()
    assert gateway.services.roster.members[str(first)].load == 0


async def test_swedish_with_nobody_who_speaks_it_is_a_choice_in_swedish(gateway: Gateway) -> None:
    aino = await gateway.agent("aino")
    customer = await waiting(gateway, "sv")
    [line] = await customer.bot_lines()
    assert "Sanna, teknisk support, talar svenska" in line["text"]
    assert "Aino, fakturering" in line["text"]
    later, now = line["data"]["choices"]
    assert (later["value"], later["label"]) == ("wait:sanna", "Jag väntar på Sanna")
    assert (now["value"], now["label"]) == ("now", "Nu: Aino, fakturering")
    assert await offered_to(aino, customer) is None
    await customer.write(now["label"], choice={"event_id": line["id"], "value": "now"})
    await becomes(lambda: offered_to(aino, customer), "aino")
    assert (await said(customer))[-1].startswith("Aino, fakturering, svarar dig nu")


async def test_swedish_goes_to_her_who_speaks_it_before_anybody_else(gateway: Gateway) -> None:
    await gateway.agent("aino")
    sanna = await gateway.agent("sanna")
    customer = await waiting(gateway, "sv")
    assert await offered_to(sanna, customer) == "sanna"


async def test_the_same_person_is_offered_next_time(gateway: Gateway) -> None:
    aino, sanna = await gateway.agent("aino"), await gateway.agent("sanna")
    first = await gateway.customer()
    await first.write("lamppu on rikki taas")
    await first.call("POST", "/human")
    await sanna.verb(first.id, "claim")
    await sanna.verb(first.id, "resolve")
    again = await gateway.customer(customer=first.opened["customer"])
    await again.call("POST", "/human")
    assert await offered_to(aino, again) == "sanna"


async def test_a_withdrawn_request_gives_the_reserved_unit_back(gateway: Gateway) -> None:
    aino = await gateway.agent("aino")
    customer = await waiting(gateway)
    await customer.call("DELETE", "/human")
    await gateway.services.roster.refresh()
    assert gateway.services.roster.members["aino"].load == 0
    assert (await aino.call("GET", "/conversations?view=offered")).json()["conversations"] == []


async def test_a_choice_made_twice_or_too_late_does_no_harm(gateway: Gateway) -> None:
    mikko, customer, line = await absent_aino(gateway)
    await mikko.verb(customer.id, "claim")
    await customer.write("Odotan: Aino", choice={"event_id": line["id"], "value": "wait:aino"})
    assert (await customer.state())["human"]["name"] == "Mikko"
    await mikko.verb(customer.id, "resolve")
    await customer.write("Nyt", choice={"event_id": line["id"], "value": "now"})
    assert (await customer.state())["status"] == "open"


@pytest.mark.parametrize("value", ["now", "wait:aino"])
async def test_an_old_choice_of_a_withdrawn_request_is_a_wish_for_a_person_again(
    gateway: Gateway, value: str
) -> None:
    mikko, customer, line = await absent_aino(gateway)
    await customer.call("DELETE", "/human")
    before = len(await said(customer))
    await customer.write("valinta", choice={"event_id": line["id"], "value": value})
    assert (await customer.state())["handler"] == "queue"
    await customer.bot_lines(before + 1)
    assert mikko.id
