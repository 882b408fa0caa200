"""Hands on the desk and the widget against a real gateway, in real Chromium."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

from tests.harness import PASSWORD, ROOT, WEDNESDAY_NOON, Gateway

PATIENCE_MS = 15_000
WORDS = ROOT / "bot/web/desk/words"
TABS = 120


def word(language: str, key: str) -> str:
    """The desk's own word for it."""
    texts = "".join(part.read_text() for part in sorted(WORDS.rglob(f"{language}.js")))
    found = re.search(rf"^  {key}: '(.*)',$", texts, re.M)
    assert found, key
    return found[1]


async def tab_to(page: Page, goal: Locator) -> None:
    """There by the Tab key alone; of a group of radio buttons, on by the arrow."""
    await expect(goal).to_be_visible()
    for _ in range(TABS):
        if await goal.evaluate("(goal) => goal === document.activeElement"):
            return
        group = await goal.evaluate(
            "(goal) => goal.type === 'radio' && document.activeElement.name === goal.name"
        )
        await page.keyboard.press("ArrowDown" if group else "Tab")
    raise AssertionError(f"out of the keyboard's reach: {goal}")


async def person(
    chromium: Browser, locale: str = "fi-FI", at: dt.datetime = WEDNESDAY_NOON
) -> BrowserContext:
    """A browser of their own, on the gateway's clock."""
    context = await chromium.new_context(
        viewport={"width": 1360, "height": 850}, locale=locale, timezone_id="Europe/Helsinki"
    )
    context.set_default_timeout(PATIENCE_MS)
    await context.clock.install(time=at)
    return context


async def asks_for_a_person(gateway: Gateway, context: BrowserContext) -> Page:
    """A customer on the company's page, who wants a person."""
    page = await context.new_page()
    await page.goto(f"{gateway.base}/demo/")
    await page.get_by_role("button", name="Kysy meiltä").click()
    field = page.get_by_role("dialog").get_by_role("textbox")
    await field.fill("mis mun paketti viipyy")
    await field.press("Enter")
    await expect(page.get_by_role("log")).to_contain_text("Vastaus: mis mun paketti viipyy")
    await field.fill("haluan puhua ihmiselle")
    await field.press("Enter")
    return page


def customer_sees(page: Page) -> Locator:
    return page.get_by_role("log")


async def heading_key(page: Page, key: str) -> None:
    await page.locator("#case-heading").focus()
    await page.keyboard.press(key)


async def sign_in(gateway: Gateway, context: BrowserContext, email: str) -> Page:
    page = await context.new_page()
    await page.goto(f"{gateway.base}/desk/")
    await page.locator("#email").focus()
    await page.keyboard.type(email)
    await page.keyboard.press("Tab")
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.locator(".link.connected")).to_be_visible()
    return page


async def violations(page: Page) -> list[Any]:
    """What axe finds, as rule and places."""
    found = (await Axe().run(page)).response["violations"]
    return [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found]


async def room(page: Page, name: str) -> None:
    """Into a room beside the cases."""
    await page.evaluate(f"location.hash = '#/rooms/{name}'")
    await expect(page.locator(".room .inside > *").first).to_be_visible()
