"""What a tired customer does by accident and a hostile one on purpose: nothing breaks, nothing is lost, nobody is let in."""

import asyncio

import pytest

from tests.harness import Agent, Gateway, of, types, until_async
from tests.telegram.emulator import Emulator
from tests.telegram.person import Person
from tests.telegram.test_in import Told, case_of, picture
from tests.telegram.test_once import PATH, lines_of


async def blocked(gateway: Gateway, liisa: Person) -> tuple[Agent, str]:
    """Liisa, whom Aino has blocked."""
    aino, cid = await liisa.with_aino(gateway, "haukun teidät")
    answer = await aino.verb(cid, "block", reason="haukkuu asiakaspalvelijaa", days=7)
    assert answer.status_code == 200, answer.text
    return aino, cid


async def test_who_is_blocked_gets_through_by_no_way_and_hears_so_once(
    gateway: Gateway, liisa: Person, telegram: Emulator
) -> None:
    _aino, cid = await blocked(gateway, liisa)
    before = await gateway.services.store.logs.after(cid)
    said = liisa.says("taas haukun")
    await liisa.reads("Ihminen päätti tämän keskustelun")
    for n in range(10):
        liisa.says(f"ja taas {n}")
    liisa.edits(said, "haukun muokkaamalla")
    liisa.says(photo=[telegram.add_file(picture()) | {"width": 9, "height": 9}], caption="haukun kuvalla")
    liisa.says("/human")
    line = telegram.chats[liisa.chat][0]
    pressed = liisa.presses_data(line, "h:0")
    await until_async(lambda: _seen(gateway, telegram, pressed))
    after = await gateway.services.store.logs.after(cid)
    assert [e for e in after if e["type"] != "slip"] == [e for e in before if e["type"] != "slip"]
    assert sum("Ihminen päätti" in text for text in liisa.texts) == 1


async def _seen(gateway: Gateway, telegram: Emulator, update: dict[str, object]) -> bool:
    query = update["callback_query"]
    assert isinstance(query, dict)
    return any(c.params.get("callback_query_id") == query["id"] for c in telegram.calls)


async def test_forget_erases_what_a_blocked_customer_said_and_does_not_let_them_in_again(
    gateway: Gateway, liisa: Person
) -> None:
    _aino, cid = await blocked(gateway, liisa)
    liisa.says("/forget")
    liisa.presses(await liisa.reads("Poistetaanko"), "Kyllä, poista")
    await liisa.reads("poistettu meiltä")
    assert await gateway.services.redis.keys(f"*{cid}:*") == []
    liisa.says("täällä taas")
    await liisa.reads("Ihminen päätti tämän keskustelun")


async def test_a_person_asked_for_by_an_edit_is_asked_for(gateway: Gateway, liisa: Person) -> None:
    await gateway.agent("aino")
    update = liisa.says("haluan ihmiten")
    await liisa.reads("Vastaus: haluan ihmiten")
    liisa.edits(update, "haluan ihmisen")
    await liisa.reads("Sinulle vastaa nyt: Aino")


async def test_edits_in_odd_orders_lose_nothing(hooked: Gateway, telegram: Emulator) -> None:
    first = telegram.message(4711, text="yksi")

    def edit(text: str) -> dict[str, object]:
        return telegram.update(edited_message=first["message"] | {"text": text, "edit_date": 1764230005})

    edits = [edit(text) for text in ("kaksi", "kolme", "kolme", "")]
    for update in (edits[1], first, edits[0], edits[1], edits[2], edits[3], first):
        assert (await telegram.call_webhook(hooked.http, hooked.base + PATH, update)).status_code == 200
    assert await lines_of(hooked, 4711) == ["yksi"]
    cid, _ = await hooked.services.chats.of("4711")
    log = await hooked.services.store.logs.after(cid or "")
    assert [e["text"] for e in of(log, "message.edited")] == ["kolme", "kaksi", "kolme"]


async def test_every_caption_of_an_album_is_kept_and_its_pictures_stand_in_its_order(
    gateway: Gateway, liisa: Person, telegram: Emulator
) -> None:
    parts = []
    for n in range(3):
        photo = telegram.add_file(picture()) | {"width": 9, "height": 9}
        document = photo | {"file_name": f"sivu{n}.jpg"}
        parts.append(
            telegram.message(liisa.chat, document=document, media_group_id="a", caption=f"kuitin sivu {n}")
        )
    telegram.give(parts[2], parts[0], parts[1], parts[0])
    await liisa.until_acknowledged()
    [line] = of((await case_of(gateway))["events"], "message", "customer")
    assert line["text"] == "kuitin sivu 0\nkuitin sivu 1\nkuitin sivu 2"
    assert [one["name"] for one in line["data"]["files"]] == ["sivu0.jpg", "sivu1.jpg", "sivu2.jpg"]


@pytest.mark.parametrize("text", ["\u202e\u2066", "\x00\x01", "\u202e \n \u202d"])
async def test_a_message_of_hidden_characters_only_is_acknowledged(
    gateway: Gateway, liisa: Person, text: str
) -> None:
    liisa.says(text)
    await liisa.until_acknowledged()
    assert await lines_of(gateway, liisa.chat) == ["(viesti, jota en osaa lukea)"]


async def test_a_slash_before_words_is_kept_as_it_was_written(gateway: Gateway, liisa: Person) -> None:
    liisa.says("/Tilaus 1002 ei tullut")
    await liisa.reads("Vastaus: Tilaus 1002 ei tullut")
    assert await lines_of(gateway, liisa.chat) == ["/Tilaus 1002 ei tullut"]


async def test_tricks_in_places_and_contacts_do_not_reach_the_desk(gateway: Gateway, liisa: Person) -> None:
    place = {"latitude": 60.1, "longitude": 24.9}
    liisa.says(venue={"location": place, "title": "Kio\u202eski" + "x" * 9000, "address": "Katu\n\u00001"})
    liisa.says(contact={"phone_number": "+358\u202e401\n", "first_name": "Ville\u200b"})
    await until_async(lambda: _lines(gateway, liisa, 2))
    venue, contact = await lines_of(gateway, liisa.chat)
    assert len(venue) <= 4000
    assert venue.startswith("Kioskix")
    assert contact == "Ville, +358401"


async def _lines(gateway: Gateway, person: Person, count: int) -> bool:
    cid, _ = await gateway.services.chats.of(str(person.chat))
    return bool(cid) and len(await lines_of(gateway, person.chat)) == count


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
async def test_a_press_or_a_command_in_a_crowd_opens_no_case(
    gateway: Gateway, telegram: Emulator, kind: str
) -> None:
    crowd = {"id": -99, "type": kind, "title": "\u202eNaapurit"}
    message = telegram.message(4711, text="/human")["message"] | {"chat": crowd}
    query = {"id": "q", "from": {"id": 4711, "is_bot": False, "first_name": "L"}, "chat_instance": "1"}
    telegram.give(
        telegram.update(callback_query=query | {"data": "h:0", "message": message}),
        telegram.update(message=message),
        telegram.update(message=message | {"new_chat_members": [query["from"]], "text": None}),
    )
    await telegram.shown(-99, "kahden kesken")
    await telegram.called("leaveChat")
    assert await gateway.services.chats.of("-99") == (None, None)
    assert len(telegram.texts(-99)) == 1


async def test_a_flood_of_one_chat_keeps_its_order_and_leaves_the_others_their_turn(
    gateway: Gateway, liisa: Person, telegram: Emulator
) -> None:
    pekka = Person(telegram, 4712)
    for n in range(200):
        liisa.says(f"tulva {n}")
    pekka.says("hiljainen kysymys")
    await pekka.reads("Vastaus: hiljainen kysymys", 10)
    await until_async(lambda: _lines(gateway, liisa, 200))
    assert await lines_of(gateway, liisa.chat) == [f"tulva {n}" for n in range(200)]


async def test_the_buttons_of_somebody_elses_case_do_nothing_here(
    gateway: Gateway, liisa: Person, telegram: Emulator
) -> None:
    aino, cid = await liisa.with_aino(gateway)
    thief = Person(telegram, 666)
    thief.says("hei siellä te")
    line = await thief.reads("Vastaus")
    events = [e["id"] for e in await gateway.services.store.logs.after(cid)]
    for data in (f"t:{cid}", f"c:{events[0]}:0", "f:yes:4711", "w", "a:1", f"h:{events[-1]}"):
        thief.presses_data(line, data)
    await telegram.called("answerCallbackQuery", 6)
    assert (await aino.case(cid))["holder"]["id"] == "aino"
    assert [e["id"] for e in await gateway.services.store.logs.after(cid)] == events


async def test_a_tired_customer_presses_everything_twice(
    gateway: Gateway, liisa: Person, telegram: Emulator
) -> None:
    await gateway.agent("aino")
    liisa.says("en jaksa enää")
    line = await liisa.reads("Vastaus")
    for _ in range(4):
        liisa.presses_data(line, line.button("Puhu ihmiselle")["callback_data"]) if line.buttons else None
    liisa.says("/human")
    liisa.says("/ihminen")
    await telegram.called("answerCallbackQuery", 4)
    cid, _ = await gateway.services.chats.of(str(liisa.chat))
    await Told(gateway, cid or "").until("handoff.offered")
    log = await gateway.services.store.logs.after(cid or "")
    assert types(log).count("handoff.requested") == 1
    await asyncio.sleep(0)
