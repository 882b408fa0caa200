"""What must not be lost: updates that our own code trips over, and lines that belong to no conversation."""

from typing import Any

import pytest

from bot.channels.telegram import inbound, inbox
from bot.core import unread
from bot.store.errands import Errand, Errands
from tests import harness
from tests.harness import FakeAssistant, Gateway, RedisServer, of, until_async
from tests.telegram.conftest import environment
from tests.telegram.emulator import Emulator, Fault
from tests.telegram.person import Person
from tests.telegram.test_in import case_of
from tests.telegram.test_once import PATH, lines_of

SECRET = "räjähdä nyt"


@pytest.fixture
def defect(monkeypatch: pytest.MonkeyPatch) -> None:
    """Our own code trips over one text."""

    def lines(text: str) -> list[str]:
        if text.startswith(SECRET):
            raise RuntimeError("a defect")
        return inbound.lines(text)

    monkeypatch.setattr(inbox, "lines", lines)


async def test_an_update_that_our_code_trips_over_is_kept_and_a_person_reads_it(
    hooked: Gateway, telegram: Emulator, defect: None
) -> None:
    aino = await hooked.agent("aino")
    updates = [telegram.message(4711, text=f"{SECRET} {n}") for n in range(3)]
    for update in (*updates, updates[0]):
        assert (await telegram.call_webhook(hooked.http, hooked.base + PATH, update)).status_code == 200
    await telegram.shown(4711, "Ihminen lukee sen")
    case = await case_of(hooked)
    kept = of(case["events"], "message", "customer")
    assert [one["text"] for one in kept] == ["(viesti, joka ei auennut meillä)"] * 3
    assert [SECRET in one["data"]["origin"]["raw"] for one in kept] == [True] * 3
    assert sum("Ihminen lukee sen" in text for text in telegram.texts(4711)) == 1
    [row] = (await aino.call("GET", "/queue")).json()["conversations"]
    assert row["reasons"] == ["unreadable"]
    assert "aina_telegram_unread_total" in (await hooked.http.get(f"{hooked.base}/metrics")).text


async def test_what_came_is_for_the_desk_alone(hooked: Gateway, telegram: Emulator, defect: None) -> None:
    update = telegram.message(4711, text=SECRET)
    await telegram.call_webhook(hooked.http, hooked.base + PATH, update)
    cid, _ = await hooked.services.chats.of("4711")
    token = await hooked.services.store.add_token(cid or "")
    answer = await hooked.http.get(
        f"{hooked.base}/v1/conversations/{cid}/events", headers={"Authorization": f"Bearer {token}"}
    )
    assert answer.status_code == 200
    assert SECRET not in answer.text


async def test_one_that_not_even_its_case_can_take_is_kept_under_the_chat_and_forgotten_with_it(
    gateway: Gateway, liisa: Person, defect: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def trips(*_: Any) -> None:
        raise RuntimeError("another defect")

    monkeypatch.setattr(unread, "said", trips)
    key = f"aina:{{tg}}:unread:{liisa.chat}"
    for n in range(25):
        liisa.says(f"{SECRET} {n}")
    liisa.says("ja tämä menee läpi")
    await liisa.reads("Vastaus: ja tämä menee läpi")
    assert await gateway.services.redis.llen(key) == 20
    assert f"{SECRET} 24" in await gateway.services.redis.lindex(key, 0)
    liisa.says("/forget")
    liisa.presses(await liisa.reads("Poistetaanko"), "Kyllä, poista")
    await liisa.reads("poistettu meiltä")
    assert not await gateway.services.redis.exists(key)


async def test_one_that_was_stored_before_it_tripped_is_not_said_to_be_unread(
    hooked: Gateway, telegram: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    def trips(*_: Any) -> None:
        raise RuntimeError("after the store")

    monkeypatch.setattr("bot.channels.telegram.at_it.soon", trips)
    update = telegram.message(4711, text="tavallinen rivi")
    assert (await telegram.call_webhook(hooked.http, hooked.base + PATH, update)).status_code == 200
    assert await lines_of(hooked, 4711) == ["tavallinen rivi"]


@pytest.mark.parametrize("fault", [Fault(502, times=2), Fault(429, retry_after=1)], ids=["502", "429"])
async def test_the_address_of_the_web_page_arrives_though_telegram_is_away(
    gateway: Gateway, liisa: Person, telegram: Emulator, fault: Fault
) -> None:
    liisa.says("hei siellä te")
    await liisa.reads("Vastaus")
    telegram.fail("sendMessage", fault)
    liisa.says("/web")
    await liisa.reads("#aina=")
    await until_async(lambda: _nothing_owed(gateway))
    assert sum("#aina=" in text for text in liisa.texts) == 1


async def _nothing_owed(gateway: Gateway) -> bool:
    return not await gateway.services.redis.xlen("aina:{tg}:errands")


async def test_an_errand_in_flight_at_a_crash_is_sent_again_by_another_process_and_the_log_says_so(
    redis: RedisServer, assistant: FakeAssistant, telegram: Emulator, tmp_path: Any,
    caplog: pytest.LogCaptureFixture, liisa: Person,
) -> None:  # fmt: skip
    async with harness.gateway(redis.url, assistant, None, **environment(telegram, tmp_path)) as first:
        liisa.says("hei siellä te")
        await liisa.reads("Vastaus")
        telegram.fail("sendMessage", Fault(500, hang_s=60, done=True, chat=liisa.chat))
        liisa.says("/web")
        await telegram.until(liisa.chat, lambda all: "#aina=" in all[-1].text)
        assert await first.services.redis.xlen("aina:{tg}:errands") == 1
    telegram.faults.clear()
    async with harness.gateway(redis.url, assistant, None, **environment(telegram, tmp_path)) as second:
        await until_async(lambda: _nothing_owed(second))
    assert sum("#aina=" in text for text in liisa.texts) == 2
    assert [r.message for r in caplog.records].count("telegram.maybe_repeated") == 1


async def test_an_errand_whose_time_is_over_is_not_sent(gateway: Gateway, telegram: Emulator) -> None:
    services = gateway.services
    await Errands(services.redis).add(Errand("1", "4711", "tg_forget_done", "fi", services.now() - 1))
    await until_async(lambda: _nothing_owed(gateway))
    assert telegram.texts(4711) == []


async def test_the_code_of_the_web_page_is_kept_nowhere(gateway: Gateway, liisa: Person) -> None:
    liisa.says("hei siellä te")
    await liisa.reads("Vastaus")
    liisa.says("/web")
    code = (await liisa.reads("#aina=")).text.partition("#aina=")[2].split()[0]
    redis = gateway.services.redis
    for key in await redis.keys("*"):
        assert code not in key
        if await redis.type(key) == "string":
            assert code not in str(await redis.get(key))
    assert code not in str(await redis.xrange("aina:{tg}:errands"))


async def test_forget_erases_the_customers_earlier_cases_too(
    gateway: Gateway, liisa: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    liisa.says("ensimmäinen salaisuus")
    await liisa.reads("Vastaus: ensimmäinen salaisuus")
    first, _ = await gateway.services.chats.of(str(liisa.chat))
    customer = (await gateway.services.store.load(first or "")).conversation.customer
    web = await gateway.customer()
    await web.write("toinen salaisuus verkossa")
    await gateway.services.customers.remember(customer or "", web.id, 1.0)
    liisa.says("/forget")
    liisa.presses(await liisa.reads("kaikki keskustelusi"), "Kyllä, poista")
    await liisa.reads("poistettu meiltä")
    for cid in (first, web.id):
        assert await gateway.services.redis.keys(f"*{cid}:*") == []
    assert await gateway.services.customers.cases(customer or "") == []
