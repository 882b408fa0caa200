"""Where a polite word, an old button, an absent person or a late join once led astray."""

import datetime as dt
import uuid

from redis import Redis

from tests import harness
from tests.harness import Agent, Clock, Customer, FakeAssistant, Gateway, RedisServer, frames_until, of


async def held(gateway: Gateway) -> tuple[Customer, Agent]:
    """A case that Aino has."""
    aino = await gateway.agent("aino")
    customer = await gateway.customer(language="fi")
    await customer.call("POST", "/human", json={})
    assert (await aino.verb(customer.id, "claim")).status_code == 200
    return customer, aino


async def test_a_thank_you_to_something_else_is_no_yes_to_going_back_to_the_bot(gateway: Gateway) -> None:
    customer, aino = await held(gateway)
    await aino.verb(customer.id, "return", reason="valmista")
    await aino.say(customer.id, "Sopiiko huomenna klo 12?")
    await customer.write("ok kiitos")
    assert (await customer.state())["handler"] == "agent"


async def test_thanks_alone_is_no_yes_but_a_plain_yes_and_the_button_are(gateway: Gateway) -> None:
    customer, aino = await held(gateway)
    await aino.verb(customer.id, "return", reason="valmista")
    await customer.write("kiitos")
    assert (await customer.state())["handler"] == "agent"
    line = of(await customer.events(), "message", "bot")[-1]
    yes = line["data"]["choices"][0]
    await customer.write(yes["label"], choice={"event_id": line["id"], "value": yes["value"]})
    assert (await customer.state())["handler"] == "bot"


async def test_an_old_button_does_not_answer_what_is_asked_now(gateway: Gateway) -> None:
    async def asks(turn: dict[str, object]) -> object:
        return [{"text": f"Perunko? {turn['message']}"}, {"custom": {"choices": [
            {"value": "yes", "label": "Kyllä", "payload": "/affirm"}]}}]  # fmt: skip

    gateway.assistant.answer = asks
    customer = await gateway.customer(language="fi")
    await customer.write("peru tilaus 1001")
    [old] = await customer.bot_lines()
    await customer.write("ei vaan 1002")
    await customer.bot_lines(2)
    await customer.write("Kyllä", choice={"event_id": old["id"], "value": "yes"})
    await customer.bot_lines(3)
    assert gateway.assistant.turns[-1]["message"] == "Kyllä"


async def test_a_greeting_after_the_end_is_answered(gateway: Gateway) -> None:
    customer = await gateway.customer(language="fi")
    await customer.write("mis mun paketti")
    await customer.bot_lines()
    gateway.clock.move(minutes=31)
    await customer.until(lambda es: of(es, "conversation.resolved"))
    for number, text in enumerate(("Hyvää päivää", "👎"), 2):
        await customer.write(text)
        await customer.bot_lines(number)


async def test_the_choice_is_put_when_somebody_else_comes_though_nobody_was_here_before(
    gateway: Gateway,
) -> None:
    customer = await gateway.customer(language="sv")
    await customer.call("POST", "/human", json={})
    await customer.bot_lines()
    await gateway.agent("mikko")
    gateway.clock.move(seconds=61)
    lines = await customer.bot_lines(2)
    assert [one["value"] for one in lines[-1]["data"]["choices"]] == ["wait:sanna", "now"]


async def test_somebody_who_does_not_speak_the_language_is_only_a_choice_also_when_the_speaker_is_full(
    redis: RedisServer, assistant: FakeAssistant
) -> None:
    async with harness.gateway(redis.url, assistant) as gateway:
        sanna = await gateway.agent("sanna")
        for _ in range(4):
            other = await gateway.customer(language="sv")
            await other.call("POST", "/human", json={})
            await sanna.verb(other.id, "claim")
        await gateway.agent("aino")
        customer = await gateway.customer(language="sv")
        await customer.call("POST", "/human", json={})
        [line] = await customer.bot_lines()
        assert [one["value"] for one in line["data"]["choices"]] == ["wait:sanna", "now"]


async def test_nobody_here_in_opening_hours_gets_a_time_for_the_next_word_and_that_word_comes(
    gateway: Gateway,
) -> None:
    customer = await gateway.customer(language="fi")
    await customer.call("POST", "/human", json={})
    [line] = await customer.bot_lines()
    assert "Kerron tilanteen viimeistään tänään klo" in line["text"]
    gateway.clock.move(minutes=21)
    lines = await customer.bot_lines(2)
    assert lines[-1]["text"] != line["text"]


async def test_a_promise_made_for_two_minutes_ahead_is_not_moved_at_once(gateway: Gateway) -> None:
    customer, aino = await held(gateway)
    due = (gateway.clock() + dt.timedelta(minutes=2)).isoformat()
    await aino.verb(customer.id, "promises", client_id="p", what="answer", due_at=due, where="web", text="")
    gateway.clock.move(seconds=5)
    await customer.write("hei")
    assert not of(await customer.events(), "promise.moved")
    gateway.clock.move(seconds=90)
    await customer.until(lambda es: of(es, "promise.moved"))


async def test_the_same_transfer_again_is_one_and_no_second(gateway: Gateway) -> None:
    customer, aino = await held(gateway)
    for _ in range(2):
        answer = await aino.verb(customer.id, "transfer", to="mikko@example.fi", reason="Toimitus")
        assert answer.status_code == 200
    assert len(of((await aino.case(customer.id))["events"], "handoff.offered", "agent")) == 1


async def test_a_claim_between_hello_and_welcome_is_seen(gateway: Gateway) -> None:
    aino = await gateway.agent("aino")
    customer = await gateway.customer(language="fi")
    await customer.call("POST", "/human", json={})
    store, load = gateway.services.store, gateway.services.store.load

    async def load_then_claim(cid: str) -> object:
        found = await load(cid)
        store.load = load
        await aino.verb(customer.id, "claim")
        return found

    store.load = load_then_claim
    async with customer.socket() as ws:
        frames = await frames_until(ws, lambda f: f.get("state", {}).get("handler") == "agent")
        assert frames


async def test_who_is_gone_from_company_yml_costs_no_customer_a_message(
    redis: RedisServer, assistant: FakeAssistant, tmp_path: object
) -> None:
    async with harness.gateway(redis.url, assistant) as gateway:
        customer, aino = await held(gateway)
        due = (gateway.clock() + dt.timedelta(hours=2)).isoformat()
        await aino.verb(
            customer.id, "promises", client_id="p", what="answer", due_at=due, where="web", text=""
        )
        await aino.verb(customer.id, "resolve")
    with Redis.from_url(redis.url, decode_responses=True) as client:
        key = next(iter(client.scan_iter("*:state")))
        doc = str(client.hget(key, "doc")).replace('"aino"', '"entinen"')
        client.hset(key, "doc", doc)
    async with harness.gateway(redis.url, assistant, Clock(harness.WEDNESDAY_NOON)) as gateway:
        customer.base, customer.http = gateway.base, gateway.http
        assert (await customer.state())["human"]["name"]
        await customer.write("vielä yksi asia laskusta")
        assert (await customer.state())["handler"] == "queue"


async def test_what_cannot_be_sent_is_refused_not_dropped(gateway: Gateway) -> None:
    customer = await gateway.customer()
    body = {"client_id": uuid.uuid4().hex, "text": "kuva", "files": ["x"]}
    answer = await customer.call("POST", "/messages", json=body)
    assert (answer.status_code, answer.json()["code"]) == (404, "file_unknown")


async def test_a_person_asked_for_by_button_in_a_resolved_case_is_a_request_like_any_other(
    gateway: Gateway,
) -> None:
    customer, aino = await held(gateway)
    await aino.verb(customer.id, "resolve")
    await aino.call("PUT", "/presence", json={"status": "offline"})
    await customer.call("POST", "/human", json={})
    assert len(of(await customer.events(), "handoff.requested")) == 2


async def test_an_alarm_is_said_to_have_reached_the_person_on_call_only_when_it_has(gateway: Gateway) -> None:
    async def danger(_turn: dict[str, object]) -> object:
        signals = [{"name": "danger", "text": "savuaa"}]
        return [{"text": "Hetki."}, {"custom": {"urgency": "critical", "alarm": True, "signals": signals}}]

    gateway.assistant.answer = danger
    for here in (False, True):
        if here:
            await gateway.agent("mikko")
        customer = await gateway.customer(language="fi")
        await customer.write("akku savuaa")
        lines = await customer.bot_lines()
        said = " ".join(line["text"] for line in lines)
        assert "112" in said
        assert ("Päivystäjämme Mikko sai hälytyksen" in said) is here


async def test_a_reply_that_our_own_code_trips_over_is_an_honest_line_and_not_tried_for_ever(
    gateway: Gateway,
) -> None:
    async def trips(*_args: object) -> object:
        raise TypeError("a mistake of ours")

    gateway.services.cases.replied = trips
    customer = await gateway.customer(language="fi")
    await customer.write("moi, missä paketti on")
    [line] = await customer.bot_lines()
    assert line["data"]["offers_human"]
    assert len(gateway.assistant.turns) == 1
