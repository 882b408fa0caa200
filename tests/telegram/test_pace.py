"""Words go first: typing and the buttons of old lines are called only while there is room for them."""

import asyncio
from typing import Any

import pytest

from bot.channels.telegram import at_it, pace
from bot.channels.telegram.pace import Pace
from tests.harness import Gateway, echo
from tests.telegram.emulator import Emulator, Fault
from tests.telegram.person import Person


async def call(rate: Pace, **data: Any) -> None:
    async def done() -> bool:
        return True

    await rate.process_request(done, (), {}, "sendMessage", data, None)


async def test_there_is_room_for_the_rest_only_while_few_words_go_out() -> None:
    rate = Pace()
    for _ in range(pace.PER_S - pace.SPARE):
        assert rate.room()
        await call(rate, chat_id=1)
    await call(rate, chat_id=1)
    assert not rate.room()


async def test_what_goes_to_no_chat_takes_nobodys_place() -> None:
    rate = Pace()
    async with asyncio.timeout(1):
        for _ in range(20 * pace.PER_S):
            await call(rate, callback_query_id="1")
    assert rate.room()


async def test_typing_is_shown_for_a_slow_turn_of_the_bot_and_not_for_a_quick_one(
    gateway: Gateway, liisa: Person, telegram: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(at_it, "AFTER_S", 3.0)
    liisa.says("nopea kysymys")
    await liisa.reads("Vastaus: nopea kysymys")
    shown = asyncio.Event()

    async def slow(turn: dict[str, Any]) -> Any:
        await shown.wait()
        return await echo(turn)

    gateway.assistant.answer = slow
    liisa.says("hidas kysymys")
    await telegram.called("sendChatAction")
    shown.set()
    await liisa.reads("Vastaus: hidas kysymys")
    assert telegram.count("sendChatAction") == 1


async def test_without_room_there_is_no_typing_and_old_buttons_stay_until_there_is(
    gateway: Gateway, liisa: Person, telegram: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as full:
        full.setattr(Pace, "room", lambda _: False)
        aino, cid = await liisa.with_aino(gateway)
        old = next(one for one in telegram.chats[liisa.chat] if one.text.startswith("Vastaus"))
        await gateway.services.cases.agent_types(cid, "aino")
        await aino.say(cid, "sanat menevät silti")
        await liisa.reads("sanat menevät silti")
        assert telegram.count("sendChatAction") == telegram.count("editMessageReplyMarkup") == 0
        assert old.buttons
    await telegram.until(liisa.chat, lambda _: not old.buttons)


async def test_buttons_that_could_not_be_taken_away_are_taken_away_later(
    gateway: Gateway, liisa: Person, telegram: Emulator
) -> None:
    telegram.fail("editMessageReplyMarkup", Fault(502))
    liisa.says("yksi kysymys")
    old = await liisa.reads("Vastaus: yksi kysymys")
    liisa.says("toinen kysymys")
    await liisa.reads("Vastaus: toinen kysymys")
    await telegram.until(liisa.chat, lambda _: not old.buttons)
    key = "aina:{s0}:tg_old_buttons"
    async with asyncio.timeout(5):
        while await gateway.services.redis.exists(key):
            await asyncio.sleep(0.02)
