"""A practice customer: real verbs, seen by one agent only, and counted nowhere."""

import asyncio
import json
from typing import Any

import pytest

from bot.core.practice import WRITES_S
from bot.http import metrics
from tests.harness import Agent, Gateway, frames_until, refused, until_async


async def begun(agent: Agent, language: str = "fi") -> str:
    answer = await agent.call("POST", "/practice", json={"language": language})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["conversation"]["id"])


async def view(agent: Agent, name: str) -> list[dict[str, Any]]:
    return list((await agent.call("GET", f"/conversations?view={name}")).json()["conversations"])


async def said(agent: Agent, cid: str) -> list[str]:
    events = (await agent.case(cid))["events"]
    return [e["text"] for e in events if e["type"] == "message" and e["by"]["kind"] == "customer"]


@pytest.mark.parametrize("language", ["fi", "en", "sv"])
async def test_a_practice_customer_asks_answers_and_is_helped_with_real_verbs(
    gateway: Gateway, language: str
) -> None:
    mikko = await gateway.agent("mikko")
    cid = await begun(mikko, language)
    [row] = await view(mikko, "practice")
    assert (row["id"], row["practice"], row["handler"], row["language"]) == (cid, True, "queue", language)
    assert (await mikko.verb(cid, "claim")).status_code == 200
    for lines in (2, 3, 4):
        assert (await mikko.say(cid, "Katson tätä.")).status_code == 202
        gateway.clock.move(seconds=WRITES_S)

        async def answered(lines: int = lines) -> bool:
            return len(await said(mikko, cid)) == lines

        await until_async(answered)
    promise = {"client_id": "p", "what": "call", "where": "phone", "phone": "040 123 4567", "text": "Soitan."}
    due = {"due_at": "2026-11-25T15:00:00Z"}
    assert (await mikko.verb(cid, "promises", **promise, **due)).status_code == 202
    assert (await mikko.verb(cid, "resolve", about="rikki tullut lamppu")).status_code == 200
    assert await view(mikko, "practice") == []


async def test_after_its_last_line_a_practice_customer_is_silent(gateway: Gateway) -> None:
    mikko = await gateway.agent("mikko")
    cid = await begun(mikko)
    await mikko.verb(cid, "claim")
    for lines in (2, 3, 4):
        await mikko.say(cid, "Katson tätä.")
        gateway.clock.move(seconds=WRITES_S)

        async def answered(lines: int = lines) -> bool:
            return len(await said(mikko, cid)) == lines

        await until_async(answered)
    await mikko.say(cid, "Ole hyvä.")
    assert await gateway.services.store.lists.members("due", 10) == []


async def test_who_practises_already_gets_the_same_customer(gateway: Gateway) -> None:
    mikko = await gateway.agent("mikko")
    assert await begun(mikko) == await begun(mikko, "en")


async def test_nobody_else_sees_a_practice_case_not_even_a_lead(gateway: Gateway) -> None:
    mikko, aino = await gateway.agent("mikko"), await gateway.agent("aino")
    async with aino.socket() as ws, mikko.socket() as own:
        await frames_until(ws, lambda f: f["type"] == "people")
        cid = await begun(mikko)
        assert (await mikko.verb(cid, "claim")).status_code == 200
        await mikko.say(cid, "Hei.")
        await frames_until(own, lambda f: "Hei." in json.dumps(f))
        await ws.send(json.dumps({"type": "ping"}))
        heard = await frames_until(ws, lambda f: f["type"] == "pong")
    assert cid not in json.dumps(heard)
    for name in ("waiting", "offered", "mine", "team", "resolved", "practice"):
        assert await view(aino, name) == []
    assert (await aino.call("GET", "/queue")).json()["conversations"] == []
    refused(await aino.call("GET", f"/conversations/{cid}"), 404, "conversation_unknown")
    for verb in ("claim", "take-over", "notes", "help", "messages", "resolve", "ack"):
        body = {"client_id": "x", "text": "hei", "reason": "syy"}
        refused(await aino.verb(cid, verb, **body), 404, "conversation_unknown")
    assert (await mikko.case(cid))["state"]["human"]["id"] == "mikko"


async def test_a_practice_customer_counts_in_no_figure(gateway: Gateway) -> None:
    mikko, aino = await gateway.agent("mikko"), await gateway.agent("aino")
    counted = metrics.exposition()
    before = (await aino.call("GET", "/overview")).json()
    cid = await begun(mikko)
    await mikko.verb(cid, "claim")
    await mikko.say(cid, "Katson tätä.")
    due = {"due_at": "2026-11-25T10:30:00Z"}
    promise = {"client_id": "p", "what": "answer", "where": "web", "text": "Kerron."}
    assert (await mikko.verb(cid, "promises", **promise, **due)).status_code == 202
    await mikko.verb(cid, "resolve", about="harjoitus")
    assert (await aino.call("GET", "/overview")).json() == before
    events = [
        [line for line in text.decode().splitlines() if line.startswith("aina_events")]
        for text in (counted, metrics.exposition())
    ]
    assert events[0] == events[1]
    assert await gateway.services.waits.all() == {}
    assert await gateway.services.abouts.labels() == []
    real = await gateway.customer()
    await real.write("kupu on rikki")
    await real.call("POST", "/human")

    async def found() -> list[str]:
        rows = (await mikko.call("GET", "/search?q=kupu")).json()["conversations"]
        return [one["id"] for one in rows]

    await until_async(found)
    assert await found() == [real.id]


async def test_a_practice_customer_takes_no_ones_turn(gateway: Gateway) -> None:
    mikko = await gateway.agent("mikko")
    await gateway.services.accounts.keep(
        type(gateway.services.company.people["mikko"])(
            **{**gateway.services.company.people["mikko"].__dict__, "capacity": 1}
        )
    )
    await gateway.services.staff_changed()
    cid = await begun(mikko)
    await mikko.verb(cid, "claim")
    customer = await gateway.customer()
    await customer.call("POST", "/human")
    assert (await customer.state())["human"]["id"] == "mikko"
    assert (await customer.state())["queue"]["position"] == 1


async def held(agent: Agent, language: str = "fi") -> str:
    cid = await begun(agent, language)
    assert (await agent.verb(cid, "claim")).status_code == 200
    return cid


async def later_is(gateway: Gateway, agent: Agent, cid: str, *found: str) -> None:
    """A moment later the case's events have these kinds among them, so many of each."""
    gateway.clock.move(seconds=WRITES_S)

    async def there() -> bool:
        kinds = [event["type"] for event in (await agent.case(cid))["events"]]
        return all(kinds.count(kind) >= found.count(kind) for kind in found)

    await until_async(there)


@pytest.mark.parametrize(("language", "name"), [("fi", "Kaisa"), ("en", "Kate"), ("sv", "Kajsa")])
async def test_a_hand_over_is_practised_from_both_its_sides(
    gateway: Gateway, language: str, name: str
) -> None:
    mikko, sanna = await gateway.agent("mikko"), await gateway.agent("sanna")
    cid = await held(mikko, language)
    answer = await mikko.verb(cid, "transfer", to="sanna@example.fi", reason="tekninen asia")
    assert answer.status_code == 200
    assert (await mikko.case(cid))["state"]["human"]["name"] == "Mikko", "theirs until the next has accepted"
    await later_is(gateway, mikko, cid, "handoff.transferred")
    case = await mikko.case(cid)
    assert case["holder"]["name"] == case["state"]["human"]["name"] == name
    refused(await mikko.say(cid, "Vielä yksi asia."), 409, "already_claimed")
    await later_is(gateway, mikko, cid, "handoff.offered", "handoff.offered")
    assert (await mikko.case(cid))["offered_to"]["id"] == "mikko"
    assert (await mikko.verb(cid, "claim")).status_code == 200
    assert (await mikko.say(cid, "Jatkan tästä.")).status_code == 202
    assert await view(sanna, "offered") == []


async def test_the_second_hand_over_waits_for_the_practice_customers_yes(gateway: Gateway) -> None:
    mikko = await gateway.agent("mikko")
    cid = await held(mikko)
    await mikko.verb(cid, "transfer", to="laskutus", reason="lasku")
    await later_is(gateway, mikko, cid, "handoff.transferred")
    await later_is(gateway, mikko, cid, "handoff.offered", "handoff.offered")
    await mikko.verb(cid, "claim")
    assert (await mikko.verb(cid, "transfer", to="laskutus", reason="lasku")).status_code == 202
    assert (await mikko.case(cid))["asked"] == "transfer"
    await later_is(gateway, mikko, cid, *["handoff.offered"] * 3)
    assert "Sopii" in await said(mikko, cid)
    await later_is(gateway, mikko, cid, *["handoff.transferred"] * 3)


async def test_a_colleague_is_asked_and_answers_with_a_note(gateway: Gateway) -> None:
    mikko, aino = await gateway.agent("mikko"), await gateway.agent("aino")
    cid = await held(mikko)
    answer = await mikko.verb(cid, "ask", to="aino@example.fi", text="Ehtiikö kupu?", client_id="q1")
    assert answer.status_code == 202
    assert [one["to"]["name"] for one in (await mikko.case(cid))["asked_of"]] == ["Kaisa"]
    await later_is(gateway, mikko, cid, "note", "colleague.answered")
    case = await mikko.case(cid)
    [note] = [event for event in case["events"] if event["type"] == "note"]
    assert (note["by"]["name"], note["by"]["role"]) == ("Kaisa", "harjoituskollega")
    assert case["asked_of"] == []
    assert case["holder"]["name"] == "Mikko"
    assert await view(aino, "asked") == []


async def test_a_practice_case_goes_back_to_the_bot_with_the_customers_yes_and_comes_again(
    gateway: Gateway,
) -> None:
    mikko = await gateway.agent("mikko")
    cid = await held(mikko)
    assert (await mikko.verb(cid, "return", reason="hoidettu")).status_code == 202
    await later_is(gateway, mikko, cid, "handoff.returned")
    assert (await mikko.case(cid))["handler"] == "bot"
    await later_is(gateway, mikko, cid, "handoff.requested", "handoff.requested")
    case = await mikko.case(cid)
    assert (case["handler"], case["offered_to"]["id"]) == ("queue", "mikko")
    assert gateway.assistant.turns == [], "no bot is asked"
    assert (await mikko.verb(cid, "claim")).status_code == 200


@pytest.mark.parametrize("verb", ["ask-outside", "help", "take-over", "merge", "block"])
async def test_nobody_else_is_brought_into_a_practice_case(gateway: Gateway, verb: str) -> None:
    aino = await gateway.agent("aino")
    cid = await begun(aino)
    await aino.verb(cid, "claim")
    body = {"client_id": "x", "text": "hei", "reason": "syy", "to": "mikko@example.fi", "into": cid}
    refused(await aino.verb(cid, verb, **body), 409, "practice_alone")


async def test_a_practice_case_nobody_takes_alarms_nobody_and_is_forgotten(gateway: Gateway) -> None:
    mikko = await gateway.agent("mikko")
    cid = await begun(mikko)
    gateway.clock.move(minutes=40)
    await asyncio.sleep(0.6)
    assert [e["type"] for e in (await mikko.case(cid))["events"]] == ["message", "handoff.requested"]
    key = gateway.services.store.shard(cid).conversation(cid, "state")
    assert 0 < await gateway.services.redis.ttl(key) <= 86_400


async def test_a_practice_language_that_is_none_is_refused(gateway: Gateway) -> None:
    mikko = await gateway.agent("mikko")
    refused(await mikko.call("POST", "/practice", json={"language": "xx"}), 400, "body_invalid")
