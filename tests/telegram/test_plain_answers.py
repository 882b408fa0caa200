"""What the chat says of itself, and of the wait: who, what is kept, how long, and one line that changes in place."""

from typing import Any

import pytest

from tests.harness import Gateway, until_async
from tests.telegram.emulator import Emulator
from tests.telegram.person import Person

SAYS = {
    "fi": ("Tuulikello, asiakaspalvelu.", "Olen botti", "Aino", "180 päivää"),
    "en": ("Tuulikello, customer service.", "I'm a bot", "Aino", "180 days"),
    "sv": ("Tuulikello, kundtjänst.", "Jag är en bott", "Sanna", "180 dagar"),
}


def says(telegram: Emulator, chat: int, language: str, text: str) -> None:
    update = telegram.message(chat, text=text)
    update["message"]["from"]["language_code"] = language
    telegram.give(update)


@pytest.mark.parametrize("language", SAYS)
async def test_start_says_who_we_are_that_it_is_a_bot_the_person_by_name_and_what_is_kept(
    gateway: Gateway, telegram: Emulator, language: str
) -> None:
    for one in ("aino", "sanna"):
        await gateway.agent(one)
    says(telegram, 4711, language, "/start")
    line = await telegram.shown(4711, SAYS[language][0])
    for words in (*SAYS[language], "/privacy", "/forget"):
        assert words in line.text


@pytest.mark.parametrize("language", SAYS)
async def test_privacy_says_who_reads_it_what_is_kept_how_long_and_how_to_erase_it(
    gateway: Gateway, telegram: Emulator, language: str
) -> None:
    says(telegram, 4711, language, "/privacy")
    line = await telegram.shown(4711, "/forget")
    for words in (
        "Tuulikello",
        SAYS[language][3],
        "Telegram",
        gateway.services.company.phone,
        SAYS[language][2],
    ):
        assert words in line.text


async def test_the_place_and_the_wait_change_in_the_same_message_as_others_leave_the_queue(
    gateway: Gateway, liisa: Person, telegram: Emulator
) -> None:
    aino = await gateway.agent("aino")
    ahead = [await gateway.customer() for _ in range(6)]
    for one in ahead:
        await one.call("POST", "/human")
    liisa.says("/human")
    line = await liisa.reads("Paikkasi jonossa: ")
    place = place_of(line)
    assert place > 1
    before, wait = line.id, line.text
    for one in ahead[:3]:
        await one.call("DELETE", "/human")
    await until_async(lambda: _place_is_less(line, place))
    assert line.edits >= 1
    assert line.text != wait
    assert "minuuttia" in line.text
    assert [
        one.id for one in telegram.chats[liisa.chat] if "Paikkasi jonossa" in one.text and one.silent
    ] == [before]
    state = await gateway.services.cases.state(
        (await gateway.services.store.load(await cid_of(gateway, liisa))).conversation
    )
    low, high = (seconds // 60 for seconds in state["queue"]["wait_s"])
    assert f"{low}–{high} minuuttia" in line.text
    assert (await aino.call("GET", "/queue")).status_code == 200


async def cid_of(gateway: Gateway, person: Person) -> str:
    return (await gateway.services.chats.of(str(person.chat)))[0] or ""


def place_of(line: Any) -> int:
    return int(line.text.partition("Paikkasi jonossa: ")[2].split(".")[0])


async def _place_is_less(line: Any, than: int) -> bool:
    return "Paikkasi jonossa" in line.text and place_of(line) < than


async def test_the_button_with_the_person_fits_a_phone(gateway: Gateway, liisa: Person) -> None:
    liisa.says("kun kukaan ei ole paikalla")
    reply = await liisa.reads("Vastaus")
    [button] = reply.buttons
    assert button["text"] == "Puhu ihmiselle: Aino, Mikko tai Sanna"
