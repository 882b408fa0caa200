"""What helps a person answer, over HTTP: canned replies, the check of a draft, suggestions, earlier cases, the order."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sanic import HTTPResponse, Request, Sanic
from sanic.response import json as json_response

from tests.harness import Agent, Customer, FakeAssistant, Gateway, RedisServer, free_port, refused, serving
from tests.harness import gateway as started


async def held(gateway: Gateway, agent: Agent, *lines: str, **body: Any) -> Customer:
    customer = await gateway.customer(**body)
    for number, line in enumerate(lines):
        await customer.write(line)
        await customer.bot_lines(number + 1)
    await customer.call("POST", "/human")
    assert (await agent.verb(customer.id, "claim")).status_code == 200
    return customer


async def test_canned_replies_come_with_the_product_and_are_filled_for_the_case(gateway: Gateway) -> None:
    mikko = await gateway.agent("mikko")
    customer = await held(gateway, mikko)
    await customer.call("PUT", "/brief", json={"order": "1002"})
    rows = (await mikko.call("GET", f"/canned?conversation={customer.id}")).json()["canned"]
    [order] = [row for row in rows if row["id"] == "tilaus"]
    assert order["filled"]["text"] == "Katson tilausta 1002 nyt ja kerron, missä se on."
    assert set(order["texts"]) == {"fi", "en", "sv"}


async def test_leads_keep_canned_replies_and_the_tone_guide_is_held(gateway: Gateway) -> None:
    aino, mikko = await gateway.agent("aino"), await gateway.agent("mikko")
    one = {"name": "Nouto", "texts": {"fi": "Hei {customer}. Paketti odottaa noutopisteessä."}}
    refused(await mikko.call("PUT", "/canned/nouto", json=one), 403, "forbidden")
    assert (await aino.call("PUT", "/canned/nouto", json=one)).status_code == 200
    ids = [row["id"] for row in (await mikko.call("GET", "/canned")).json()["canned"]]
    assert "nouto" in ids
    bad = {"name": "Nouto", "texts": {"fi": "Palaamme asiaan mahdollisimman pian!"}}
    problem = refused(await aino.call("PUT", "/canned/nouto", json=bad), 400, "tone_broken")
    assert {row["why"].partition(":")[0] for row in problem["broken"]} == {
        "a hollow phrase", "an exclamation mark",
    }  # fmt: skip
    refused(await aino.call("PUT", "/canned/a%2Fb", json=one), 400, "canned_id_invalid")
    refused(await aino.call("PUT", "/canned/x", json={"name": "x", "texts": {"fi": 1}}), 400, "body_invalid")
    refused(await mikko.call("DELETE", "/canned/nouto"), 403, "forbidden")
    for id in ("nouto", "kiitos"):  # also one that came with the product
        assert (await aino.call("DELETE", f"/canned/{id}")).status_code == 200
        refused(await aino.call("DELETE", f"/canned/{id}"), 404, "canned_unknown")
    left = [row["id"] for row in (await aino.call("GET", "/canned")).json()["canned"]]
    assert not {"nouto", "kiitos"} & set(left)


async def test_a_script_in_a_canned_reply_is_text(gateway: Gateway) -> None:
    aino = await gateway.agent("aino")
    text = "<script>alert(1)</script> Hei."
    await aino.call("PUT", "/canned/x", json={"name": "<b>x</b>", "texts": {"fi": text}})
    answer = await aino.call("GET", "/canned")
    assert answer.headers["content-type"] == "application/json"
    assert [row["texts"]["fi"] for row in answer.json()["canned"] if row["id"] == "x"] == [text]


async def test_a_draft_that_asks_what_was_told_is_warned_about(gateway: Gateway) -> None:
    aino = await gateway.agent("aino")
    customer = await held(gateway, aino, "sähköpostini on liisa@example.fi")
    found = (await aino.verb(customer.id, "check", text="Mikä on sähköpostisi?")).json()
    assert found["already"][0]["value"] == "liisa@example.fi"
    assert found["tone"] == []
    rude = (await aino.verb(customer.id, "check", text="Olisit voinut lukea ohjeen.")).json()
    assert rude["tone"][0].startswith("no blame")
    refused(await aino.verb(customer.id, "check", text=""), 400, "text_empty")


async def test_the_assistant_suggests_in_a_dialogue_of_its_own_and_nothing_is_sent(gateway: Gateway) -> None:
    aino = await gateway.agent("aino")
    customer = await held(gateway, aino)
    await customer.write("milloin 1002 tulee?")
    await customer.write("ja mistä sen noutaa?")
    before = await customer.events()
    found = (await aino.verb(customer.id, "suggest")).json()
    assert found["text"] == "Vastaus: milloin 1002 tulee?\nja mistä sen noutaa?"
    [turn] = gateway.assistant.turns
    assert turn["sender"].startswith("suggest-")
    assert turn["metadata"]["handler"] == "suggest"
    assert await customer.events() == before
    await aino.say(customer.id, "Huomenna.")
    assert (await aino.verb(customer.id, "suggest")).json() == {"text": None}


async def suggested_with(gateway: Gateway, customer: Customer, aino: Agent) -> dict[str, Any]:
    """The slots with which the dialogue beside the customer's began."""
    gateway.assistant.turns.clear()
    assert (await aino.verb(customer.id, "suggest")).status_code == 200
    [turn] = gateway.assistant.turns
    return gateway.assistant.slots.get(turn["sender"], {})


async def test_a_suggestion_knows_what_the_customers_own_dialogue_remembers(gateway: Gateway) -> None:
    aino = await gateway.agent("aino")
    customer = await held(gateway, aino)
    own = {"task": "track_order", "order_number": "1002", "order_key": "33100", "slow": True, "misses": 2}
    gateway.assistant.slots[customer.id] = dict(own)
    await customer.write("milloin se tulee?")
    found = await suggested_with(gateway, customer, aino)
    assert found == {"task": "track_order", "order_number": "1002", "order_key": "33100", "slow": True}
    assert gateway.assistant.slots[customer.id] == own, "the customer's own is not touched"


async def test_where_that_dialogue_is_gone_the_case_itself_knows_the_order_and_its_proof(
    gateway: Gateway,
) -> None:
    async def answers(_turn: dict[str, Any]) -> Any:
        return [{"text": "Matkalla.", "custom": {"matter": "track_order", "brief": {"order": "1002"}}}]

    gateway.assistant.answer = answers
    aino, customer = await gateway.agent("aino"), await gateway.customer()
    await customer.write("missä tilaus 1002 on, postinumero 33100")
    await customer.bot_lines(1)
    await customer.call("POST", "/human")
    await aino.verb(customer.id, "claim")
    await customer.write("milloin se tulee?")
    assert await suggested_with(gateway, customer, aino) == {
        "task": "track_order", "order_number": "1002", "order_key": "33100",
    }  # fmt: skip
    await customer.call("PUT", "/brief", json={"order": "1003"})
    gateway.assistant.slots[customer.id] = {"order_number": "1002", "order_key": "00100"}
    found = await suggested_with(gateway, customer, aino)
    assert (found["order_number"], found["order_key"]) == ("1003", "33100"), (
        "what the customer put right wins"
    )


@pytest.mark.parametrize(
    ("answer", "status"),
    [([], 503), ([{"text": "En osaa.", "custom": {"miss": True}}], 200)],
)
async def test_no_suggestion_is_made_of_a_miss(gateway: Gateway, answer: list[Any], status: int) -> None:
    async def answers(_turn: dict[str, Any]) -> Any:
        return answer

    aino = await gateway.agent("aino")
    customer = await held(gateway, aino)
    await customer.write("mitä kuuluu varastolle?")
    gateway.assistant.answer = answers
    found = await aino.verb(customer.id, "suggest")
    assert found.status_code == status
    assert status == 503 or found.json() == {"text": None}


async def test_earlier_cases_of_the_same_customer_stand_beside_it(gateway: Gateway) -> None:
    aino = await gateway.agent("aino")
    first = await held(gateway, aino, "lasku on väärin, summa outo")
    await aino.verb(first.id, "resolve", about="lasku väärin")
    stranger = await held(gateway, aino)
    second = await held(gateway, aino, customer=first.opened["customer"])
    [row] = (await aino.call("GET", f"/conversations/{second.id}/earlier")).json()["conversations"]
    assert (row["id"], row["about"], row["promises"]) == (first.id, "lasku väärin", [])
    assert (await aino.call("GET", f"/conversations/{stranger.id}/earlier")).json() == {"conversations": []}


async def test_what_it_was_about_is_learned_from_earlier_resolutions(gateway: Gateway) -> None:
    aino = await gateway.agent("aino")
    for matter, label in [
        ("laskussa on outo summa", "lasku väärin"),
        ("paketti ei ole tullut", "paketti myöhässä"),
    ]:
        customer = await held(gateway, aino, matter)
        await aino.verb(customer.id, "resolve", about=label)
    fresh = await held(gateway, aino, "minun laskussani on ihan outo summa")
    found = (await aino.call("GET", f"/conversations/{fresh.id}/about")).json()["suggestions"]
    assert found == ["lasku väärin", "paketti myöhässä"]


async def test_a_case_has_its_brief_in_lines(gateway: Gateway) -> None:
    aino = await gateway.agent("aino")
    customer = await held(gateway, aino, "paketti 1002 ei ole tullut")
    await customer.call("PUT", "/brief", json={"order": "1002"})
    lines = (await aino.case(customer.id))["brief_lines"]
    assert [line["kind"] for line in lines] == ["matter", "order", "tried", "wants", "bot_said"]


@pytest.fixture
async def orders(redis: RedisServer, assistant: FakeAssistant) -> AsyncIterator[Gateway]:
    """A gateway with an order service that knows 1002 by its postcode."""
    app: Sanic[Any, Any] = Sanic(f"orders-{free_port()}", configure_logging=False)

    async def order(request: Request, number: str) -> HTTPResponse:
        if number == "9999":
            return json_response({}, 500)
        fits = number == "1002" and request.args.get("postcode") == "33100"
        return json_response({"number": "1002", "status": "shipped"} if fits else {}, 200 if fits else 404)

    app.add_route(order, "/orders/<number:str>")
    port = free_port()
    async with (
        serving(app, port),
        started(redis.url, assistant, ORDERS_URL=f"http://127.0.0.1:{port}") as gateway,
    ):
        yield gateway


async def test_the_order_opens_with_the_customers_own_proof_only(orders: Gateway) -> None:
    aino = await orders.agent("aino")
    customer = await held(orders, aino)
    await customer.call("PUT", "/brief", json={"order": "1002"})
    path = f"/conversations/{customer.id}/order"
    assert (await aino.call("GET", path)).json() == {"number": "1002", "order": None}
    await aino.say(customer.id, "Onko postinumero 33100?")
    assert (await aino.call("GET", path)).json()["order"] is None
    await customer.write("on se 33100")
    assert (await aino.call("GET", path)).json()["order"]["status"] == "shipped"
    other = await held(orders, aino)
    await other.call("PUT", "/brief", json={"order": "1002"})
    guessed = f"/conversations/{other.id}/order?number=1002&key=33100"
    assert (await aino.call("GET", guessed)).json()["order"] is None
    for number in ("..", "a/b", "1002?x=1"):
        found = await aino.call("GET", path, params={"number": number})
        assert found.json()["order"] is None
    refused(await aino.call("GET", f"{path}?number=9999"), 503, "orders_unavailable")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/canned"), ("PUT", "/canned/x"), ("DELETE", "/canned/x"), ("POST", "/conversations/{}/check"),
        ("GET", "/conversations/{}/earlier"), ("GET", "/conversations/{}/order"),
        ("POST", "/conversations/{}/suggest"), ("GET", "/conversations/{}/about"),
    ],
)  # fmt: skip
async def test_nothing_of_it_is_for_strangers_or_without_the_token(
    gateway: Gateway, method: str, path: str
) -> None:
    aino, mikko = await gateway.agent("aino"), await gateway.agent("mikko")
    with_bot = await gateway.customer()
    await with_bot.write("moikka vaan sinne")
    url = path.format(with_bot.id)
    refused(await gateway.http.request(method, f"{gateway.base}/v1/desk{url}"), 401, "unauthorised")
    if method != "GET":
        refused(await aino.http.request(method, url), 403, "csrf_invalid")
    if "{}" in path:
        body = {"json": {"text": "hei"}} if method == "POST" else {}
        refused(await mikko.call(method, url, **body), 403, "forbidden")
    await asyncio.sleep(0)
