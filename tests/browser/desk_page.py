"""Hands on the desk's page, for its tests in real Chromium."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.fake_desk import PASSWORD, FakeDesk

ROOT = Path(__file__).parents[2]
PHONE = {"width": 390, "height": 844}
WIDE = {"width": 1360, "height": 850}
NASTY = "<img src=x onerror=\"document.title='hit'\"><script>document.title='hit'</script>"
NewPage = Callable[..., Page]


def sign_in(page: Page, agent: str = "aino") -> None:
    page.locator("#email").fill(f"{agent}@example.fi")
    page.locator("#password").fill(PASSWORD)
    page.locator("form button[type=submit]").click()
    expect(page.locator(".link")).to_contain_text(re.compile("Connected|Yhteys kunnossa|Ansluten"))


def row(page: Page, id: str) -> Locator:
    return page.locator(f"a[data-case={id}]")


def log(page: Page) -> Locator:
    return page.get_by_role("log")


def held(desk: FakeDesk, id: str = "c1", name: str = "Liisa", **more: Any) -> None:
    """A case that Aino has."""
    desk.add(id, name, said="Hei, lasku tuli kahdesti", **more)
    desk.claim_as(id, "aino")


def write(page: Page, text: str) -> None:
    page.locator("#field").fill(text)
    page.locator("#field").press("Enter")


def lose_answer(page: Page, url: str) -> None:
    """The next such request is carried out, and its answer is lost."""

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route(url, lose, times=1)


def sent(desk: FakeDesk, verb: str = "messages") -> list[str]:
    return [one["text"] for one in desk.posts if one["verb"] == verb]


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id || document.activeElement.dataset.case || ''"))


def texts(page: Page) -> list[str]:
    return page.locator(".log .bubble").all_inner_texts()


def violations(page: Page) -> list[Any]:
    """What axe finds, as rule and places."""
    found = Axe().run(page).response["violations"]
    return [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found]


class Untouched:
    """Looks at a page without touching it: Playwright's own looks count as a person's gesture, which lets a page sound."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._line = page.context.new_cdp_session(page)

    def __call__(self, expression: str) -> object:
        return self._line.send("Runtime.evaluate", {"expression": expression})["result"].get("value")

    def until(self, expression: str, within_ms: int = 8000) -> None:
        for _ in range(within_ms // 50):
            if self(expression):
                return
            self._page.wait_for_timeout(50)
        raise AssertionError(f"not so within {within_ms} ms: {expression}")
