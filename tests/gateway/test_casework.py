"""What a person does around a case: put off, take up, make good, join, block, ask, and how far each side has read."""

import asyncio
import datetime as dt
from typing import Any

import pytest

from bot.core.errors import StoreUnavailable
from tests.harness import Agent, Customer, Gateway, frames_until, of, refused, types


async def held(gateway: Gateway, agent: Agent, **body: Any) -> Customer:
    customer = await gateway.customer(**body)
    await customer.call("POST", "/human")
    assert (await agent.verb(customer.id, "claim")).status_code == 200
    return customer


def in_minutes(gateway: Gateway, minutes: float) -> str:
    return (gateway.clock() + dt.timedelta(minutes=minutes)).isoformat()


async def listed(agent: Agent, view: str) -> list[str]:
    rows = (await agent.call("GET", f"/conversations?view={view}")).json()["conversations"]
    return [row["id"] for row in rows]


async def until_desk(agent: Agent, cid: str, type: str) -> dict[str, Any]:
    async with asyncio.timeout(8):
        while True:
            if found := of((await agent.case(cid))["events"], type):
                return found[-1]
            await asyncio.sleep(0.02)


async def test_a_line_for_later_goes_out_at_its_time_and_no_sooner(gateway: Gateway) -> None:
    aino = await gateway.agent("aino")
    customer = await held(gateway, aino)
    body = {"client_id": "l1", "text": "Paketti on nyt noudettavissa.", "at": in_minutes(gateway, 60)}
    first = await aino.verb(customer.id, "later", **body)
    assert first.status_code == 202
    assert (await aino.verb(customer.id, "later", **body)).status_code == 200
    [waiting] = (await aino.case(customer.id))["later"]
    assert waiting["text"] == body["text"]
    assert of(await customer.events(), "message", "agent") == []
    gateway.clock.move(minutes=61)
    events = await customer.until(lambda es: of(es, "message", "agent"))
    [line] = of(events, "message", "agent")
    assert (line["text"], line["by"]["name"]) == (body["text"], "Aino")
    assert (await aino.case(customer.id))["later"] == []
    assert not [e for e in events if e["type"].startswith("later.")]


async def test_a_line_for_later_comes_back_when_the_customer_has_written(gateway: Gateway) -> None:
    aino = await gateway.agent("aino")
    customer = await held(gateway, aino)
    await aino.verb(customer.id, "later", client_id="l", text="Onko jo tullut?", at=in_minutes(gateway, 60))
    gateway.clock.move(minutes=1)
    await customer.write("se tuli jo")
    gateway.clock.move(minutes=60)
    back = await until_desk(aino, customer.id, "later.dropped")
    assert (back["text"], back["data"]["reason"]) == ("Onko jo tullut?", "customer_wrote")
    assert of(await customer.events(), "message", "agent") == []


async def test_a_line_for_later_can_be_taken_back_by_its_holder_only(gateway: Gateway) -> None:
    aino, mikko = await gateway.agent("aino"), await gateway.agent("mikko")
    customer = await held(gateway, aino)
    body = {"client_id": "l", "text": "hei", "at": in_minutes(gateway, 60)}
    refused(await mikko.verb(customer.id, "later", **body), 409, "already_claimed")
    lid = (await aino.verb(customer.id, "later", **body)).json()["later"][0]["id"]
    path = f"/conversations/{customer.id}/later/{lid}"
    refused(await mikko.call("DELETE", path), 409, "already_claimed")
    assert (await aino.call("DELETE", path)).json() == {"later": []}
    refused(await aino.call("DELETE", path), 404, "later_unknown")


@pytest.mark.parametrize(("minutes", "code"), [(-1, "time_past"), (60 * 24 * 40, "time_too_far")])
async def test_nothing_is_put_off_to_the_past_or_beyond_reason(
    gateway: Gateway, minutes: int, code: str
) -> None:
    aino = await gateway.agent("aino")
    customer = await held(gateway, aino)
    at = in_minutes(gateway, minutes)
    refused(await aino.verb(customer.id, "later", client_id="l", text="hei", at=at), 400, code)
    refused(await aino.verb(customer.id, "snooze", until=at), 400, code)
    refused(await aino.verb(customer.id, "snooze", until="huomenna"), 400, "due_at_invalid")


async def test_a_snoozed_case_frees_capacity_and_comes_back_at_its_time(gateway: Gateway) -> None:
    aino = await gateway.agent("aino")
    customer = await held(gateway, aino)
    await aino.say(customer.id, "Kysyn varastolta ja kerron illalla.")
    assert (await aino.verb(customer.id, "snooze", until=in_minutes(gateway, 30))).status_code == 200
    assert await listed(aino, "mine") == []
    assert await listed(aino, "snoozed") == [customer.id]
    await gateway.services.roster.refresh()
    assert gateway.services.roster.members["aino"].load == 0
    assert (await customer.state())["human"]["name"] == "Aino"
    gateway.clock.move(minutes=31)
    woken = await until_desk(aino, customer.id, "case.woken")
    assert woken["data"] == {"why": "time", "to": "aino"}
    assert await listed(aino, "mine") == [customer.id]


async def test_a_snoozed_case_comes_back_when_the_customer_writes(gateway: Gateway) -> None:
    aino = await gateway.agent("aino")
    customer = await held(gateway, aino)
    await aino.say(customer.id, "Kerron huomenna.")
    await aino.verb(customer.id, "snooze", until=in_minutes(gateway, 600))
    await customer.write("löysin kuitin")
    assert await listed(aino, "mine") == [customer.id]
    assert of((await aino.case(customer.id))["events"], "case.woken")[0]["data"]["why"] == "customer"
    assert not [e for e in await customer.events() if e["type"].startswith("case.")]


async def test_nobody_is_put_off_without_a_word(gateway: Gateway) -> None:
    aino = await gateway.agent("aino")
    customer = await held(gateway, aino)
    await customer.write("missä tilaukseni on?")
    refused(await aino.verb(customer.id, "snooze", until=in_minutes(gateway, 30)), 409, "answer_first")
    promise = {"client_id": "p", "what": "answer", "due_at": in_minutes(gateway, 60), "where": "web"}
    assert (await aino.verb(customer.id, "promises", **promise)).status_code == 202
    assert (await aino.verb(customer.id, "snooze", until=in_minutes(gateway, 30))).status_code == 200
    assert (await aino.verb(customer.id, "wake")).status_code == 200
    assert await listed(aino, "mine") == [customer.id]


async def test_each_side_sees_how_far_the_other_has_read(gateway: Gateway) -> None:
    aino, mikko = await gateway.agent("aino"), await gateway.agent("mikko")
    customer = await held(gateway, aino)
    first = await customer.write("hei")
    second = await customer.write("oletko siellä")
    path = f"/conversations/{customer.id}/seen"
    refused(await mikko.call("PUT", path, json={"event_id": second}), 409, "already_claimed")
    assert (await aino.call("PUT", path, json={"event_id": second})).status_code == 200
    await aino.call("PUT", path, json={"event_id": first})
    assert (await customer.state())["seen"] == second
    line = (await aino.say(customer.id, "Olen.")).json()["event_id"]
    async with aino.socket() as ws:
        await frames_until(ws, lambda f: f["type"] == "people")
        assert (await customer.call("PUT", "/seen", json={"event_id": line})).status_code == 200
        frame = (await frames_until(ws, lambda f: f["type"] == "seen"))[-1]
    assert frame == {"type": "seen", "conversation": customer.id, "event_id": line}
    assert (await aino.case(customer.id))["seen"] == {"customer": line, "agent": second}
    refused(await customer.call("PUT", "/seen", json={"event_id": "x"}), 400, "body_invalid")


async def test_a_person_takes_a_resolved_case_up_again_and_the_customer_is_told(gateway: Gateway) -> None:
    aino, mikko = await gateway.agent("aino"), await gateway.agent("mikko")
    customer = await held(gateway, aino)
    refused(await mikko.verb(customer.id, "reopen"), 409, "not_resolved")
    await aino.verb(customer.id, "resolve")
    answer = await mikko.verb(customer.id, "reopen")
    assert answer.json()["state"]["human"]["name"] == "Mikko"
    [event] = of(await customer.events(), "conversation.reopened")
    assert "Mikko, toimitukset" in event["data"]["notice"]


async def test_a_kindness_is_told_by_name_with_its_reason(gateway: Gateway) -> None:
    aino = await gateway.agent("aino")
    customer = await held(gateway, aino)
    body = {"client_id": "g1", "reason": "delivery_late", "text": "alennuskoodi TUULI5"}
    assert (await aino.verb(customer.id, "goodwill", **body)).status_code == 202
    assert (await aino.verb(customer.id, "goodwill", **body)).status_code == 200
    [event] = of(await customer.events(), "goodwill.given")
    assert event["data"] == {
        "notice": "Lähetyksesi myöhästyi luvatusta. Olemme pahoillamme. Aino hyvittää sinulle 5 €."
    }
    assert event["text"] == "alennuskoodi TUULI5"
    found = (await aino.call("GET", f"/conversations/{customer.id}/goodwill")).json()
    assert (found["limit_eur"], found["left_eur"], len(found["given"])) == (60, 55, 1)


async def test_a_kindness_keeps_within_the_companys_limit(gateway: Gateway) -> None:
    mikko, aino = await gateway.agent("mikko"), await gateway.agent("aino")
    customer = await held(gateway, mikko)
    give = {"client_id": "a", "reason": "our_mistake", "amount_eur": 12}
    assert (await mikko.verb(customer.id, "goodwill", **give)).status_code == 202
    more = {"client_id": "b", "reason": "wrong_item", "amount_eur": 8.5}
    problem = refused(await mikko.verb(customer.id, "goodwill", **more), 403, "goodwill_over_limit")
    assert problem["left_eur"] == 8
    refused(
        await mikko.verb(customer.id, "goodwill", client_id="c", reason="our_mistake"),
        409,
        "goodwill_given",
    )
    for amount in (0, -5, 0.001):
        bad = {"client_id": "d", "reason": "wrong_item", "amount_eur": amount}
        refused(await mikko.verb(customer.id, "goodwill", **bad), 400, "goodwill_amount_invalid")
    refused(
        await mikko.verb(customer.id, "goodwill", client_id="e", reason="angry"),
        400,
        "goodwill_reason_unknown",
    )
    refused(await aino.verb(customer.id, "goodwill", **more), 409, "already_claimed")
    assert len(of(await customer.events(), "goodwill.given")) == 1


async def test_two_cases_of_one_customer_become_one_with_their_promises(gateway: Gateway) -> None:
    aino = await gateway.agent("aino")
    one = await held(gateway, aino)
    secret = one.opened["customer"]
    promise = {"client_id": "p", "what": "answer", "due_at": in_minutes(gateway, 90), "where": "web"}
    await aino.verb(one.id, "promises", **promise)
    other = await held(gateway, aino, customer=secret)
    for _ in range(2):
        assert (await aino.verb(one.id, "merge", into=other.id)).status_code == 200
    assert (await one.state())["status"] == "resolved"
    assert [p["status"] for p in (await one.state())["promises"]] == ["withdrawn"]
    assert [p["status"] for p in (await other.state())["promises"]] == ["open"]
    notice = of(await one.events(), "conversation.resolved")[0]["data"]["notice"]
    assert "toisessa keskustelussasi" in notice
    case = await aino.case(other.id)
    assert case["joined"] == [one.id]
    assert (await aino.case(one.id))["merged_into"] == other.id
    await one.write("entä tämä?")
    assert (await one.state())["human"]["name"] == "Aino"


async def test_only_one_customers_cases_are_joined_and_only_by_who_holds_them(gateway: Gateway) -> None:
    aino, mikko = await gateway.agent("aino"), await gateway.agent("mikko")
    one, stranger = await held(gateway, aino), await held(gateway, aino)
    refused(await aino.verb(one.id, "merge", into=stranger.id), 409, "merge_other_customer")
    refused(await aino.verb(one.id, "merge", into=one.id), 400, "merge_self")
    same = await held(gateway, mikko, customer=one.opened["customer"])
    refused(await aino.verb(one.id, "merge", into=same.id), 409, "already_claimed")
    refused(await mikko.verb(one.id, "merge", into=same.id), 409, "already_claimed")
    assert (await one.state())["status"] == "open"


async def test_a_merge_that_is_refused_leaves_my_case_as_it_was(gateway: Gateway) -> None:
    aino, mikko = await gateway.agent("aino"), await gateway.agent("mikko")
    theirs = await held(gateway, mikko)
    promise = {"client_id": "p", "what": "answer", "due_at": in_minutes(gateway, 90), "where": "web"}
    assert (await mikko.verb(theirs.id, "promises", **promise)).status_code == 202
    mine = await held(gateway, aino, customer=theirs.opened["customer"])
    before = await aino.case(mine.id)
    refused(await aino.verb(theirs.id, "merge", into=mine.id), 409, "already_claimed")
    assert await aino.case(mine.id) == before


async def test_a_promise_made_while_two_cases_are_joined_stands_once_in_the_one_that_goes_on(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    aino = await gateway.agent("aino")
    gone = await held(gateway, aino)
    into = await held(gateway, aino, customer=gone.opened["customer"])
    promise = {"client_id": "p", "what": "answer", "due_at": in_minutes(gateway, 90), "where": "web"}
    do, unmade = gateway.services.cases.do, iter([True])

    async def between(cid: str, *given: Any) -> Any:
        outcome = await do(cid, *given)
        if cid == into.id and next(unmade, False):
            assert (await aino.verb(gone.id, "promises", **promise)).status_code == 202
        return outcome

    monkeypatch.setattr(gateway.services.cases, "do", between)
    assert (await aino.verb(gone.id, "merge", into=into.id)).status_code == 200
    assert [p["status"] for p in (await gone.state())["promises"]] == ["withdrawn"]
    assert [p["status"] for p in (await into.state())["promises"]] == ["open"]


async def test_a_block_is_told_by_whom_and_how_to_have_it_looked_at(gateway: Gateway) -> None:
    mikko = await gateway.agent("mikko")
    customer = await held(gateway, mikko)
    answer = await mikko.verb(customer.id, "block", reason="uhkailu", days=7)
    assert answer.json()["state"]["status"] == "resolved"
    events = await customer.events()
    assert "Mikko, toimitukset" in of(events, "conversation.resolved")[0]["data"]["notice"]
    assert "customer.blocked" not in types(events)
    body = {"client_id": "x", "text": "hei"}
    problem = refused(await customer.call("POST", "/messages", json=body), 403, "blocked")
    assert problem["phone"] == "+358 9 4245 1000"
    refused(await customer.call("POST", "/human"), 403, "blocked")
    await mikko.call("PUT", "/presence", json={"status": "away"})
    slot = (await customer.call("GET", "/slots")).json()["slots"][0]["slot"]
    wish = {"client_id": "p", "what": "answer", "slot": slot}
    refused(await customer.call("POST", "/promises", json=wish), 403, "blocked")
    again = await gateway.http.post(
        f"{gateway.base}/v1/conversations", json={"customer": customer.opened["customer"]}
    )
    refused(again, 403, "blocked")
    gateway.clock.move(days=7, minutes=1)
    assert (await customer.call("POST", "/messages", json=body)).status_code == 202


@pytest.mark.parametrize("stored", [True, False])
async def test_a_block_stands_on_the_leads_list_wherever_its_making_is_cut_off(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch, stored: bool
) -> None:
    mikko, aino = await gateway.agent("mikko"), await gateway.agent("aino")
    customer = await held(gateway, mikko)

    async def cut_off(*given: Any) -> Any:
        if stored:
            await do(*given)
        raise StoreUnavailable

    do = gateway.services.cases.do
    with monkeypatch.context() as patch:
        patch.setattr(gateway.services.cases, "do", cut_off)
        refused(await mikko.verb(customer.id, "block", reason="uhkailu"), 503, "store_unavailable")
    [row] = (await aino.call("GET", "/blocked")).json()["blocked"]
    assert row["conversation"] == customer.id
    answer = await aino.call("POST", f"/blocked/{customer.id}/lift", json={"reason": "puhuimme"})
    assert answer.status_code == 200
    assert (
        await customer.call("POST", "/messages", json={"client_id": "m", "text": "hei"})
    ).status_code == 202


async def test_a_block_by_who_has_not_the_case_leaves_no_trace(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    mikko, aino = await gateway.agent("mikko"), await gateway.agent("aino")
    customer = await held(gateway, mikko)
    refused(await aino.verb(customer.id, "block", reason="uhkailu"), 409, "already_claimed")
    add = gateway.services.blocks.add

    async def meanwhile(block: Any) -> None:
        await add(block)
        assert (await aino.verb(customer.id, "take-over", reason="kiire")).status_code == 200

    monkeypatch.setattr(gateway.services.blocks, "add", meanwhile)
    refused(await mikko.verb(customer.id, "block", reason="uhkailu"), 409, "already_claimed")
    assert (await aino.call("GET", "/blocked")).json()["blocked"] == []


async def test_leads_look_at_blocks_again_and_lift_them_with_a_reason(gateway: Gateway) -> None:
    mikko, aino, sanna = [await gateway.agent(name) for name in ("mikko", "aino", "sanna")]
    customer = await held(gateway, mikko, name="Liisa")
    await mikko.verb(customer.id, "block", reason="uhkailu")
    refused(await sanna.call("GET", "/blocked"), 403, "forbidden")
    [row] = (await aino.call("GET", "/blocked")).json()["blocked"]
    assert row | {"at": "", "until": ""} == {
        "conversation": customer.id, "name": "Liisa", "by": "mikko", "reason": "uhkailu", "at": "", "until": "",
    }  # fmt: skip
    lift = f"/blocked/{customer.id}/lift"
    refused(await sanna.call("POST", lift, json={"reason": "x"}), 403, "forbidden")
    refused(await aino.call("POST", lift, json={}), 400, "body_invalid")
    assert (await aino.call("POST", lift, json={"reason": "puhuimme"})).status_code == 200
    refused(await aino.call("POST", lift, json={"reason": "puhuimme"}), 404, "block_unknown")
    await customer.write("anteeksi")
    assert (await customer.state())["status"] == "open"


async def test_a_colleague_asked_gets_the_case_on_their_list_and_the_customer_keeps_theirs(
    gateway: Gateway,
) -> None:
    aino, mikko = await gateway.agent("aino"), await gateway.agent("mikko")
    customer = await held(gateway, aino)
    body = {"client_id": "q", "to": "mikko@example.fi", "text": "Milloin 1002 lähtee?"}
    assert (await aino.verb(customer.id, "ask", **body)).status_code == 202
    assert (await aino.verb(customer.id, "ask", **body)).status_code == 200
    assert await listed(mikko, "asked") == [customer.id]
    assert (await customer.state())["human"]["name"] == "Aino"
    await mikko.say(customer.id, "Torstaina.", "notes")
    assert await listed(mikko, "asked") == []
    case = await aino.case(customer.id)
    assert types(case["events"])[-2:] == ["note", "colleague.answered"]
    assert case["events"][-1]["data"] == {"to": "aino"}
    assert not {"colleague.asked", "colleague.answered", "note"} & set(types(await customer.events()))
    for to in ("aino", "nobody"):
        bad = {"client_id": "r", "to": to, "text": "?"}
        refused(await aino.verb(customer.id, "ask", **bad), 400, "colleague_unknown")


async def test_the_back_office_answers_once_by_its_link(gateway: Gateway) -> None:
    aino = await gateway.agent("aino")
    customer = await held(gateway, aino)
    body = {"client_id": "q", "to": "varasto", "text": "Löytyykö hyllystä?"}
    answer = await aino.verb(customer.id, "ask-outside", **body)
    assert answer.status_code == 201
    secret = answer.json()["link"].rpartition("/")[2]
    url = f"{gateway.base}/v1/outside/{secret}"
    question = (await gateway.http.get(url)).json()
    assert (question["question"], question["by"]["name"]) == ("Löytyykö hyllystä?", "Aino")
    refused(await gateway.http.post(url, json={"name": "Pekka", "text": ""}), 400, "text_empty")
    said = {"name": "Pekka", "text": "Löytyy, kaksi."}
    assert (await gateway.http.post(url, json=said)).status_code == 200
    refused(await gateway.http.post(url, json=said), 404, "link_unknown")
    refused(await gateway.http.get(url), 404, "link_unknown")
    note = of((await aino.case(customer.id))["events"], "note")[0]
    assert (note["text"], note["by"]["name"], note["by"]["role"]) == ("Löytyy, kaksi.", "Pekka", "varasto")
    assert "note" not in types(await customer.events())


async def test_a_link_that_is_none_opens_nothing(gateway: Gateway) -> None:
    url = f"{gateway.base}/v1/outside/{'x' * 32}"
    refused(await gateway.http.get(url), 404, "link_unknown")
    refused(await gateway.http.post(url, json={"name": "P", "text": "hei"}), 404, "link_unknown")


VERBS = [
    ("later", {"client_id": "a", "text": "x", "at": "2030-01-01T00:00:00Z"}),
    ("snooze", {"until": "2030-01-01T00:00:00Z"}),
    ("wake", {}),
    ("reopen", {}),
    ("goodwill", {"client_id": "a", "reason": "our_mistake"}),
    ("merge", {"into": "x"}),
    ("block", {"reason": "x"}),
    ("ask", {"client_id": "a", "to": "mikko", "text": "x"}),
    ("ask-outside", {"client_id": "a", "to": "mikko", "text": "x"}),
]


@pytest.mark.parametrize(("verb", "body"), VERBS)
async def test_no_verb_works_without_session_token_or_a_case(
    gateway: Gateway, verb: str, body: dict[str, Any]
) -> None:
    aino, mikko = await gateway.agent("aino"), await gateway.agent("mikko")
    customer = await held(gateway, aino)
    path = f"/conversations/{customer.id}/{verb}"
    refused(await gateway.http.post(f"{gateway.base}/v1/desk{path}", json=body), 401, "unauthorised")
    refused(await aino.http.post(path, json=body), 403, "csrf_invalid")
    unknown = f"/conversations/0-{'a' * 30}/{verb}"
    refused(await aino.call("POST", unknown, json=body), 404, "conversation_unknown")
    with_bot = await gateway.customer()
    await with_bot.write("moikka vaan sinne")
    assert (await mikko.verb(with_bot.id, verb, **body)).status_code in (403, 404, 409)
    if body:
        refused(await aino.call("POST", path, json={}), 400, "body_invalid")
    refused(await aino.call("POST", path, content=b"{" * 9), 400, "json_malformed") if body else None
    assert (await customer.state())["human"]["name"] == "Aino"
