"""Customers' endpoints to the letter of the contract: opening, writing once, choices, a person wanted and withdrawn."""

import asyncio
import uuid
from typing import Any

import httpx
import pytest

from tests.harness import (
    Customer,
    FakeAssistant,
    Gateway,
    RedisServer,
    of,
    refused,
    types,
)
from tests.harness import (
    gateway as started,
)

STATE = {
    "status",
    "handler",
    "language",
    "greeting",
    "human",
    "queue",
    "promises",
    "brief",
    "notify",
    "ways",
    "outlook",
}
HUMAN = {"id", "name", "role", "photo", "available", "expected_at", "others"}


async def test_a_new_conversation_has_no_events_and_greets_in_its_state(gateway: Gateway) -> None:
    customer = await gateway.customer(language="en")
    assert set(customer.opened) == {"id", "token", "customer", "cursor", "state"}
    state = customer.opened["state"]
    assert set(state) == STATE | {"company", "seen"}
    assert set(state["human"]) == HUMAN
    assert (state["status"], state["handler"], state["language"]) == ("open", "bot", "en")
    assert state["queue"] is None
    assert state["promises"] == []
    assert state["brief"] is None
    assert state["notify"] == {"by": "page"}
    assert state["ways"] == ["page", "none"]
    assert state["greeting"].startswith("Hello. I'm a bot")
    assert await customer.events() == []


async def test_a_token_has_128_bits_or_more_and_is_not_kept_in_the_clear(
    gateway: Gateway, redis: RedisServer
) -> None:
    customer = await gateway.customer()
    await customer.write("hei")
    assert len(customer.token) >= 22
    stored = await gateway.services.redis.hgetall(
        gateway.services.store.shard(customer.id).conversation(customer.id, "state")
    )
    assert customer.token not in str(stored)


async def test_get_gives_id_cursor_and_state(gateway: Gateway) -> None:
    customer = await gateway.customer()
    answer = (await customer.call("GET")).json()
    assert set(answer) == {"id", "cursor", "state"}
    assert answer["id"] == customer.id


async def test_the_page_is_kept_without_its_query(gateway: Gateway) -> None:
    customer = await gateway.customer(page="https://u:p@shop.example:8443/cart?email=a@b.fi#x")
    aino = await gateway.agent("aino")
    assert (await aino.case(customer.id))["customer"]["page"] == "https://shop.example:8443/cart"


async def test_unknown_fields_are_ignored(gateway: Gateway) -> None:
    customer = await gateway.customer(flavour="vanilla")
    await customer.write("hei sinne", mood="good")


async def test_a_language_not_spoken_falls_back_to_the_companys_first(gateway: Gateway) -> None:
    customer = await gateway.customer(language="de-AT")
    assert customer.opened["state"]["language"] == "fi"


async def test_the_same_client_id_is_one_message_with_one_event_id(gateway: Gateway) -> None:
    customer = await gateway.customer()
    body = {"client_id": "a1", "text": "mis mun paketti viipyy"}
    first = await customer.call("POST", "/messages", json=body)
    again = await customer.call("POST", "/messages", json=body)
    assert (first.status_code, again.status_code) == (202, 200)
    assert first.json() == again.json()
    assert set(first.json()) == {"event_id"}
    await customer.bot_lines()
    assert len(of(await customer.events(), "message", "customer")) == 1


async def test_the_same_client_id_sent_twenty_times_at_once_is_stored_once(gateway: Gateway) -> None:
    customer = await gateway.customer()
    body = {"client_id": "a1", "text": "hei siellä"}
    answers = await asyncio.gather(*(customer.call("POST", "/messages", json=body) for _ in range(20)))
    assert sorted(a.status_code for a in answers) == [200] * 19 + [202]
    assert len({a.json()["event_id"] for a in answers}) == 1


async def test_the_same_client_id_with_another_text_is_a_conflict(gateway: Gateway) -> None:
    customer = await gateway.customer()
    event_id = await customer.write("eka", client_id="a1")
    answer = await customer.call("POST", "/messages", json={"client_id": "a1", "text": "toka"})
    assert refused(answer, 409, "client_id_reused")["event_id"] == event_id
    assert [e["text"] for e in of(await customer.events(), "message", "customer")] == ["eka"]


async def test_client_ids_of_two_conversations_do_not_meet(gateway: Gateway) -> None:
    one, other = await gateway.customer(), await gateway.customer()
    assert await one.write("eka", client_id="a1") != await other.write("toka", client_id="a1")


async def test_a_message_shows_its_client_id_and_no_more(gateway: Gateway) -> None:
    customer = await gateway.customer()
    event_id = await customer.write("moi, missä paketti", client_id="a1")
    event = (await customer.events())[0]
    assert event | {"at": ""} == {
        "id": event_id, "type": "message", "at": "", "by": {"kind": "customer"},
        "text": "moi, missä paketti", "data": {"client_id": "a1"},
    }  # fmt: skip
    assert event["at"].endswith("Z")


async def offered_choice(gateway: Gateway) -> tuple[Any, dict[str, Any]]:
    async def two_ways(_turn: dict[str, Any]) -> Any:
        choices = [
            {"value": "a", "label": "Peru tilaus", "payload": "/affirm"},
            {"value": "b", "label": "Älä peru"},
        ]
        return [{"text": "Perutaanko?", "custom": {"choices": choices}}]

    gateway.assistant.answer = two_ways
    customer = await gateway.customer()
    await customer.write("peru mun tilaus")
    [line] = await customer.bot_lines()
    return customer, line


async def test_a_choice_is_answered_by_value_and_its_payload_stays_on_the_server(gateway: Gateway) -> None:
    customer, line = await offered_choice(gateway)
    assert line["data"] == {
        "choices": [{"value": "a", "label": "Peru tilaus"}, {"value": "b", "label": "Älä peru"}]
    }
    await customer.write("Peru tilaus", choice={"event_id": line["id"], "value": "a"})
    async with asyncio.timeout(8):
        while len(gateway.assistant.turns) < 2:
            await asyncio.sleep(0.02)
    assert gateway.assistant.turns[1]["message"] == "/affirm"
    said = of(await customer.events(), "message", "customer")[-1]
    assert (said["text"], said["data"]["choice"]) == ("Peru tilaus", {"event_id": line["id"], "value": "a"})
    assert "/affirm" not in str(await customer.events())


@pytest.mark.parametrize("value", ["c", "/affirm", "yes", "human"])
async def test_a_choice_that_was_not_offered_is_refused(gateway: Gateway, value: str) -> None:
    customer, line = await offered_choice(gateway)
    for event_id in (line["id"], "1-1", "x"):
        choice = {"event_id": event_id, "value": value}
        body = {"client_id": uuid.uuid4().hex, "text": "x", "choice": choice}
        refused(await customer.call("POST", "/messages", json=body), 400, "choice_unknown")


async def test_the_same_client_id_with_another_choice_is_a_conflict(gateway: Gateway) -> None:
    customer, line = await offered_choice(gateway)
    body = {"client_id": "a1", "text": "x", "choice": {"event_id": line["id"], "value": "a"}}
    assert (await customer.call("POST", "/messages", json=body)).status_code == 202
    body["choice"] = {"event_id": line["id"], "value": "b"}
    refused(await customer.call("POST", "/messages", json=body), 409, "client_id_reused")


@pytest.mark.parametrize("typed", ["/restart", "  /restart", "//restart", "/ /restart", "/\t/restart"])
async def test_typed_text_never_reaches_the_assistant_as_a_payload(gateway: Gateway, typed: str) -> None:
    customer = await gateway.customer()
    await customer.write(typed)
    await customer.bot_lines()
    assert gateway.assistant.turns[0]["message"] == "restart"
    assert (await customer.events())[0]["text"] == typed.strip()


async def test_a_person_is_wanted_by_button_and_the_assistant_is_not_asked(gateway: Gateway) -> None:
    customer = await gateway.customer()
    answer = await customer.call("POST", "/human", json={})
    assert answer.status_code == 202
    assert set(answer.json()) == {"state"}
    state = answer.json()["state"]
    assert state["handler"] == "queue"
    assert state["queue"]["position"] == 1
    low, high = state["queue"]["wait_s"]
    assert 0 < low <= high
    assert gateway.assistant.turns == []
    assert types(await customer.events()) == ["handoff.requested", "message"]


async def test_a_body_is_optional_where_nothing_in_it_is_needed(gateway: Gateway) -> None:
    customer = await gateway.customer()
    assert (await customer.call("POST", "/human")).status_code == 202


async def test_asking_twice_is_asking_once(gateway: Gateway) -> None:
    customer = await gateway.customer()
    for client_id in ("h1", "h1", "h2"):
        answer = await customer.call("POST", "/human", json={"client_id": client_id})
        assert answer.status_code == 202
    assert types(await customer.events()) == ["handoff.requested", "message"]


async def test_withdrawing_gives_the_case_back_to_the_bot(gateway: Gateway) -> None:
    customer = await gateway.customer()
    await customer.call("POST", "/human", json={})
    answer = await customer.call("DELETE", "/human")
    assert answer.status_code == 200
    assert answer.json()["state"]["handler"] == "bot"
    assert answer.json()["state"]["queue"] is None
    assert types(await customer.events())[-2:] == ["handoff.withdrawn", "message"]
    assert (await customer.call("DELETE", "/human")).status_code == 200


async def test_withdrawing_after_a_claim_is_a_conflict_that_names_who_has_it(gateway: Gateway) -> None:
    customer, aino = await gateway.customer(language="en"), await gateway.agent("aino")
    await customer.call("POST", "/human", json={})
    await aino.verb(customer.id, "claim")
    problem = refused(await customer.call("DELETE", "/human"), 409, "already_claimed")
    assert (problem["holder"]["name"], problem["holder"]["role"]) == ("Aino", "billing")
    assert "Aino" in problem["title"]
    assert "surname" not in problem["holder"]


async def test_a_request_in_a_resolved_case_opens_it_again(gateway: Gateway) -> None:
    customer, aino = await gateway.customer(), await gateway.agent("aino")
    await customer.call("POST", "/human", json={})
    await aino.verb(customer.id, "claim")
    await aino.verb(customer.id, "resolve")
    await aino.call("PUT", "/presence", json={"status": "offline"})
    state = (await customer.call("POST", "/human", json={})).json()["state"]
    assert (state["status"], state["handler"]) == ("open", "queue")
    assert state["queue"]["position"] == 1
    assert "conversation.reopened" in types(await customer.events())


async def test_notify_takes_the_page_and_says_what_is_not_set_up(gateway: Gateway) -> None:
    customer = await gateway.customer()
    answer = await customer.call("PUT", "/notify", json={"by": "none"})
    assert answer.json()["state"]["notify"] == {"by": "none"}
    refused(await customer.call("PUT", "/notify", json={"by": "telegram"}), 400, "notify_unavailable")
    refused(await customer.call("PUT", "/notify", json={"by": "pigeon"}), 400, "body_invalid")


async def test_the_brief_is_corrected_by_the_customer(gateway: Gateway) -> None:
    customer = await gateway.customer()
    await customer.write("mun tilaus 1001 on hukassa jossain")
    assert (await customer.state())["brief"]["matter"] == "mun tilaus 1001 on hukassa jossain"
    answer = await customer.call("PUT", "/brief", json={"matter": "väärä osoite", "order": "1001"})
    assert answer.status_code == 200
    assert answer.json()["state"]["brief"] == {
        "matter": "väärä osoite", "order": "1001", "tried": "Ei vielä mitään.", "wants": "Ei vielä kerrottu.",
    }  # fmt: skip
    [updated] = [e for e in await customer.events() if e["type"] == "brief.updated"]
    assert updated["data"]["brief"] == answer.json()["state"]["brief"]


async def test_at_the_handoff_customer_and_desk_read_the_same_brief_of_all_that_was_tried(
    gateway: Gateway,
) -> None:
    async def late(_turn: dict[str, Any]) -> Any:
        custom = {"matter": "track_order", "gist": "track.late", "brief": {"order": "1002"}}
        return [{"text": "Se on Vantaalla.", "custom": custom}]

    gateway.assistant.answer = late
    mikko, customer = await gateway.agent("mikko"), await gateway.customer()
    await customer.write("tilaus 1002 on myöhässä. haluaisin tietää milloin se tulee")
    await customer.bot_lines(1)
    await customer.call("POST", "/human", json={})
    brief = (await customer.state())["brief"]
    assert brief == {
        "matter": "Missä tilaus on", "order": "1002", "tried": "Botti kertoi, missä tilaus on.",
        "wants": "haluaisin tietää milloin se tulee. Puhua ihmiselle.",
    }  # fmt: skip
    case = await mikko.case(customer.id)
    assert case["brief"] == brief
    assert [(one["kind"], one["text"]) for one in case["brief_lines"]][:4] == list(brief.items())
    assert case["topic"] == "order"


async def test_a_returning_customer_is_known_by_secret_and_a_made_up_secret_is_not(gateway: Gateway) -> None:
    first, aino = await gateway.customer(), await gateway.agent("aino")
    await first.write("laskussa on virhe")
    await first.call("POST", "/human", json={})
    await aino.verb(first.id, "claim")
    again = await gateway.customer(customer=first.opened["customer"])
    assert again.opened["customer"] == first.opened["customer"]
    assert (await aino.case(again.id))["customer"]["helped_by"] == ["Aino"]
    assert again.id != first.id
    stranger = await gateway.customer(customer="guessed")
    assert stranger.opened["customer"] != "guessed"


async def test_the_state_names_a_person_while_nobody_is_online(gateway: Gateway) -> None:
    gateway.clock.move(hours=10)  # 22 in Helsinki
    customer = await gateway.customer(language="en")
    human = customer.opened["state"]["human"]
    assert human["name"]
    assert human["available"] is False
    assert human["expected_at"] == "2026-11-26T06:00:00.000Z"
    assert "tomorrow, Thursday, at 8:00" in customer.opened["state"]["greeting"]


@pytest.mark.parametrize(
    ("zone", "when"),
    [
        ("America/New_York", "tomorrow, Thursday, at 1:00"),
        ("Europe/Helsinki", "tomorrow, Thursday, at 8:00"),
        ("Europe", "tomorrow, Thursday, at 8:00"),
        ("Mars/Base", "tomorrow, Thursday, at 8:00"),
        ("../../etc/passwd", "tomorrow, Thursday, at 8:00"),
        ("", "tomorrow, Thursday, at 8:00"),
    ],
)
async def test_times_are_said_by_the_clock_of_the_customer_where_it_is_known(
    gateway: Gateway, zone: str, when: str
) -> None:
    gateway.clock.move(hours=10)  # 22 in Helsinki, 15 in New York
    customer = await gateway.customer(language="en", zone=zone)
    assert when in customer.opened["state"]["greeting"]
    assert when in (await customer.state())["greeting"]


@pytest.mark.parametrize("origin", ["https://shop.example", "http://localhost:8001"])
async def test_cors_is_for_allowed_origins_and_customers_paths_only(
    redis: RedisServer, assistant: FakeAssistant, origin: str
) -> None:
    allowed = "https://shop.example, http://localhost:8001"
    async with started(redis.url, assistant, ALLOWED_ORIGINS=allowed) as gateway:
        http, headers = gateway.http, {"Origin": origin}
        opened = await http.post(f"{gateway.base}/v1/conversations", json={}, headers=headers)
        assert opened.headers["access-control-allow-origin"] == origin
        assert "access-control-allow-credentials" not in opened.headers
        assert "Origin" in opened.headers["vary"]
        preflight = await http.options(
            f"{gateway.base}/v1/conversations/{opened.json()['id']}/messages",
            headers=headers | {"Access-Control-Request-Method": "POST"},
        )
        assert preflight.status_code == 204
        assert preflight.headers["access-control-allow-origin"] == origin
        assert "authorization" in preflight.headers["access-control-allow-headers"].lower()
        refusal = await http.get(f"{gateway.base}/v1/conversations/0-abc", headers=headers)
        assert refusal.status_code == 404
        assert refusal.headers["access-control-allow-origin"] == origin
        for foreign in ("https://evil.example", "null", "https://shop.example.evil.example"):
            other = await http.post(f"{gateway.base}/v1/conversations", json={}, headers={"Origin": foreign})
            assert "access-control-allow-origin" not in other.headers
        for path in ("/v1/desk/queue", "/healthz", "/openapi.json"):
            answer = await http.get(gateway.base + path, headers=headers)
            assert "access-control-allow-origin" not in answer.headers


async def test_openapi_describes_every_endpoint_of_the_gateway(gateway: Gateway) -> None:
    document = (await gateway.http.get(f"{gateway.base}/openapi.json")).json()
    assert document["openapi"] == "3.1.0"
    assert set(document["paths"]["/v1/conversations/{cid}/human"]) >= {"post", "delete"}
    for path in ("/v1/conversations/{cid}/messages", "/v1/desk/conversations/{cid}/claim"):
        assert "post" in document["paths"][path]
    ids = [
        op["operationId"]
        for item in document["paths"].values()
        for op in item.values()
        if "operationId" in op
    ]
    assert sorted(set(ids)) == sorted(ids), "operation ids are unique"


async def test_answers_are_not_cached_and_not_sniffed(gateway: Gateway) -> None:
    answer: httpx.Response = await (await gateway.customer()).call("GET")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_the_same_opening_twice_is_one_conversation_until_it_is_written_in(gateway: Gateway) -> None:
    async def opened(**more: Any) -> Any:
        body = {"client_id": "opening-1", "language": "fi", **more}
        return await gateway.http.post(f"{gateway.base}/v1/conversations", json=body)

    first, again = await opened(), await opened()
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    both = [Customer(gateway.base, gateway.http) for _ in range(2)]
    for one, answer in zip(both, (first, again), strict=True):
        one.id, one.token = answer.json()["id"], answer.json()["token"]
        assert (await one.call("GET")).status_code == 200
    other = await opened(customer="somebody-else")
    assert (other.status_code, other.json()["id"] == both[0].id) == (201, False)
    await both[1].write("missä pakettini on")
    assert (await opened()).json()["id"] != both[0].id
