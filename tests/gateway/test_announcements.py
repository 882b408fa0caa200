"""One message to all who wait: told once in each case it concerns, in its language, to who comes later too, and so its end."""

import asyncio
import uuid
from typing import Any

from bot.service.announcements import AT_ONCE
from tests import harness
from tests.harness import Agent, Customer, FakeAssistant, Gateway, RedisServer, of

TEXTS = {
    "fi": "Jakelussa on häiriö, ja pakettisi on siksi myöhässä. Olemme pahoillamme. Kerromme lisää huomenna klo 12.",
    "en": "Deliveries are disturbed, so your parcel is late. We are sorry. We tell you more tomorrow at 12.",
    "sv": "Leveranserna störs, så ditt paket är sent. Vi beklagar. Vi berättar mer i morgon kl. 12.",
}
OVER = {"fi": "Häiriö on ohi.", "en": "Deliveries run again.", "sv": "Störningen är över."}


async def announced(lead: Agent, status: int = 201, **body: Any) -> dict[str, Any]:
    given = {"client_id": uuid.uuid4().hex, "texts": TEXTS, **body}
    answer = await lead.call("POST", "/announcements", json=given)
    assert answer.status_code == status, answer.text
    return dict(answer.json())


async def told(customer: Customer, count: int = 1) -> list[dict[str, Any]]:
    return of(await customer.until(lambda es: len(of(es, "announcement")) >= count), "announcement")


async def about_delivery(turn: dict[str, Any]) -> Any:
    return [{"text": "Katson.", "custom": {"topic": "delivery", "brief": {"order": "1002"}}}]


async def test_everybody_is_told_once_in_their_language_by_the_lead_by_name(gateway: Gateway) -> None:
    finn, briton = await gateway.customer(language="fi"), await gateway.customer(language="en")
    for one, text in ((finn, "missä pakettini on"), (briton, "where is my parcel please")):
        await one.write(text)
        await one.bot_lines()
    aino = await gateway.agent("aino")
    made = await announced(aino, everyone=True)
    assert made["count"] == 2
    [said] = await told(finn)
    assert (said["text"], said["by"]["name"]) == (TEXTS["fi"], "Aino")
    assert "data" not in said
    assert (await told(briton))[0]["text"] == TEXTS["en"]
    await finn.write("selvä, kiitos tiedosta, odotan sitten")
    await finn.bot_lines(2)
    assert len(await told(finn)) == 1


async def test_only_cases_of_its_topic_or_order_are_told_and_who_comes_later_too(gateway: Gateway) -> None:
    aino = await gateway.agent("aino")
    await announced(aino, topics=["delivery"])
    other = await gateway.customer(language="fi")
    await other.write("mitä maksaa lahjapaketointi")
    await other.bot_lines()
    gateway.assistant.answer = about_delivery
    comes = await gateway.customer(language="fi")
    await comes.write("missä pakettini on")
    await told(comes)
    await announced(aino, orders=["1002"])
    await told(comes, 2)
    assert not of(await other.events(), "announcement")


async def test_who_has_not_written_reads_it_first(gateway: Gateway) -> None:
    await announced(await gateway.agent("aino"), everyone=True)
    newcomer = await gateway.customer(language="sv")
    assert newcomer.opened["state"]["greeting"].startswith(TEXTS["sv"])
    await newcomer.write("hej, var är mitt paket")
    assert (await told(newcomer))[0]["text"] == TEXTS["sv"]
    assert not (await newcomer.state())["greeting"].startswith(TEXTS["sv"])


async def test_its_end_is_told_to_whoever_was_told_that_it_began(gateway: Gateway) -> None:
    told_of, never = await gateway.customer(language="fi"), await gateway.customer(language="fi")
    await told_of.write("missä pakettini on")
    aino = await gateway.agent("aino")
    made = await announced(aino, cases=[told_of.id])
    await told(told_of)
    await never.write("onko teillä lahjapaketointia")
    path = f"/announcements/{made['announcement']['id']}/end"
    assert (await aino.call("POST", path, json={"texts": OVER})).status_code == 200
    assert [one["text"] for one in await told(told_of, 2)] == [TEXTS["fi"], OVER["fi"]]
    again = await aino.call("POST", path, json={"texts": OVER})
    assert again.json()["announcement"]["ended_at"]
    later = await gateway.customer(language="fi")
    await later.write("missä pakettini on")
    await later.bot_lines()
    assert not of([*await never.events(), *await later.events()], "announcement")
    assert len(await told(told_of, 2)) == 2


async def test_an_end_without_words_is_refused_so_that_nobody_is_left_waiting(gateway: Gateway) -> None:
    customer = await gateway.customer(language="fi")
    await customer.write("missä pakettini on")
    aino = await gateway.agent("aino")
    made = await announced(aino, everyone=True)
    await told(customer)
    path = f"/announcements/{made['announcement']['id']}/end"
    bodies: list[dict[str, Any]] = [{}, {"texts": {}}, {"texts": {"fi": OVER["fi"]}}]
    for body in bodies:
        assert (await aino.call("POST", path, json=body)).status_code == 400
    assert (await aino.call("GET", "/announcements")).json()["announcements"][0]["ended_at"] is None
    assert len(await told(customer)) == 1


async def test_its_end_reaches_those_told_whose_case_is_closed_by_now_and_comes_once(
    redis: RedisServer, assistant: FakeAssistant
) -> None:
    """A process that has not heard of the end yet tells nobody the beginning again."""
    async with harness.gateway(redis.url, assistant) as one, harness.gateway(redis.url, assistant) as two:
        customer = await one.customer(language="fi")
        aino = await one.agent("aino")
        await customer.call("POST", "/human", json={})
        await aino.verb(customer.id, "claim")
        await customer.write("missä pakettini on")
        made = await announced(aino, everyone=True)
        await told(customer)
        await aino.verb(customer.id, "resolve")
        late = two.services.cases.roster.announcements

        async def looks_no_more() -> None: ...

        two.services.announcements.refresh = two.services.announcements.sweep = looks_no_more
        path = f"/announcements/{made['announcement']['id']}/end"
        assert (await aino.call("POST", path, json={"texts": OVER})).status_code == 200
        await told(customer, 2)
        two.services.cases.roster.announcements = late
        assert late, "it lasts still, as the other one knows"
        there = Customer(two.base, two.http).known(customer)
        await there.write("entä nyt, tuleeko se tänään")
        assert [said["text"] for said in await told(customer, 2)] == [TEXTS["fi"], OVER["fi"]]


async def test_a_hundred_thousand_are_told_fifty_at_a_time(gateway: Gateway) -> None:
    aino = await gateway.agent("aino")
    at_work, most, every = 0, 0, [f"0-{n}" for n in range(100_000)]

    async def looked_at(_names: list[str]) -> set[str]:
        return set(every)

    told_of: list[str] = []

    async def tell(cid: str, _verb: Any) -> None:
        nonlocal at_work, most
        at_work += 1
        most = max(most, at_work)
        await asyncio.sleep(0)
        told_of.append(cid)
        at_work -= 1

    gateway.services.store.lists.union = looked_at
    gateway.services.cases.do = tell
    refused = await announced(aino, 409, topics=["delivery"])
    assert (refused["code"], refused["count"]) == ("announcement_reaches_many", 100_000)
    assert told_of == [], "nobody hears of what is not confirmed"
    await announced(aino, topics=["delivery"], confirm=100_000)
    await harness.until(lambda: len(told_of) >= 100_000, within_s=60)
    assert (set(told_of), most) == (set(every), AT_ONCE)


async def test_a_process_that_dies_before_telling_leaves_it_to_the_next_one(
    redis: RedisServer, assistant: FakeAssistant
) -> None:
    async with harness.gateway(redis.url, assistant) as first:
        customer = await first.customer(language="fi")
        await customer.write("missä pakettini on")
        await customer.bot_lines()
        aino = await first.agent("aino")

        async def nothing() -> None: ...

        first.services.announcements.sweep = nothing
        await announced(aino, everyone=True)
        assert not of(await customer.events(), "announcement")
    async with harness.gateway(redis.url, assistant) as second:
        there = Customer(second.base, second.http).known(customer)
        await told(there)
        await asyncio.sleep(0.1)
        assert len(await told(there)) == 1


async def test_two_gateways_tell_each_case_once(redis: RedisServer, assistant: FakeAssistant) -> None:
    async with harness.gateway(redis.url, assistant) as one, harness.gateway(redis.url, assistant) as two:
        customers = [await one.customer(language="fi") for _ in range(30)]
        for customer in customers:
            await customer.write("missä pakettini on")
        for customer in customers:  # else the next line may join the first turn, and one reply answers both
            await customer.bot_lines(1)
        await announced(await two.agent("aino"), everyone=True)
        for customer in customers:
            await told(customer)
            await customer.write("entä nyt, tuleeko se tänään")
        for customer in customers:
            await customer.bot_lines(2)
            assert len(await told(customer)) == 1


async def test_to_nobody_in_too_few_languages_to_too_many_or_by_no_lead_is_refused(gateway: Gateway) -> None:
    aino, mikko = await gateway.agent("aino"), await gateway.agent("mikko")
    assert (await announced(aino, 400))["code"] == "announcement_to_nobody"
    assert (await announced(aino, 400, topics=["weather"]))["code"] == "topic_unknown"
    only = await announced(aino, 400, everyone=True, texts={"fi": TEXTS["fi"]})
    assert (only["code"], only["field"]) == ("announcement_language_missing", "texts.en")
    assert (await announced(aino, 400, everyone=True, texts=TEXTS | {"fi": "\x07"}))["code"]
    assert (await announced(mikko, 403, everyone=True))["code"] == "forbidden"
    unknown = await aino.call("POST", "/announcements/none/end", json={"texts": OVER})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "announcement_unknown")
    assert (await aino.call("GET", "/announcements")).json() == {"announcements": []}


async def test_very_many_need_their_number_confirmed_and_one_client_id_is_one_announcement(
    gateway: Gateway,
) -> None:
    aino = await gateway.agent("aino")

    async def many(_one: Any) -> int:
        return 100_000

    gateway.services.announcements.reach = many
    refused = await announced(aino, 409, everyone=True)
    assert (refused["code"], refused["count"]) == ("announcement_reaches_many", 100_000)
    for _ in range(2):
        await announced(aino, everyone=True, confirm=100_000, client_id="same")
    assert len((await aino.call("GET", "/announcements")).json()["announcements"]) == 1


async def test_words_that_the_tone_guide_would_not_let_pass_reach_nobody(gateway: Gateway) -> None:
    aino = await gateway.agent("aino")
    hollow = TEXTS | {"en": "We fix this as soon as possible!"}
    refused = await announced(aino, 400, everyone=True, texts=hollow)
    assert (refused["code"], {one["language"] for one in refused["broken"]}) == ("tone_broken", {"en"})
    assert (await aino.call("GET", "/announcements")).json() == {"announcements": []}
    made = await announced(aino, everyone=True)
    path = f"/announcements/{made['announcement']['id']}/end"
    ended = await aino.call("POST", path, json={"texts": OVER | {"sv": "Försök igen senare."}})
    assert (ended.status_code, ended.json()["code"]) == (400, "tone_broken")
    assert (await aino.call("GET", "/announcements")).json()["announcements"][0]["ended_at"] is None


async def test_cases_picked_by_hand_of_which_none_is_open_are_nobody(gateway: Gateway) -> None:
    unwritten = await gateway.customer(language="fi")
    refused = await announced(await gateway.agent("aino"), 400, cases=[unwritten.id, "none", "0-x"])
    assert (refused["code"], refused["field"]) == ("announcement_to_nobody", "cases")


async def test_how_many_it_would_reach_is_known_without_reading_a_case(gateway: Gateway) -> None:
    gateway.assistant.answer = about_delivery
    customers = [await gateway.customer(language="fi") for _ in range(3)]
    for one in customers:
        await one.write("missä pakettini on")
        await one.bot_lines()
    gateway.assistant.answer = harness.echo
    other = await gateway.customer(language="fi")
    await other.write("mitä maksaa lahjapaketointi")
    await other.bot_lines()
    aino = await gateway.agent("aino")

    async def none_is_read(_cids: list[str]) -> Any:
        raise AssertionError("a record was read")

    gateway.services.store.lists.records = none_is_read
    for whom, count in (
        ({"everyone": True}, 4),
        ({"topics": ["delivery"]}, 3),
        ({"orders": ["1002"], "topics": ["delivery"]}, 3),
        ({"orders": ["1003"]}, 0),
        ({"orders": ["1002"], "cases": [other.id, "none"]}, 4),
    ):
        answer = await aino.call("POST", "/announcements/preview", json=whom)
        assert answer.json() == {"count": count}, whom
