"""A customer's promises in the chat, by buttons: seen, agreed on, moved, cancelled, in the calendar, "nobody called"."""

from typing import Any

from icalendar import Calendar

from tests.harness import Agent, Gateway, of, until_async
from tests.telegram.emulator import Emulator, Message
from tests.telegram.person import Person
from tests.telegram.test_plain_answers import cid_of, says

TIME = "tänään klo 13, Aino"


async def promised_a_call(
    gateway: Gateway, liisa: Person, due_at: str = "2026-11-25T14:30:00+02:00"
) -> Agent:
    """Aino has the case and promises to call."""
    aino, cid = await liisa.with_aino(gateway)
    made = await aino.verb(
        cid, "promises", client_id="p1", what="call", due_at=due_at, where="phone", phone="+358401234567",
        text="Kerron, mitä laskulle käy.",
    )  # fmt: skip
    assert made.status_code == 202, made.text
    await liisa.reads("lupasi soittaa")
    return aino


async def promises_of(gateway: Gateway, liisa: Person) -> list[dict[str, Any]]:
    c = (await gateway.services.store.load(await cid_of(gateway, liisa))).conversation
    return list((await gateway.services.cases.state(c))["promises"])


async def with_button(liisa: Person, like: str) -> Message:
    """The message that has it."""

    def has(one: Message) -> bool:
        return any(like in button["text"] for button in one.buttons)

    return next(filter(has, await liisa.telegram.until(liisa.chat, lambda all: any(map(has, all)))))


async def opened(liisa: Person) -> Message:
    """The promise, with what can be done about it."""
    liisa.says("/status")
    status = await liisa.reads("Lupaus: Aino")
    liisa.presses(status, "Muuta tai peru: tänään klo 14.30")
    return await with_button(liisa, "Vaihda aika")


async def test_status_says_who_what_with_its_text_by_when_where_and_what_happens_next(
    gateway: Gateway, liisa: Person
) -> None:
    await promised_a_call(gateway, liisa)
    liisa.says("/status")
    line = await liisa.reads("Lupaus: Aino")
    assert line.text == (
        "Asiasi on nyt tässä: Aino, laskutus. Seuraava viesti tulee samalta ihmiseltä tähän keskusteluun.\n"
        "Näin ymmärsimme asiasi:\nAsia: laskuni on väärin\nMitä on kokeiltu: Ei vielä mitään.\n"
        "Mitä toivot: Puhua ihmiselle.\n"
        "Lupaus: Aino, laskutus, lupasi soittaa: tänään klo 14.30, puhelimitse. “Kerron, mitä laskulle käy.” "
        "Soitto tulee numerosta +358 9 4245 1000 numeroon +358401234567."
    )


async def test_status_speaks_the_customers_language(
    gateway: Gateway, liisa: Person, telegram: Emulator
) -> None:
    says(telegram, liisa.chat, "sv", "/status")
    line = await liisa.reads("Det finns inga öppna löften.")
    assert line.button("Boka en tid")


async def test_a_promise_is_moved_to_one_of_a_few_free_times(gateway: Gateway, liisa: Person) -> None:
    await promised_a_call(gateway, liisa)
    liisa.presses(await opened(liisa), "Vaihda aika")
    times = await liisa.reads("Nämä ajat ovat vapaana")
    assert [one["text"] for one in times.buttons] == [
        TIME, "tänään klo 13.30, Aino", "tänään klo 14, Aino",
    ]  # fmt: skip
    assert all(len(one["callback_data"]) <= 64 for one in times.buttons)
    liisa.presses(times, TIME)
    await liisa.reads("tänään klo 13.")
    await until_async(lambda: _is(gateway, liisa, "moved", "2026-11-25T11:00:00.000Z"))


async def _is(gateway: Gateway, liisa: Person, status: str, due_at: str) -> bool:
    return [(one["status"], one["due_at"]) for one in await promises_of(gateway, liisa)] == [(status, due_at)]


async def test_it_is_cancelled_after_one_more_question_and_stands_when_the_answer_is_no(
    gateway: Gateway, liisa: Person
) -> None:
    await promised_a_call(gateway, liisa)
    liisa.presses(await opened(liisa), "Peru")
    sure = await liisa.reads("Perutaanko tämä: Aino, laskutus, tänään klo 14.30?")
    no, yes = sure.button("Ei, pidä voimassa"), sure.button("Kyllä, peru")
    liisa.presses_data(sure, no["callback_data"])
    await liisa.reads("Lupaus on voimassa: Aino, laskutus, tänään klo 14.30.")
    assert (await promises_of(gateway, liisa))[0]["status"] == "open"
    liisa.presses_data(sure, yes["callback_data"])
    await until_async(lambda: _is(gateway, liisa, "withdrawn", "2026-11-25T12:30:00.000Z"))
    before = liisa.telegram.count("answerCallbackQuery")
    liisa.presses_data(sure, yes["callback_data"])
    calls = await liisa.telegram.called("answerCallbackQuery", before + 1)
    assert "Tämä nappi kuuluu aiempaan kysymykseen" in calls[-1].params["text"]


async def test_the_time_comes_as_a_calendar_file(gateway: Gateway, liisa: Person, telegram: Emulator) -> None:
    await promised_a_call(gateway, liisa)
    liisa.presses(await opened(liisa), "Lisää kalenteriin")
    sent = await liisa.reads("Tässä on aika kalenteriisi: Aino, laskutus, tänään klo 14.30.")
    assert sent.file is not None
    name, content = sent.file
    assert name == "call.ics"
    [event] = Calendar.from_ical(content).walk("VEVENT")
    assert str(event["summary"]) == "Aino soittaa sinulle (Tuulikello)"
    assert event.decoded("dtstart").isoformat() == "2026-11-25T12:30:00+00:00"


async def test_a_time_is_agreed_on_with_nobody_here_and_one_press_twice_is_one_promise(
    gateway: Gateway, liisa: Person
) -> None:
    liisa.says("laskuni on väärin")
    await liisa.reads("Vastaus")
    liisa.says("/status")
    liisa.presses(await liisa.reads("Avoimia lupauksia ei ole."), "Sovi aika")
    times = await liisa.reads("Nämä ajat ovat vapaana")
    update = liisa.presses(times, TIME)
    await until_async(lambda: _is(gateway, liisa, "open", "2026-11-25T11:00:00.000Z"))
    [one] = await promises_of(gateway, liisa)
    assert (one["what"], one["where"], one["by"], one["who"]["name"]) == (
        "answer",
        "telegram",
        "customer",
        "Aino",
    )
    liisa.telegram.give(update)  # Telegram sends it once more
    liisa.presses(times, TIME)  # and Liisa presses again
    await liisa.reads("Se aika on jo sinun: Aino, laskutus, tänään klo 13.")
    assert len(await promises_of(gateway, liisa)) == 1


async def test_a_time_that_somebody_else_took_meanwhile_is_told_and_others_are_shown(
    gateway: Gateway, liisa: Person
) -> None:
    liisa.says("laskuni on väärin")
    await liisa.reads("Vastaus")
    liisa.says("/status")
    liisa.presses(await liisa.reads("Avoimia lupauksia ei ole."), "Sovi aika")
    times = await liisa.reads("Nämä ajat ovat vapaana")
    other = await gateway.customer(language="fi")
    slot = (await other.call("GET", "/slots")).json()["slots"][0]["slot"]
    body = {"client_id": "q", "what": "answer", "slot": slot}
    assert (await other.call("POST", "/promises", json=body)).status_code == 202
    liisa.presses(times, TIME)
    again = await liisa.reads("Joku toinen ehti juuri varata sen ajan")
    assert again.buttons[0]["text"] == "tänään klo 13.30, Aino"
    assert await promises_of(gateway, liisa) == []


async def test_while_somebody_able_is_free_no_time_is_given_but_the_person(
    gateway: Gateway, liisa: Person
) -> None:
    await gateway.agent("aino")
    liisa.says("/status")
    liisa.presses(await liisa.reads("Avoimia lupauksia ei ole."), "Sovi aika")
    line = await liisa.reads("nyt on vapaana: Aino, laskutus")
    assert line.button("Puhu ihmiselle")


async def test_nobody_called_is_a_button_once_the_time_has_passed(gateway: Gateway, liisa: Person) -> None:
    aino = await promised_a_call(gateway, liisa, "2026-11-25T12:40:00+02:00")
    gateway.clock.move(minutes=41)
    liisa.says("/status")
    status = await liisa.reads("klo 12.40, puhelimitse")
    liisa.presses(status, "Muuta tai peru: tänään klo 12.40")
    liisa.presses(await with_button(liisa, "Kukaan ei soittanut"), "Kukaan ei soittanut")
    await liisa.reads("olemme pahoillamme")
    events = (await aino.case(await cid_of(gateway, liisa)))["events"]
    assert of(events, "promise.disputed")


async def test_what_was_said_to_be_kept_can_be_disputed_here_too(gateway: Gateway, liisa: Person) -> None:
    aino = await promised_a_call(gateway, liisa, "2026-11-25T12:40:00+02:00")
    [one] = await promises_of(gateway, liisa)
    cid = await cid_of(gateway, liisa)
    await aino.verb(cid, f"promises/{one['id']}", do="kept", text="Lasku hyvitetään perjantaina.")
    liisa.says("/status")
    liisa.presses(await with_button(liisa, "Pidetty lupaus"), "Pidetty lupaus: tänään klo 12.40")
    liisa.presses(await with_button(liisa, "Kukaan ei soittanut"), "Kukaan ei soittanut")
    await liisa.reads("olemme pahoillamme")
    assert (await promises_of(gateway, liisa))[0]["status"] == "disputed"


async def test_forged_buttons_change_nothing_and_are_answered_as_old_ones(
    gateway: Gateway, liisa: Person
) -> None:
    await promised_a_call(gateway, liisa)
    [one] = await promises_of(gateway, liisa)
    shown = await opened(liisa)
    for data in (
        f"p:at:{one['id']}:{'9' * 20}~aino", "p:at::99999999999999~aino", "p:at::-1~aino", "p:at:x:1~aino",
        "p:at::1764064800~nobody", "p:move:x:", "p:one:", "p:what:x", "p:", "p",
    ):  # fmt: skip
        before = liisa.telegram.count("answerCallbackQuery")
        liisa.presses_data(shown, data)
        calls = await liisa.telegram.called("answerCallbackQuery", before + 1)
        assert "Tämä nappi kuuluu aiempaan kysymykseen" in calls[-1].params.get("text", ""), data
    assert await promises_of(gateway, liisa) == [one]
