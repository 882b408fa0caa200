"""The desk's lists and verbs: one holder at a time, everything said with a name, nothing without the customer's yes."""

import asyncio
import copy
import uuid
from pathlib import Path
from typing import Any

import pytest
import yaml
from redis import Redis

from bot.store import keys
from tests.harness import (
    HASH,
    ROOT,
    Agent,
    Customer,
    FakeAssistant,
    Gateway,
    RedisServer,
    of,
    refused,
    types,
)
from tests.harness import gateway as started


async def waiting(gateway: Gateway, **body: Any) -> Customer:
    customer = await gateway.customer(**body)
    assert (await customer.call("POST", "/human")).status_code == 202
    return customer


async def held(gateway: Gateway, agent: Agent, **body: Any) -> Customer:
    customer = await waiting(gateway, **body)
    assert (await agent.verb(customer.id, "claim")).status_code == 200
    return customer


async def listed(agent: Agent, view: str, more: str = "") -> list[str]:
    answer = await agent.call("GET", f"/conversations?view={view}{more}")
    assert answer.status_code == 200, answer.text
    return [row["id"] for row in answer.json()["conversations"]]


async def queue(agent: Agent) -> list[str]:
    return [row["id"] for row in (await agent.call("GET", "/queue")).json()["conversations"]]


async def choose(customer: Customer, value: str, text: str = "valinta") -> None:
    line = next(e for e in reversed(await customer.events()) if e.get("data", {}).get("choices"))
    values = [one["value"] for one in line["data"]["choices"]]
    meant = next(one for one in values if one.partition(":")[0] == value)
    await customer.write(text, choice={"event_id": line["id"], "value": meant})


async def test_a_row_of_the_queue_says_who_why_and_since_when(gateway: Gateway) -> None:
    aino, customer = await gateway.agent("aino", status=None), await gateway.customer(name="Liisa")
    await customer.write("laskussa on outo summa")
    await customer.call("POST", "/human")
    answer = await aino.call("GET", "/queue?limit=5")
    assert set(answer.json()) == {"conversations"}
    [row] = answer.json()["conversations"]
    assert row | {"waiting_since": "", "last_at": ""} == {
        "id": customer.id, "channel": "web", "language": "fi", "name": "Liisa", "status": "open",
        "handler": "queue", "holder": None, "practice": False, "offered_to": None, "urgency": "normal", "alarm": False,
        "waiting_since": "", "reasons": ["asked"], "topic": None, "last_text": "laskussa on outo summa",
        "last_at": "", "last_by": "customer", "thanked": False, "snoozed_until": None, "acked_by": [], "alert_step": 0,
        "promise_due_at": None,
    }  # fmt: skip


async def test_the_queue_is_most_urgent_first_with_ageing(gateway: Gateway) -> None:
    levels = iter(["normal", "high", "critical", "normal", "alarm"])

    async def proposes(_turn: dict[str, Any]) -> Any:
        level = next(levels)
        urgency = "critical" if level == "alarm" else level
        custom = {"propose": "handoff", "reason": level, "urgency": urgency, "alarm": level == "alarm"}
        return [{"custom": custom}]

    gateway.assistant.answer = proposes
    aino, asked = await gateway.agent("aino", status=None), {}
    for name in ("old", "high", "critical", "new", "alarm"):
        customer = await gateway.customer()
        await customer.write(f"asia on {name}")
        await customer.until(lambda es: "handoff.requested" in types(es))
        asked[customer.id] = name
        gateway.clock.move(minutes=61 if name == "old" else 1)
    assert [asked[cid] for cid in await queue(aino)] == ["alarm", "critical", "old", "high", "new"]
    assert len((await aino.call("GET", "/queue?limit=2")).json()["conversations"]) == 2


@pytest.mark.parametrize("limit", ["0", "-1", "x", "1.5"])
async def test_a_limit_that_is_no_count_is_refused(gateway: Gateway, limit: str) -> None:
    aino = await gateway.agent("aino")
    for path in ("/queue?", "/conversations?view=mine&"):
        refused(await aino.call("GET", f"{path}limit={limit}"), 400, "query_invalid")


async def test_the_lists_of_the_desk(gateway: Gateway) -> None:
    aino, mikko = await gateway.agent("aino"), await gateway.agent("mikko")
    with_bot = await gateway.customer()
    await with_bot.write("moikka vaan sinne")
    mine, his = await held(gateway, aino), await held(gateway, mikko)
    done, offered = await held(gateway, aino), await waiting(gateway)
    await aino.verb(done.id, "resolve")
    reserved = (await aino.case(offered.id))["offered_to"]["id"]
    taker, other = (aino, mikko) if reserved == "aino" else (mikko, aino)
    assert await listed(taker, "offered") == [offered.id]
    assert await listed(other, "offered") == []
    assert await listed(aino, "mine") == [mine.id]
    assert await listed(mikko, "mine") == [his.id]
    assert await listed(mikko, "waiting") == [offered.id]
    assert set(await listed(aino, "team")) == {mine.id, his.id, offered.id}
    assert await listed(mikko, "resolved") == [done.id]
    refused(await aino.call("GET", "/conversations?view=everything"), 400, "query_invalid")
    assert await listed(aino, "team", "&limit=1") == (await listed(aino, "team"))[:1]
    second = (await listed(aino, "team"))[0]
    assert await listed(aino, "team", f"&after={second}") == (await listed(aino, "team"))[1:]


async def test_what_only_the_bot_has_is_for_leads(gateway: Gateway) -> None:
    aino, mikko, customer = (
        await gateway.agent("aino"),
        await gateway.agent("mikko"),
        await gateway.customer(),
    )
    await customer.write("moikka vaan sinne")
    assert (await mikko.call("GET", f"/conversations/{customer.id}")).status_code == 403
    refused(await mikko.say(customer.id, "huomio", "notes"), 403, "forbidden")
    assert (await aino.case(customer.id))["id"] == customer.id


async def test_a_case_shows_everything_said_and_why_it_was_handed_over(gateway: Gateway) -> None:
    aino, customer = await gateway.agent("aino"), await gateway.customer()
    await customer.write("laskussa 77 on outo summa")
    await customer.bot_lines()
    await customer.call("POST", "/human")
    case = await aino.case(customer.id)
    assert {"id", "cursor", "state", "events", "brief", "reasons", "customer"} <= set(case)
    assert case["cursor"] == case["events"][-1]["id"]
    assert case["brief"]["matter"] == "laskussa 77 on outo summa"
    assert "handoff.offered" in types(case["events"])
    refused(await aino.call("GET", "/conversations/0-" + "a" * 30), 404, "conversation_unknown")


async def test_a_claim_takes_the_case_and_again_by_its_holder_is_fine(gateway: Gateway) -> None:
    aino, customer = await gateway.agent("aino"), await waiting(gateway)
    for _ in range(2):
        answer = await aino.verb(customer.id, "claim")
        assert answer.status_code == 200
        assert answer.json()["state"]["handler"] == "agent"
        assert answer.json()["state"]["human"]["name"] == "Aino"
    assert types(await customer.events()).count("handoff.claimed") == 1


async def test_a_claim_on_a_claimed_case_names_who_has_it(gateway: Gateway) -> None:
    aino, mikko = await gateway.agent("aino"), await gateway.agent("mikko")
    customer = await held(gateway, aino)
    problem = refused(await mikko.verb(customer.id, "claim"), 409, "already_claimed")
    assert problem["holder"]["name"] == "Aino"
    assert problem["title"] == "Aino, laskutus, has this conversation."


async def test_what_nobody_asked_a_person_for_cannot_be_claimed(gateway: Gateway) -> None:
    aino, customer = await gateway.agent("aino"), await gateway.customer()
    await customer.write("moikka vaan sinne")
    refused(await aino.verb(customer.id, "claim"), 409, "not_waiting")


async def test_a_claim_is_never_refused_for_capacity(gateway: Gateway) -> None:
    aino = await gateway.agent("aino")
    for _ in range(6):
        await held(gateway, aino)
    assert len(await listed(aino, "mine")) == 6


def fifty_people(folder: Path) -> Path:
    doc = yaml.safe_load((ROOT / "company.yml").read_text())
    person = doc["people"][0]
    for number in range(50):
        doc["people"].append(
            copy.deepcopy(person)
            | {"id": f"p{number}", "email": f"p{number}@example.fi", "name": f"Nimi{number}"}
        )
    file = folder / "company.yml"
    file.write_text(yaml.safe_dump(doc))
    return file


async def test_a_claim_raced_by_fifty_has_one_winner_and_tells_the_others_who(
    redis: RedisServer, assistant: FakeAssistant, tmp_path: Path
) -> None:
    with Redis.from_url(redis.url) as client:
        client.hset(keys.desk("passwords"), mapping={f"p{n}": HASH for n in range(50)})
    async with started(redis.url, assistant, COMPANY=str(fifty_people(tmp_path))) as gateway:
        agents = [await gateway.agent(f"p{n}", status=None) for n in range(50)]
        customer = await waiting(gateway)
        answers = await asyncio.gather(*(agent.verb(customer.id, "claim") for agent in agents))
        won = [a for a in answers if a.status_code == 200]
        assert len(won) == 1
        winner = won[0].json()["state"]["human"]["name"]
        for lost in (a for a in answers if a not in won):
            assert refused(lost, 409, "already_claimed")["holder"]["name"] == winner
        assert types(await customer.events()).count("handoff.claimed") == 1
        epoch = (await gateway.services.store.load(customer.id)).conversation.epoch
        assert epoch == 1
        for agent in agents:
            await agent.http.aclose()


async def test_a_person_who_was_quicker_than_the_one_reserved_is_told_by_name(gateway: Gateway) -> None:
    aino, mikko = await gateway.agent("aino"), await gateway.agent("mikko", status="away")
    customer = await waiting(gateway)
    assert (await mikko.verb(customer.id, "claim")).status_code == 200
    [claimed] = of(await customer.events(), "handoff.claimed")
    assert (
        claimed["data"]["notice"]
        == "Mikko, toimitukset, ehti ensin ja jatkaa tästä. Tarvittaessa kollega auttaa."
    )
    assert await listed(aino, "offered") == []


async def test_a_declined_offer_goes_to_the_next_and_the_customer_hears_of_it(gateway: Gateway) -> None:
    aino, mikko = await gateway.agent("aino"), await gateway.agent("mikko")
    customer = await waiting(gateway)
    first = (await aino.case(customer.id))["offered_to"]["id"]
    decliner, other = (aino, mikko) if first == "aino" else (mikko, aino)
    refused(await other.verb(customer.id, "decline", reason="en ehdi"), 409, "not_offered")
    refused(await decliner.verb(customer.id, "decline"), 400, "body_invalid")
    assert (await decliner.verb(customer.id, "decline", reason="palaverissa")).status_code == 200
    assert (await aino.case(customer.id))["offered_to"]["id"] == other.id
    lines = await customer.bot_lines(2)
    assert other.id.capitalize() in lines[-1]["text"]
    assert "palaverissa" not in str(await customer.events())


async def test_a_declined_offer_with_nobody_else_says_how_it_goes_on(gateway: Gateway) -> None:
    aino, customer = await gateway.agent("aino"), await waiting(gateway)
    await aino.verb(customer.id, "decline", reason="palaverissa")
    lines = await customer.bot_lines(2)
    assert lines[-1]["text"] != lines[0]["text"]
    assert any(name in lines[-1]["text"] for name in ("Aino", "Mikko", "Sanna"))


async def test_lines_and_notes_are_stored_once_per_client_id(gateway: Gateway) -> None:
    aino = await gateway.agent("aino")
    customer = await held(gateway, aino)
    for kind in ("messages", "notes"):
        body = {"client_id": "x1", "text": f"teksti {kind}"}
        first = await aino.call("POST", f"/conversations/{customer.id}/{kind}", json=body)
        again = await aino.call("POST", f"/conversations/{customer.id}/{kind}", json=body)
        assert (first.status_code, again.status_code) == (202, 200)
        assert first.json() == again.json()
        body["text"] = "muuta"
        other = await aino.call("POST", f"/conversations/{customer.id}/{kind}", json=body)
        refused(other, 409, "client_id_reused")
        refused(await aino.verb(customer.id, kind, text="x"), 400, "body_invalid")
        refused(await aino.verb(customer.id, kind, client_id="x2", text=" "), 400, "text_empty")


async def test_a_repeated_line_is_known_even_after_the_case_was_resolved(gateway: Gateway) -> None:
    """The answer to the first try was lost; the retry came after the case had moved on."""
    aino = await gateway.agent("aino")
    customer = await held(gateway, aino)
    first = await aino.verb(customer.id, "messages", client_id="x1", text="Hei!")
    await aino.verb(customer.id, "resolve")
    again = await aino.verb(customer.id, "messages", client_id="x1", text="Hei!")
    assert again.status_code == 200
    assert again.json() == first.json()
    refused(await aino.verb(customer.id, "messages", client_id="x1", text="Moi!"), 409, "client_id_reused")
    refused(await aino.verb(customer.id, "messages", client_id="x2", text="Hei!"), 409, "resolved")


async def test_a_line_by_somebody_else_is_refused_and_a_note_is_welcome(gateway: Gateway) -> None:
    aino, mikko = await gateway.agent("aino"), await gateway.agent("mikko")
    customer = await held(gateway, aino)
    assert refused(await mikko.say(customer.id, "Hei"), 409, "already_claimed")["holder"]["name"] == "Aino"
    assert (await mikko.say(customer.id, "tarkista tilaus 1001", "notes")).status_code == 202
    [note] = of((await aino.case(customer.id))["events"], "note")
    assert note["by"] == {"kind": "agent", "name": "Mikko", "role": "toimitukset", "id": "mikko"}
    assert of(await customer.events(), "note") == []


@pytest.mark.parametrize("verb", ["messages", "transfer", "return", "resolve"])
async def test_only_the_holder_has_the_holders_verbs(gateway: Gateway, verb: str) -> None:
    aino, mikko = await gateway.agent("aino"), await gateway.agent("mikko")
    body = {"client_id": uuid.uuid4().hex, "text": "Hei", "to": "sanna@example.fi", "reason": "osaa"}
    customer = await waiting(gateway)
    refused(await mikko.verb(customer.id, verb, **body), 409, "not_claimed")
    await aino.verb(customer.id, "claim")
    refused(await mikko.verb(customer.id, verb, **body), 409, "already_claimed")
    await aino.verb(customer.id, "resolve")
    refused(await aino.verb(customer.id, verb, **body), 409, "resolved")


async def test_with_a_person_no_automatic_line_is_spoken(gateway: Gateway) -> None:
    aino = await gateway.agent("aino")
    customer = await held(gateway, aino)
    before = len(of(await customer.events(), "message", "bot"))
    for text in ("moi", "missä paketti", "ihminen", "kiitos"):
        await customer.write(text)
    await asyncio.sleep(1)
    assert len(of(await customer.events(), "message", "bot")) == before
    assert gateway.assistant.turns == []


async def test_a_transfer_leaves_the_case_with_its_holder_until_the_next_one_accepts(
    gateway: Gateway,
) -> None:
    aino, mikko = await gateway.agent("aino"), await gateway.agent("mikko")
    customer = await held(gateway, aino)
    answer = await aino.verb(customer.id, "transfer", to="mikko@example.fi", reason="Paketti on hukassa")
    assert answer.status_code == 200
    state = answer.json()["state"]
    assert (state["handler"], state["human"]["name"]) == ("agent", "Aino")
    told = of(await customer.events(), "message", "bot")[-1]["text"]
    assert "Mikko" in told
    assert "Paketti on hukassa." in told
    assert (await aino.say(customer.id, "Olen vielä tässä.")).status_code == 202
    assert await listed(mikko, "offered") == [customer.id]
    assert (await mikko.verb(customer.id, "claim")).status_code == 200
    [moved] = of(await customer.events(), "handoff.transferred")
    assert moved["by"]["name"] == "Mikko"
    assert "Aino siirsi keskustelun: Mikko, toimitukset" in moved["data"]["notice"]
    assert refused(await aino.say(customer.id, "vielä"), 409, "already_claimed")["holder"]["name"] == "Mikko"
    assert await listed(mikko, "offered") == []
    assert await listed(aino, "mine") == []


async def test_a_transfer_to_a_team_is_accepted_by_one_of_it(gateway: Gateway) -> None:
    aino, sanna, mikko = (
        await gateway.agent("aino"),
        await gateway.agent("sanna"),
        await gateway.agent("mikko"),
    )
    customer = await held(gateway, aino)
    assert (await aino.verb(customer.id, "transfer", to="tekninen", reason="vika")).status_code == 200
    assert await listed(sanna, "offered") == [customer.id]
    refused(await mikko.verb(customer.id, "claim"), 409, "already_claimed")
    assert (await sanna.verb(customer.id, "claim")).status_code == 200


async def test_a_declined_transfer_stays_with_its_holder(gateway: Gateway) -> None:
    aino, mikko = await gateway.agent("aino"), await gateway.agent("mikko")
    customer = await held(gateway, aino)
    await aino.verb(customer.id, "transfer", to="mikko@example.fi", reason="paketti")
    assert (await mikko.verb(customer.id, "decline", reason="en ehdi")).status_code == 200
    assert (await customer.state())["human"]["name"] == "Aino"
    assert await listed(mikko, "offered") == []
    refused(await mikko.verb(customer.id, "claim"), 409, "already_claimed")
    answer = await aino.verb(customer.id, "transfer", to="mikko@example.fi", reason="nyt ehtii")
    assert answer.status_code == 200, "the first one never happened"


@pytest.mark.parametrize(
    ("to", "code"), [("riitta@example.fi", "transfer_unknown"), ("aino@example.fi", "transfer_to_self")]
)
async def test_a_transfer_to_nobody_or_to_oneself_is_refused(gateway: Gateway, to: str, code: str) -> None:
    aino = await gateway.agent("aino")
    customer = await held(gateway, aino)
    refused(await aino.verb(customer.id, "transfer", to=to, reason="x"), 400, code)
    refused(await aino.verb(customer.id, "transfer", to="mikko@example.fi"), 400, "body_invalid")


async def transferred(gateway: Gateway) -> tuple[Agent, Agent, Agent, Customer]:
    aino, mikko, sanna = [await gateway.agent(one) for one in ("aino", "mikko", "sanna")]
    customer = await held(gateway, aino)
    await aino.verb(customer.id, "transfer", to="mikko@example.fi", reason="paketti")
    await mikko.verb(customer.id, "claim")
    return aino, mikko, sanna, customer


async def test_a_second_transfer_waits_for_the_customers_yes(gateway: Gateway) -> None:
    _, mikko, sanna, customer = await transferred(gateway)
    answer = await mikko.verb(customer.id, "transfer", to="sanna@example.fi", reason="tekninen vika")
    assert answer.status_code == 202
    assert await listed(sanna, "offered") == []
    refused(await sanna.verb(customer.id, "claim"), 409, "already_claimed")
    refused(await sanna.verb(customer.id, "decline", reason="en"), 409, "not_offered")
    line = of(await customer.events(), "message", "bot")[-1]
    assert [c["value"].partition(":")[0] for c in line["data"]["choices"]] == ["yes", "stay"]
    assert "Mikko" in line["text"]
    assert "Sanna" in line["text"]
    await choose(customer, "yes", "Sopii")
    assert await listed(sanna, "offered") == [customer.id]
    assert (await customer.state())["human"]["name"] == "Mikko"
    assert (await sanna.verb(customer.id, "claim")).status_code == 200


async def test_an_agreed_second_transfer_to_somebody_absent_is_a_promise_too(gateway: Gateway) -> None:
    _, mikko, sanna, customer = await transferred(gateway)
    await sanna.call("PUT", "/presence", json={"status": "offline"})
    await mikko.verb(customer.id, "transfer", to="sanna@example.fi", reason="tekninen vika")
    await choose(customer, "yes", "Sopii")
    [found] = (await customer.state())["promises"]
    assert (found["who"]["name"], found["what"], found["by"]) == ("Mikko", "answer", "transfer")
    assert "viimeistään" in of(await customer.events(), "message", "bot")[-1]["text"]


async def test_without_the_customers_yes_a_second_transfer_does_not_happen(gateway: Gateway) -> None:
    _, mikko, sanna, customer = await transferred(gateway)
    await mikko.verb(customer.id, "transfer", to="sanna@example.fi", reason="tekninen vika")
    await choose(customer, "stay", "Jatkan mieluummin: Mikko")
    assert (await customer.state())["human"]["name"] == "Mikko"
    assert await listed(sanna, "offered") == []
    refused(await sanna.verb(customer.id, "claim"), 409, "already_claimed")
    assert (await mikko.case(customer.id))["transfer"] is None


async def test_a_typed_yes_is_a_yes(gateway: Gateway) -> None:
    _, mikko, sanna, customer = await transferred(gateway)
    await mikko.verb(customer.id, "transfer", to="sanna@example.fi", reason="tekninen vika")
    await customer.write("joo sopii")
    assert await listed(sanna, "offered") == [customer.id]


async def test_a_return_waits_for_the_customers_yes_and_the_assistant_is_told_in_one_event(
    gateway: Gateway,
) -> None:
    aino = await gateway.agent("aino")
    customer = await held(gateway, aino)
    answer = await aino.verb(customer.id, "return", reason="lasku siirretty")
    assert answer.status_code == 202
    assert answer.json()["state"]["handler"] == "agent"
    await choose(customer, "yes", "Sopii")
    assert (await customer.state())["handler"] == "bot"
    events = await customer.events()
    [back] = of(events, "handoff.returned")
    assert back["data"] == {"notice": "Botti jatkaa tästä. Aino on yhden napin päässä."}
    assert gateway.assistant.told == []
    await customer.write("entä missä paketti on")
    await customer.until(lambda es: es[-1].get("text", "").startswith("Vastaus: entä"))
    await customer.write("ja entä toinen paketti")
    await customer.until(lambda es: es[-1].get("text", "").startswith("Vastaus: ja entä"))
    assert [(one["name"], one["value"]) for one in gateway.assistant.told] == [
        ("returned", {"by": "Aino", "reason": "lasku siirretty"})
    ]


async def test_a_return_that_the_customer_does_not_want_does_not_happen(gateway: Gateway) -> None:
    aino = await gateway.agent("aino")
    customer = await held(gateway, aino)
    await aino.verb(customer.id, "return", reason="")
    await choose(customer, "stay", "Jatkan mieluummin: Aino")
    assert (await customer.state())["handler"] == "agent"
    assert await listed(aino, "mine") == [customer.id]


async def test_a_resolved_case_keeps_who_had_it(gateway: Gateway) -> None:
    aino = await gateway.agent("aino")
    customer = await held(gateway, aino)
    answer = await aino.verb(customer.id, "resolve", about="laskun siirto")
    assert answer.status_code == 200
    state = answer.json()["state"]
    assert (state["status"], state["handler"], state["human"]["name"]) == ("resolved", "bot", "Aino")
    [event] = of(await customer.events(), "conversation.resolved")
    assert event["by"] == {"kind": "agent", "name": "Aino", "role": "laskutus"}
    assert "laskun siirto" not in str(event)
    assert await listed(aino, "mine") == []


@pytest.mark.parametrize(
    "text",
    ["kiitos", "Kiitos Aino!", "kiitos paljon Mikko", "👍", "heippa", "tack så mycket", "thanks, bye"],
)
async def test_thanks_leave_a_resolved_case_resolved_and_reach_the_person(
    gateway: Gateway, text: str
) -> None:
    aino = await gateway.agent("aino")
    customer = await held(gateway, aino)
    await aino.verb(customer.id, "resolve")
    await customer.write(text)
    assert (await customer.state())["status"] == "resolved"
    assert (await aino.case(customer.id))["events"][-1]["text"] == text
    assert gateway.assistant.turns == []


async def test_more_than_thanks_reopens_with_the_same_person_if_online(gateway: Gateway) -> None:
    aino, customer = await gateway.agent("aino"), None
    customer = await held(gateway, aino)
    await aino.verb(customer.id, "resolve")
    await customer.write("kiitos mutta lasku on yhä väärin")
    state = await customer.state()
    assert (state["status"], state["handler"], state["human"]["name"]) == ("open", "agent", "Aino")
    assert "conversation.reopened" in types(await customer.events())
    assert await listed(aino, "mine") == [customer.id]


async def test_more_than_thanks_reopens_at_the_front_of_the_queue_when_the_person_is_away(
    gateway: Gateway,
) -> None:
    aino = await gateway.agent("aino")
    customer = await held(gateway, aino)
    await aino.verb(customer.id, "resolve")
    await aino.call("PUT", "/presence", json={"status": "offline"})
    before = await waiting(gateway)
    gateway.clock.move(minutes=30)
    await customer.write("lasku on yhä väärin")
    assert await queue(aino) == [customer.id, before.id]
    state = await customer.state()
    assert (state["handler"], state["queue"]["position"]) == ("queue", 1)
    lines = of(await customer.events(), "message", "bot")
    assert "Aino" in lines[-1]["text"], "the customer is told how it goes on"


async def test_a_bot_only_case_closes_after_silence_and_reopens_to_the_bot(gateway: Gateway) -> None:
    customer = await gateway.customer()
    await customer.write("mis mun paketti on")
    await customer.bot_lines()
    gateway.clock.move(minutes=31)
    events = await customer.until(lambda es: "conversation.resolved" in types(es))
    assert of(events, "conversation.resolved")[0]["by"] == {"kind": "system"}
    assert "silent" not in str(events)
    await customer.write("onko se vieläkin siellä")
    await customer.bot_lines(2)
    state = await customer.state()
    assert (state["status"], state["handler"]) == ("open", "bot")


async def test_nobody_has_a_surname_or_an_address_in_what_customers_see(gateway: Gateway) -> None:
    aino, mikko, _, customer = await transferred(gateway)
    await mikko.verb(customer.id, "resolve")
    seen = str(await customer.events()) + str(await customer.state()) + str(customer.opened)
    for secret in ("Virtanen", "Laine", "Lindholm", "@example.fi"):
        assert secret not in seen
    assert aino.id in ("aino",)


async def test_a_verb_sent_again_with_its_client_id_changes_nothing_and_is_answered_as_before(
    gateway: Gateway,
) -> None:
    customer, aino = await gateway.customer(), await gateway.agent("aino")
    await customer.call("POST", "/human")
    sent: list[tuple[str, dict[str, str]]] = [
        ("decline", {"reason": "en ehdi"}), ("claim", {}), ("transfer", {"to": "mikko@example.fi", "reason": "toimitus"}),
        ("return", {"reason": "valmis"}), ("resolve", {}),
    ]  # fmt: skip
    for verb, body in sent:
        first = await aino.verb(customer.id, verb, client_id=f"k-{verb}", **body)
        assert first.status_code in (200, 202), (verb, first.text)
        before = len((await aino.case(customer.id))["events"])
        again = await aino.verb(customer.id, verb, client_id=f"k-{verb}", **body)
        assert (again.status_code, again.json()) == (first.status_code, first.json()), verb
        assert len((await aino.case(customer.id))["events"]) == before, verb
    other = await aino.verb(customer.id, "decline", client_id="k-decline", reason="jokin muu")
    refused(other, 409, "client_id_reused")


async def test_who_asks_again_is_told_the_wait_of_now(gateway: Gateway) -> None:
    await gateway.agent("aino")
    customer = await gateway.customer()
    await customer.call("POST", "/human")
    await customer.call("DELETE", "/human")
    record = (await gateway.services.store.load(customer.id)).conversation
    assert (record.wait, record.said_first) == (None, None)
