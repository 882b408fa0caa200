"""When Telegram is slow, full, away, or closed to us: the order holds, the desk knows, nothing is lost."""

import asyncio
import datetime as dt
import time
from pathlib import Path

import pytest

from bot.channels.telegram import channel as channel_module
from tests import harness
from tests.harness import FakeAssistant, Gateway, RedisServer, of
from tests.telegram.conftest import environment, ready
from tests.telegram.emulator import Emulator, Fault
from tests.telegram.person import Person
from tests.telegram.test_in import Told


def lines(liisa: Person, *like: str) -> list[str]:
    return [text.partition("\n")[2] or text for text in liisa.texts if any(word in text for word in like)]


async def test_429_waits_as_long_as_telegram_says_and_keeps_the_order(
    gateway: Gateway, liisa: Person, telegram: Emulator
) -> None:
    aino, cid = await liisa.with_aino(gateway)
    telegram.fail("sendMessage", Fault(429, "Too Many Requests", retry_after=2))
    before = time.monotonic()
    for number in range(3):
        await aino.say(cid, f"rivi {number}")
    await liisa.reads("rivi 2")
    assert time.monotonic() - before >= 2
    assert lines(liisa, "rivi") == ["rivi 0", "rivi 1", "rivi 2"]


async def test_the_agent_sees_that_a_line_waits_and_why_and_that_it_arrived(
    gateway: Gateway, liisa: Person, telegram: Emulator
) -> None:
    aino, cid = await liisa.with_aino(gateway)
    telegram.fail("sendMessage", Fault(429, retry_after=2))
    async with aino.socket(origin="http://aina.example") as ws:
        event_id = (await aino.say(cid, "hei")).json()["event_id"]
        frames = await harness.frames_until(ws, lambda f: f["type"] == "delivery" and f["sent"] == event_id)
    told = [f for f in frames if f["type"] == "delivery"]
    [waits] = [f for f in told if f["why"]]
    assert (waits["why"], waits["conversation"]) == ("too_many", cid)
    assert [f["n"] for f in told] == sorted({f["n"] for f in told}), "each look is later than the one before"
    delivery = (await aino.case(cid))["delivery"]
    assert (delivery["why"], delivery["sent"] >= event_id) == (None, True)


@pytest.mark.parametrize("fault", [Fault(500, times=2), Fault(502, times=2)], ids=["500", "502"])
async def test_server_errors_are_tried_again(
    gateway: Gateway, liisa: Person, telegram: Emulator, fault: Fault
) -> None:
    aino, cid = await liisa.with_aino(gateway)
    telegram.fail("sendMessage", fault)
    await aino.say(cid, "perille asti")
    await liisa.reads("perille asti")
    assert lines(liisa, "perille") == ["perille asti"]


async def test_a_call_that_hangs_is_given_up_and_repeated_and_other_chats_do_not_wait(
    liisa: Person, telegram: Emulator, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
    redis: RedisServer, assistant: FakeAssistant, tmp_path: Path,
) -> None:  # fmt: skip
    monkeypatch.setattr(channel_module, "ANSWER_S", 1.0)
    pekka = Person(telegram, 4712)
    async with harness.gateway(redis.url, assistant, None, **environment(telegram, tmp_path)) as gateway:
        await ready(gateway)
        aino, cid = await liisa.with_aino(gateway)
        hang = Fault(500, hang_s=60, chat=liisa.chat, done=True)  # it went through, and no answer ever came
        telegram.fail("sendMessage", hang)
        await aino.say(cid, "kerran tai kahdesti")
        pekka.says("hei vaan")
        await pekka.reads("Vastaus: hei vaan", within_s=8)
        await aino.say(cid, "ja sitten tämä")
        await liisa.reads("ja sitten tämä", within_s=15)
    assert lines(liisa, "kerran", "ja sitten") == ["kerran tai kahdesti"] * 2 + ["ja sitten tämä"]
    assert any("telegram.maybe_repeated" in line.getMessage() for line in caplog.records)


async def test_403_makes_the_customer_unreachable_tells_the_agent_and_promises_name_another_way(
    gateway: Gateway, liisa: Person, telegram: Emulator
) -> None:
    aino, cid = await liisa.with_aino(gateway)
    due_at = (gateway.clock() + dt.timedelta(hours=2)).isoformat()
    promised = await aino.verb(
        cid, "promises", client_id="p1", what="answer", due_at=due_at, where="telegram", text="hyvityksestä"
    )
    assert promised.status_code == 202, promised.text
    await liisa.reads("lupasi")
    telegram.blocked.add(liisa.chat)
    event_id = (await aino.say(cid, "tämä ei mene perille")).json()["event_id"]
    [failed] = await Told(gateway, cid).until("delivery.failed")
    assert failed["data"]["reason"] == "blocked"
    assert failed["data"]["event_id"] == event_id
    case = await aino.case(cid)
    assert [one["where"] for one in case["state"]["promises"]] == ["web"]
    [moved] = of(case["events"], "promise.moved")
    assert "verkkosivulle" in moved["data"]["notice"]
    telegram.blocked.clear()
    liisa.says("olen taas täällä")
    await liisa.reads("tämä ei mene perille")


async def test_a_line_that_telegram_refuses_is_said_at_the_desk_and_the_next_one_goes_on(
    gateway: Gateway, liisa: Person, telegram: Emulator
) -> None:
    aino, cid = await liisa.with_aino(gateway)
    telegram.fail("sendMessage", Fault(400, "Bad Request: message text is odd"))
    event_id = (await aino.say(cid, "outo")).json()["event_id"]
    await aino.say(cid, "seuraava")
    await liisa.reads("seuraava")
    [failed] = await Told(gateway, cid).until("delivery.failed")
    assert (failed["data"]["event_id"], failed["data"]["reason"]) == (event_id, "refused")


async def test_a_token_that_telegram_refuses_stops_nothing_else_and_is_said_plainly(
    redis: RedisServer, assistant: FakeAssistant, telegram: Emulator, tmp_path: Path
) -> None:
    env = environment(telegram, tmp_path, TELEGRAM_TOKEN="110201543:revoked")
    async with harness.gateway(redis.url, assistant, None, **env) as gateway:
        await harness.until(lambda: gateway.services.telegram.why)
        answer = (await gateway.http.get(f"{gateway.base}/readyz")).json()
        assert answer["parts"]["telegram"] is False
        assert "refuses TELEGRAM_TOKEN" in answer["why"]["telegram"]
        assert "revoked" not in str(answer)
        customer = await gateway.customer()
        await customer.write("hei")
        await customer.bot_lines()
        harness.refused(await customer.call("POST", "/link"), 409, "link_unavailable")


async def test_telegram_away_at_the_start_is_waited_for(
    redis: RedisServer, assistant: FakeAssistant, telegram: Emulator, tmp_path: Path
) -> None:
    telegram.fail("getMe", Fault(502, times=1))
    async with harness.gateway(redis.url, assistant, None, **environment(telegram, tmp_path)) as gateway:
        await ready(gateway)
        assert gateway.services.telegram.why is None


async def test_the_wait_of_one_chat_is_not_the_wait_of_another(
    gateway: Gateway, liisa: Person, telegram: Emulator
) -> None:
    pekka = Person(telegram, 4712)
    aino, cid = await liisa.with_aino(gateway)
    telegram.fail("sendMessage", Fault(429, retry_after=30, chat=liisa.chat))
    await aino.say(cid, "odottaa")
    await telegram.called("sendMessage", 3)
    pekka.says("nopea kysymys")
    await pekka.reads("Vastaus: nopea kysymys")
    await asyncio.sleep(0)
    assert not lines(liisa, "odottaa")


async def test_another_program_that_polls_with_our_token_is_said_in_the_log_and_nothing_is_lost(
    gateway: Gateway, liisa: Person, telegram: Emulator, caplog: pytest.LogCaptureFixture
) -> None:
    await ready(gateway)
    await telegram.called("getUpdates")
    await gateway.http.post(f"{telegram.api}{telegram.token}/getUpdates?timeout=1")
    await harness.until(lambda: "telegram.two_pollers" in [one.message for one in caplog.records])
    liisa.says("tuliko tämä perille")
    await liisa.reads("Vastaus: tuliko tämä perille")
    assert lines(liisa, "perille") == ["Vastaus: tuliko tämä perille"]
