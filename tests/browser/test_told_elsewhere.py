"""Where the customer is told, chosen in the widget in real Chromium: a real gateway, SMTP server and Bot API."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

from tests import harness
from tests.harness import Agent, FakeAssistant, Gateway, RedisServer, of
from tests.mailbox import Mailbox, link_in
from tests.telegram.emulator import Emulator
from tests.telegram.person import Person

pytestmark = pytest.mark.browser
ADDRESS = "maija@example.fi"
ANSWER = "Pakettisi on Tampereella ja tulee huomenna."


@pytest.fixture
async def gateway(
    redis: RedisServer, assistant: FakeAssistant, mailbox: Mailbox, telegram: Emulator, tmp_path: Path
) -> AsyncIterator[Gateway]:
    port = {"TELEGRAM_TOKEN": telegram.token, "TELEGRAM_API_URL": telegram.api, "DATA_DIR": str(tmp_path)}
    mail = {"SMTP_URL": mailbox.url, "MAIL_FROM": "aspa@tuulikello.example"}
    async with harness.gateway(redis.url, assistant, None, ALLOWED_ORIGINS="*", **port, **mail) as running:
        await harness.until(lambda: running.services.telegram.ok)
        yield running


async def another(chromium: Browser, gateway: Gateway) -> tuple[BrowserContext, Page]:
    """A browser of its own, with the gateway's clock."""
    context = await chromium.new_context(locale="fi-FI", timezone_id="Europe/Helsinki")
    page = await context.new_page()
    await page.clock.set_fixed_time(gateway.clock())
    return context, page


async def asked(page: Page, gateway: Gateway, text: str) -> str:
    """The customer writes at the demo shop and asks for a person. Gives the conversation's id."""
    await page.goto(f"{gateway.base}/demo/")
    await page.get_by_role("button", name="Kysy meiltä").click()
    field = page.get_by_role("textbox", name="Viestisi")
    await field.fill(text)
    await field.press("Enter")
    await expect(page.locator(".customer .text")).to_have_text(text)
    await page.get_by_role("button", name="Puhu ihmiselle").click()
    await expect(ways(page)).to_be_visible()
    return str(await page.evaluate("JSON.parse(localStorage[`support-chat ${location.origin} session`]).id"))


def ways(page: Page) -> Locator:
    return page.get_by_role("group", name="Minne kerromme vastauksesta?")


async def by_mail(page: Page) -> None:
    await ways(page).get_by_role("button", name="Sähköpostiin").click()
    part = page.get_by_role("region", name="Missä mennään")
    await part.get_by_label("Sähköpostiosoitteesi").fill("maija@")
    # The browser itself keeps what is no address at all; what looks like one is the gateway's to refuse.
    await part.get_by_label("Sähköpostiosoitteesi").fill("maija@example")
    await part.get_by_role("button", name="Tallenna").click()
    await expect(part.get_by_role("alert")).to_have_text(
        "Tähän osoitteeseen emme voi lähettää. Tarkistatko osoitteen?"
    )
    await part.get_by_label("Sähköpostiosoitteesi").fill(ADDRESS)
    await part.get_by_role("button", name="Tallenna").click()
    await expect(part.get_by_role("button", name="Sähköpostiin")).to_have_attribute("aria-pressed", "true")


async def answers(aino: Agent, cid: str) -> None:
    """Aino takes it, promises an answer by the evening, and gives it."""
    assert (await aino.verb(cid, "claim")).status_code == 200
    due = "2026-11-25T16:30:00+02:00"
    made = await aino.verb(
        cid, "promises", client_id="p1", what="answer", due_at=due, where="web", text="Missä paketti on"
    )
    assert made.status_code == 202, made.text
    assert (await aino.say(cid, ANSWER)).status_code == 202
    pid = (await aino.case(cid))["state"]["promises"][0]["id"]
    assert (await aino.verb(cid, f"promises/{pid}", do="kept")).status_code == 200


async def answered_while_away(
    chromium: Browser, gateway: Gateway, text: str
) -> tuple[Agent, BrowserContext, str]:
    """The customer wants to be told by e-mail and closes the page; Aino answers. Gives her, the browser and the case."""
    aino = await gateway.agent("aino")
    home, page = await another(chromium, gateway)
    cid = await asked(page, gateway, text)
    await by_mail(page)
    await page.close()
    await answers(aino, cid)
    return aino, home, cid


async def status(aino: Agent, cid: str) -> str:
    return str((await aino.case(cid))["state"]["promises"][0]["status"])


async def test_an_answer_given_while_the_page_was_closed_is_found_by_mail_in_either_browser(
    gateway: Gateway, mailbox: Mailbox, chromium: Browser
) -> None:
    aino, home, cid = await answered_while_away(chromium, gateway, "tilaus 1002, missä pakettini on")
    assert await status(aino, cid) == "open", "nobody has seen it"
    gateway.clock.move(seconds=90)
    letter = await mailbox.until(1)
    assert letter["To"] == ADDRESS
    assert ANSWER not in letter.get_content()
    await harness.until_async(lambda: kept(aino, cid))

    # Elsewhere: the code mailed there, and a number that was named in the conversation.
    _, strange = await another(chromium, gateway)
    await strange.goto(ours(gateway, link_in(letter)))
    await strange.get_by_role("button", name="Lähetä koodi: m…@example.fi").click()
    code = re.search(r"\d{6}", (await mailbox.until(2)).get_content())
    assert code
    await strange.get_by_label("Koodi").fill(code[0])
    await strange.get_by_label("Tilausnumero tai postinumero").fill("1002")
    await strange.get_by_role("button", name="Avaa keskustelu").click()
    await expect(strange.locator(".agent .text")).to_have_text(ANSWER)

    # At home, with the link of the next letter, at once.
    await aino.say(cid, "Vielä yksi asia.")
    gateway.clock.move(seconds=90)
    back = await home.new_page()
    await back.goto(ours(gateway, link_in(await mailbox.until(3))))
    await expect(back.locator(".agent .text").last).to_have_text("Vielä yksi asia.")
    assert "#aina" not in back.url
    again = await home.new_page()
    await again.goto(ours(gateway, link_in(letter)))
    await expect(again.get_by_text(ANSWER)).to_be_visible()


def ours(gateway: Gateway, link: str) -> str:
    """A letter's link at the address where this gateway really is."""
    return f"{gateway.base}/open/{link[link.index('#') :]}"


async def kept(aino: Agent, cid: str) -> bool:
    return await status(aino, cid) == "kept"


async def test_who_named_no_number_is_sent_back_to_where_they_wrote_and_never_into_a_dead_end(
    gateway: Gateway, mailbox: Mailbox, chromium: Browser
) -> None:
    await answered_while_away(chromium, gateway, "lamppu on rikki")
    gateway.clock.move(seconds=90)
    _, strange = await another(chromium, gateway)
    await strange.goto(ours(gateway, link_in(await mailbox.until(1))))
    await expect(strange.get_by_text("Avaa linkki laitteella, jolla kirjoitit meille.")).to_be_visible()
    await strange.get_by_role("button", name="Kysy meiltä").click()
    await expect(strange.get_by_role("button", name="Puhu ihmiselle")).to_be_visible()


async def test_the_answer_is_read_in_telegram_and_that_keeps_the_promise(
    gateway: Gateway, telegram: Emulator, chromium: Browser
) -> None:
    aino = await gateway.agent("aino")
    _, page = await another(chromium, gateway)
    cid = await asked(page, gateway, "tilaus 1002, missä pakettini on")
    await ways(page).get_by_role("button", name="Telegramiin").click()
    link = page.get_by_role("region", name="Missä mennään").get_by_role("link", name="Jatka Telegramissa")
    address = urlsplit(str(await link.get_attribute("href")))
    assert (address.netloc, address.path) == ("t.me", "/tuulikello_bot")
    liisa = Person(telegram)
    liisa.says(f"/start {parse_qs(address.query)['start'][0]}")
    async with asyncio.timeout(10):
        while not liisa.texts:
            await asyncio.sleep(0.05)
    await page.close()
    await answers(aino, cid)
    line = await liisa.reads("Tampereella")
    assert line.text == f"Aino, laskutus\n{ANSWER}"
    await harness.until_async(lambda: kept(aino, cid))
    case = await aino.case(cid)
    assert not of(case["events"], "delivery.failed")
    liisa.says("kiitos Aino")
    await harness.until_async(lambda: said(aino, cid, "kiitos Aino"))


async def said(aino: Agent, cid: str, text: str) -> bool:
    return any(e.get("text") == text for e in (await aino.case(cid))["events"])
