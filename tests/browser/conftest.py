"""A browser, a fake desk, and pages of it that must not break any rule of the CSP."""

from __future__ import annotations

import subprocess
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from playwright.async_api import Browser as AsyncBrowser
from playwright.async_api import async_playwright, expect
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.chromium import CHROMIUM, FLAGS
from tests.browser.desk_page import ROOT, WIDE, NewPage, sign_in
from tests.browser.fake_desk import FakeDesk
from tests.browser.real_desk import PATIENCE_MS

COUNT_CHIMES = """
  window.chimes = 0;
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...at) { window.chimes += 1; return start.apply(this, at); };
"""


@pytest.fixture(scope="module")
def _bundle() -> None:
    subprocess.run(["bash", "scripts/web"], cwd=ROOT, check=True)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def desk(_bundle: None) -> Iterator[FakeDesk]:
    running = FakeDesk().start()
    yield running
    running.stop()


@pytest.fixture
def new_page(browser: Browser, desk: FakeDesk) -> Iterator[NewPage]:
    """A page of the desk, in a browser profile of its own, that must not break any rule of the CSP."""
    contexts: list[BrowserContext] = []
    broken: list[str] = []

    def make(agent: str | None = "aino", at: str = "", init: str = "", **options: Any) -> Page:
        how = {"viewport": WIDE, "locale": "en-GB", "timezone_id": "Europe/Helsinki"} | options
        context = browser.new_context(**how)
        context.add_init_script(COUNT_CHIMES + init)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(8000)
        page.on("pageerror", lambda error: broken.append(str(error)))
        page.on("console", lambda line: broken.append(line.text) if "Content Security" in line.text else None)
        page.goto(f"{desk.url}/desk/{at}")
        if agent:
            sign_in(page, agent)
        return page

    yield make
    for context in contexts:
        context.close()
    assert broken == []


@pytest.fixture
def page(new_page: NewPage) -> Page:
    return new_page()


@pytest.fixture
async def chromium(_bundle: None) -> AsyncIterator[AsyncBrowser]:
    """A browser beside a gateway that runs in this event loop."""
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        await running.close()
