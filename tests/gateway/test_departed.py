"""Somebody has left company.yml: their cases go on with the next, and nothing of theirs breaks a step."""

from typing import Any

from tests.harness import Gateway, of, types


def leaves(gateway: Gateway, id: str) -> None:
    """As a restart with a new company.yml does it."""
    roster = gateway.services.roster
    for people in (roster._of_file, roster.company.people):
        del people[id]
    roster.members = {key: member for key, member in roster.members.items() if key != id}


async def held(gateway: Gateway, by: str) -> Any:
    agent, customer = await gateway.agent(by), await gateway.customer()
    await customer.call("POST", "/human")
    assert (await agent.verb(customer.id, "claim")).status_code == 200
    return agent, customer


async def test_a_case_resolved_by_somebody_who_left_reopens_to_the_queue(gateway: Gateway) -> None:
    sanna, customer = await held(gateway, "sanna")
    await sanna.verb(customer.id, "resolve")
    leaves(gateway, "sanna")
    await customer.write("lasku on yhä väärin")
    state = await customer.state()
    assert (state["status"], state["handler"]) == ("open", "queue")
    assert state["human"]["name"] in ("Aino", "Mikko")


async def test_a_case_held_by_somebody_who_left_waits_for_the_next_at_the_front(gateway: Gateway) -> None:
    _, customer = await held(gateway, "sanna")
    aino = await gateway.agent("aino")
    leaves(gateway, "sanna")
    await customer.write("oletko siellä vielä")
    assert (await customer.state())["handler"] == "queue"
    row = (await aino.call("GET", "/queue")).json()["conversations"][0]
    assert row["id"] == customer.id
    assert (await aino.verb(customer.id, "claim")).status_code == 200
    assert "handoff.claimed" in types(await customer.events())


async def test_a_case_held_by_somebody_who_left_can_be_claimed_at_once(gateway: Gateway) -> None:
    _, customer = await held(gateway, "sanna")
    aino = await gateway.agent("aino")
    leaves(gateway, "sanna")
    assert (await aino.verb(customer.id, "claim")).status_code == 200
    assert (await aino.say(customer.id, "Hei, jatkan tästä.")).status_code == 202


async def test_waiting_for_somebody_who_left_is_waiting_for_anybody(gateway: Gateway) -> None:
    mikko, customer = await gateway.agent("mikko"), await gateway.customer()
    await customer.call("POST", "/human", json={"to": "sanna"})
    line = (await customer.bot_lines())[0]
    await customer.write("odotan", choice={"event_id": line["id"], "value": "wait:sanna"})
    leaves(gateway, "sanna")
    gateway.clock.move(seconds=61)
    await mikko.call("PUT", "/presence", json={"status": "online"})
    await customer.until(lambda es: "Mikko" in of(es, "message", "bot")[-1]["text"])
