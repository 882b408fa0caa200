"""The product as it is: real Rasa, real Redis, real Chromium. A customer on one page, Aino on the other.

With SHOTS=1 the screenshots of the README are taken anew.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from tests.browser.chromium import CHROMIUM, FLAGS
from tests.browser.pictures.paper import keep
from tests.e2e.product import Product
from tests.harness import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.rasa, pytest.mark.slow]
# Those of the README. The desk's others are taken by tests/browser/pictures.
PICTURES = {
    "widget-person-fi",
    "widget-resolved-fi",
    "widget-answer-en",
    "widget-person-en",
    "desk-queue-en",
    "desk-case-en",
}
WIDE: ViewportSize = {"width": 1280, "height": 860}
PHONE: ViewportSize = {"width": 390, "height": 844}
SOON_MS = 30_000


class Words(NamedTuple):
    """What is said and read in one language."""

    locale: str
    shop: str
    launcher: str
    question: str
    key: str
    answer: str
    wish: str
    taken: str
    thanks: str
    reply: str
    resolve: str
    resolved: str


FI = Words(
    "fi-FI", "/demo/index.html", "Kysy meiltä", "missä mun tilaus 1002 viipyy", "33100", "Tampere", "haluan puhua ihmiselle",
    "Aino, laskutus, jatkaa tästä.", "kiitos paljon", "Hei, paketti on matkalla ja tulee huomenna.",
    "Merkitse ratkaistuksi", "Aino merkitsi asian hoidetuksi.",
)  # fmt: skip
EN = Words(
    "en-GB", "/demo/en.html", "Ask us", "where is my order 1002", "33100", "Tampere", "I want to talk to a person",
    "Aino, billing, carries on from here.", "thank you so much", "Hello, the parcel is on its way and comes tomorrow.",
    "Resolve", "Aino marked this as sorted.",
)  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


def shot(page: Page, name: str) -> None:
    if os.environ.get("SHOTS") and name in PICTURES:
        keep(name, page.screenshot())


def at_the_desk(browser: Browser, base: str, locale: str) -> Page:
    page = browser.new_context(viewport=WIDE, locale=locale).new_page()
    page.goto(f"{base}/desk/")
    page.locator("input[type=email]").fill("aino@example.fi")
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("button[type=submit]").click()
    expect(page.get_by_role("main")).to_be_visible(timeout=SOON_MS)
    return page


def say(page: Page, text: str) -> None:
    box = page.get_by_role("textbox")
    box.fill(text)
    box.press("Enter")


@pytest.mark.parametrize("words", [FI, EN], ids=["fi", "en"])
def test_a_customer_gets_an_answer_then_aino_who_resolves_it(
    running: Product, shop_origin: str, browser: Browser, words: Words
) -> None:
    desk = at_the_desk(browser, running.base, words.locale)
    shop = browser.new_context(viewport=WIDE, locale=words.locale).new_page()
    shop.goto(f"{shop_origin}{words.shop}?gateway={running.base}")
    shop.get_by_role("button", name=words.launcher).click()
    log = shop.get_by_role("log")
    expect(log).to_be_visible(timeout=SOON_MS)
    shot(shop, f"widget-open-{words.locale[:2]}")

    say(shop, words.question)
    expect(log).to_contain_text("?", timeout=SOON_MS)
    say(shop, words.key)
    expect(log).to_contain_text(words.answer, timeout=SOON_MS)
    shot(shop, f"widget-answer-{words.locale[:2]}")

    say(shop, words.wish)
    row = desk.locator("main, nav, aside").get_by_text(words.wish)
    expect(row.first).to_be_visible(timeout=SOON_MS)
    shot(desk, f"desk-queue-{words.locale[:2]}")
    row.first.click()
    expect(desk.get_by_role("log")).to_contain_text(words.question)
    desk.keyboard.press("c")
    expect(log).to_contain_text(words.taken, timeout=SOON_MS)

    box = desk.get_by_role("textbox").first
    box.fill(words.reply)
    box.press("Control+Enter")
    expect(log).to_contain_text(words.reply, timeout=SOON_MS)
    say(shop, words.thanks)
    expect(desk.get_by_role("log")).to_contain_text(words.thanks, timeout=SOON_MS)
    shot(desk, f"desk-case-{words.locale[:2]}")
    shot(shop, f"widget-person-{words.locale[:2]}")

    desk.get_by_role("button", name=words.resolve).first.click()
    desk.keyboard.press("Enter")
    expect(log).to_contain_text(words.resolved, timeout=SOON_MS)
    shot(shop, f"widget-resolved-{words.locale[:2]}")
