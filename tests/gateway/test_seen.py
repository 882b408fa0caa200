"""An answer nobody sees is a broken promise: kept only once the page has shown it or the chosen channel has brought it."""

import asyncio
import datetime as dt
import uuid
from typing import Any

from bot.service.reader import Reader
from bot.store.keys import Shard
from tests.harness import Agent, Customer, Gateway, RedisServer, of, refused

SHARD = Shard(0)


async def answer_promised(gateway: Gateway) -> tuple[Customer, Agent, str]:
    """A case of Aino's with an answer promised in two hours."""
    aino = await gateway.agent("aino")
    customer = await gateway.customer(language="fi")
    await customer.call("POST", "/human", json={})
    await aino.verb(customer.id, "claim")
    due = gateway.clock() + dt.timedelta(hours=2)
    answer = await aino.verb(
        customer.id,
        "promises",
        client_id=uuid.uuid4().hex,
        what="answer",
        due_at=due.isoformat(),
        where="web",
    )
    assert answer.status_code == 202, answer.text
    return customer, aino, (await customer.state())["promises"][0]["id"]


async def status(customer: Customer) -> str:
    return str((await customer.state())["promises"][0]["status"])


async def test_an_answer_that_the_page_has_not_shown_is_not_kept_and_is_once_it_has(gateway: Gateway) -> None:
    customer, aino, pid = await answer_promised(gateway)
    await aino.say(customer.id, "Lasku on nyt hyvitetty.")
    assert (await aino.verb(customer.id, f"promises/{pid}", do="kept")).status_code == 200
    assert await status(customer) == "open"
    page = (await customer.call("GET", "/events")).json()
    assert await status(customer) == "open"  # handed out, not yet acknowledged
    await customer.call("GET", f"/events?after={page['cursor']}")
    assert await status(customer) == "kept"


async def test_the_page_says_what_it_has_really_shown(gateway: Gateway) -> None:
    customer, aino, pid = await answer_promised(gateway)
    before = (await customer.events())[-1]["id"]
    await aino.say(customer.id, "Lasku on nyt hyvitetty.")
    await aino.verb(customer.id, f"promises/{pid}", do="kept")
    await customer.call("PUT", "/seen", json={"event_id": before})
    assert await status(customer) == "open"
    await customer.call("PUT", "/seen", json={"event_id": (await customer.events())[-1]["id"]})
    assert await status(customer) == "kept"


async def test_the_customers_own_word_after_it_shows_that_it_was_seen(gateway: Gateway) -> None:
    customer, aino, pid = await answer_promised(gateway)
    await aino.say(customer.id, "Lasku on nyt hyvitetty.")
    await aino.verb(customer.id, f"promises/{pid}", do="kept")
    await customer.write("Hienoa, tämä riittää minulle.")
    assert await status(customer) == "kept"


async def test_an_answer_in_time_that_nobody_sees_is_noted_then_owned_a_day_later(gateway: Gateway) -> None:
    customer, aino, pid = await answer_promised(gateway)
    await aino.say(customer.id, "Lasku on nyt hyvitetty.")
    await aino.verb(customer.id, f"promises/{pid}", do="kept")
    gateway.clock.move(hours=2, minutes=1)

    async def log() -> list[dict[str, Any]]:
        return list(await gateway.services.store.logs.after(customer.id))

    async with asyncio.timeout(5):
        while not of(await log(), "promise.unseen"):
            await asyncio.sleep(0.02)
        gateway.clock.move(hours=24)
        while not of(await log(), "promise.broken"):
            await asyncio.sleep(0.02)
    assert await status(customer) == "broken"


async def test_the_chosen_channel_is_asked_once_for_all_that_is_unseen_and_its_word_counts(
    gateway: Gateway,
) -> None:
    customer, aino, pid = await answer_promised(gateway)
    gateway.services.ways.add("email", lambda address: address)
    answer = await customer.call("PUT", "/notify", json={"by": "email", "address": "a@example.fi"})
    assert answer.json()["state"]["notify"] == {"by": "email", "address": "a@example.fi"}
    for text in ("Selvitin asian.", "Lasku on nyt hyvitetty."):
        await aino.say(customer.id, text)
    await aino.verb(customer.id, f"promises/{pid}", do="kept")
    gateway.clock.move(seconds=61)
    told: list[str] = []

    async def bring(cid: str, event: dict[str, Any]) -> None:
        if event["type"] == "notice.due":
            told.append(event["data"]["by"])
            await gateway.services.sight.delivered(cid, "email")

    reading = asyncio.create_task(Reader(gateway.services.redis, "test", bring, 0.01).run(SHARD))
    async with asyncio.timeout(5):
        while await status(customer) != "kept":
            await asyncio.sleep(0.02)
    await asyncio.sleep(0.1)
    reading.cancel()
    assert told == ["email"]
    assert not of(await customer.events(), "notice.due")  # the desk's, not the customer's


async def test_a_way_that_is_not_set_up_is_refused_plainly(gateway: Gateway) -> None:
    customer = await gateway.customer()
    for by in ("email", "telegram"):
        refused(
            await customer.call("PUT", "/notify", json={"by": by, "address": "x"}), 400, "notify_unavailable"
        )
    for by in ("none", "page"):
        answer = await customer.call("PUT", "/notify", json={"by": by})
        assert answer.json()["state"]["notify"] == {"by": by}


async def test_a_reader_misses_nothing_when_its_process_dies_in_the_middle(
    gateway: Gateway, redis: RedisServer
) -> None:
    customer = await gateway.customer()
    wanted = [await customer.write(f"rivi {n}") for n in range(6)]
    seen: list[str] = []

    async def dies(_cid: str, event: dict[str, Any]) -> bool:
        if len(seen) == 3:
            raise asyncio.CancelledError
        seen.append(event["id"])
        return True

    async def lives(_cid: str, event: dict[str, Any]) -> bool:
        seen.append(event["id"])
        return True

    first = asyncio.create_task(Reader(gateway.services.redis, "test", dies, 0.01).run(SHARD))
    await asyncio.wait([first], timeout=5)
    await gateway.services.redis.delete(SHARD.of("reader:test:lease"))  # its lease ends
    second = asyncio.create_task(Reader(gateway.services.redis, "test", lives, 0.01).run(SHARD))
    async with asyncio.timeout(5):
        while not set(wanted) <= set(seen):
            await asyncio.sleep(0.01)
    second.cancel()
    assert len(seen) == len(set(seen))


async def test_a_reader_that_only_looks_writes_nothing_for_each_event(gateway: Gateway) -> None:
    """Every write waits for the disk, and every other one with it."""
    customer, redis = await gateway.customer(), gateway.services.redis
    wanted = [await customer.write(f"rivi {n}") for n in range(3)]
    seen: list[str] = []

    async def looks(_cid: str, event: dict[str, Any]) -> None:
        seen.append(event["id"])

    reading = asyncio.create_task(Reader(redis, "looks", looks, 0.01).run(SHARD))
    async with asyncio.timeout(5):
        while len(seen) < len(wanted) or not await redis.get(SHARD.of("reader:looks")):
            await asyncio.sleep(0.01)
    stored, left = await redis.get(SHARD.of("reader:looks")), await redis.pttl(SHARD.of("reader:looks:lease"))
    last = await customer.write("vielä yksi")
    async with asyncio.timeout(5):
        while last not in seen:
            await asyncio.sleep(0.01)
    assert await redis.pttl(SHARD.of("reader:looks:lease")) < left
    assert await redis.get(SHARD.of("reader:looks")) == stored
    reading.cancel()


async def test_of_two_readers_one_reads(gateway: Gateway) -> None:
    customer = await gateway.customer()
    seen: list[str] = []

    async def note(_cid: str, event: dict[str, Any]) -> None:
        seen.append(event["id"])

    readers = [
        asyncio.create_task(Reader(gateway.services.redis, "two", note, 0.01).run(SHARD)) for _ in range(2)
    ]
    wanted = [await customer.write(f"rivi {n}") for n in range(6)]
    async with asyncio.timeout(5):
        while not set(wanted) <= set(seen):
            await asyncio.sleep(0.01)
    for reader in readers:
        reader.cancel()
    assert len(seen) == len(set(seen))
