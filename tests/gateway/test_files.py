"""Attachments both ways: checked by content, kept for the case, given back as downloads only."""

import asyncio
import io
import json
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.harness import Customer, FakeAssistant, Gateway, RedisServer, of, refused, types
from tests.harness import gateway as started

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def picture(form: str = "PNG", size: tuple[int, int] = (40, 30), **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, form, **more)
    return out.getvalue()


def photo_with_place() -> bytes:
    """A photo that says where it was taken."""
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x010F] = "Kamera-Merkki"
    return picture("JPEG", exif=exif)


@pytest.fixture
async def gateway(redis: RedisServer, assistant: FakeAssistant, tmp_path: Path) -> AsyncIterator[Gateway]:
    async with started(redis.url, assistant, DATA_DIR=str(tmp_path)) as running:
        yield running


async def sent(
    customer: Customer, name: str, content: bytes, type: str = "application/octet-stream"
) -> httpx.Response:
    return await customer.call("POST", "/files", files={"file": (name, content, type)})


async def stored(customer: Customer, name: str = "kuva.png", content: bytes | None = None) -> dict[str, Any]:
    answer = await sent(customer, name, content or picture())
    assert answer.status_code == 201, answer.text
    return dict(answer.json()["file"])


async def test_a_picture_reaches_the_desk_as_it_was_sent(gateway: Gateway) -> None:
    aino, customer = await gateway.agent("aino"), await gateway.customer()
    content = picture()
    file = await stored(customer, "kuva kotoa.png", content)
    assert file | {"id": ""} == {
        "id": "", "name": "kuva kotoa.png", "type": "image/png", "size": len(content), "image": True,
    }  # fmt: skip
    await customer.call("POST", "/human")
    await customer.write("tässä kuva", files=[file["id"]])
    case = await aino.case(customer.id)
    [line] = of(case["events"], "message", "customer")
    assert line["data"]["files"] == [file]
    answer = await aino.call("GET", f"/conversations/{customer.id}/files/{file['id']}")
    assert answer.content == content


async def test_a_file_comes_back_as_a_download_that_can_run_nothing(gateway: Gateway) -> None:
    customer = await gateway.customer()
    file = await stored(customer, 'l"asku;ä.pdf', PDF)
    answer = await customer.call("GET", f"/files/{file['id']}")
    assert answer.content == PDF
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''lasku%3B%C3%A4.pdf"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"] == "application/pdf"


async def test_a_shop_of_another_origin_may_show_and_save_files(
    redis: RedisServer, assistant: FakeAssistant, tmp_path: Path
) -> None:
    allowed = "https://shop.example"
    async with started(redis.url, assistant, DATA_DIR=str(tmp_path), ALLOWED_ORIGINS=allowed) as gateway:
        customer = await gateway.customer()
        file = await stored(customer)
        for path in (f"/files/{file['id']}", f"/files/{file['id']}?preview=1"):
            answer = await customer.call("GET", path, headers={"Origin": allowed, "Accept-Encoding": "gzip"})
            assert answer.headers["access-control-allow-origin"] == allowed


async def test_a_preview_is_encoded_afresh_without_place_and_camera(gateway: Gateway) -> None:
    customer = await gateway.customer()
    original = photo_with_place()
    file = await stored(customer, "kuva.jpg", original)
    answer = await customer.call("GET", f"/files/{file['id']}?preview=1")
    assert answer.headers["content-type"] == "image/webp"
    assert answer.headers["content-disposition"].startswith("inline")
    seen = Image.open(io.BytesIO(answer.content))
    assert seen.size == (40, 30)
    assert not dict(seen.getexif())
    assert b"Kamera" in original
    assert b"Kamera" not in answer.content


async def test_a_large_picture_is_shown_small(gateway: Gateway) -> None:
    customer = await gateway.customer()
    file = await stored(customer, "iso.jpg", picture("JPEG", (4000, 3000)))
    answer = await customer.call("GET", f"/files/{file['id']}?preview=1")
    assert Image.open(io.BytesIO(answer.content)).size == (1600, 1200)


async def test_what_is_no_picture_has_no_preview(gateway: Gateway) -> None:
    customer = await gateway.customer()
    file = await stored(customer, "lasku.pdf", PDF)
    assert not file["image"]
    refused(await customer.call("GET", f"/files/{file['id']}?preview=1"), 404, "file_unknown")


async def test_an_agents_file_reaches_the_customer_under_the_agents_name(gateway: Gateway) -> None:
    aino, customer = await gateway.agent("aino"), await gateway.customer()
    await customer.call("POST", "/human")
    await aino.verb(customer.id, "claim")
    answer = await aino.call(
        "POST", f"/conversations/{customer.id}/files", files={"file": ("ohje.pdf", PDF, "application/pdf")}
    )
    assert answer.status_code == 201
    file = answer.json()["file"]
    said = await aino.verb(customer.id, "messages", client_id="a1", files=[file["id"]])
    assert said.status_code == 202
    [line] = of(await customer.events(), "message", "agent")
    assert (line["by"]["name"], line["text"], line["data"]["files"]) == ("Aino", "", [file])
    assert (await customer.call("GET", f"/files/{file['id']}")).content == PDF


async def test_the_bot_says_that_it_cannot_look_and_who_can(gateway: Gateway) -> None:
    customer = await gateway.customer()
    file = await stored(customer)
    await customer.write("", files=[file["id"]])
    [line] = await customer.bot_lines()
    assert "kuva.png" in line["text"]
    assert line["data"]["offers_human"]
    assert line["data"]["miss"]
    await customer.write("joo kiitos")
    await customer.until(lambda es: "handoff.requested" in types(es))
    assert gateway.assistant.turns == []


async def test_words_beside_a_file_are_answered_too(gateway: Gateway) -> None:
    customer = await gateway.customer()
    file = await stored(customer)
    await customer.write("onko tämä oikea osa?", files=[file["id"]])
    lines = await customer.bot_lines(2)
    assert lines[1]["text"] == "Vastaus: onko tämä oikea osa?"


async def test_the_same_message_with_its_file_twice_is_one(gateway: Gateway) -> None:
    customer = await gateway.customer()
    one, other = await stored(customer), await stored(customer)
    first = await customer.write("", "c1", files=[one["id"]])
    assert await customer.write("", "c1", files=[one["id"]]) == first
    body = {"client_id": "c1", "text": "", "files": [other["id"]]}
    refused(await customer.call("POST", "/messages", json=body), 409, "client_id_reused")


@pytest.mark.parametrize(
    ("name", "content", "type", "code"),
    [
        ("sivu.html", b"<!doctype html><script>alert(1)</script>", "text/html", "file_type_refused"),
        ("kuva.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "image/svg+xml", "file_type_refused"),
        ("ohjelma.exe", b"MZ\x90\x00" + bytes(200), "application/x-msdownload", "file_type_refused"),
        ("skripti.txt", b"#!/bin/sh\nrm -rf /", "text/plain", "file_type_refused"),
        ("arkisto.zip", b"PK\x03\x04" + bytes(60), "application/zip", "file_type_refused"),
        ("kuva.png", PDF, "image/png", "file_name_disagrees"),
        ("lasku.pdf", b"MZ\x90\x00" + bytes(200), "application/pdf", "file_type_refused"),
        ("lasku.pdf.exe", PDF, "application/pdf", "file_name_disagrees"),
        ("lasku.txt", b"hei\x00\x01\x02" + bytes(20), "text/plain", "file_type_refused"),
        ("kuva.png", picture()[:60], "image/png", "file_damaged"),
        ("kuva.pdf", PDF, "image/png", "file_name_disagrees"),
        ("tyhja.txt", b"", "text/plain", "file_empty"),
    ],
)  # fmt: skip
async def test_what_is_not_what_it_says_or_could_run_is_refused(
    gateway: Gateway, tmp_path: Path, name: str, content: bytes, type: str, code: str
) -> None:
    customer = await gateway.customer()
    refused(await sent(customer, name, content, type), 400, code)
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


async def test_a_picture_that_unfolds_beyond_any_camera_is_refused(gateway: Gateway) -> None:
    bomb = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(bomb, "PNG")
    customer = await gateway.customer()
    refused(await sent(customer, "kuva.png", bomb.getvalue()), 400, "file_damaged")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/lasku.pdf", "lasku.pdf"),
        ("C:\\Users\\Liisa\\lasku.pdf", "lasku.pdf"),
        ("lasku\u202efdp.pdf", "laskufdp.pdf"),
        ("lasku", "lasku.pdf"),
        ("lasku v1.2", "lasku v1.2.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
async def test_a_name_is_kept_without_folders_and_hidden_letters(
    gateway: Gateway, name: str, kept: str
) -> None:
    assert (await stored(await gateway.customer(), name, PDF))["name"] == kept


async def test_over_20_mb_is_refused_and_nothing_stays(gateway: Gateway, tmp_path: Path) -> None:
    customer = await gateway.customer()
    content = b"a" * (20 * 1024 * 1024 + 1)
    refused(await sent(customer, "iso.txt", content, "text/plain"), 413, "file_too_large")
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []
    just_fits = await sent(customer, "iso.txt", content[:-1], "text/plain")
    assert just_fits.json()["file"]["size"] == 20 * 1024 * 1024


async def test_bodies_that_are_no_upload_are_refused(gateway: Gateway) -> None:
    customer = await gateway.customer()
    refused(await customer.call("POST", "/files", json={"file": "x"}), 400, "multipart_malformed")
    refused(await customer.call("POST", "/files", data={"other": "x"}), 400, "multipart_malformed")
    refused(await customer.call("POST", "/files", files={"other": ("a.pdf", PDF)}), 400, "file_missing")
    boundary = {"Content-Type": "multipart/form-data; boundary=xx"}
    broken = b'--xx\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n' + PDF
    refused(
        await customer.call("POST", "/files", content=broken, headers=boundary), 400, "multipart_malformed"
    )
    assert (await sent(customer, "a.pdf", PDF)).status_code == 201


async def test_files_are_for_the_people_of_the_case_only(gateway: Gateway) -> None:
    aino, mikko = await gateway.agent("aino"), await gateway.agent("mikko")
    one, other = await gateway.customer(), await gateway.customer()
    file = await stored(one)
    path = f"/files/{file['id']}"
    refused(await other.call("GET", path), 404, "file_unknown")
    body = {"client_id": "c", "text": "", "files": [file["id"]]}
    refused(await other.call("POST", "/messages", json=body), 404, "file_unknown")
    refused(await gateway.http.get(f"{gateway.base}/v1/conversations/{one.id}{path}"), 401, "unauthorised")
    refused(
        await gateway.http.get(f"{gateway.base}/v1/desk/conversations/{one.id}{path}"), 401, "unauthorised"
    )
    # With the bot only: for leads.
    refused(await mikko.call("GET", f"/conversations/{one.id}{path}"), 403, "forbidden")
    assert (await aino.call("GET", f"/conversations/{one.id}{path}")).status_code == 200
    upload = {"file": ("a.pdf", PDF, "application/pdf")}
    refused(await aino.http.post(f"/conversations/{one.id}/files", files=upload), 403, "csrf_invalid")


@pytest.mark.parametrize("fid", ["..%2F..%2Fcompany.yml", "x", "%00", "a" * 300])
async def test_an_id_that_is_none_finds_nothing(gateway: Gateway, fid: str) -> None:
    customer = await gateway.customer()
    await stored(customer)
    assert (await customer.call("GET", f"/files/{fid}")).status_code == 404


async def test_files_go_with_their_case(gateway: Gateway, tmp_path: Path) -> None:
    stays, goes = await gateway.customer(), await gateway.customer()
    await stored(stays)
    await stored(goes)
    await gateway.services.redis.delete(gateway.services.store.shard(goes.id).conversation(goes.id, "state"))
    await gateway.services.files.sweep()
    assert [path.name for path in (tmp_path / "files").iterdir()] == [stays.id]
    assert not await gateway.services.redis.keys(f"*{goes.id}*")


async def test_another_gateway_with_the_same_folder_gives_the_file(
    gateway: Gateway, redis: RedisServer, assistant: FakeAssistant, tmp_path: Path
) -> None:
    customer = await gateway.customer()
    file = await stored(customer, "lasku.pdf", PDF)
    async with started(redis.url, assistant, DATA_DIR=str(tmp_path)) as other:
        customer.base = other.base
        assert (await customer.call("GET", f"/files/{file['id']}")).content == PDF


Verdict = Callable[[bytes], bytes]


@asynccontextmanager
async def clamd(verdict: Verdict) -> AsyncIterator[str]:
    """clamd's INSTREAM over a real socket: length-prefixed chunks up to an empty one, then one line."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert (await reader.readline()) == b"nINSTREAM\n"
        content = b""
        while size := struct.unpack("!L", await reader.readexactly(4))[0]:
            content += await reader.readexactly(size)
        writer.write(verdict(content))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"tcp://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def test_a_file_the_scanner_warns_about_is_not_taken(
    redis: RedisServer, assistant: FakeAssistant, tmp_path: Path
) -> None:
    def verdict(content: bytes) -> bytes:
        return b"stream: Eicar-Signature FOUND\n" if content == EICAR else b"stream: OK\n"

    async with (
        clamd(verdict) as url,
        started(redis.url, assistant, DATA_DIR=str(tmp_path), CLAMD_URL=url) as gateway,
    ):
        customer = await gateway.customer()
        refused(await sent(customer, "virus.txt", EICAR, "text/plain"), 400, "file_infected")
        assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []
        assert (await sent(customer, "kuva.png", picture())).status_code == 201


@pytest.mark.parametrize("answer", [b"stream: Size limit ERROR\n", b"nonsense\n", b""])
async def test_without_the_scanners_word_nothing_is_let_in(
    redis: RedisServer, assistant: FakeAssistant, tmp_path: Path, answer: bytes
) -> None:
    async with (
        clamd(lambda _content: answer) as url,
        started(redis.url, assistant, DATA_DIR=str(tmp_path), CLAMD_URL=url) as gateway,
    ):
        refused(await sent(await gateway.customer(), "kuva.png", picture()), 503, "scan_unavailable")


async def test_a_scanner_that_is_away_lets_nothing_in(
    redis: RedisServer, assistant: FakeAssistant, tmp_path: Path
) -> None:
    async with clamd(lambda _content: b"stream: OK\n") as url:
        pass
    async with started(redis.url, assistant, DATA_DIR=str(tmp_path), CLAMD_URL=url) as gateway:
        refused(await sent(await gateway.customer(), "kuva.png", picture()), 503, "scan_unavailable")


async def test_the_description_says_how_a_file_is_sent(gateway: Gateway) -> None:
    document = (await gateway.http.get(f"{gateway.base}/openapi.json")).json()
    body = document["paths"]["/v1/conversations/{cid}/files"]["post"]["requestBody"]
    assert "multipart/form-data" in json.dumps(body)
