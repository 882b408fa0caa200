"""The widget in real Chromium against a real gateway and a real store: what the fake one only claims."""

import asyncio
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from PIL import Image
from playwright.async_api import Browser, FilePayload, Page, expect

from tests.harness import Agent, Gateway

pytestmark = pytest.mark.browser


@pytest.fixture
async def page(gateway: Gateway, chromium: Browser) -> AsyncIterator[Page]:
    """The demo shop with the chat opened; the browser's clock is the gateway's."""
    context = await chromium.new_context(locale="fi-FI", timezone_id="Europe/Helsinki")
    page = await context.new_page()
    await page.clock.set_fixed_time(gateway.clock())
    await page.goto(f"{gateway.base}/demo/")
    await page.get_by_role("button", name="Kysy meiltä").click()
    await expect(page.get_by_role("log")).to_contain_text("botti")
    yield page
    await context.close()


async def handed_over(page: Page, aino: Agent) -> str:
    """Asks for a person, whom Aino is. Gives the conversation's id."""
    await page.get_by_role("button", name="Puhu ihmiselle").click()
    return await taken(page, aino)


async def taken(page: Page, aino: Agent) -> str:
    """Aino takes the case that a person was asked for in."""
    await expect(page.get_by_role("button", name="Peru pyyntö")).to_be_visible()
    cid = str(await page.evaluate("JSON.parse(localStorage[`support-chat ${location.origin} session`]).id"))
    claimed = await aino.verb(cid, "claim")
    assert claimed.status_code == 200, claimed.text
    return cid


async def write(page: Page, text: str) -> None:
    await page.get_by_role("textbox", name="Viestisi").fill(text)
    await page.keyboard.press("Enter")
    await expect(page.locator(".customer .text").last).to_have_text(text)


async def test_a_file_goes_both_ways_and_each_side_sees_what_was_read(gateway: Gateway, page: Page) -> None:
    aino = await gateway.agent("aino")
    await write(page, "tuote on rikki")
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(picture, "PNG")
    await page.locator("input[type=file]").set_input_files(
        [
            FilePayload(name="rikki.png", mimeType="image/png", buffer=picture.getvalue()),
            FilePayload(name="paha.pdf", mimeType="application/pdf", buffer=b"<script>alert(1)</script>"),
        ]
    )
    tray = page.get_by_role("list", name="Liitteet")
    await expect(tray).to_contain_text("valmis")
    await expect(tray.locator(".bad")).to_contain_text("paha.pdf")
    await page.get_by_role("button", name="Lähetä").click()
    shown = page.get_by_role("img", name="rikki.png")
    await expect(shown).to_have_js_property("width", 40)

    cid = await taken(page, aino)  # a picture of what is broken brings the person
    sent = await aino.call(
        "POST",
        f"/conversations/{cid}/files",
        files={"file": ("ohje.txt", b"Pura ensin paketti.", "text/plain")},
    )
    fid = sent.json()["file"]["id"]
    said = await aino.verb(cid, "messages", client_id="m1", text="Hei, katso ohje.", files=[fid])
    assert said.status_code == 202, said.text
    await expect(page.locator(".agent .text")).to_have_text("Hei, katso ohje.")
    async with page.expect_download() as saved:
        await page.get_by_role("button", name="ohje.txt").click()
    assert Path(await (await saved.value).path()).read_bytes() == b"Pura ensin paketti."
    case = await aino.case(cid)
    async with asyncio.timeout(8):
        while (case := await aino.case(cid))["seen"]["customer"] != said.json()["event_id"]:
            await asyncio.sleep(0.05)
    await aino.call("PUT", f"/conversations/{cid}/seen", json={"event_id": case["events"][-1]["id"]})
    await expect(page.locator(".customer .remark").last).to_have_text("Aino on lukenut tämän")


async def test_a_call_is_booked_moved_and_cancelled_by_the_customer_alone(
    gateway: Gateway, page: Page
) -> None:
    await write(page, "haluan että soitatte")
    await page.get_by_role("button", name="Missä mennään").click()
    part = page.get_by_role("region", name="Missä mennään")
    await part.get_by_role("button", name="Sovi soittoaika").click()
    times = part.get_by_label("Vapaat ajat")
    first, second = (await times.get_by_role("option").all_inner_texts())[:2]
    await part.get_by_label("Puhelinnumerosi").fill("123")
    await part.get_by_role("button", name="Vahvista aika").click()
    await expect(part.get_by_role("alert")).to_have_text(
        "Tähän numeroon emme voi soittaa. Tarkistatko numeron?"
    )
    await part.get_by_label("Puhelinnumerosi").fill("040 123 4567")
    await part.get_by_role("button", name="Vahvista aika").click()
    call = part.get_by_role("listitem")
    await expect(call).to_contain_text(f"Soitto {first.rpartition(',')[0]}")
    await expect(call).to_contain_text("Soitamme numeroon +358401234567.")
    # The bot's sentence in the conversation and the widget's own say the same time.
    await expect(page.locator(".notice").last).to_contain_text(first.rpartition(",")[0])

    async with page.expect_download() as saved:
        await call.get_by_role("button", name="Lisää kalenteriin").click()
    assert "BEGIN:VEVENT" in Path(await (await saved.value).path()).read_text()

    await call.get_by_role("button", name="Vaihda aika").click()
    # The time that was just taken is none of the free ones any more.
    await expect(times.get_by_role("option").first).to_have_text(second)
    await call.get_by_role("button", name="Vahvista aika").click()
    await expect(call).to_contain_text(f"Soitto {second.rpartition(',')[0]}")
    found: Any = await Axe().run(page)
    assert not found.response["violations"], found.generate_report()
    await call.get_by_role("button", name="Peru").click()
    await call.get_by_role("button", name="Peru").click()
    await expect(call).to_contain_text("Peruttu.")


async def test_what_we_understood_is_corrected_and_the_desk_sees_it_at_once(
    gateway: Gateway, page: Page
) -> None:
    aino = await gateway.agent("aino")
    await write(page, "tilaus 1002 on myöhässä")
    cid = await handed_over(page, aino)
    token = await page.evaluate("JSON.parse(localStorage[`support-chat ${location.origin} session`]).token")
    await gateway.http.put(
        f"{gateway.base}/v1/conversations/{cid}/brief",
        headers={"Authorization": f"Bearer {token}"},
        json={"matter": "Tilaus myöhässä", "order": "1002"},
    )
    await page.get_by_role("button", name="Missä mennään").click()
    part = page.get_by_role("region", name="Missä mennään")
    await part.get_by_role("button", name="Korjaa").click()
    await part.get_by_label("Mitä toivot").fill("Rahat takaisin")
    await part.get_by_role("button", name="Tallenna").click()
    await expect(part).to_contain_text("Mitä toivotRahat takaisin")
    assert "Rahat takaisin" in str((await aino.case(cid))["brief"])


async def test_a_promise_of_aino_shows_where_things_stand_and_nobody_called_beats_her_word(
    gateway: Gateway, page: Page
) -> None:
    aino = await gateway.agent("aino")
    await write(page, "soittakaa")
    cid = await handed_over(page, aino)
    due = "2026-11-25T14:30:00+02:00"
    made = await aino.verb(
        cid,
        "promises",
        client_id="p1",
        what="call",
        due_at=due,
        where="phone",
        phone="+358401234567",
        text="",
    )
    assert made.status_code == 202, made.text
    await page.get_by_role("button", name="Missä mennään").click()
    part = page.get_by_role("region", name="Missä mennään")
    await expect(part.get_by_role("listitem")).to_contain_text("Soitto tänään klo 14.30")
    pid = (await aino.case(cid))["state"]["promises"][0]["id"]
    kept = await aino.call(
        "POST", f"/conversations/{cid}/promises/{pid}", json={"do": "kept", "text": "Lasku on hyvitetty."}
    )
    assert kept.status_code == 200, kept.text
    await expect(part.get_by_role("listitem")).to_contain_text("Tämä on tehty.")
    await part.get_by_role("button", name="Kukaan ei soittanut").click()
    await expect(part.get_by_role("listitem")).to_contain_text("Kerroit, ettei tämä toteutunut.")
    assert (await aino.case(cid))["state"]["promises"][0]["status"] == "disputed"


async def no_room(gateway: Gateway) -> Agent:
    """Aino is at the desk, and helps as many as she can."""
    aino = await gateway.agent("aino")
    for _ in range(4):
        customer = await gateway.customer(language="fi")
        await customer.call("POST", "/human", json={})
        assert (await aino.verb(customer.id, "claim")).status_code == 200
    return aino


async def time_passes(gateway: Gateway, page: Page, **by: float) -> None:
    """On both clocks."""
    gateway.clock.move(**by)
    await page.clock.set_fixed_time(gateway.clock())


async def test_the_place_and_the_range_are_told_politely_and_survive_a_reload(
    gateway: Gateway, page: Page
) -> None:
    aino = await no_room(gateway)
    await page.get_by_role("button", name="Puhu ihmiselle").click()
    # A live region of its own, spoken when the reader is silent; the range beside the name is the same.
    status = page.get_by_role("dialog").get_by_role("status")
    said = "Pyyntösi on perillä: Aino, laskutus. Paikkasi jonossa on 1. Arvio 2–6 minuuttia."
    await expect(status).to_have_text(said)
    await expect(page.locator(".top")).to_contain_text("Arvio 2–6 minuuttia.")
    await expect(page.locator(".bot .text").last).to_contain_text("arvio 2–6 minuuttia")
    await page.reload()  # it was open, and is again
    await expect(status).to_have_text(said)
    for _ in range(3):
        await time_passes(gateway, page, minutes=2.4)
        await aino.call("PUT", "/presence", json={"status": "online"})  # her desk is open
    await expect(status).to_contain_text("Edellä olevat asiat kestävät arvioitua kauemmin.")
    await expect(status).to_contain_text("Arvio 2–6 minuuttia.")


async def test_beyond_the_teams_limit_the_customer_chooses_a_time_instead(
    gateway: Gateway, page: Page
) -> None:
    await no_room(gateway)
    for _ in range(4):
        await (await gateway.customer(language="fi")).call("POST", "/human", json={})
    await page.get_by_role("button", name="Puhu ihmiselle").click()
    await expect(page.get_by_role("dialog").get_by_role("status")).to_contain_text("Paikkasi jonossa on 5.")
    await expect(page.locator(".bot .text").last).to_contain_text("+358 9 4245 1000")
    await expect(page.get_by_role("button", name="Odotan jonossa")).to_be_visible()
    await page.get_by_role("button", name="Sovitaan aika").click()
    time = page.locator(".bot").last.get_by_role("button").first
    await expect(time).to_contain_text("klo")
    await time.click()
    await expect(page.get_by_role("button", name="Puhu ihmiselle")).to_be_visible()
    await page.get_by_role("button", name="Missä mennään").click()
    part = page.get_by_role("region", name="Missä mennään")
    await expect(part.get_by_role("listitem")).to_contain_text("Vastaus viimeistään")


async def test_with_nobody_here_in_opening_hours_the_screen_says_so_until_somebody_comes(
    gateway: Gateway, page: Page
) -> None:
    await expect(page.locator(".top")).to_contain_text("Vastausaika ei ole vielä tiedossa")
    await page.get_by_role("button", name="Puhu ihmiselle").click()
    status = page.get_by_role("dialog").get_by_role("status")
    nobody = (
        "Olemme auki, mutta juuri nyt kukaan ei ole paikalla. Kerron tilanteen viimeistään tänään klo 12.20."
    )
    await expect(status).to_have_text(f"Pyyntösi on perillä: Aino, Mikko tai Sanna. {nobody}")
    await expect(page.locator(".bot .text").last).to_contain_text("juuri nyt kukaan ei ole paikalla")
    await expect(page.locator(".bot .text").last).to_contain_text("viimeistään tänään klo 12.20")
    await expect(page.get_by_role("button", name="Sovitaan aika")).to_be_visible()
    await page.reload()  # it was open, and is again
    await expect(status).to_contain_text(nobody)
    cid = str(await page.evaluate("JSON.parse(localStorage[`support-chat ${location.origin} session`]).id"))
    aino = await gateway.agent("aino")  # her capacity is free: she is reserved for it
    await expect(status).to_have_text("Pyyntösi on perillä: Aino, laskutus.")
    await aino.verb(cid, "decline", reason="busy")
    await expect(status).to_contain_text("Nyt paikalla on joku, joka voi vastata. Arvio 2–6 minuuttia.")
