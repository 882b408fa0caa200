"""The desk's rooms against a real gateway: practising, an account of one's own, the second step, a provider, announcements."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import pyotp
import pytest
from playwright.async_api import Browser, FilePayload, Page, Route, expect
from sanic import HTTPResponse, Request
from sanic.response import redirect

from bot.core import case, reach, steps
from bot.core.practice import WRITES_S
from bot.core.said import Said
from bot.store.outbox import Outbox, delivery
from tests.browser.real_desk import (
    asks_for_a_person,
    customer_sees,
    heading_key,
    person,
    room,
    sign_in,
    violations,
    word,
)
from tests.browser.screen_reader import LISTEN
from tests.gateway.test_oidc import Provider
from tests.gateway.test_profile import picture
from tests.harness import PASSWORD, FakeAssistant, Gateway, RedisServer, serving
from tests.harness import gateway as started

pytestmark = pytest.mark.browser


async def test_a_new_agent_practises_with_a_customer_nobody_else_sees(
    gateway: Gateway, chromium: Browser
) -> None:
    aino = await sign_in(gateway, await person(chromium), "aino@example.fi")
    mikko = await sign_in(gateway, await person(chromium), "mikko@example.fi")
    await room(mikko, "me")
    await mikko.get_by_role("button", name="Ota harjoitusasiakas").press("Enter")
    await expect(mikko.locator(".practice-here")).to_contain_text("Tämä on harjoitusasiakas.")
    await expect(mikko.locator(".group.practice a[data-case]")).to_contain_text("harjoitus")
    await heading_key(mikko, "c")
    await expect(mikko.locator("#field")).to_be_focused()
    await expect(mikko.locator("#field-hint")).to_contain_text("Mikko, toimitukset")
    await mikko.keyboard.type("Katson tätä heti.")
    await mikko.keyboard.press("Enter")
    await expect(mikko.locator(".item.agent .bubble")).to_have_text("Katson tätä heti.")
    gateway.clock.move(seconds=WRITES_S)
    await expect(mikko.get_by_role("log")).to_contain_text("Lamppu on Kuura")
    assert await violations(mikko) == []
    await heading_key(mikko, "e")
    await mikko.keyboard.press("Enter")
    await expect(mikko.locator(".group.practice")).to_have_count(0)
    await expect(aino.locator("a[data-case]")).to_have_count(0)


async def test_a_practice_case_is_handed_over_and_back_asked_about_and_returned_on_the_page(
    gateway: Gateway, chromium: Browser
) -> None:
    mikko = await sign_in(gateway, await person(chromium), "mikko@example.fi")
    await room(mikko, "me")
    await mikko.get_by_role("button", name="Ota harjoitusasiakas").press("Enter")
    await expect(mikko.locator(".practice-here")).to_be_visible()
    await heading_key(mikko, "c")
    await expect(mikko.locator("#field")).to_be_focused()
    dialog = mikko.get_by_role("dialog")
    await mikko.get_by_role("button", name="Siirrä").press("Enter")
    await expect(dialog.get_by_role("radio")).to_have_count(1)
    await expect(dialog.locator(".options")).to_contain_text("harjoituskollega")
    await dialog.get_by_role("radio").press("Space")
    await dialog.get_by_label("Miksi").fill("paketti on varastossa")
    assert await violations(mikko) == []
    await mikko.keyboard.press("Enter")
    await expect(mikko.locator(".awaited")).to_contain_text(
        "Siirto odottaa vastausta: Kaisa, harjoituskollega"
    )
    gateway.clock.move(seconds=WRITES_S)
    await expect(mikko.locator(".standing.other")).to_contain_text("harjoituskollega")
    gateway.clock.move(seconds=WRITES_S)
    await mikko.get_by_role("button", name="Ota").press("Enter")
    await expect(mikko.locator(".notice")).to_contain_text(word("fi", "claimed_now"))
    await mikko.locator(".more-verbs summary").press("Enter")
    await mikko.locator(".more-verbs").get_by_role("button", name="Kysy").press("Enter")
    await expect(dialog.get_by_role("radio")).to_have_count(1)
    await expect(dialog).not_to_contain_text("linkillä")
    await dialog.get_by_role("radio").press("Space")
    await dialog.get_by_label("Mitä haluat tietää").fill("Onko hyllyssä?")
    await dialog.get_by_role("button", name="Kysy").press("Enter")
    await expect(dialog).to_have_count(0)
    gateway.clock.move(seconds=WRITES_S)
    await expect(mikko.get_by_role("log").locator(".item.note").last).to_contain_text("harjoituskollega")
    await mikko.locator(".more-verbs summary").press("Enter")
    await mikko.locator(".more-verbs").get_by_role("button", name=word("fi", "return_bot")).press("Enter")
    await dialog.get_by_role("button", name=word("fi", "return_bot")).press("Enter")
    await expect(mikko.locator(".awaited")).to_be_visible()
    gateway.clock.move(seconds=WRITES_S)
    await expect(mikko.locator(".standing.bot")).to_be_visible()
    gateway.clock.move(seconds=WRITES_S)
    await expect(mikko.locator(".standing.queue")).to_be_visible()


async def test_the_hint_at_the_field_names_me_as_the_customer_reads_me(
    gateway: Gateway, chromium: Browser
) -> None:
    customer = await gateway.customer(name="Emma", language="en")
    await customer.call("POST", "/human", json={"to": "mikko"})
    mikko = await sign_in(gateway, await person(chromium), "mikko@example.fi")
    await mikko.evaluate(f"location.hash = '#/now/{customer.id}'")
    await expect(mikko.locator(".standing.queue")).to_be_visible()
    await heading_key(mikko, "c")
    await expect(mikko.locator("#field-hint")).to_contain_text("Mikko, deliveries")
    await mikko.locator("#field").fill("Hello Emma.")
    await mikko.keyboard.press("Enter")
    await expect(mikko.locator(".item.agent .by")).to_contain_text("Mikko, deliveries")


async def test_who_blocked_somebody_takes_that_back_in_the_case_and_nobody_else_but_a_lead(
    gateway: Gateway, chromium: Browser
) -> None:
    at_mikko = await gateway.agent("mikko")
    customer = await gateway.customer(name="Ville")
    await customer.call("POST", "/human")
    await at_mikko.verb(customer.id, "claim")
    blocked = await at_mikko.verb(customer.id, "block", reason="Uhkaili.", days=30)
    assert blocked.status_code == 200, blocked.text
    at_aino, other = await gateway.agent("aino"), await gateway.customer(name="Kaisa")
    await other.call("POST", "/human")
    await at_aino.verb(other.id, "claim")
    assert (await at_aino.verb(other.id, "block", reason="Uhkaili.", days=30)).status_code == 200
    lifts = "Poista esto"
    aino = await sign_in(gateway, await person(chromium), "aino@example.fi")
    await aino.evaluate(f"location.hash = '#/now/{customer.id}'")
    await expect(aino.get_by_role("button", name=lifts)).to_be_visible()
    mikko = await sign_in(gateway, await person(chromium), "mikko@example.fi")
    await mikko.evaluate(f"location.hash = '#/now/{other.id}'")
    await expect(mikko.locator("#case-heading")).to_have_text("Kaisa")
    await expect(mikko.get_by_role("button", name=lifts)).to_have_count(0)
    await mikko.evaluate(f"location.hash = '#/now/{customer.id}'")
    await mikko.get_by_role("button", name=lifts).press("Enter")
    await mikko.get_by_label("Miksi esto poistetaan").fill("Pyysi anteeksi.")
    assert await violations(mikko) == []
    await mikko.keyboard.press("Enter")
    await expect(mikko.locator(".notice")).to_contain_text("Esto poistettu")
    await expect(mikko.get_by_role("button", name=lifts)).to_have_count(0)
    await customer.write("Kiitos")


async def test_a_photo_and_hours_of_ones_own_are_kept_and_the_customer_sees_the_photo(
    gateway: Gateway, chromium: Browser
) -> None:
    aino = await sign_in(gateway, await person(chromium), "aino@example.fi")
    await room(aino, "me")
    await aino.locator("[data-photo]").set_input_files(
        [FilePayload(name="kuva.txt", mimeType="text/plain", buffer=b"hei")]
    )
    await expect(aino.locator(".photo [role=alert]")).to_contain_text("Kuva on JPEG, PNG tai WebP.")
    await aino.locator("[data-photo]").set_input_files(
        [FilePayload(name="aino.jpg", mimeType="image/jpeg", buffer=picture())]
    )
    await expect(aino.locator(".photo img.face")).to_be_visible()
    hours = aino.get_by_label("Omat työajat")
    await hours.fill("maanantaisin aamulla")
    await hours.press("Tab")
    await expect(aino.locator("#account-hours-hint")).to_contain_text("Kirjoita päivät ja ajat")
    await hours.fill("ma-to 8-16\npe 8.30-14")
    await aino.get_by_role("button", name="Tallenna").press("Enter")
    await expect(aino.locator(".notice")).to_have_text("Tallennettu.")
    kept = gateway.services.company.people["aino"]
    assert kept.hours == (("mon-thu", "8-16"), ("fri", "8.30-14"))
    await aino.reload()
    await expect(aino.get_by_label("Omat työajat")).to_have_value("ma-to 8-16\npe 8.30-14")
    assert await violations(aino) == []
    customer = await asks_for_a_person(gateway, await person(chromium))
    await aino.evaluate("location.hash = '#/now'")
    await expect(aino.locator("a[data-case]")).to_be_visible()
    await aino.keyboard.press("j")
    await aino.keyboard.press("c")
    await aino.locator("#field").fill("Hei, katson tätä.")
    await aino.keyboard.press("Enter")
    await expect(customer_sees(customer)).to_contain_text("Hei, katson tätä.")
    shown = customer.get_by_role("log").locator("img[src*='/v1/people/aino/photo/']").first
    await expect(shown).to_be_visible()
    assert await shown.evaluate("image => image.naturalWidth") == 192


async def test_the_second_step_is_set_up_by_a_qr_code_and_asked_for_from_then_on(
    gateway: Gateway, chromium: Browser
) -> None:
    mikko = await sign_in(gateway, await person(chromium), "mikko@example.fi")
    await mikko.evaluate("location.hash = '#/rooms/me'")
    await mikko.get_by_role("button", name="Ota käyttöön").press("Enter")
    qr = mikko.get_by_role("img", name="QR-koodi tunnistautumissovellukselle")
    await expect(qr).to_be_visible()
    assert await qr.evaluate("image => image.naturalWidth") > 0
    secret = re.sub(r"\s", "", await mikko.locator(".secret").inner_text())
    assert await violations(mikko) == []

    def code() -> str:
        return pyotp.TOTP(secret).at(int(gateway.services.now()))

    await mikko.locator("#totp-code").fill(code())
    await mikko.keyboard.press("Enter")
    await expect(mikko.locator(".notice")).to_have_text("Kaksivaiheinen kirjautuminen on käytössä.")
    gateway.clock.move(seconds=60)
    other = await (await person(chromium)).new_page()
    await other.goto(f"{gateway.base}/desk/")
    await other.locator("#email").fill("mikko@example.fi")
    await other.locator("#password").fill(PASSWORD)
    await other.keyboard.press("Enter")
    await expect(other.locator("#code")).to_be_focused()
    assert await violations(other) == []
    await other.keyboard.type("000000")
    await other.keyboard.press("Enter")
    await expect(other.get_by_role("alert")).to_contain_text("Koodi ei täsmää")
    await other.locator("#code").fill(code())
    await other.keyboard.press("Enter")
    await expect(other.locator(".link.connected")).to_be_visible()


async def test_a_lead_announces_and_every_customer_concerned_reads_it_and_the_log_says_who_did(
    gateway: Gateway, chromium: Browser
) -> None:
    customer = await asks_for_a_person(gateway, await person(chromium))
    aino = await sign_in(gateway, await person(chromium), "aino@example.fi")
    await room(aino, "announcements")
    for language, text in (
        ("fi", "Jakelu seisoo Vantaalla. Olemme pahoillamme. Kerromme klo 15."),
        ("en", "Deliveries stand still in Vantaa. We are sorry. We tell you more at 3 pm."),
        ("sv", "Utdelningen står stilla i Vanda. Vi beklagar. Vi berättar mer klockan 15."),
    ):
        await aino.locator(f"#announce-{language}").fill(text)
    await aino.get_by_label("Kaikki").press("Space")
    await aino.get_by_role("button", name="Kerro heille").press("Enter")
    await expect(aino.locator(".cards")).to_contain_text("Jakelu seisoo Vantaalla.")
    await expect(customer_sees(customer)).to_contain_text("Jakelu seisoo Vantaalla.")
    await expect(customer_sees(customer)).to_contain_text("Aino")
    assert await violations(aino) == []
    await room(aino, "audit")
    await expect(aino.locator(".room .inside")).to_contain_text("Aino")
    await expect(aino.locator(".room .inside tbody tr").first).to_be_visible()
    assert await violations(aino) == []
    changers = aino.locator(".room .inside").get_by_role("button")
    assert all("muuta" not in name.casefold() for name in await changers.all_inner_texts())


@pytest.fixture
async def company(redis: RedisServer, assistant: FakeAssistant) -> AsyncIterator[tuple[Gateway, Provider]]:
    """A company with a provider of its own, where whoever comes is signed in already."""
    provider = Provider()
    app = provider.app()
    back: list[str] = []

    async def authorize(request: Request) -> HTTPResponse:
        provider.asked = {key: value[0] for key, value in request.args.items()}
        where = provider.asked["redirect_uri"]
        return redirect(f"{back[0]}{where}?state={provider.asked['state']}&code=good")

    app.add_route(authorize, "/authorize")
    env = {"OIDC_ISSUER": provider.url, "OIDC_CLIENT_ID": "desk", "OIDC_CLIENT_SECRET": "secret"}
    async with serving(app, provider.port), started(redis.url, assistant, None, **env) as gateway:
        provider.now = int(gateway.clock().timestamp())
        back.append(gateway.base)
        yield gateway, provider


async def test_the_companys_own_account_is_a_way_in(
    company: tuple[Gateway, Provider], chromium: Browser
) -> None:
    gateway, provider = company
    page = await (await person(chromium)).new_page()
    await page.goto(f"{gateway.base}/desk/")
    await page.get_by_role("link", name="Kirjaudu yrityksen tunnuksella").press("Enter")
    await expect(page.locator(".link.connected")).to_be_visible()
    await page.locator("details.me summary").press("Enter")
    await expect(page.locator(".me")).to_contain_text("Mikko")
    provider.claims = {"email": "stranger@example.com", "email_verified": True}
    other = await (await person(chromium)).new_page()
    await other.goto(f"{gateway.base}/desk/")
    await other.get_by_role("link", name="Kirjaudu yrityksen tunnuksella").press("Enter")
    await expect(other.get_by_role("alert")).to_contain_text(
        "Yrityksen tunnuksella kirjautuminen ei onnistunut"
    )
    assert await violations(other) == []


async def in_telegram(gateway: Gateway, customer_page: Page, agent: Page) -> str:
    """The case the agent has open, as if its customer had gone on in Telegram."""
    cid = str(await agent.evaluate("decodeURIComponent(location.hash.split('/')[2])"))
    said = Said(
        "Onko tietoa?",
        "t1",
        chat="77",
        origin={"channel": "telegram", "reply_to": "Katson", "forwarded_from": "Ville"},
    )
    await gateway.services.cases.do(cid, lambda w, c: steps.customer_wrote(w, c, said))
    return cid


async def test_how_far_a_telegram_chat_has_been_told_stands_at_the_case(
    gateway: Gateway, chromium: Browser
) -> None:
    aino = await sign_in(gateway, await person(chromium), "aino@example.fi")
    customer = await asks_for_a_person(gateway, await person(chromium))
    await expect(aino.locator("a[data-case]")).to_be_visible()
    await aino.keyboard.press("j")
    await expect(aino.locator("a[data-case]")).to_be_focused()
    await aino.keyboard.press("c")
    await expect(aino.locator("#field")).to_be_focused()
    cid = await in_telegram(gateway, customer, aino)
    await expect(aino.get_by_role("log")).to_contain_text("Välitetty, lähde Ville")
    await expect(aino.get_by_role("log").locator(".origin q")).to_have_text("Katson")
    services = gateway.services
    await aino.reload(wait_until="networkidle")  # the look at the case that the welcome asks for is over
    await expect(aino.locator(".chat-state")).to_have_text("Telegram: perillä")
    outbox = Outbox(services.redis, services.store.shard(cid), 86_400)
    await outbox.tell(cid, {"retry_at": "2026-11-25T10:05:00.000Z", "why": "too_many"})
    earlier = delivery(await outbox.told(cid))
    await services.cases.tell_desk(cid, {"type": "delivery", **earlier})
    await expect(aino.locator(".chat-state")).to_contain_text("liian monta viestiä kerralla")
    async with a_look_on_its_way(gateway, aino, cid):
        await outbox.tell(cid, {"retry_at": "", "why": ""})
        await services.cases.tell_desk(cid, {"type": "delivery", **delivery(await outbox.told(cid))})
        await expect(aino.locator(".chat-state")).to_have_text("Telegram: perillä")
    await services.cases.tell_desk(cid, {"type": "delivery", **earlier})  # the older one, late
    await expect(aino.get_by_role("complementary")).to_contain_text("1001")
    await expect(aino.locator(".chat-state")).to_have_text("Telegram: perillä")
    await services.cases.do(cid, partial(reach.unreachable, why="blocked"))
    await expect(aino.locator(".chat-state")).to_contain_text("asiakas on estänyt keskustelun")
    await expect(aino.get_by_role("log")).to_contain_text("asiakas on estänyt keskustelun")
    assert await violations(aino) == []


@asynccontextmanager
async def a_look_on_its_way(gateway: Gateway, page: Page, cid: str) -> AsyncIterator[None]:
    """The page looks at the case as it is now, and has the answer only when the block is over."""
    asked, over = asyncio.Event(), asyncio.Event()

    async def late(route: Route) -> None:
        answer = await route.fetch()
        asked.set()
        await over.wait()
        await route.fulfill(response=answer)

    await page.route(f"**/v1/desk/conversations/{cid}", late)
    await gateway.services.cases.do(cid, lambda w, c: case.brief_corrected(w, c, {"order": "1001"}))
    await asyncio.wait_for(asked.wait(), 15)
    yield
    async with page.expect_response(f"**/v1/desk/conversations/{cid}"):
        over.set()
    await page.unroute(f"**/v1/desk/conversations/{cid}")


async def test_my_own_telegram_is_linked_by_an_address_and_said_so_where_there_is_none(
    gateway: Gateway, chromium: Browser
) -> None:
    mikko = await sign_in(gateway, await person(chromium), "mikko@example.fi")
    await mikko.evaluate("location.hash = '#/rooms/me'")
    link = mikko.get_by_role("button", name="Liitä oma Telegram")
    await link.press("Enter")
    await expect(mikko.get_by_text("Telegram ei ole täällä käytössä.")).to_be_visible()
    gateway.services.telegram.ok, gateway.services.telegram.username = True, "aina_bot"
    await link.press("Enter")
    address = mikko.get_by_role("link", name=re.compile("Avaa tämä puhelimella"))
    await expect(address).to_have_attribute("href", re.compile(r"^https://t\.me/aina_bot\?start=a"))
    await gateway.services.routes.link("mikko", "88")
    await mikko.reload()
    await expect(mikko.get_by_text("Keskustelusi on liitetty.")).to_be_visible()
    await mikko.get_by_role("button", name="Poista liitos").press("Enter")
    await expect(link).to_be_visible()
    assert await gateway.services.routes.chat_of("mikko") is None


async def test_at_half_past_three_a_lead_is_told_what_today_cannot_keep(
    gateway: Gateway, chromium: Browser
) -> None:
    mikko = await gateway.agent("mikko")
    customer = await gateway.customer(name="Liisa")
    await customer.call("POST", "/human")
    await mikko.verb(customer.id, "claim")
    promise = {"client_id": "p", "what": "answer", "where": "web", "text": "Kerron, missä paketti on."}
    due = {"due_at": "2026-11-25T15:30:00Z"}
    assert (await mikko.verb(customer.id, "promises", **promise, **due)).status_code == 202
    aino = await sign_in(gateway, await person(chromium), "aino@example.fi")
    await gateway.services.desk.set_presence("mikko", "offline", gateway.services.now())
    gateway.clock.move(hours=3, minutes=31)
    await gateway.agent("aino")
    await gateway.services.roster.refresh()
    await gateway.services.day_end.look()
    await expect(aino.locator(".notice.bad")).to_contain_text("tämän päivän väki ei ehdi")
    await room(aino, "shift")
    inside = aino.locator(".room .inside")
    await expect(inside).to_contain_text("Kerron, missä paketti on.")
    await expect(inside).to_contain_text("ei ole paikalla")
    assert await violations(aino) == []


# Heads of tables that take more lines than they have words: one is broken within.
BROKEN_HEADS = """
  [...document.querySelectorAll('.room th')].filter((head) => {
    const lines = document.createRange();
    lines.selectNodeContents(head);
    return new Set([...lines.getClientRects()].map((box) => Math.round(box.top))).size > head.innerText.trim().split(/\\s+/).length;
  }).map((head) => head.innerText)
"""
DIALOGS = {
    "e": "resolve", "p": "promise", "t": "transfer", "a": "ask", "l": "later", "z": "snooze", "g": "goodwill",
    "b": "return", "?": "help",
}  # fmt: skip
PHONE, WIDE = {"width": 390, "height": 844}, {"width": 1360, "height": 850}


@pytest.mark.parametrize(
    ("language", "viewport"),
    [("fi", PHONE), ("en", WIDE), ("sv", PHONE)],
    ids=["Finnish, phone", "English, wide", "Swedish, phone"],
)
async def test_axe_finds_nothing_in_any_dialog_or_room_of_the_real_desk(
    gateway: Gateway, chromium: Browser, language: str, viewport: dict[str, int]
) -> None:
    its = partial(word, language)
    aino, mikko = await gateway.agent("aino"), await gateway.agent("mikko")
    first, second = await gateway.customer(name="Liisa"), await gateway.customer(name="Ville")
    for one, agent in ((first, aino), (second, mikko)):
        await one.call("POST", "/human")
        assert (await agent.verb(one.id, "claim")).status_code == 200
    promise = {"client_id": "p", "what": "call", "where": "phone", "phone": "040 123 4567", "text": "Soitan."}
    await aino.verb(first.id, "promises", **promise, due_at="2026-11-25T13:00:00Z")
    waiting = await gateway.customer(name="Kaisa")
    await waiting.call("POST", "/human", json={"to": "aino"})
    context = await person(chromium, {"fi": "fi-FI", "en": "en-GB", "sv": "sv-FI"}[language])
    page = await sign_in(gateway, context, "aino@example.fi")
    await page.set_viewport_size(viewport)  # type: ignore[arg-type]
    assert await page.locator("html").get_attribute("lang") == language
    found: dict[str, object] = {}

    async def look(name: str) -> None:
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        found[name] = await violations(page)

    async def opened(name: str) -> None:
        await expect(page.get_by_role("dialog")).to_be_visible()
        await look(name)
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_have_count(0)

    await page.locator("details.me summary").press("Enter")
    await look("menu")
    await page.keyboard.press("Escape")
    await page.evaluate(f"location.hash = '#/now/{first.id}'")
    await expect(page.get_by_role("log")).to_be_visible()
    await look("case")
    for key, name in DIALOGS.items():
        await heading_key(page, key)
        await opened(name)
    for verb in ("merge", "block"):
        await page.locator(".more-verbs summary").press("Enter")
        await page.locator(".more-verbs").get_by_role("button", name=its(verb), exact=True).press("Enter")
        await opened(verb)
    if await page.locator(".about.folded summary").count():
        await page.locator(".about.folded summary").press("Enter")
    deeds = page.locator(".promises .deeds button[aria-haspopup=dialog]")
    for number in range(await deeds.count()):
        await deeds.nth(number).press("Enter")
        await opened(f"promise {number}")
    await page.evaluate(f"location.hash = '#/team/{second.id}'")
    await expect(page.locator("#case-heading")).to_be_focused()
    for verb in ("help_in", "take_over"):
        await page.get_by_role("button", name=its(verb), exact=True).press("Enter")
        await opened(verb)
    await page.evaluate(f"location.hash = '#/now/{waiting.id}'")
    decline = page.get_by_role("button", name=its("decline"))
    await expect(decline).to_be_visible()
    await decline.press("Enter")
    await opened("decline")
    for view in ("now", "team", "resolved", "people", "rooms"):
        await page.evaluate(f"location.hash = '#/{view}'")
        await expect(page.locator("#list-heading")).to_be_attached()
        await look(view)
    await page.evaluate("location.hash = '#/now'")
    await page.locator("#search").fill("Liisa")
    await page.wait_for_timeout(600)
    await look("search")
    await page.locator("#search").fill("")
    for name in ("shift", "me", "canned", "announcements", "blocked", "accounts", "audit"):
        await room(page, name)
        if name in ("canned", "accounts"):
            await page.locator(".room .primary").first.press("Enter")
        await look(f"room {name}")
        assert await page.evaluate(BROKEN_HEADS) == [], name
    asked = await aino.verb(first.id, "ask-outside", client_id="o", to="Varasto", text="Onko hyllyssä?")
    invited = await aino.call("POST", "/invitations", json={"email": "u@example.fi", "name": "Uuno"})
    for name, link in (("answer", asked.json()["link"]), ("invitation", invited.json()["link"])):
        await page.goto("about:blank")
        await page.goto(f"{gateway.base}{link}")
        await expect(page.locator("main.signin form")).to_be_visible()
        await look(name)
    assert {name: bad for name, bad in found.items() if bad} == {}
    assert len(found) > 25


async def test_a_screen_reader_hears_from_the_real_desk_who_is_offered_who_was_quicker_and_what_became_of_a_transfer(
    gateway: Gateway, chromium: Browser
) -> None:
    aino = await gateway.agent("aino")
    context = await person(chromium, "en-GB")
    await context.add_init_script(LISTEN)
    mikko = await sign_in(gateway, context, "mikko@example.fi")

    async def hears(line: str) -> None:
        await mikko.wait_for_function("(line) => window.heard.includes(line)", arg=line)
        await mikko.wait_for_timeout(500)
        said = await mikko.evaluate("window.heard.splice(0)")
        assert [one for one in said if "Liisa" in one] == [line]

    customer = await gateway.customer(name="Liisa")
    await customer.call("POST", "/human", json={"to": "mikko"})
    await hears("polite: A conversation is offered to you: Liisa")
    await aino.verb(customer.id, "claim")
    await hears("polite: Aino took this one: Liisa")
    await aino.verb(customer.id, "transfer", to="mikko", reason="paketti on varastossa")
    await hears("polite: A conversation is offered to you: Liisa")
    at_mikko = await gateway.agent("mikko")
    await at_mikko.verb(customer.id, "claim")
    await expect(mikko.locator(".group.mine a[data-case]")).to_be_visible()
    await customer.write("Kiitos, Mikko")
    await hears("polite: New message: Liisa")
    second = await gateway.customer(name="Liisa Toinen")
    await second.call("POST", "/human")
    await at_mikko.verb(second.id, "claim")
    await expect(mikko.locator(".group.mine a[data-case]")).to_have_count(2)
    given = await at_mikko.verb(second.id, "transfer", to="aino", reason="lasku on väärin")
    assert given.status_code == 200, given.text
    await mikko.evaluate("window.heard.splice(0)")
    given = await aino.verb(second.id, "decline", reason="Toinen keskustelu on kesken")
    assert given.status_code == 200, given.text
    await hears("polite: Aino declined, still yours: Liisa Toinen")


async def test_an_invitation_opened_where_somebody_is_signed_in_is_a_page_of_its_own(
    gateway: Gateway, chromium: Browser
) -> None:
    aino = await gateway.agent("aino", None)
    link = (await aino.call("POST", "/invitations", json={"email": "u@example.fi", "name": "Uuno"})).json()[
        "link"
    ]
    page = await sign_in(gateway, await person(chromium), "aino@example.fi")
    await page.goto(gateway.base + link)
    await expect(page.get_by_role("heading")).to_have_text("Tervetuloa: Tuulikello")
    await page.get_by_label("Salasana").fill("pitkä ja oma salasana")
    await page.keyboard.press("Enter")
    await expect(page.locator(".link.connected")).to_be_visible()
    await expect(page.locator("details.me summary")).to_have_attribute("aria-label", re.compile("Uuno"))
    await expect(page.locator(".practise")).to_contain_text("yksi keskustelu kerralla ti 1.12. asti")
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.get_by_role("button", name="Ota harjoitusasiakas").press("Enter")
    await expect(page.locator(".practice-here")).to_be_visible()


async def test_who_opens_a_waiting_case_reads_what_its_customer_is_told_of_the_wait(
    gateway: Gateway, chromium: Browser
) -> None:
    by_hand = await gateway.agent("aino")
    for _ in range(4):
        served = await gateway.customer(language="fi")
        await served.call("POST", "/human", json={})
        assert (await by_hand.verb(served.id, "claim")).status_code == 200
    waits = await gateway.customer(language="fi")
    state = (await waits.call("POST", "/human", json={})).json()["state"]
    assert (state["outlook"], state["queue"]["wait_s"]) == ("range", [120, 360])
    aino = await sign_in(gateway, await person(chromium), "aino@example.fi")
    await aino.evaluate(f"location.hash = '#/now/{waits.id}'")
    await expect(aino.locator("p.facts")).to_contain_text("Asiakas näkee: 2–6 min")
    assert await violations(aino) == []
    await by_hand.call("PUT", "/presence", json={"status": "away"})
    await aino.reload()
    await expect(aino.locator("p.facts")).to_contain_text(
        "Asiakas näkee: kukaan ei ole paikalla, tieto viimeistään"
    )
