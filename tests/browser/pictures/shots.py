"""The way through the desk, with a picture at each stop."""

from __future__ import annotations

import pyotp
from playwright.async_api import Browser, Page, expect

from tests.browser.pictures.paper import keep
from tests.browser.real_desk import heading_key, person, room, sign_in, word
from tests.harness import PASSWORD, Agent, Customer, Gateway

ROOMS = ("shift", "canned", "announcements", "blocked", "accounts", "me", "audit")
DIALOGS = {
    "p": "promise",
    "t": "transfer",
    "a": "ask",
    "l": "later",
    "z": "snooze",
    "b": "return",
    "g": "goodwill",
    "e": "resolve",
    "?": "keys",
}
PHONE = {"width": 390, "height": 844}


async def shot(page: Page, name: str) -> None:
    await page.wait_for_timeout(500)
    keep(f"desk-{name}", await page.screenshot())


async def signed_in(gateway: Gateway, chromium: Browser, email: str = "aino@example.fi") -> Page:
    """A browser of their own, which has been asked about notifications."""
    page = await sign_in(gateway, await person(chromium, at=gateway.clock()), email)
    await page.locator(".leave button").last.press("Enter")
    return page


async def into(page: Page, liisa: Customer) -> None:
    await page.evaluate(f"location.hash = '#/now/{liisa.id}'")
    await expect(page.get_by_role("log")).to_be_visible()


async def doors(gateway: Gateway, chromium: Browser, aino: Agent, liisa: Customer) -> None:
    """The pages before and beside the desk."""
    page = await (await person(chromium)).new_page()
    await page.goto(f"{gateway.base}/desk/")
    await expect(page.locator("#email")).to_be_visible()
    await shot(page, "signin-fi")
    invited = await aino.call(
        "POST", "/invitations", json={"email": "veera@example.fi", "name": "Veera", "team": "toimitukset"}
    )
    asked = await aino.verb(liisa.id, "ask-outside", client_id="o", to="Varasto", text="Onko 1002 hyllyssä?")
    for name, answer in (("invitation", invited), ("answer", asked)):
        await page.goto("about:blank")
        await page.goto(gateway.base + answer.json()["link"])
        await expect(page.locator("main.signin form")).to_be_visible()
        await shot(page, f"{name}-fi")


async def second_step(gateway: Gateway, chromium: Browser) -> None:
    """Sanna sets it up, and is asked for it the next time."""
    page = await signed_in(gateway, chromium, "sanna@example.fi")
    await room(page, "me")
    await page.get_by_role("button", name="Ota käyttöön").press("Enter")
    await expect(page.locator("#totp-code")).to_be_visible()
    await page.locator("#totp-code").scroll_into_view_if_needed()
    await shot(page, "second-step-set-fi")
    secret = (await page.locator(".secret").inner_text()).replace(" ", "")
    await page.locator("#totp-code").fill(pyotp.TOTP(secret).at(int(gateway.services.now())))
    await page.keyboard.press("Enter")
    await expect(page.locator(".notice")).to_be_visible()
    again = await (await person(chromium)).new_page()
    await again.goto(f"{gateway.base}/desk/")
    await again.locator("#email").fill("sanna@example.fi")
    await again.locator("#password").fill(PASSWORD)
    await again.keyboard.press("Enter")
    await expect(again.locator("#code")).to_be_focused()
    await shot(again, "second-step-fi")


async def provider(gateway: Gateway, chromium: Browser) -> None:
    """A company that has a provider of its own."""
    page = await (await person(chromium)).new_page()
    await page.goto(f"{gateway.base}/desk/")
    await expect(page.get_by_role("link", name="Kirjaudu yrityksen tunnuksella")).to_be_visible()
    await shot(page, "provider-fi")


async def lists(page: Page) -> None:
    await page.evaluate("location.hash = '#/now'")
    await shot(page, "queue-fi")
    for view in ("team", "resolved", "people"):
        await page.evaluate(f"location.hash = '#/{view}'")
        await shot(page, f"{view}-fi")
    await page.evaluate("location.hash = '#/now'")
    await page.locator("#search").fill("paketin")
    await expect(page.locator(".group.found a[data-case]").first).to_be_visible()
    await shot(page, "search-fi")
    await page.locator("#search").fill("")


async def casework(page: Page, liisa: Customer) -> None:
    await into(page, liisa)
    await shot(page, "case-fi")
    await page.locator("#field").press_sequentially("/")
    await expect(page.locator(".canned [role=option]").first).to_be_visible()
    await shot(page, "canned-fi")
    await page.locator("#field").fill("")
    await page.locator(".more-verbs summary").press("Enter")
    await shot(page, "verbs-fi")
    await page.keyboard.press("Escape")
    for key, name in DIALOGS.items():
        await heading_key(page, key)
        await expect(page.get_by_role("dialog")).to_be_visible()
        await shot(page, f"{name}-fi")
        await page.keyboard.press("Escape")
    for name in ("merge", "block"):
        await page.locator(".more-verbs summary").press("Enter")
        await page.locator(".more-verbs").get_by_role("button", name=word("fi", name)).press("Enter")
        await expect(page.get_by_role("dialog")).to_be_visible()
        await shot(page, f"{name}-fi")
        await page.keyboard.press("Escape")
    await page.locator("#field").fill("Kuten jo kerroimme, paketti on matkalla.")
    await expect(page.locator(".warning").first).to_be_visible()
    await shot(page, "warning-fi")
    await page.locator("#field").fill("")


async def rooms(page: Page) -> None:
    for name in ROOMS:
        await room(page, name)
        await shot(page, f"room-{name}-fi")


async def honesty(page: Page, liisa: Customer) -> None:
    """The browser that holds the sound back; the connection that is gone, with a line that waits for it."""
    await into(page, liisa)
    await page.reload(wait_until="networkidle")
    await shot(page, "sound-fi")
    await page.context.set_offline(True)
    await expect(page.locator(".link.reconnecting")).to_be_visible()
    await page.locator("#field").fill("Varastolta vastattiin: paketti löytyi.")
    await page.keyboard.press("Enter")
    await expect(page.locator(".pending")).to_be_visible()
    await shot(page, "lost-fi")
    await page.context.set_offline(False)
    await expect(page.locator(".pending")).to_have_count(0)


async def phone(page: Page, liisa: Customer) -> None:
    await page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    await page.evaluate("location.hash = '#/now'")
    await shot(page, "queue-phone")
    await page.locator("#search").fill("paketin")
    await expect(page.locator(".group.found a[data-case]").first).to_be_visible()
    await shot(page, "search-phone")
    await page.locator("#search").fill("")
    await into(page, liisa)
    await shot(page, "case-phone")
    await heading_key(page, "p")
    await expect(page.get_by_role("dialog")).to_be_visible()
    await shot(page, "promise-phone")
    await page.keyboard.press("Escape")
    await room(page, "shift")
    await shot(page, "room-shift-phone")


async def practice(gateway: Gateway, chromium: Browser) -> None:
    page = await sign_in(gateway, await person(chromium, "en-GB", gateway.clock()), "mikko@example.fi")
    await page.get_by_role("button", name="Not now").press("Enter")
    await room(page, "me")
    await page.get_by_role("button", name="Take a practice customer").press("Enter")
    await expect(page.locator(".practice-here")).to_be_visible()
    await heading_key(page, "c")
    await shot(page, "practice-en")
