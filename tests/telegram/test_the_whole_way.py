"""A customer writes in Telegram, gets the bot, asks for a person by button, and is answered by Aino by name."""

from tests.harness import Gateway, of
from tests.telegram.emulator import Emulator

LIISA = 4711


async def test_text_in_a_case_a_bot_reply_a_button_and_the_persons_words_out(
    gateway: Gateway, telegram: Emulator
) -> None:
    aino = await gateway.agent("aino")
    telegram.give(telegram.message(LIISA, text="missä pakettini viipyy"))
    reply = await telegram.shown(LIISA, "Vastaus: missä pakettini viipyy")
    button = reply.button("Puhu ihmiselle: Aino, laskutus")
    telegram.give(telegram.press(LIISA, reply, button["callback_data"]))
    await telegram.shown(LIISA, "Aino, laskutus, ")
    [row] = (await aino.call("GET", "/queue")).json()["conversations"]
    assert (row["channel"], row["name"]) == ("telegram", "Liisa")
    assert (await aino.verb(row["id"], "claim")).status_code == 200
    await aino.say(row["id"], "Hei Liisa, katson <heti> & kerron.")
    line = await telegram.shown(LIISA, "katson")
    assert line.text == "Aino, laskutus\nHei Liisa, katson <heti> & kerron."
    events = (await aino.case(row["id"]))["events"]
    assert [e["text"] for e in of(events, "message", "customer")] == ["missä pakettini viipyy"]
