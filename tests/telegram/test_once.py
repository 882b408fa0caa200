"""Once only: whatever comes twice, late, out of order, forged, or again after a crash."""

import asyncio
import itertools
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest
from redis.asyncio import Redis

from bot.channels.telegram.webhook import AT_ONCE
from tests import harness
from tests.harness import FakeAssistant, Gateway, RedisServer, free_port, of, until_up
from tests.telegram.conftest import environment
from tests.telegram.emulator import Emulator, Fault
from tests.telegram.person import Person

PATH = "/telegram/webhook"


async def lines_of(gateway: Gateway, chat: int) -> list[str]:
    """What the customer of a chat said, as the log has it."""
    cid, _ = await gateway.services.chats.of(str(chat))
    return [
        one["text"]
        for one in of(await gateway.services.store.logs.after(cid or "", limit=2000), "message", "customer")
    ]


async def test_an_update_given_again_is_one_message_however_late(hooked: Gateway, telegram: Emulator) -> None:
    url = hooked.base + PATH
    updates = [telegram.message(4711, text=text) for text in ("yksi", "kaksi", "kolme")]
    for update in (*updates, *updates, updates[0]):
        assert (await telegram.call_webhook(hooked.http, url, update)).status_code == 200
    await asyncio.gather(*(telegram.call_webhook(hooked.http, url, updates[1]) for _ in range(10)))
    assert await lines_of(hooked, 4711) == ["yksi", "kaksi", "kolme"]


async def test_an_earlier_update_that_comes_later_is_not_taken_for_an_old_one(
    hooked: Gateway, telegram: Emulator
) -> None:
    first, second = telegram.message(4711, text="ensin"), telegram.message(4711, text="sitten")
    for update in (second, first, second, first):
        await telegram.call_webhook(hooked.http, hooked.base + PATH, update)
    assert sorted(await lines_of(hooked, 4711)) == ["ensin", "sitten"]


async def test_an_update_given_again_after_its_case_was_erased_brings_nothing_back(
    hooked: Gateway, telegram: Emulator
) -> None:
    update = telegram.message(4711, text="salaisuus")
    await telegram.call_webhook(hooked.http, hooked.base + PATH, update)
    cid, _ = await hooked.services.chats.of("4711")
    await hooked.services.store.erase(cid or "")
    assert (await telegram.call_webhook(hooked.http, hooked.base + PATH, update)).status_code == 200
    assert not await hooked.services.redis.keys("*:c:*:log")


@pytest.mark.parametrize("secret", ["wrong", "", "x" * 4000, "ä"], ids=["wrong", "none", "long", "not ascii"])
async def test_whoever_has_not_the_secret_gets_401_and_is_counted(
    hooked: Gateway, telegram: Emulator, secret: str
) -> None:
    async def forged() -> float:
        text = (await hooked.http.get(f"{hooked.base}/metrics")).text
        return next(
            float(row.split()[-1])
            for row in text.splitlines()
            if row.startswith("aina_telegram_forged_total")
        )

    before = await forged()
    headers = [(b"X-Telegram-Bot-Api-Secret-Token", secret.encode())] if secret else []
    update = telegram.message(4711, text="hei")
    answer = await hooked.http.post(hooked.base + PATH, json=update, headers=headers)
    harness.refused(answer, 401, "unauthorised")
    assert await forged() == before + 1
    assert await hooked.services.chats.of("4711") == (None, None)


async def test_the_webhook_is_announced_with_its_secret_and_without_polling(
    hooked: Gateway, telegram: Emulator
) -> None:
    assert telegram.webhook["url"] == "https://aina.example/telegram/webhook"
    assert len(telegram.webhook["secret_token"]) >= 64
    assert telegram.token not in telegram.webhook["secret_token"]
    assert telegram.count("getUpdates") == 0


async def test_with_the_store_away_it_is_not_answered_200_and_comes_again(
    hooked: Gateway, telegram: Emulator, redis: RedisServer
) -> None:
    update = telegram.message(4711, text="tärkeä")
    redis.kill()
    try:
        answer = await telegram.call_webhook(hooked.http, hooked.base + PATH, update)
        assert answer.status_code == 503
    finally:
        redis.start()
    async with asyncio.timeout(15):
        while (await telegram.call_webhook(hooked.http, hooked.base + PATH, update)).status_code != 200:
            await asyncio.sleep(0.1)
    assert await lines_of(hooked, 4711) == ["tärkeä"]


@pytest.mark.parametrize("kind", ["brand_new_kind", "inline_query", "message_reaction", "poll_answer"])
async def test_an_update_of_an_unknown_kind_is_passed_over(
    hooked: Gateway, telegram: Emulator, kind: str
) -> None:
    kinds: tuple[Any, ...] = ({"x": 1}, {}, [], "text", None, {"chat": {"id": 1}})
    for what in kinds:
        answer = await telegram.call_webhook(hooked.http, hooked.base + PATH, telegram.update(**{kind: what}))
        assert answer.status_code == 200


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"update_id": "1"}', b"\xff\xfe", b"[" * 5000])
async def test_what_is_no_update_is_refused(hooked: Gateway, telegram: Emulator, body: bytes) -> None:
    headers = {"X-Telegram-Bot-Api-Secret-Token": telegram.webhook["secret_token"]}
    answer = await hooked.http.post(hooked.base + PATH, content=body, headers=headers)
    harness.refused(answer, 400, "update_malformed")


@pytest.fixture
def processes(redis: RedisServer, assistant: FakeAssistant, telegram: Emulator, tmp_path: Path) -> Any:
    """Starts gateways in processes of their own, to be killed."""
    env = environment(telegram, tmp_path, TURN_QUIET_MS="60", TURN_GREETING_MS="60")
    running: list[Any] = []

    def start() -> tuple[subprocess.Popen[bytes], str]:
        port = free_port()
        context = harness.gateway_process(redis.url, assistant.url, port, **env)
        running.append(context)
        return context.__enter__(), f"http://127.0.0.1:{port}"

    yield start
    for context in running:
        context.__exit__(None, None, None)


async def all_noted(redis: RedisServer) -> bool:
    """Whether it is written down that every chat has what it is owed."""
    async with Redis.from_url(redis.url) as client:
        return not await client.hlen("aina:{s0}:tg_owed")


async def connected(base: str) -> None:
    """Until a process's Telegram side works."""
    await until_up(base, 40)

    async def works() -> bool:
        async with httpx.AsyncClient(trust_env=False) as http:
            return bool((await http.get(f"{base}/readyz")).json()["parts"]["telegram"])

    await harness.until_async(works, 30)


async def test_one_process_polls_and_another_takes_over_within_15_s_when_it_is_killed(
    processes: Any, telegram: Emulator, liisa: Person, redis: RedisServer
) -> None:
    first, base = processes()
    await connected(base)
    _second, other = processes()
    await connected(other)
    liisa.says("ennen")
    await liisa.reads("Vastaus: ennen", 20)
    assert telegram.most_pollers == 1
    await harness.until_async(lambda: all_noted(redis), 20)  # killed before, it would be sent once more
    first.kill()
    liisa.says("jälkeen")
    await liisa.reads("Vastaus: jälkeen", 15 + 10)  # the take-over, and the answer on a busy machine
    assert liisa.texts.count("Vastaus: ennen") == 1


async def test_killed_between_store_and_send_the_line_arrives_from_another_process(
    processes: Any, telegram: Emulator, liisa: Person
) -> None:
    first, base = processes()
    await connected(base)
    liisa.says("hei siellä")
    await liisa.reads("Vastaus: hei siellä", 20)
    telegram.fail("sendMessage", Fault(500, hang_s=60, chat=liisa.chat))
    liisa.says("toinen kysymys")
    await telegram.called("sendMessage", 2, 20)
    first.kill()
    telegram.faults.clear()
    processes()
    await liisa.reads("Vastaus: toinen kysymys", 40)
    answers = [text for text in liisa.texts if text.startswith("Vastaus")]
    assert answers == ["Vastaus: hei siellä", "Vastaus: toinen kysymys"]


async def test_what_was_in_flight_at_a_crash_may_be_repeated_and_the_log_says_so(
    gateway: Gateway, liisa: Person, telegram: Emulator, caplog: pytest.LogCaptureFixture
) -> None:
    aino, cid = await liisa.with_aino(gateway)
    telegram.fail("sendMessage", Fault(500, done=True, chat=liisa.chat))  # sent, but its answer is lost
    await aino.say(cid, "kerran tai kahdesti")
    await telegram.until(liisa.chat, lambda all: sum("kahdesti" in one.text for one in all) == 2)
    await aino.say(cid, "ja sitten kerran")
    await liisa.reads("ja sitten kerran")
    assert sum("kahdesti" in text for text in liisa.texts) == 2
    assert sum("ja sitten" in text for text in liisa.texts) == 1
    assert [r.message for r in caplog.records].count("telegram.maybe_repeated") == 1


async def test_200_chats_at_30_updates_a_second_keep_their_order(hooked: Gateway, telegram: Emulator) -> None:
    """`make bench ARGS=telegram` times this; here it is only that nothing is lost or disordered."""
    chats, rounds = range(5000, 5200), 3
    updates = [
        telegram.message(chat, text=f"rivi {n}") for n, chat in itertools.product(range(rounds), chats)
    ]

    lines_of_telegram = asyncio.Semaphore(AT_ONCE)  # it opens no more connections than we allow

    async def given(update: dict[str, Any]) -> int:
        async with lines_of_telegram:
            answer = await telegram.call_webhook(hooked.http, hooked.base + PATH, update)
            return answer.status_code

    async def one_chat(chat: int) -> None:
        for update in updates:
            if update["message"]["chat"]["id"] == chat:
                while (status := await given(update)) != 200:
                    assert status == 503  # a store too busy to answer in time: Telegram gives it again

    await asyncio.gather(*(one_chat(chat) for chat in chats))
    for chat in chats:
        assert await lines_of(hooked, chat) == [f"rivi {n}" for n in range(rounds)]
