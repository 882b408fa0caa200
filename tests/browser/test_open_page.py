"""Pages that hold the chat, in real Chromium against a real gateway: what a link in an e-mail opens, and the demo shop."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from tests import harness
from tests.harness import Customer, FakeAssistant, Gateway, RedisServer

ADDRESS = "maija@example.fi"


@pytest.fixture
async def page(chromium: Browser) -> AsyncIterator[Page]:
    context = await chromium.new_context(locale="fi-FI", viewport={"width": 390, "height": 800})
    yield await context.new_page()
    await context.close()


async def linked(gateway: Gateway) -> tuple[Customer, str]:
    """A conversation, and the secret of a link that went out by e-mail."""
    customer = await gateway.customer(language="fi")
    await customer.write("tilaus 1002, missä pakettini on")
    await customer.bot_lines()
    secret = await gateway.services.letters.make({"conversation": customer.id, "address": ADDRESS})
    return customer, secret


async def test_a_strange_browser_proves_whose_it_is_and_reads_on(gateway: Gateway, page: Page) -> None:
    customer, secret = await linked(gateway)
    await page.goto(f"{gateway.base}/open/#aina={secret}")
    await expect(page.get_by_role("button", name="m…@example.fi")).to_be_visible()
    assert secret not in page.url
    found: Any = await Axe().run(page)
    assert not found.response["violations"], found.generate_report()
    await gateway.services.letters.put_code(secret, "123456", 600)
    await page.get_by_label("Koodi").fill("123456")
    await page.get_by_label("Tilausnumero").fill("9999")
    await page.get_by_role("button", name="Avaa keskustelu").click()
    await expect(page.get_by_role("alert")).to_have_text("Koodi tai numero ei täsmää. Tarkista molemmat.")
    await page.get_by_label("Tilausnumero").fill("1002")
    await page.get_by_role("button", name="Avaa keskustelu").click()
    await expect(page.get_by_text("tilaus 1002, missä pakettini on", exact=True)).to_be_visible()
    await customer.write("vielä yksi asia")
    await expect(page.get_by_text("vielä yksi asia", exact=True)).to_be_visible()


async def test_a_used_link_says_so_and_the_chat_is_there_all_the_same(gateway: Gateway, page: Page) -> None:
    await page.goto(f"{gateway.base}/open/#aina=used")
    await expect(page.get_by_text("Linkki on jo käytetty tai vanhentunut")).to_be_visible()
    await page.get_by_role("button", name="Kysy meiltä").click()
    await expect(page.get_by_role("button", name="Puhu ihmiselle")).to_be_visible()


async def test_a_code_from_telegram_opens_at_once(gateway: Gateway, page: Page) -> None:
    customer, _ = await linked(gateway)
    secret = await gateway.services.web_links.make({"conversation": customer.id})
    await page.goto(f"{gateway.base}/open/#aina={secret}")
    await expect(page.get_by_text("tilaus 1002, missä pakettini on", exact=True)).to_be_visible()


async def test_the_demo_shop_on_localhost_speaks_to_the_gateway_as_another_origin(
    redis: RedisServer, assistant: FakeAssistant, page: Page
) -> None:
    async with harness.gateway(redis.url, assistant, ALLOWED_ORIGINS="*") as gateway:
        await page.goto(f"{gateway.base.replace('127.0.0.1', 'localhost')}/demo/")
        await page.get_by_role("button", name="Kysy meiltä").click()
        await page.get_by_role("textbox").fill("missä pakettini on")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("Vastaus: missä pakettini on")).to_be_visible()
