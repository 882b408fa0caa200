"""Search over cases: Finnish in its forms, names, order numbers; made anew from the logs, erased with the customer."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from tests.harness import Agent, Customer, FakeAssistant, Gateway, RedisServer, refused
from tests.harness import gateway as started


async def waiting(gateway: Gateway, *lines: str, **body: Any) -> Customer:
    customer = await gateway.customer(**body)
    for line in lines:
        await customer.write(line)
    await customer.call("POST", "/human")
    return customer


async def found(agent: Agent, query: str) -> list[str]:
    answer = await agent.call("GET", "/search", params={"q": query})
    assert answer.status_code == 200, answer.text
    return [row["id"] for row in answer.json()["conversations"]]


async def until_found(agent: Agent, query: str, cids: set[str]) -> None:
    async with asyncio.timeout(30):  # the dictionary is loaded once a process
        while set(await found(agent, query)) != cids:
            await asyncio.sleep(0.05)


async def test_words_are_found_in_any_form_and_by_their_beginning(gateway: Gateway) -> None:
    aino = await gateway.agent("aino")
    parcel = await waiting(gateway, "tilaukseni katosi noutopisteestä")
    invoice = await waiting(gateway, "laskuissanne on virhe", language="fi")
    await until_found(aino, "tilaus", {parcel.id})
    await until_found(aino, "lasku", {invoice.id})
    for query in ("tilauksen", "noutopiste", "noutopisteelle", "noutopis", "TILAUS katosi", "kadota"):
        assert await found(aino, query) == [parcel.id], query
    assert await found(aino, "tilaus lasku") == []
    assert await found(aino, "virheestä") == [invoice.id]


async def test_a_customer_and_an_order_are_found(gateway: Gateway) -> None:
    aino = await gateway.agent("aino")
    customer = await waiting(gateway, "paketti 10023 ei tullut", name="Liisa Mäkelä")
    await until_found(aino, "10023", {customer.id})
    assert await found(aino, "liisa") == [customer.id]
    assert await found(aino, "makela") == [customer.id]
    await aino.verb(customer.id, "claim")
    await aino.say(customer.id, "Tarkistan varastolta.")
    await until_found(aino, "varasto", {customer.id})
    await aino.verb(customer.id, "resolve", about="kadonnut lähetys")
    await until_found(aino, "lähetykset", {customer.id})
    [row] = (await aino.call("GET", "/search?q=varastolta")).json()["conversations"]
    assert row["status"] == "resolved"
    assert row["snippet"].endswith("paketti 10023 ei tullut\nTarkistan varastolta.")


async def test_what_the_customer_put_right_is_found_by_its_new_words_only(gateway: Gateway) -> None:
    aino, customer = await gateway.agent("aino"), await waiting(gateway, "auttakaa")
    assert (
        await customer.call("PUT", "/brief", json={"matter": "rikkinäiset pesukoneet"})
    ).status_code == 200
    await until_found(aino, "pesukone", {customer.id})
    assert await found(aino, "rikkinäinen") == [customer.id]
    assert (await customer.call("PUT", "/brief", json={"matter": "kadonneet laskut"})).status_code == 200
    await until_found(aino, "lasku", {customer.id})
    for gone in ("pesukone", "rikkinäinen"):
        assert await found(aino, gone) == [], gone


async def test_what_only_the_bot_has_is_found_by_leads_only(gateway: Gateway) -> None:
    aino, mikko = await gateway.agent("aino"), await gateway.agent("mikko")
    customer = await gateway.customer()
    await customer.write("kysymys pesukoneesta")
    await until_found(aino, "pesukone", {customer.id})
    assert await found(mikko, "pesukone") == []


async def test_cases_i_may_not_see_take_no_place_of_those_i_may(gateway: Gateway) -> None:
    aino, mikko = await gateway.agent("aino"), await gateway.agent("mikko")
    bots = [await gateway.customer() for _ in range(5)]
    for one in bots:
        await one.write("pesukone")
    mine = await waiting(gateway, "kysymys: mistä saan pesukoneeseen uuden letkun ja milloin se tulee")
    await until_found(aino, "pesukone", {*(one.id for one in bots), mine.id})
    answer = await aino.call("GET", "/search?q=pesukone&limit=2")
    assert mine.id not in [row["id"] for row in answer.json()["conversations"]], "not among the likeliest"
    answer = await mikko.call("GET", "/search?q=pesukone&limit=2")
    assert [row["id"] for row in answer.json()["conversations"]] == [mine.id]


async def test_what_was_erased_is_found_no_more(gateway: Gateway) -> None:
    aino, customer = await gateway.agent("aino"), await waiting(gateway, "salainen asia lastenvaunuista")
    await until_found(aino, "lastenvaunut", {customer.id})
    await gateway.services.redis.delete(
        gateway.services.store.shard(customer.id).conversation(customer.id, "state")
    )
    assert await found(aino, "lastenvaunut") == []
    await gateway.services.search.sweep()
    assert await gateway.services.search.find("lastenvaunut", 5) == []
    folder = gateway.services.settings.data_dir
    gateway.services.search._index._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert "lastenvaunu" not in (folder / "search.db").read_bytes().decode("latin-1")


async def test_a_lost_index_is_made_anew_from_the_logs(
    redis: RedisServer, assistant: FakeAssistant, tmp_path: Path
) -> None:
    async with started(redis.url, assistant, DATA_DIR=str(tmp_path / "a")) as gateway:
        customer = await waiting(gateway, "kahvinkeitin vuotaa")
    with Redis.from_url(redis.url) as client:
        client.xtrim("aina:{s0}:feed", maxlen=0, approximate=False)
    async with started(redis.url, assistant, DATA_DIR=str(tmp_path / "b")) as gateway:
        aino = await gateway.agent("aino")
        await until_found(aino, "kahvinkeittimet", {customer.id})
        later = await waiting(gateway, "kahvinkeitin on rikki")
        await until_found(aino, "kahvinkeitin", {customer.id, later.id})


@pytest.mark.parametrize("query", ["", " ", "x" * 201])
async def test_a_query_that_is_none_is_refused(gateway: Gateway, query: str) -> None:
    aino = await gateway.agent("aino")
    refused(await aino.call("GET", "/search", params={"q": query}), 400, "query_invalid")
    refused(await gateway.http.get(f"{gateway.base}/v1/desk/search?q=x"), 401, "unauthorised")


@pytest.mark.parametrize("query", ['"', "* OR NEAR(", "a' OR 1=1 --", "facts:x", "\x00", "😀", "-", "^a"])
async def test_nothing_in_a_query_commands_the_index(gateway: Gateway, query: str) -> None:
    aino = await gateway.agent("aino")
    assert await found(aino, query) == []
