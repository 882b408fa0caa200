"""The bot's turns: a burst is one, a limit holds, a dead assistant is admitted, a late word never talks over anybody."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sanic import HTTPResponse

from tests.harness import WEDNESDAY_NOON, Customer, FakeAssistant, Gateway, RedisServer, of, types
from tests.harness import gateway as started


@pytest.fixture
async def patient(redis: RedisServer, assistant: FakeAssistant) -> AsyncIterator[Gateway]:
    """Time enough between two lines of a burst, also on a busy machine."""
    times = {"TURN_QUIET_MS": "900", "TURN_GREETING_MS": "2000", "TURN_LATEST_MS": "4000"}
    async with started(redis.url, assistant, None, TURN_HONEST_MS="20000", **times) as running:
        yield running


@pytest.fixture
async def impatient(redis: RedisServer, assistant: FakeAssistant) -> AsyncIterator[Gateway]:
    """The honest line comes soon."""
    async with started(redis.url, assistant, TURN_HONEST_MS="500") as running:
        yield running


async def turned(gateway: Gateway, count: int = 1) -> list[dict[str, Any]]:
    async with asyncio.timeout(10):
        while len(gateway.assistant.turns) < count:
            await asyncio.sleep(0.02)
    return gateway.assistant.turns


def answers(gateway: Gateway, *replies: Any) -> None:
    """The assistant's next replies; the last one stays."""
    left = list(replies)

    async def answer(_turn: dict[str, Any]) -> Any:
        return left.pop(0) if len(left) > 1 else left[0]

    gateway.assistant.answer = answer


async def test_several_lines_are_one_turn_with_one_reply(patient: Gateway) -> None:
    customer = await patient.customer()
    for line in ("moi", "mun paketti", "tilaus 1001", "missä se on"):
        await customer.write(line)
    await customer.bot_lines()
    [turn] = patient.assistant.turns
    assert turn["message"] == "moi\nmun paketti\ntilaus 1001\nmissä se on"
    assert len(of(await customer.events(), "message", "bot")) == 1


async def test_lines_through_two_processes_are_one_turn(redis: RedisServer, assistant: FakeAssistant) -> None:
    """Whoever stores the last line begins the turn, and nobody else does."""
    async with (
        started(redis.url, assistant, TURN_QUIET_MS="400") as one,
        started(redis.url, assistant, TURN_QUIET_MS="400") as other,
    ):
        customer = await one.customer()
        for number, base in enumerate((one.base, other.base, one.base, other.base)):
            customer.base = base
            await customer.write(f"rivi numero {number}")
        await customer.bot_lines()
        [turn] = assistant.turns
        assert turn["message"] == "rivi numero 0\nrivi numero 1\nrivi numero 2\nrivi numero 3"


async def test_lines_written_during_a_turn_are_the_next_turn(patient: Gateway) -> None:
    release = asyncio.Event()

    async def slow(turn: dict[str, Any]) -> Any:
        await release.wait()
        return [{"text": f"Vastaus: {turn['message']}"}]

    patient.assistant.answer = slow
    customer = await patient.customer()
    await customer.write("eka kysymys")
    await turned(patient)
    await customer.write("toka kysymys")
    await customer.write("kolmas kysymys")
    release.set()
    lines = await customer.bot_lines(2)
    assert [line["text"] for line in lines] == [
        "Vastaus: eka kysymys",
        "Vastaus: toka kysymys\nkolmas kysymys",
    ]


async def test_a_bare_greeting_waits_longer_for_what_follows(patient: Gateway) -> None:
    customer = await patient.customer()
    await customer.write("moi")
    await asyncio.sleep(1.2)
    assert patient.assistant.turns == []
    await customer.write("missä paketti")
    await customer.bot_lines()
    assert [t["message"] for t in patient.assistant.turns] == ["moi\nmissä paketti"]


async def test_typing_makes_the_turn_wait(patient: Gateway) -> None:
    customer = await patient.customer()
    async with customer.socket() as ws:
        await customer.write("missä mun paketti")
        await ws.send('{"type": "typing"}')
        await asyncio.sleep(1.2)
        assert patient.assistant.turns == []
        await customer.write("tilaus 1001")
        await customer.bot_lines()
    assert [t["message"] for t in patient.assistant.turns] == ["missä mun paketti\ntilaus 1001"]


async def test_no_typing_and_no_burst_makes_it_later_than_the_limit(
    redis: RedisServer, assistant: FakeAssistant
) -> None:
    times = {"TURN_QUIET_MS": "1000", "TURN_GREETING_MS": "1000", "TURN_LATEST_MS": "1500"}
    async with started(redis.url, assistant, None, TURN_HONEST_MS="20000", **times) as gateway:
        customer = await gateway.customer()
        async with customer.socket() as ws:
            await customer.write("rivi 0")
            number = 1
            while not assistant.turns:
                await customer.write(f"rivi {number}")
                await ws.send('{"type": "typing"}')
                await asyncio.sleep(0.2)
                number += 1
                assert number < 40, "writing on and on put the turn off for ever"


async def test_the_turn_tells_the_assistant_language_person_and_hours(gateway: Gateway) -> None:
    await gateway.agent("aino")
    customer = await gateway.customer(language="en")
    await customer.write("where is my package")
    [turn] = await turned(gateway)
    assert turn["sender"] == customer.id
    meta = turn["metadata"]
    assert meta["turn_id"] == f"{customer.id}.1"
    assert (meta["language"], meta["handler"]) == ("en", "bot")
    assert {"name", "role", "available", "expected_at", "phrase"} <= set(meta["human"])
    assert meta["hours"] == {
        "open": True,
        "line": "We are here until today at 18:00.",
        "today": WEDNESDAY_NOON.date().isoformat(),
    }


async def test_several_items_become_one_line(gateway: Gateway) -> None:
    answers(gateway, [{"text": "Eka."}, {"image": "x"}, {"custom": {"miss": True}}, {"text": " Toka. "}])
    customer = await gateway.customer()
    await customer.write("kaksi asiaa kerralla")
    [line] = await customer.bot_lines()
    assert line["text"] == "Eka.\n\nToka."
    assert line["data"] == {"miss": True}


async def test_an_offer_of_a_person_carries_one_button_that_needs_no_assistant(gateway: Gateway) -> None:
    answers(
        gateway, [{"text": "En ymmärtänyt. Pyydänkö ihmisen?", "custom": {"miss": True, "propose": "offer"}}]
    )
    customer = await gateway.customer()
    await customer.write("blörgh blörgh")
    [line] = await customer.bot_lines()
    assert line["data"]["offers_human"] is True
    assert line["data"]["miss"] is True
    [choice] = line["data"]["choices"]
    await customer.write(choice["label"], choice={"event_id": line["id"], "value": choice["value"]})
    assert (await customer.state())["handler"] == "queue"
    assert len(gateway.assistant.turns) == 1


async def test_a_typed_yes_to_an_offer_is_a_yes(gateway: Gateway) -> None:
    answers(gateway, [{"text": "Pyydänkö ihmisen?", "custom": {"propose": "offer"}}])
    customer = await gateway.customer()
    await customer.write("en tiedä yhtään mitä tehdä")
    await customer.bot_lines()
    await customer.write("joo kiitos")
    assert (await customer.state())["handler"] == "queue"


def broken(status: int, text: str) -> HTTPResponse:
    return HTTPResponse(text, status)


DOWN = [
    [], "nonsense", {"a": 1}, 7, None, [7], [{"text": ""}], [{"text": None}], [{"custom": {}}], [{"custom": 5}],
    [{"custom": {"propose": "offer"}}], [{"custom": {"propose": "fly"}}],
    broken(500, "{}"), broken(200, "<html>"), broken(204, ""), broken(409, "[]"), broken(200, '[{"text": "x"'),
]  # fmt: skip


@pytest.mark.parametrize("reply", DOWN, ids=lambda r: str(getattr(r, "body", r))[:30])
async def test_no_usable_reply_is_admitted_with_the_person_on_offer(gateway: Gateway, reply: Any) -> None:
    answers(gateway, reply)
    customer = await gateway.customer(language="en")
    await customer.write("where is my package")
    [line] = await customer.bot_lines()
    assert line["by"] == {"kind": "bot"}
    assert line["data"]["miss"] is True
    assert line["data"]["offers_human"] is True
    assert any(name in line["text"] for name in ("Aino", "Mikko", "Sanna"))


async def test_an_assistant_that_is_away_is_admitted_and_the_person_is_one_sentence_away(
    redis: RedisServer, assistant: FakeAssistant
) -> None:
    async with started(redis.url, assistant, RASA_URL="http://127.0.0.1:9") as gateway:
        customer = await gateway.customer()
        await customer.write("missä pakettini on")
        [line] = await customer.bot_lines()
        assert line["data"]["offers_human"] is True
        await customer.write("joo")
        assert (await customer.state())["handler"] == "queue"


async def test_a_dead_assistant_never_makes_the_bot_say_the_same_twice_in_a_row(gateway: Gateway) -> None:
    answers(gateway, [])
    customer = await gateway.customer()
    for number in range(6):
        await customer.write(f"kysymys numero {number}")
        await customer.bot_lines(number + 1)
    texts = [line["text"] for line in await customer.bot_lines(6)]
    assert all(one != other for one, other in itertools.pairwise(texts))


async def test_the_assistant_repeating_itself_is_not_repeated(gateway: Gateway) -> None:
    answers(gateway, [{"text": "Paketti on matkalla."}])
    customer = await gateway.customer()
    for number in range(5):
        await customer.write(f"missä paketti {number}")
        await customer.bot_lines(number + 1)
    lines = await customer.bot_lines(5)
    texts = [line["text"] for line in lines]
    assert all(one != other for one, other in itertools.pairwise(texts))
    assert lines[1]["data"]["offers_human"] is True


async def test_a_slow_assistant_is_admitted_and_its_late_reply_shown_if_nothing_was_written_since(
    impatient: Gateway,
) -> None:
    release = asyncio.Event()

    async def slow(_turn: dict[str, Any]) -> Any:
        await release.wait()
        return [{"text": "Paketti on Vantaalla."}]

    impatient.assistant.answer = slow
    customer = await impatient.customer()
    await customer.write("missä paketti on")
    [honest] = await customer.bot_lines()
    assert honest["data"]["offers_human"] is True
    release.set()
    lines = await customer.bot_lines(2)
    assert lines[1]["text"] == "Paketti on Vantaalla."


async def test_a_late_reply_is_suppressed_and_recorded_when_the_customer_has_written_since(
    impatient: Gateway,
) -> None:
    release = asyncio.Event()

    async def slow(turn: dict[str, Any]) -> Any:
        if turn["message"] == "missä paketti on":
            await release.wait()
        return [{"text": f"Vastaus: {turn['message']}"}]

    impatient.assistant.answer = slow
    customer, aino = await impatient.customer(), await impatient.agent("aino")
    await customer.write("missä paketti on")
    await customer.bot_lines()
    await customer.write("no unohda paketti, entä lasku")
    release.set()
    events = await customer.until(
        lambda es: any(e.get("text") == "Vastaus: no unohda paketti, entä lasku" for e in es)
    )
    assert "Vastaus: missä paketti on" not in str(events)
    [kept] = of((await aino.case(customer.id))["events"], "reply.suppressed")
    assert (kept["text"], kept["data"]["reason"]) == ("Vastaus: missä paketti on", "late")
    assert "reply.suppressed" not in types(events)


async def test_every_line_gets_its_honest_line_in_time_while_the_assistant_hangs(impatient: Gateway) -> None:
    """The second and third line wait behind a turn that hangs; each still hears within the limit."""
    release = asyncio.Event()

    async def hangs(_turn: dict[str, Any]) -> Any:
        await release.wait()
        return []

    impatient.assistant.answer = hangs
    customer = await impatient.customer()
    for number in range(3):
        await customer.write(f"rivi numero {number}")
        lines = await customer.bot_lines(number + 1, within_s=6)
        assert lines[-1]["data"]["offers_human"] is True
    release.set()


async def reply_after_claim(gateway: Gateway, reply: Any) -> tuple[Customer, list[dict[str, Any]]]:
    release = asyncio.Event()

    async def slow(_turn: dict[str, Any]) -> Any:
        await release.wait()
        return reply

    gateway.assistant.answer = slow
    customer, aino = await gateway.customer(), await gateway.agent("aino")
    await customer.write("peru mun tilaus 1001")
    await turned(gateway)
    await customer.call("POST", "/human")
    assert (await aino.verb(customer.id, "claim")).status_code == 200
    release.set()
    async with asyncio.timeout(8):
        while not (kept := of((await aino.case(customer.id))["events"], "reply.suppressed")):
            await asyncio.sleep(0.05)
    return customer, kept


async def test_late_bot_reply_is_suppressed_after_claim_and_the_agent_sees_what_it_did(
    gateway: Gateway,
) -> None:
    did = [{"action": "cancel", "summary": "Tilaus 1001 peruttu"}]
    customer, [kept] = await reply_after_claim(gateway, [{"text": "Peruin.", "custom": {"did": did}}])
    assert kept["text"] == "Peruin."
    assert kept["data"]["reason"] == "taken_over"
    assert kept["data"]["did"] == did
    events = await customer.events()
    assert "Peruin." not in str(events)
    assert "peruttu" not in str(events)


async def test_what_a_wordless_turn_did_is_seen_by_the_agent(gateway: Gateway) -> None:
    did = [{"action": "return", "summary": "Palautus 1001 avattu"}]
    answers(gateway, [{"custom": {"propose": "handoff", "did": did}}])
    customer, aino = await gateway.customer(), await gateway.agent("aino")
    await customer.write("palautan tilauksen ja haluan asiakaspalvelijan puhelimeen")
    await customer.until(lambda es: "handoff.requested" in types(es))
    assert "Palautus 1001 avattu" in str((await aino.case(customer.id))["events"])
    assert "Palautus 1001 avattu" not in str(await customer.events())


async def test_a_reply_after_a_resolve_is_suppressed(gateway: Gateway) -> None:
    release = asyncio.Event()

    async def slow(_turn: dict[str, Any]) -> Any:
        await release.wait()
        return [{"text": "Myöhässä."}]

    gateway.assistant.answer = slow
    customer, aino = await gateway.customer(), await gateway.agent("aino")
    await customer.write("missä paketti on")
    await turned(gateway)
    await customer.call("POST", "/human")
    await aino.verb(customer.id, "claim")
    await aino.verb(customer.id, "resolve")
    release.set()
    await asyncio.sleep(0.5)
    assert "Myöhässä." not in str(await customer.events())


async def test_simple_questions_are_answered_in_the_queue(gateway: Gateway) -> None:
    customer = await gateway.customer()
    await customer.call("POST", "/human")
    await customer.write("mihin asti olette auki")
    events = await customer.until(lambda es: es[-1].get("text", "").startswith("Vastaus: mihin"))
    assert (await customer.state())["handler"] == "queue"
    assert gateway.assistant.turns[0]["metadata"]["handler"] == "queue"
    assert events


async def test_the_queue_line_is_said_once(gateway: Gateway) -> None:
    answers(gateway, [{"text": "En ymmärtänyt.", "custom": {"miss": True}}])
    customer = await gateway.customer()
    await customer.call("POST", "/human")
    assert len(await customer.bot_lines()) == 1
    for number in range(4):
        await customer.write(f"vielä yksi asia {number}")
        await turned(gateway, number + 1)
    answers(gateway, [])
    await customer.write("oletko siellä vielä")
    await turned(gateway, 5)
    await asyncio.sleep(0.5)
    assert len(of(await customer.events(), "message", "bot")) == 1


PLAIN = {
    "fi": [
        "ihminen",
        "haluan puhua ihmisen kanssa",
        "saisinko asiakaspalvelijan",
        "ASPA!!",
        "Ihminen kiitos",
    ],
    "en": ["agent", "I want to talk to a human", "human please", "can I speak with a real person?"],
    "sv": ["människa", "jag vill prata med en människa", "kundtjänst tack"],
}


@pytest.mark.parametrize(("language", "text"), [(k, text) for k, texts in PLAIN.items() for text in texts])
async def test_a_plain_typed_request_needs_no_assistant(
    redis: RedisServer, assistant: FakeAssistant, language: str, text: str
) -> None:
    async with started(redis.url, assistant, RASA_URL="http://127.0.0.1:9") as gateway:
        customer = await gateway.customer(language=language)
        await customer.write(text)
        state = await customer.state()
        assert state["handler"] == "queue"
        assert state["language"] == language
        events = await customer.events()
        assert types(events) == ["message", "handoff.requested", "message"]


async def test_the_assistant_withdraws_for_the_customer(gateway: Gateway) -> None:
    answers(gateway, [{"custom": {"withdraw": True}}])
    customer = await gateway.customer()
    await customer.call("POST", "/human")
    await customer.write("en tarvitsekaan ketään enää")
    await customer.until(lambda es: "handoff.withdrawn" in types(es))
    assert (await customer.state())["handler"] == "bot"


async def test_a_withdrawal_where_nobody_was_asked_is_still_answered(gateway: Gateway) -> None:
    answers(gateway, [{"custom": {"withdraw": True}}])
    customer = await gateway.customer()
    await customer.write("en tarvitse ketään ihmistä")
    [line] = await customer.bot_lines()
    assert "Selvä" in line["text"]


async def test_the_assistant_says_the_language(gateway: Gateway) -> None:
    answers(gateway, [{"text": "Sure.", "custom": {"language": "en"}}])
    customer = await gateway.customer()
    await customer.write("voitko englanniksi")
    await customer.bot_lines()
    state = await customer.state()
    assert state["language"] == "en"
    assert state["greeting"].startswith("Hello")


async def test_a_turn_under_way_when_the_case_goes_silent_is_not_closed_away(gateway: Gateway) -> None:
    """The timer of a silent case and a customer's line at the same moment: the line wins."""
    customer = await gateway.customer()
    await customer.write("missä paketti on")
    await customer.bot_lines()
    await customer.write("entä toinen paketti")
    await gateway.services.worker._close(customer.id)
    await customer.bot_lines(2)
    assert (await customer.state())["status"] == "open"
