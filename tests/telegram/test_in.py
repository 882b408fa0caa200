"""Everything that a person can send in Telegram gets a defined, kind treatment, and reaches the desk."""

import io
from typing import Any

import pytest
from PIL import Image

from tests.harness import Gateway, of, types, until_async
from tests.telegram.emulator import Emulator, Fault
from tests.telegram.person import Person

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"
OGG = b"OggS\x00\x02" + bytes(20) + b"\x01\x1eOpusHead" + bytes(60)
MP4 = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2mp41" + bytes(64)


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "JPEG")
    return out.getvalue()


async def case_of(gateway: Gateway, chat: int = 4711) -> dict[str, Any]:
    """The case of a chat, as a lead sees it."""
    cid, _ = await gateway.services.chats.of(str(chat))
    aino = await gateway.agent("aino")
    return await aino.case(cid or "")


async def test_an_edit_is_shown_in_the_log_and_an_answered_turn_is_not_run_again(
    gateway: Gateway, liisa: Person
) -> None:
    update = liisa.says("missä pakettini on")
    await liisa.reads("Vastaus: missä pakettini on")
    liisa.edits(update, "missä pakettini 1002 on")
    liisa.says("onko mitään uutta")
    await liisa.reads("Vastaus: onko mitään uutta")
    events = (await case_of(gateway))["events"]
    [line, _] = of(events, "message", "customer")
    [edit] = of(events, "message.edited")
    assert (edit["text"], edit["data"]["event_id"]) == ("missä pakettini 1002 on", line["id"])
    assert [turn["message"] for turn in gateway.assistant.turns] == [
        "missä pakettini on",
        "onko mitään uutta",
    ]


async def test_a_photo_is_kept_in_the_one_store_acknowledged_and_offers_the_person(
    gateway: Gateway, liisa: Person, telegram: Emulator
) -> None:
    photo, small = telegram.add_file(picture()), telegram.add_file(b"thumb")
    liisa.says(
        photo=[small | {"width": 9, "height": 9}, photo | {"width": 40, "height": 30}], caption="tässä kuitti"
    )
    ack = await liisa.reads("kuva.jpg")
    assert ack.button("Puhu ihmiselle")
    case = await case_of(gateway)
    [line] = of(case["events"], "message", "customer")
    assert line["text"] == "tässä kuitti"
    [file] = line["data"]["files"]
    assert (file["type"], file["image"]) == ("image/jpeg", True)
    aino = await gateway.agent("aino")
    answer = await aino.call("GET", f"/conversations/{case['id']}/files/{file['id']}")
    assert answer.content == picture()


async def test_a_photo_of_a_broken_thing_brings_the_person(
    gateway: Gateway, liisa: Person, telegram: Emulator
) -> None:
    mikko = await gateway.agent("mikko")
    photo = telegram.add_file(picture()) | {"width": 40, "height": 30}
    liisa.says(photo=[photo], caption="kuppi tuli rikki")
    await liisa.reads("Kuvasi on tallessa, ja sen katsoo ihminen")
    await liisa.reads("Sinulle vastaa nyt: Mikko, toimitukset")
    [row] = (await mikko.call("GET", "/queue")).json()["conversations"]
    assert row["reasons"] == ["showed"]
    assert (await mikko.verb(row["id"], "claim")).status_code == 200


@pytest.mark.parametrize(
    ("kind", "content", "more", "type"),
    [
        ("document", PDF, {"file_name": "lasku.pdf", "mime_type": "application/pdf"}, "application/pdf"),
        ("voice", OGG, {"duration": 3, "mime_type": "audio/ogg"}, "audio/ogg"),
        ("video_note", MP4, {"duration": 3, "length": 240}, "video/mp4"),
        ("video", MP4, {"duration": 3, "width": 9, "height": 9}, "video/mp4"),
        ("animation", MP4, {"duration": 3, "width": 9, "height": 9, "file_name": "liike.mp4"}, "video/mp4"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_files_of_every_kind_reach_the_desk(
    gateway: Gateway, liisa: Person, telegram: Emulator, kind: str, content: bytes, more: Any, type: str
) -> None:
    liisa.says(**{kind: telegram.add_file(content) | more})
    await liisa.until_acknowledged()
    [line] = of((await case_of(gateway))["events"], "message", "customer")
    assert [file["type"] for file in line["data"]["files"]] == [type]
    assert line["data"]["origin"]["kind"] == kind


async def test_an_album_is_one_message(gateway: Gateway, liisa: Person, telegram: Emulator) -> None:
    for number in range(3):
        more = {"caption": "kolme kuvaa"} if not number else {}
        photo = telegram.add_file(picture()) | {"width": 40, "height": 30}
        liisa.says(photo=[photo], media_group_id="a1", **more)
    await liisa.until_acknowledged()
    [line] = of((await case_of(gateway))["events"], "message", "customer")
    assert (line["text"], len(line["data"]["files"])) == ("kolme kuvaa", 3)


@pytest.mark.parametrize(
    ("what", "shown"),
    [
        ({"location": {"latitude": 60.1699, "longitude": 24.9384}}, "60.16990, 24.93840"),
        ({"contact": {"phone_number": "+358401234567", "first_name": "Ville\u202e"}}, "Ville, +358401234567"),
        ({"venue": {"location": {"latitude": 60.1, "longitude": 24.9}, "title": "Kioski", "address": "Katu 1"}}, "Kioski, Katu 1"),
        ({"poll": {"id": "1", "question": "?", "options": [], "total_voter_count": 0, "is_closed": False, "is_anonymous": True, "type": "regular", "allows_multiple_answers": False, "allows_revoting": False}}, "(viesti, jota en osaa lukea)"),
    ],
)  # fmt: skip
async def test_what_the_bot_cannot_read_is_stored_acknowledged_and_shown_to_the_agent(
    gateway: Gateway, liisa: Person, what: dict[str, Any], shown: str
) -> None:
    liisa.says(**what)
    reply = await liisa.until_acknowledged()
    assert reply.button("Puhu ihmiselle")
    [line] = of((await case_of(gateway))["events"], "message", "customer")
    assert line["text"] == shown
    assert gateway.assistant.turns == []


async def test_a_sticker_is_its_emoji(gateway: Gateway, liisa: Person) -> None:
    sticker = {
        "file_id": "s", "file_unique_id": "s", "type": "regular", "width": 9, "height": 9, "is_animated": False,
        "is_video": False, "emoji": "👍",
    }  # fmt: skip
    liisa.says(sticker=sticker)
    await liisa.reads("Vastaus: 👍")


async def test_the_desk_sees_what_a_message_replies_to_and_where_it_was_forwarded_from(
    gateway: Gateway, liisa: Person, telegram: Emulator
) -> None:
    earlier = telegram.message(liisa.chat, text="tilaus 1002")["message"]
    origin = {"type": "hidden_user", "sender_user_name": "Mat\u200bti", "date": 1764230000}
    liisa.says("tästä on kyse", reply_to_message=earlier)
    liisa.says("näin he sanoivat", forward_origin=origin)
    await liisa.reads("näin he sanoivat")
    first, second = of((await case_of(gateway))["events"], "message", "customer")
    assert first["data"]["origin"]["reply_to"] == "tilaus 1002"
    assert second["data"]["origin"]["forwarded_from"] == "Matti"


async def test_a_group_is_refused_once_politely_and_left(gateway: Gateway, telegram: Emulator) -> None:
    group = {"id": -77, "type": "group", "title": "Naapurit"}
    for text in ("hei", "kuuletko"):
        telegram.give(telegram.update(message=telegram.message(4711, text=text)["message"] | {"chat": group}))
    line = await telegram.shown(-77, "kahden kesken")
    assert "https://t.me/tuulikello_bot" in line.text
    telegram.give(
        telegram.update(
            channel_post={
                "message_id": 1,
                "date": 1,
                "chat": {"id": -88, "type": "channel", "title": "K"},
                "text": "x",
            }
        )
    )
    await telegram.shown(-88, "kahden kesken")
    assert len(telegram.texts(-77)) == 1
    await telegram.called("leaveChat", 2)


async def test_blocked_and_unblocked_reach_the_desk_and_what_was_missed_follows(
    gateway: Gateway, liisa: Person
) -> None:
    aino, cid = await liisa.with_aino(gateway)
    liisa.member("kicked")
    await Told(gateway, cid).until("delivery.failed")
    await aino.say(cid, "Tämä odottaa sinua.")
    assert (await aino.case(cid))["delivery"]["unreachable"] == "blocked"
    assert "Tämä odottaa sinua." not in " ".join(liisa.texts)
    liisa.member("member")
    await liisa.reads("Tämä odottaa sinua.")
    assert (await aino.case(cid))["delivery"]["unreachable"] is None


class Told:
    """A case's events, as they come."""

    def __init__(self, gateway: Gateway, cid: str) -> None:
        self.gateway, self.cid = gateway, cid

    async def until(self, type: str, count: int = 1) -> list[dict[str, Any]]:
        async def there() -> bool:
            return types(await self.gateway.services.store.logs.after(self.cid)).count(type) >= count

        await until_async(there)
        return of(await self.gateway.services.store.logs.after(self.cid), type)


async def test_a_file_that_is_slow_to_come_does_not_keep_the_customer_waiting(
    gateway: Gateway, liisa: Person, telegram: Emulator
) -> None:
    telegram.fail("file", Fault(500, times=3))
    liisa.says(document=telegram.add_file(PDF) | {"file_name": "lasku.pdf"}, caption="tässä lasku")
    await liisa.until_acknowledged()
    cid, _ = await gateway.services.chats.of(str(liisa.chat))
    lines = await Told(gateway, cid or "").until("message", 4)
    mine = [one for one in lines if one["by"]["kind"] == "customer"]
    assert mine[0]["text"] == "tässä lasku"
    assert [f["name"] for one in mine for f in one["data"].get("files", ())] == ["lasku.pdf"]


async def test_the_conversation_goes_on_after_it_was_resolved_and_a_new_one_begins_after_it_expired(
    gateway: Gateway, liisa: Person
) -> None:
    aino, cid = await liisa.with_aino(gateway)
    await aino.verb(cid, "resolve")
    await liisa.reads("merkitsi asian hoidetuksi")
    liisa.says("se on yhä väärin")
    await liisa.reads("Keskustelu jatkuu")
    assert (await aino.case(cid))["handler"] == "agent"
    await gateway.services.store.erase(cid)
    liisa.says("uusi asia")
    await liisa.reads("Vastaus: uusi asia")
    fresh, _ = await gateway.services.chats.of(str(liisa.chat))
    assert fresh != cid
    assert (await case_of(gateway))["customer"]["helped_by"] == ["Aino"]
