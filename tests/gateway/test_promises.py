"""A promise is a record: made, shown by name, kept, moved in time with an apology, or broken and told."""

import asyncio
import datetime as dt
import uuid
from pathlib import Path
from typing import Any

import httpx
import yaml
from icalendar import Calendar

from bot.core import slots
from tests import harness
from tests.harness import ROOT, Agent, Customer, Gateway, of, refused


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


async def ends_well(agent: Agent, customer: Customer, one: dict[str, Any]) -> None:
    """A call has been made, and the customer reads what came of it."""
    body = {"do": "kept", "text": "Lasku on hyvitetty."}
    assert (await agent.verb(customer.id, f"promises/{one['id']}", **body)).status_code == 200


async def test_a_call_is_kept_only_with_its_outcome_in_writing_which_the_customer_reads_as_that_persons(
    gateway: Gateway,
) -> None:
    customer, aino, one = await promised(gateway)
    for more in ({}, {"text": ""}, {"text": "  \n "}):
        answer = await aino.verb(customer.id, f"promises/{one['id']}", do="kept", **more)
        assert refused(answer, 400, "outcome_missing")["field"] == "text"
    assert (await customer.state())["promises"][0]["status"] == "open"
    await ends_well(aino, customer, one)
    [kept] = of(await customer.events(), "promise.kept")
    assert (kept["text"], kept["by"]["kind"], kept["by"]["name"]) == ("Lasku on hyvitetty.", "agent", "Aino")
    assert "soitti sinulle" in kept["data"]["notice"]


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
    await ends_well(aino, customer, one)
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


async def test_two_customers_who_pick_one_time_at_once_get_one_each_never_both(gateway: Gateway) -> None:
    aino = await gateway.agent("aino")
    customers = []
    for _ in range(6):
        customer = await gateway.customer(language="fi")
        await customer.call("POST", "/human", json={})
        assert (await aino.verb(customer.id, "claim")).status_code == 200
        customers.append(customer)
    slot = (await customers[0].call("GET", "/slots")).json()["slots"][0]["slot"]
    body = {"what": "call", "slot": slot, "phone": "040 123 4567"}
    answers = await asyncio.gather(
        *(one.call("POST", "/promises", json={"client_id": uuid.uuid4().hex, **body}) for one in customers)
    )
    assert sorted(answer.status_code for answer in answers) == [202, 409, 409, 409, 409, 409]
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"slot_taken"}
    won = next(answer for answer in answers if answer.status_code == 202).json()["state"]["promises"][0]
    assert (won["phone"], won["calls_from"], won["by"]) == ("+358401234567", "+358 9 4245 1000", "customer")


async def test_the_same_wish_again_is_one_promise(gateway: Gateway) -> None:
    customer, _, _ = await promised(gateway)
    slot = (await customer.call("GET", "/slots")).json()["slots"][0]["slot"]
    body = {"client_id": "w1", "what": "answer", "slot": slot}
    first = await customer.call("POST", "/promises", json=body)
    again = await customer.call("POST", "/promises", json=body)
    assert (first.status_code, again.status_code) == (202, 200)
    assert first.json()["event_id"] == again.json()["event_id"]
    assert len((await customer.state())["promises"]) == 2


async def test_no_time_is_offered_while_somebody_able_is_free(gateway: Gateway) -> None:
    customer = await gateway.customer(language="fi")
    assert (await customer.call("GET", "/slots")).json()["slots"]
    await gateway.agent("aino")
    answer = (await customer.call("GET", "/slots")).json()
    assert answer["slots"] == []
    assert (answer["now"]["name"], answer["now"]["available"]) == ("Aino", True)


async def test_times_to_move_to_are_of_whose_promise_it_is_also_while_somebody_else_is_free(
    gateway: Gateway,
) -> None:
    customer, aino, one = await promised(gateway)
    mikko = gateway.services.company.people["mikko"]
    [at, *_] = slots.times(gateway.services.company, mikko, gateway.clock(), "fi")
    body = {"client_id": "q", "what": "answer", "slot": slots.name_of((at, "mikko"))}
    made = await customer.call("POST", "/promises", json=body)
    soon = next(made for made in made.json()["state"]["promises"] if made["id"] != one["id"])
    await aino.verb(customer.id, "resolve")

    async def free(path: str) -> dict[str, Any]:
        return dict((await customer.call("GET", f"/slots{path}")).json())

    assert (await free(f"?promise={one['id']}"))["slots"][0]["who"]["name"] == "Aino"
    assert (await free(f"?promise={soon['id']}"))["slots"][0]["who"]["name"] == "Mikko"
    new = await free("")
    assert (new["slots"], bool(new["now"])) == ([], True)
    refused(await customer.call("GET", "/slots?promise=none"), 404, "promise_unknown")
    await customer.call("POST", f"/promises/{one['id']}", json={"do": "cancel"})
    refused(await customer.call("GET", f"/slots?promise={one['id']}"), 409, "promise_ended")


async def test_what_may_be_asked_of_free_times_is_in_openapi(gateway: Gateway) -> None:
    document = (await gateway.http.get(f"{gateway.base}/openapi.json")).json()
    given = document["paths"]["/v1/conversations/{cid}/slots"]["get"]["parameters"]
    assert [one["name"] for one in given if one["in"] == "query"] == ["promise"]


async def test_a_promise_is_taken_back_with_a_reason_that_the_customer_reads(gateway: Gateway) -> None:
    customer, aino, one = await promised(gateway)
    path = f"promises/{one['id']}"
    refused(await aino.verb(customer.id, path, do="withdraw"), 400, "reason_missing")
    assert (await customer.state())["promises"][0]["status"] == "open"
    done = await aino.verb(customer.id, path, do="withdraw", text="Varaosa ei ole tullut.")
    assert done.json()["state"]["promises"][0]["status"] == "withdrawn"
    [said] = of(await customer.events(), "promise.withdrawn")
    assert (said["text"], bool(said["data"]["notice"])) == ("Varaosa ei ole tullut.", True)


async def test_taking_it_back_at_the_last_moment_breaks_it_unless_the_customer_asked(
    gateway: Gateway,
) -> None:
    for asked, ends in ((False, "broken"), (True, "withdrawn")):
        customer, aino, one = await promised(gateway, 30)
        await aino.verb(customer.id, f"promises/{one['id']}", do="confirm")
        gateway.clock.move(minutes=28)
        done = await aino.verb(
            customer.id, f"promises/{one['id']}", do="withdraw", text="En ehdi.", asked=asked
        )
        assert done.json()["state"]["promises"][0]["status"] == ends


async def test_with_no_time_within_a_working_day_another_way_is_offered(gateway: Gateway) -> None:
    """Every half hour of today and the next day of everybody is promised away."""
    customer = await gateway.customer(language="fi")
    desk = gateway.services
    for person in desk.company.people.values():
        for at in slots.times(desk.company, person, gateway.clock(), "fi"):
            key = desk.store.shard(customer.id).of(f"promised:{person.id}")
            await desk.redis.zadd(key, {f"0-x~{at.timestamp()}": at.timestamp()})
    answer = (await customer.call("GET", "/slots")).json()
    assert answer["slots"] == []
    assert answer["other_way"]["phone"] == "+358 9 4245 1000"
    assert "puhelimessa" in answer["other_way"]["text"].lower()


async def test_who_signs_out_hands_on_what_falls_due_today_and_the_customer_is_told_who(
    gateway: Gateway,
) -> None:
    customer, aino, one = await promised(gateway)
    tomorrow = gateway.clock() + dt.timedelta(days=1)
    await aino.verb(
        customer.id, "promises", client_id="t", what="answer", due_at=tomorrow.isoformat(), where="web"
    )
    await gateway.agent("mikko")
    await aino.call("PUT", "/presence", json={"status": "offline"})
    today, later = (await customer.state())["promises"]
    assert (today["who"]["name"], today["due_at"], later["who"]["name"]) == ("Mikko", one["due_at"], "Aino")
    [moved] = of(await customer.events(), "promise.moved")
    assert moved["data"]["notice"].startswith("Lupauksesta vastaa nyt Mikko, toimitukset.")
    assert "why" not in moved["data"]


async def test_what_a_person_gone_from_company_yml_had_promised_is_somebody_elses_at_the_next_start(
    gateway: Gateway, tmp_path: Path
) -> None:
    customer, _, one = await promised(gateway)
    document = yaml.safe_load((ROOT / "company.yml").read_text("utf-8"))
    document["people"] = [person for person in document["people"] if person["id"] != "aino"]
    company = tmp_path / "company.yml"
    company.write_text(yaml.safe_dump(document, allow_unicode=True), "utf-8")
    redis = gateway.services.settings.redis_url
    async with harness.gateway(redis, gateway.assistant, gateway.clock, COMPANY=str(company)) as after:
        again = harness.Customer(after.base, after.http).known(customer)
        [moved] = of(await again.until(lambda es: of(es, "promise.moved")), "promise.moved")
        assert moved["data"]["promise"]["who"]["name"] in ("Mikko", "Sanna")
        assert moved["data"]["promise"]["due_at"] == one["due_at"]


async def test_a_time_that_summer_time_skips_is_refused(gateway: Gateway) -> None:
    gateway.clock.move(days=100)
    customer, aino, _ = await promised(gateway)
    body = {"client_id": "d", "what": "answer", "where": "web", "due_at": "2026-03-29T03:30:00+02:00"}
    answer = await aino.verb(customer.id, "promises", **body)
    assert (answer.status_code, answer.json()["code"]) == (400, "due_at_skipped")
    utc = await aino.verb(customer.id, "promises", **body | {"due_at": "2026-03-30T10:00:00Z"})
    assert utc.json()["code"] == "promise_past"


async def test_a_colleague_of_another_team_may_not_say_that_it_was_kept(gateway: Gateway) -> None:
    customer, _, one = await promised(gateway)
    mikko = await gateway.agent("mikko")
    answer = await mikko.verb(customer.id, f"promises/{one['id']}", do="kept")
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert (await customer.state())["promises"][0]["status"] == "open"


async def test_a_time_picked_by_button_is_taken_for_the_customer(gateway: Gateway) -> None:
    customer, _, one = await promised(gateway)
    gateway.clock.move(minutes=118)
    events = await customer.until(lambda es: of(es, "promise.moved"))
    line = of(events, "message", "bot")[-1]
    choice = line["data"]["choices"][0]
    await customer.write(choice["label"], choice={"event_id": line["id"], "value": choice["value"]})
    [now] = (await customer.state())["promises"]
    assert choice["value"] == f"slot:{one['id']}:{now['due_at']}~aino"
    assert now["status"] == "moved"


def event_of(answer: httpx.Response) -> Any:
    """The one event of a calendar file."""
    calendar: Any = Calendar.from_ical(answer.content)
    [event] = calendar.walk("VEVENT")
    return event


async def test_a_call_can_be_put_into_the_customers_calendar_and_moves_there(gateway: Gateway) -> None:
    customer, aino, one = await promised(gateway)
    answer = await customer.call("GET", f"/promises/{one['id']}.ics")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    event = event_of(answer)
    assert str(event["summary"]) == "Aino soittaa sinulle (Tuulikello)"
    assert "+358 9 4245 1000" in str(event["description"])
    assert event["dtstart"].dt == dt.datetime.fromisoformat(one["due_at"])
    later = gateway.clock() + dt.timedelta(hours=3)
    await aino.verb(customer.id, f"promises/{one['id']}", do="move", due_at=later.isoformat())
    again = event_of(await customer.call("GET", f"/promises/{one['id']}.ics"))
    assert (again["uid"], again["sequence"]) == (event["uid"], 1)
    assert again["dtstart"].dt > event["dtstart"].dt
    unknown = await customer.call("GET", "/promises/none.ics")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "promise_unknown")
    foreign = await customer.call("GET", f"/promises/{one['id']}.ics", headers={"Authorization": "Bearer x"})
    assert foreign.status_code == 401


async def test_a_hand_over_to_somebody_absent_becomes_i_find_out_and_come_back_to_you(
    gateway: Gateway,
) -> None:
    customer, aino, _ = await promised(gateway)
    answer = await aino.verb(customer.id, "transfer", to="sanna@example.fi", reason="Tekninen kysymys")
    state = answer.json()["state"]
    assert state["handler"] == "agent"
    found = state["promises"][-1]
    assert (found["who"]["name"], found["what"], found["by"], found["text"]) == (
        "Aino",
        "answer",
        "transfer",
        "Tekninen kysymys.",
    )
    line = of(await customer.events(), "message", "bot")[-1]["text"]
    assert "Sanna, tekninen tuki" in line
    assert "viimeistään tänään klo" in line
    sanna = await gateway.agent("sanna")
    assert (await sanna.verb(customer.id, "claim")).status_code == 200
    assert (await customer.state())["promises"][-1]["who"]["name"] == "Sanna"


async def test_a_time_that_the_customer_moves_or_cancels_changes_in_the_calendar_too(
    gateway: Gateway,
) -> None:
    customer, _, one = await promised(gateway)
    path = f"/promises/{one['id']}"
    editions = [event_of(await customer.call("GET", f"{path}.ics"))["sequence"]]
    slot = (await customer.call("GET", "/slots")).json()["slots"][2]["slot"]
    for body in ({"do": "move", "slot": slot}, {"do": "cancel"}):
        assert (await customer.call("POST", path, json=body)).status_code == 200
        editions.append(event_of(await customer.call("GET", f"{path}.ics"))["sequence"])
    assert editions == [0, 1, 2]
    assert event_of(await customer.call("GET", f"{path}.ics"))["status"] == "CANCELLED"


async def test_two_promises_of_one_case_that_nobody_keeps_are_moved_to_two_times(gateway: Gateway) -> None:
    customer, aino, one = await promised(gateway)
    answer = await aino.verb(
        customer.id, "promises", client_id="two", what="answer", due_at=one["due_at"], where="web"
    )
    assert answer.status_code == 202, answer.text
    gateway.clock.move(minutes=118)
    await customer.until(lambda es: len(of(es, "promise.moved")) >= 2)
    dues = [found["due_at"] for found in (await customer.state())["promises"]]
    assert len(set(dues)) == 2
    assert min(dues) > one["due_at"]


async def test_one_customer_who_picks_a_time_twice_at_once_has_it_once(gateway: Gateway) -> None:
    customer, _, _ = await promised(gateway)
    slot = (await customer.call("GET", "/slots")).json()["slots"][1]["slot"]
    body = {"what": "answer", "slot": slot}
    answers = await asyncio.gather(
        *(customer.call("POST", "/promises", json=body | {"client_id": f"w{n}"}) for n in range(4))
    )
    refused = [answer.json()["code"] for answer in answers if answer.status_code == 409]
    assert (refused, len((await customer.state())["promises"])) == (["slot_same"] * 3, 2)


async def test_one_customer_cannot_take_everybodys_times(gateway: Gateway) -> None:
    customer, _, _ = await promised(gateway)
    for number, slot in enumerate((await customer.call("GET", "/slots")).json()["slots"][:6]):
        body = {"client_id": f"m{number}", "what": "answer", "slot": slot["slot"]}
        answer = await customer.call("POST", "/promises", json=body)
        assert answer.status_code == (202 if number < 5 else 409)
    assert answer.json()["code"] == "promises_too_many"


async def test_a_button_pressed_twice_says_that_the_time_is_theirs(gateway: Gateway) -> None:
    customer, _, _ = await promised(gateway)
    gateway.clock.move(minutes=118)
    events = await customer.until(lambda es: of(es, "promise.moved"))
    line = of(events, "message", "bot")[-1]
    choice = {"event_id": line["id"], "value": line["data"]["choices"][0]["value"]}
    for _ in range(2):
        assert (await customer.write(line["data"]["choices"][0]["label"], choice=choice)) is not None
    events = await customer.events()
    assert len(of(events, "promise.moved")) == 2
    assert "sinun" in of(events, "message", "bot")[-1]["text"]


async def test_an_answer_that_is_written_stays_with_its_writer_who_goes_home(gateway: Gateway) -> None:
    customer, aino, _ = await promised(gateway)
    due = (gateway.clock() + dt.timedelta(minutes=20)).isoformat()
    body = {"client_id": "a", "what": "answer", "due_at": due, "where": "web"}
    assert (await aino.verb(customer.id, "promises", **body)).status_code == 202
    answer = (await customer.state())["promises"][1]
    await aino.say(customer.id, "Lasku on hyvitetty.")
    assert (await aino.verb(customer.id, f"promises/{answer['id']}", do="kept")).status_code == 200
    await gateway.agent("mikko")
    await aino.call("PUT", "/presence", json={"status": "offline"})
    moved = [e for e in (await aino.case(customer.id))["events"] if e["type"] == "promise.moved"]
    assert [e["data"]["promise"]["what"] for e in moved] == ["call"]


async def test_a_resolved_case_with_a_promise_is_taken_up_again_not_claimed(gateway: Gateway) -> None:
    customer, aino, _ = await promised(gateway)
    mikko = await gateway.agent("mikko")
    await aino.verb(customer.id, "resolve")
    refused(await mikko.verb(customer.id, "claim"), 409, "not_waiting")
    assert (await customer.state())["status"] == "resolved"
