"""The lead's look and verbs; a case whose person's connection is gone; a nudge for one who says nothing."""

import asyncio
from dataclasses import replace

from tests.gateway.test_casework import held, until_desk
from tests.gateway.test_desk_lists import about
from tests.harness import Gateway, of, refused, types


async def test_a_lead_sees_who_is_on_who_waits_and_what_was_promised(gateway: Gateway) -> None:
    aino, mikko = await gateway.agent("aino"), await gateway.agent("mikko", status="away")
    customer = await gateway.customer()
    await customer.call("POST", "/human")
    gateway.clock.move(minutes=4)
    refused(await mikko.call("GET", "/overview"), 403, "forbidden")
    refused(await gateway.http.get(f"{gateway.base}/v1/desk/overview"), 401, "unauthorised")
    seen = (await aino.call("GET", "/overview")).json()
    assert {person["id"]: person["status"] for person in seen["people"]} == {
        "aino": "online", "mikko": "away", "sanna": "offline",
    }  # fmt: skip
    assert seen["waiting"] == 1
    assert 240 <= seen["longest_wait_s"] < 300
    assert seen["alarms"] == seen["unhappy"] == []
    assert "frustration" not in str(seen)


async def test_a_word_of_help_is_seen_by_who_has_the_case_and_never_by_the_customer(gateway: Gateway) -> None:
    aino, mikko = await gateway.agent("aino"), await gateway.agent("mikko")
    customer = await gateway.customer()
    await customer.call("POST", "/human")
    body = {"client_id": "h", "text": "Tarjoa vaihtoa."}
    refused(await aino.verb(customer.id, "help", **body), 409, "not_claimed")
    await mikko.verb(customer.id, "claim")
    assert (await aino.verb(customer.id, "help", **body)).status_code == 202
    assert (await aino.verb(customer.id, "help", **body)).status_code == 200
    refused(await mikko.verb(customer.id, "help", **body), 403, "forbidden")
    [event] = of((await mikko.case(customer.id))["events"], "help.given")
    assert (event["text"], event["by"]["name"], event["data"]["to"]) == ("Tarjoa vaihtoa.", "Aino", "mikko")
    events = await customer.events()
    assert "help.given" not in types(events)
    [claimed] = of(events, "handoff.claimed")
    assert claimed["data"]["notice"].endswith("Tarvittaessa kollega auttaa.")  # told before it happens


async def test_a_lead_takes_a_case_over_and_the_customer_is_told_by_name(gateway: Gateway) -> None:
    aino, mikko = await gateway.agent("aino"), await gateway.agent("mikko")
    customer = await held(gateway, mikko)
    refused(await mikko.verb(customer.id, "take-over", reason="x"), 403, "forbidden")
    refused(await aino.verb(customer.id, "take-over"), 400, "body_invalid")
    answer = await aino.verb(customer.id, "take-over", reason="lounas venyi")
    assert answer.json()["state"]["human"]["name"] == "Aino"
    notice = of(await customer.events(), "handoff.transferred")[0]["data"]["notice"]
    assert "Aino, laskutus" in notice
    assert "Mikko" in notice
    assert "lounas" not in str(await customer.events())
    refused(await mikko.say(customer.id, "hei"), 409, "already_claimed")


async def test_an_admin_who_is_no_lead_sees_all_that_leads_see(gateway: Gateway) -> None:
    mikko = await gateway.agent("mikko")
    bots, bill = await gateway.customer(), await about(gateway, "invoice")
    await bots.write("kysymys pesukoneesta")
    bots_own, of_another_team = f"/conversations/{bots.id}", "/conversations?view=team"
    refused(await mikko.call("GET", bots_own), 403, "forbidden")
    assert bill.id not in (await mikko.call("GET", of_another_team)).text
    plain = gateway.services.company.people["mikko"]
    await gateway.services.accounts.keep(replace(plain, roles=("agent", "admin")))
    await gateway.services.staff_changed()
    assert (await mikko.call("GET", "/overview")).status_code == 200
    assert (await mikko.call("GET", bots_own)).status_code == 200
    assert bill.id in (await mikko.call("GET", of_another_team)).text
    events = (await mikko.call("GET", "/events?after=0")).text
    assert "kysymys pesukoneesta" in events


async def test_a_case_whose_person_lost_the_connection_is_offered_on_with_the_customer_told(
    gateway: Gateway,
) -> None:
    mikko, aino = await gateway.agent("mikko"), await gateway.agent("aino")
    customer = await held(gateway, mikko)
    gateway.clock.move(seconds=181)
    await aino.call("PUT", "/presence", json={"status": "online"})
    await gateway.services.offer_lost_ones()
    await gateway.services.offer_lost_ones()
    lines = [
        line["text"] for line in of(await customer.events(), "message", "bot") if "katkesi" in line["text"]
    ]
    assert len(lines) == 1
    assert "Mikko" in lines[0]
    assert "Aino, laskutus" in lines[0]
    assert (await customer.state())["human"]["name"] == "Mikko"  # theirs until somebody accepts
    assert (await aino.verb(customer.id, "claim")).status_code == 200
    assert (await customer.state())["human"]["name"] == "Aino"


async def test_the_cases_of_one_who_is_gone_go_only_where_there_is_room(gateway: Gateway) -> None:
    mikko = await gateway.agent("mikko")
    cases = [await held(gateway, mikko) for _ in range(4)]
    aino, sanna = await gateway.agent("aino"), await gateway.agent("sanna")
    for _ in range(3):
        await held(gateway, aino)
    gateway.clock.move(seconds=181)
    for colleague in (aino, sanna):
        await colleague.call("PUT", "/presence", json={"status": "online"})
    for _ in range(2):
        await gateway.services.offer_lost_ones()
        asked = [(await mikko.case(one.id))["offered_to"]["id"] for one in cases]
        assert sorted(asked) == ["aino", "sanna", "sanna", "sanna"]
        assert await gateway.services.desk.loads(["aino", "sanna"], gateway.services.now()) == {
            "aino": 4, "sanna": 3,
        }  # fmt: skip
        gateway.clock.move(seconds=40)


async def test_whose_room_was_taken_for_a_lost_case_gets_it_back_when_it_is_not_theirs(
    gateway: Gateway,
) -> None:
    mikko, aino = await gateway.agent("mikko"), await gateway.agent("aino")
    for _ in range(2):
        await held(gateway, mikko)
    gateway.clock.move(seconds=181)
    await aino.call("PUT", "/presence", json={"status": "online"})
    await gateway.services.offer_lost_ones()
    declined, back = [
        row["id"] for row in (await mikko.call("GET", "/conversations")).json()["conversations"]
    ]
    assert (await gateway.services.desk.loads(["aino"], gateway.services.now()))["aino"] == 2
    await aino.verb(declined, "decline", reason="kädet täynnä")
    await mikko.say(back, "Olen taas täällä.")
    assert (await gateway.services.desk.loads(["aino"], gateway.services.now()))["aino"] == 0


async def test_who_comes_back_and_writes_keeps_the_case(gateway: Gateway) -> None:
    mikko, aino = await gateway.agent("mikko"), await gateway.agent("aino")
    customer = await held(gateway, mikko)
    gateway.clock.move(seconds=181)
    await aino.call("PUT", "/presence", json={"status": "online"})
    await gateway.services.offer_lost_ones()
    assert (await mikko.say(customer.id, "Olen taas täällä.")).status_code == 202
    refused(await aino.verb(customer.id, "claim"), 409, "already_claimed")


async def test_who_signed_out_properly_or_is_alone_is_not_offered_on(gateway: Gateway) -> None:
    mikko = await gateway.agent("mikko")
    customer = await held(gateway, mikko)
    gateway.clock.move(seconds=181)
    await gateway.services.roster.refresh()
    await gateway.services.offer_lost_ones()
    assert not [e for e in of(await customer.events(), "message", "bot") if "katkesi" in e["text"]]


async def test_thanks_are_no_wait_for_whoever_has_the_case(gateway: Gateway) -> None:
    mikko = await gateway.agent("mikko")
    customer = await held(gateway, mikko)
    await mikko.say(customer.id, "Paketti lähti tänään.")
    await customer.write("Kiitos, että otit tämän!")
    [row] = (await mikko.call("GET", "/conversations?view=mine")).json()["conversations"]
    assert (row["last_by"], row["thanked"]) == ("customer", True)
    gateway.clock.move(seconds=181)
    await asyncio.sleep(0.5)
    assert of((await mikko.case(customer.id))["events"], "nudge.raised") == []
    assert "thanks" not in str([e.get("data") for e in await customer.events()])


async def test_who_is_here_but_silent_gets_a_word_that_one_tap_sends(gateway: Gateway) -> None:
    mikko = await gateway.agent("mikko")
    customer = await held(gateway, mikko)
    await customer.write("oletko siellä?")
    gateway.clock.move(seconds=181)
    nudge = await until_desk(mikko, customer.id, "nudge.raised")
    assert nudge["data"] == {"to": "mikko", "suggested": "Selvitän vielä, noin 10 minuuttia."}
    assert of(await customer.events(), "message", "agent") == []
    await asyncio.sleep(0.5)
    assert len(of((await mikko.case(customer.id))["events"], "nudge.raised")) == 1
    await mikko.say(customer.id, nudge["data"]["suggested"])
    gateway.clock.move(seconds=400)
    await asyncio.sleep(0.5)
    assert len(of((await mikko.case(customer.id))["events"], "nudge.raised")) == 1
