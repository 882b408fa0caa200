"""One case, two channels; commands; agents on the move; and what nobody should send."""

import re
from typing import Any

import pytest

from bot.store.errands import Errands
from bot.store.keys import desk
from tests.harness import Gateway, of, refused, until_async
from tests.telegram.conftest import ready
from tests.telegram.emulator import Emulator
from tests.telegram.person import Person
from tests.telegram.test_in import PDF, Told, case_of


async def linked(gateway: Gateway, liisa: Person) -> tuple[Any, str]:
    """A customer of the web page whose conversation goes on in Telegram: them, and the code."""
    await ready(gateway)
    customer = await gateway.customer(language="fi")
    await customer.write("laskuni <b>1002</b> on väärin")
    await customer.bot_lines()
    answer = await customer.call("POST", "/link")
    assert answer.status_code == 201
    code = answer.json()["code"]
    assert answer.json()["url"] == f"https://t.me/tuulikello_bot?start={code}"
    assert re.fullmatch(r"[\w-]{22,64}", code)  # ≥ 128 bits, as a start parameter may be
    liisa.says(f"/start {code}")
    return customer, code


async def test_the_web_case_goes_on_in_telegram_with_its_history_and_owner(
    gateway: Gateway, liisa: Person
) -> None:
    customer, _ = await linked(gateway, liisa)
    recap = await liisa.reads("sama keskustelu kuin verkossa")
    assert "Sinä verkossa: laskuni <b>1002</b> on väärin" in recap.text
    assert "Botti: Vastaus" in recap.text
    liisa.says("jatkan puhelimella")
    await liisa.reads("Vastaus: jatkan puhelimella")
    events = await customer.events()
    assert [e["text"] for e in of(events, "message", "customer")] == [
        "laskuni <b>1002</b> on väärin", "jatkan puhelimella",
    ]  # fmt: skip


async def test_lines_go_to_the_channel_used_last_and_the_chat_catches_up(
    gateway: Gateway, liisa: Person
) -> None:
    customer, _ = await linked(gateway, liisa)
    await liisa.reads("sama keskustelu")
    await customer.write("olenkin taas koneella")
    await customer.bot_lines(2)
    liisa.says("ja nyt puhelimella")
    await liisa.reads("Vastaus: ja nyt puhelimella")
    said = [text for text in liisa.texts if "koneella" in text or "puhelimella" in text]
    assert said == [
        "Sinä verkossa:\nolenkin taas koneella", "Vastaus: olenkin taas koneella", "Vastaus: ja nyt puhelimella",
    ]  # fmt: skip


async def test_a_code_works_once_and_guessing_is_slowed_down(
    gateway: Gateway, liisa: Person, telegram: Emulator
) -> None:
    _, code = await linked(gateway, liisa)
    await liisa.reads("sama keskustelu")
    thief = Person(telegram, 666)
    thief.says(f"/start {code}")
    await thief.reads("Linkki on jo käytetty")
    for number in range(6):
        thief.says(f"/start guess{number}")
    await thief.reads("Linkkejä on kokeiltu liian monta")
    assert not any("1002" in text for text in thief.texts)


async def test_back_to_the_web_by_a_link_of_single_use_whose_secret_stands_after_the_hash(
    gateway: Gateway, liisa: Person
) -> None:
    liisa.says("hei siellä te")
    await liisa.reads("Vastaus: hei siellä te")
    liisa.says("/web")
    line = await liisa.reads("#aina=")
    code = line.text.partition("#aina=")[2].split()[0]
    answer = await gateway.http.post(f"{gateway.base}/v1/conversations/open", json={"secret": code})
    assert answer.status_code == 200
    opened = answer.json()
    headers = {"Authorization": f"Bearer {opened['token']}"}
    events = await gateway.http.get(f"{gateway.base}/v1/conversations/{opened['id']}/events", headers=headers)
    assert [e["text"] for e in of(events.json()["events"], "message")] == [
        "hei siellä te",
        "Vastaus: hei siellä te",
    ]
    again = await gateway.http.post(f"{gateway.base}/v1/conversations/open", json={"secret": code})
    refused(again, 404, "link_unknown")
    log = await gateway.services.store.logs.after(opened["id"])
    assert code not in str(log)


@pytest.mark.parametrize("command", ["/human", "/ihminen", "/manniska", "/human@tuulikello_bot"])
async def test_the_person_by_command(gateway: Gateway, liisa: Person, command: str) -> None:
    await gateway.agent("aino")
    liisa.says(command)
    await liisa.reads("Sinulle vastaa nyt: Aino, laskutus")
    assert gateway.assistant.turns == []


async def test_status_says_who_has_it_what_is_next_and_what_was_promised(
    gateway: Gateway, liisa: Person
) -> None:
    aino, cid = await liisa.with_aino(gateway)
    await aino.verb(
        cid,
        "promises",
        client_id="p",
        what="answer",
        due_at="2026-11-25T14:30:00+02:00",
        where="telegram",
        text="x",
    )
    liisa.says("/status")
    line = await liisa.reads("klo 14.30, tässä chatissa")
    assert "Asiasi on nyt tässä: Aino, laskutus." in line.text


async def test_the_language_is_changed_by_button_and_stays(gateway: Gateway, liisa: Person) -> None:
    liisa.says("/language")
    asked = await liisa.reads("Millä kielellä")
    liisa.presses(asked, "English")
    await liisa.reads("We'll carry on in English")
    liisa.says("/help")
    await liisa.reads("in your own words")


async def test_forget_asks_then_erases_everything(
    gateway: Gateway, liisa: Person, telegram: Emulator
) -> None:
    _aino, cid = await liisa.with_aino(gateway, "salainen laskuni")
    liisa.says("/forget")
    asked = await liisa.reads("Poistetaanko")
    liisa.presses(asked, "Kyllä, poista")
    await liisa.reads("poistettu meiltä")
    kept = await gateway.services.redis.keys(f"*{cid}*")
    assert kept == []
    feed = await gateway.services.redis.xrange("aina:{s0}:feed")
    assert "salainen" not in str(feed)
    liisa.says("/privacy")
    await liisa.reads("180 päivää")


async def test_the_menu_is_set_in_every_language(gateway: Gateway, telegram: Emulator) -> None:
    await ready(gateway)
    calls = await telegram.called("setMyCommands", 4)
    by_language = {
        c.params.get("language_code", ""): [x["command"] for x in c.params["commands"]] for c in calls
    }
    assert by_language["fi"][0] == "ihminen"
    assert by_language["sv"][0] == "manniska"
    assert {"status", "language", "privacy", "forget", "help"} <= set(by_language["en"])


async def test_the_place_in_the_queue_is_edited_in_place(
    gateway: Gateway, liisa: Person, telegram: Emulator
) -> None:
    first = await gateway.customer()
    await first.call("POST", "/human")
    aino = await gateway.agent("aino", status="away")
    liisa.says("/human")
    await liisa.reads("Pyyntösi")
    await telegram.until(liisa.chat, lambda all: any("En tarvitsekaan" in str(one.buttons) for one in all))
    await first.call("DELETE", "/human")
    cid, _ = await gateway.services.chats.of(str(liisa.chat))
    await aino.verb(cid or "", "claim")
    await liisa.reads("Aino, laskutus")
    await telegram.until(liisa.chat, lambda all: any("Jonotus päättyi" in one.text for one in all))
    ended = next(one for one in telegram.chats[liisa.chat] if "Jonotus päättyi" in one.text)
    assert ended.edits >= 1
    assert ended.buttons == []


async def test_an_old_button_answers_with_who_it_is_now(
    gateway: Gateway, liisa: Person, telegram: Emulator
) -> None:
    liisa.says("yksi kysymys")
    old = await liisa.reads("Vastaus: yksi kysymys")
    data = old.button("Puhu ihmiselle")["callback_data"]
    liisa.says("toinen kysymys")
    await liisa.reads("Vastaus: toinen kysymys")
    await telegram.until(liisa.chat, lambda _: not old.buttons)
    aino = await gateway.agent("aino")
    liisa.presses_data(old, data)
    await telegram.called("answerCallbackQuery")
    await until_async(lambda: _taken(aino))
    liisa.presses_data(old, data)
    calls = await telegram.called("answerCallbackQuery", 2)
    assert "Aino, laskutus" in calls[-1].params["text"]


async def _taken(aino: Any) -> bool:
    rows = (await aino.call("GET", "/queue")).json()["conversations"]
    return bool(rows) and (await aino.verb(rows[0]["id"], "claim")).status_code == 200


async def test_an_agent_links_a_chat_is_told_of_who_waits_and_takes_it_there(
    gateway: Gateway, liisa: Person, telegram: Emulator
) -> None:
    await ready(gateway)
    aino = await gateway.agent("aino", status="away")
    code = (await aino.call("POST", "/telegram")).json()["code"]
    pocket = Person(telegram, 999)
    pocket.says(f"/start {code}")
    await pocket.reads("Hei Aino")
    liisa.says("/human")
    await liisa.reads("Pyyntösi")
    cid, _ = await gateway.services.chats.of(str(liisa.chat))
    for _ in range(4):
        gateway.clock.move(minutes=16)
        await aino.call("PUT", "/presence", json={"status": "away"})
        if any("odottaa ihmistä" in text for text in pocket.texts):
            break
        await pocket.telegram.until(999, lambda all: True)
        await Told(gateway, cid or "").until("alert.raised")
    told = await pocket.reads("odottaa ihmistä")
    pocket.presses(told, "Ota tämä")
    await liisa.reads("Aino, laskutus, ")
    await pocket.reads("Otettu: Aino")
    assert (await aino.case(cid or ""))["holder"]["id"] == "aino"
    assert (await aino.call("GET", "/telegram")).json() == {"linked": True}
    assert (await aino.call("DELETE", "/telegram")).json() == {"linked": False}


async def test_agents_files_arrive_in_the_chat(gateway: Gateway, liisa: Person) -> None:
    aino, cid = await liisa.with_aino(gateway)
    sent = await aino.call(
        "POST", f"/conversations/{cid}/files", files={"file": ("lasku.pdf", PDF, "application/pdf")}
    )
    await aino.verb(cid, "messages", client_id="f", text="", files=[sent.json()["file"]["id"]])
    line = await liisa.telegram.until(liisa.chat, lambda all: any(one.file for one in all))
    [file] = [one for one in line if one.file]
    assert file.file == ("lasku.pdf", PDF)
    assert file.text == "Aino, laskutus"


@pytest.mark.parametrize(
    "text", ["<b>", "&lt;", "a < b & c > d", "*_~`[x](y)", "</b></i>", "\u202eabc", "!" * 3]
)
async def test_no_text_can_break_the_form_of_a_line(gateway: Gateway, liisa: Person, text: str) -> None:
    if "\u202e" in text:
        liisa.says(f"hei {text} vaan")
        await liisa.reads("Vastaus: hei abc vaan")
        return
    aino, cid = await liisa.with_aino(gateway)
    await aino.say(cid, f"rivi {text}")
    assert (await liisa.reads("rivi ")).text == f"Aino, laskutus\nrivi {text}"


async def test_a_person_typing_is_shown(gateway: Gateway, liisa: Person, telegram: Emulator) -> None:
    _aino, cid = await liisa.with_aino(gateway)
    before = telegram.count("sendChatAction")
    await gateway.services.cases.agent_types(cid, "aino")
    await telegram.called("sendChatAction", before + 1)


async def test_10_000_characters_are_kept_whole(gateway: Gateway, liisa: Person) -> None:
    text = " ".join(f"Lause numero {n} on tässä." for n in range(400))
    liisa.says(text)
    await liisa.reads("Vastaus: Lause")
    said = of((await case_of(gateway))["events"], "message", "customer")
    assert " ".join(one["text"] for one in said) == text
    assert all(len(one["text"]) <= 4000 for one in said)


async def test_a_long_text_goes_out_split_at_sentences(gateway: Gateway, liisa: Person) -> None:
    aino, cid = await liisa.with_aino(gateway)
    text = " ".join(f"Lause {n} & <tämä>." for n in range(190))
    await aino.say(cid, text)
    await liisa.reads("Lause 189")
    mine = [
        one.partition("Aino, laskutus\n")[2] or one
        for one in liisa.texts
        if "Lause" in one and "Vastaus" not in one
    ]
    assert " ".join(mine) == text
    assert all(one.endswith(".") for one in mine)


@pytest.mark.parametrize(
    "data", ["x" * 70, "", "h", "c:1-1:9", "c:::", "l:xx", "w", "t:0-abc", "f:", "ä" * 40]
)
async def test_a_callback_that_is_none_of_ours_is_answered_and_changes_nothing(
    gateway: Gateway, liisa: Person, telegram: Emulator, data: str
) -> None:
    liisa.says("hei siellä te")
    reply = await liisa.reads("Vastaus")
    before = await case_of(gateway)
    liisa.presses_data(reply, data)
    await telegram.called("answerCallbackQuery")
    after = await case_of(gateway)
    shown = [e for e in after["events"] if e["type"] not in ("slip", "handoff.requested", "handoff.offered")]
    assert len(shown) <= len(before["events"]) + (1 if data == "h" else 0)


async def test_a_file_whose_content_is_not_its_type_is_refused_with_a_plain_word(
    gateway: Gateway, liisa: Person, telegram: Emulator
) -> None:
    liisa.says(document=telegram.add_file(b"MZ\x90\x00" + bytes(200)) | {"file_name": "lasku.pdf"})
    await liisa.reads("Tätä tiedostoa emme ota vastaan")
    [line] = of((await case_of(gateway))["events"], "message", "customer")
    assert line["text"] == "(lasku.pdf)"
    assert "files" not in line["data"]


async def test_a_file_over_20_mb_is_told_plainly(gateway: Gateway, liisa: Person, telegram: Emulator) -> None:
    file = telegram.add_file(b"x") | {
        "file_name": "iso.mp4",
        "file_size": 30_000_000,
        "duration": 1,
        "width": 1,
        "height": 1,
    }
    liisa.says(video=file)
    await liisa.reads("enintään 20 megatavua")


@pytest.mark.parametrize(
    ("name", "shown"),
    [("Mai\u200bja\u202e", "Maija"), ("\u200b\u2066", None), ("A\u0000\nB", "A B"), ("<b>x</b>", "<b>x</b>"), ("n" * 200, "n" * 64)],
)  # fmt: skip
async def test_tricks_in_names_do_not_reach_the_desk(
    gateway: Gateway, liisa: Person, telegram: Emulator, name: str, shown: str | None
) -> None:
    update = telegram.message(liisa.chat, text="hei siellä te")
    update["message"]["from"]["first_name"] = name
    telegram.give(update)
    await liisa.reads("Vastaus")
    assert (await case_of(gateway))["name"] == shown


async def test_what_the_day_cannot_keep_reaches_the_linked_chats_of_leads_on_shift_once(
    gateway: Gateway, telegram: Emulator
) -> None:
    await ready(gateway)
    services, aino, mikko = gateway.services, await gateway.agent("aino"), await gateway.agent("mikko")
    for agent, chat in {"aino": "8101", "mikko": "8102"}.items():
        await services.routes.link(agent, chat)
    customer = await gateway.customer()
    await customer.call("POST", "/human")
    assert (await mikko.verb(customer.id, "claim")).status_code == 200
    body = {
        "client_id": "p1",
        "what": "answer",
        "where": "web",
        "text": "Salaisuus",
        "due_at": "2026-11-25T15:30:00Z",
    }
    assert (await mikko.verb(customer.id, "promises", **body)).status_code == 202
    gateway.clock.move(hours=3, minutes=31)
    await aino.call("PUT", "/presence", json={"status": "online"})
    await services.desk.set_presence("mikko", "offline", services.now())
    await services.roster.refresh()
    for _ in range(2):  # the second as after a kill between telling and writing down that it was told
        await services.day_end.look()
        await services.redis.delete(desk("day-end", "2026-11-25"))
    told = await telegram.shown(8101, "Mikko, vastaus (ei paikalla)")
    assert "klo 17.30" in told.text
    assert "Salaisuus" not in told.text

    async def nothing_owed() -> bool:
        return not await Errands(services.redis).all()

    await until_async(nothing_owed)
    assert len(telegram.texts(8101)) == 1
    assert telegram.texts(8102) == [], "no lead"
