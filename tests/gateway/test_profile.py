"""What an account says of somebody: a photo, hours of their own, the first days."""

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.gateway.test_accounts import accepted, admin
from tests.harness import Agent, Gateway, RedisServer, refused, until_async


def picture(kind: str = "JPEG", red: int = 180, **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (640, 400), (red, 40, 40)).save(out, kind, **more)
    return out.getvalue()


async def send(agent: Agent, whose: str, body: bytes, name: str = "kuva.jpg") -> Any:
    return await agent.call("POST", f"/accounts/{whose}/photo", files={"file": (name, body)})


async def test_a_photo_is_encoded_afresh_and_shown_to_customers_beside_the_name(gateway: Gateway) -> None:
    aino, customer = await gateway.agent("aino"), await gateway.customer()
    exif = Image.Exif()
    exif[0x010F] = "Kamera"
    sent = await send(aino, "aino", picture(exif=exif))
    assert sent.status_code == 201, sent.text
    await customer.call("POST", "/human")
    photo = (await customer.state())["human"]["photo"]
    assert photo == sent.json()["account"]["photo"]
    got = await gateway.http.get(gateway.base + photo)
    assert (got.status_code, got.headers["content-type"]) == (200, "image/webp")
    assert got.headers["content-security-policy"].startswith("default-src 'none'; sandbox")
    assert "immutable" in got.headers["cache-control"]
    with Image.open(io.BytesIO(got.content)) as shown:
        assert (shown.format, shown.size, dict(shown.getexif())) == ("WEBP", (192, 192), {})


async def test_a_new_photo_replaces_the_old_one_and_it_can_be_taken_away(gateway: Gateway) -> None:
    aino = await gateway.agent("aino")
    first = (await send(aino, "aino", picture())).json()["account"]["photo"]
    second = (await send(aino, "aino", picture("PNG", 20), "kuva.png")).json()["account"]["photo"]
    assert first != second
    refused(await gateway.http.get(gateway.base + first), 404, "photo_unknown")
    assert (await gateway.http.get(gateway.base + second)).status_code == 200
    assert (await aino.call("DELETE", "/accounts/aino/photo")).json()["account"]["photo"] is None
    refused(await gateway.http.get(gateway.base + second), 404, "photo_unknown")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "file_type_refused"),
        (b"hei, olen teksti", "photo_type_refused"),
        (picture()[:300], "file_damaged"),
        (b"", "file_empty"),
        (b"MZ" + b"\0" * 200, "file_type_refused"),
    ],
)
async def test_what_is_no_photo_is_refused_and_changes_nothing(
    gateway: Gateway, body: bytes, code: str
) -> None:
    aino = await gateway.agent("aino")
    refused(await send(aino, "aino", body), 400, code)
    assert (await aino.call("GET", "/me")).json()["agent"]["photo"] is None
    folder = Path(gateway.services.settings.data_dir) / "photos"
    assert [one for one in folder.rglob("*") if one.is_file()] == []


async def test_over_20_mb_and_no_upload_are_refused(gateway: Gateway) -> None:
    aino = await gateway.agent("aino")
    refused(await send(aino, "aino", b"\xff\xd8\xff\xe0" + b"\0" * (20 * 1024 * 1024)), 413, "file_too_large")
    refused(await aino.call("POST", "/accounts/aino/photo", json={}), 400, "multipart_malformed")


async def test_a_photo_is_ones_own_or_a_leads_to_change_and_stands_in_the_log(gateway: Gateway) -> None:
    aino, mikko = await gateway.agent("aino"), await gateway.agent("mikko")
    refused(await send(mikko, "sanna", picture()), 403, "forbidden")
    refused(await mikko.call("DELETE", "/accounts/sanna/photo"), 403, "forbidden")
    refused(await send(mikko, "nobody", picture()), 404, "account_unknown")
    refused(await send(Agent(gateway.base, "mikko"), "mikko", picture()), 401, "unauthorised")
    mikko.csrf, kept = "foreign", mikko.csrf
    refused(await send(mikko, "mikko", picture()), 403, "csrf_invalid")
    mikko.csrf = kept
    assert (await send(mikko, "mikko", picture())).status_code == 201
    assert (await send(aino, "sanna", picture())).status_code == 201
    deeds = (await aino.call("GET", "/audit")).json()["deeds"]
    assert [(one["agent"], one["data"]["id"]) for one in deeds if one["what"].endswith("/photo")] == [
        ("aino", "sanna"),
        ("mikko", "mikko"),
    ]


@pytest.mark.parametrize("path", ["aino/photo/..%2f..%2faina.conf", "nobody/photo/x", "aino/photo/x"])
async def test_a_photo_that_is_none_finds_nothing(gateway: Gateway, path: str) -> None:
    assert (await gateway.http.get(f"{gateway.base}/v1/people/{path}")).status_code == 404


async def test_hours_of_ones_own_are_within_the_teams_and_said_to_customers(gateway: Gateway) -> None:
    sanna = await gateway.agent("sanna", None)
    answer = await sanna.call("PUT", "/accounts/sanna", json={"hours": {"mon-thu": "9-13"}})
    assert answer.status_code == 200, answer.text
    assert answer.json()["account"]["hours"] == {"mon-thu": "9-13"}
    customer = await gateway.customer(language="sv")
    gateway.clock.move(hours=2)  # Wednesday, 14.00 in Helsinki
    await customer.call("POST", "/human", json={"to": "sanna"})
    human = (await customer.state())["human"]
    assert (human["id"], human["expected_at"]) == ("sanna", "2026-11-26T07:00:00.000Z")


@pytest.mark.parametrize(
    "hours",
    [
        {"mon": "8"},
        {"maanantai": "8-16"},
        {"mon": "16-8"},
        {"fri-mon": "8-16"},
        {"mon": "8-25"},
        {"": "8-16"},
    ],
)
async def test_hours_that_are_none_are_refused(gateway: Gateway, hours: dict[str, str]) -> None:
    sanna = await gateway.agent("sanna", None)
    problem = refused(
        await sanna.call("PUT", "/accounts/sanna", json={"hours": hours}), 400, "account_invalid"
    )
    assert problem["field"] == "hours"
    assert (await sanna.call("GET", "/me")).json()["agent"]["hours"] == {}


async def test_nobody_changes_anothers_hours_but_leads_and_admins(
    gateway: Gateway, redis: RedisServer
) -> None:
    mikko, aino = await gateway.agent("mikko"), await admin(gateway, redis)
    body = {"hours": {"mon": "9-12"}}
    refused(await mikko.call("PUT", "/accounts/sanna", json=body), 403, "forbidden")
    assert (await aino.call("PUT", "/accounts/sanna", json=body)).status_code == 200


async def test_somebody_new_has_one_case_at_a_time_until_their_first_days_are_over(
    gateway: Gateway,
) -> None:
    aino = await gateway.agent("aino")
    riitta = await accepted(gateway, aino, capacity=3)
    me = (await riitta.call("GET", "/me")).json()["agent"]
    assert (me["capacity"], me["new_until"]) == (1, "2026-12-01")
    gateway.clock.move(days=7)

    async def grown() -> bool:
        await gateway.services.roster.refresh()
        return bool((await riitta.call("GET", "/me")).json()["agent"]["capacity"] == 3)

    await until_async(grown)


async def test_a_lead_may_end_somebodys_first_days(gateway: Gateway) -> None:
    aino = await gateway.agent("aino")
    riitta = await accepted(gateway, aino)
    changed = await aino.call("PUT", "/accounts/riitta", json={"capacity": 2})
    assert changed.json()["account"]["new_until"] is None
    assert (await riitta.call("GET", "/me")).json()["agent"]["capacity"] == 2
