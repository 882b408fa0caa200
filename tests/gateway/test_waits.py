"""Waits are remembered from the feed, and who waits longer than the team's limit may agree on a time instead."""

import asyncio

from tests.harness import Customer, Gateway, of


async def full_house(gateway: Gateway, waiting: int) -> list[Customer]:
    """Aino is here with no room, and so many wait."""
    aino = await gateway.agent("aino")
    customers = []
    for number in range(4 + waiting):
        customer = await gateway.customer(language="fi")
        await customer.call("POST", "/human", json={})
        if number < 4:
            assert (await aino.verb(customer.id, "claim")).status_code == 200
        else:
            customers.append(customer)
    return customers


async def test_a_claim_is_remembered_as_a_wait_of_its_team_and_hour(gateway: Gateway) -> None:
    aino = await gateway.agent("aino")
    customer = await gateway.customer(language="fi")
    await customer.call("POST", "/human", json={})
    await aino.verb(customer.id, "claim")
    async with asyncio.timeout(5):
        while not (known := await gateway.services.waits.all()):
            await asyncio.sleep(0.02)
    assert list(known) == ["laskutus:12"]
    assert len(known["laskutus:12"]) == 1
    counted = (await aino.call("GET", "/overview")).json()["waits"]
    billing = next(one for one in counted if one["id"] == "laskutus")
    assert (billing["waits"], billing["within"] + billing["sooner"] + billing["longer"]) == (1, 1)
    gateway.clock.move(days=7)
    await aino.call("PUT", "/presence", json={"status": "online"})
    later = (await aino.call("GET", "/overview")).json()["waits"]
    assert [one["waits"] for one in later] == [0, 0, 0], "a week later it counts no more"
    figures = (await gateway.http.get(f"{gateway.base}/metrics")).text
    assert 'aina_waits_total{held="' in figures


async def test_who_would_wait_too_long_may_agree_on_a_time_and_waits_no_more(gateway: Gateway) -> None:
    [*_, last] = await full_house(gateway, 4)
    line = of(await last.until(lambda es: of(es, "message", "bot")), "message", "bot")[-1]
    assert "+358 9 4245 1000" in line["text"]
    times = {"event_id": line["id"], "value": "times"}
    await last.write("Sovitaan aika", choice=times)
    line = (await last.bot_lines(2))[-1]
    choice = line["data"]["choices"][0]
    await last.write(choice["label"], choice={"event_id": line["id"], "value": choice["value"]})
    state = await last.state()
    assert (state["handler"], state["queue"]) == ("bot", None)
    [one] = state["promises"]
    assert (one["who"]["name"], one["what"], one["by"], one["status"]) == (
        "Aino",
        "answer",
        "customer",
        "open",
    )
