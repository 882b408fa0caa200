"""The widget in real Chromium, on a page of another origin with a strict CSP, against a small fake gateway."""

from __future__ import annotations

import gzip
import io
import json
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import (
    Browser,
    BrowserContext,
    FilePayload,
    Locator,
    Page,
    Route,
    expect,
    sync_playwright,
)

from tests.browser.chromium import CHROMIUM, FLAGS
from tests.browser.fake_gateway import AINO, MIKKO, WEB, FakeGateway

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
WIDE = {"width": 1280, "height": 860}
SHOP = """<!doctype html><html lang="fi"><head><meta charset="utf-8"><title>Kauppa</title>
<meta name="viewport" content="width=device-width"></head>
<body><main><h1>Kauppa</h1><p><a href="#x">Linkki</a></p></main>
<script type="module" src="{gateway}/widget/support-chat.js" data-phone="+358 9 4245 1000"></script></body></html>"""
CSP = "default-src 'none'; script-src {gateway}; connect-src {gateway} {socket}; img-src {gateway}; require-trusted-types-for 'script'"
NASTY = "<img src=x onerror=\"document.title='hit'\"><script>document.title='hit'</script>"


class Shop:
    """Another company's web server: a page with the one script tag, and the demo shop."""

    def __init__(self) -> None:
        self.gateway = ""
        shop = self

        class Handler(SimpleHTTPRequestHandler):
            def __init__(self, *args: Any) -> None:
                super().__init__(*args, directory=str(WEB))

            def do_GET(self) -> None:
                if self.path.split("?")[0] != "/shop":
                    return super().do_GET()
                page = SHOP.format(gateway=shop.gateway).encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                policy = CSP.format(gateway=shop.gateway, socket=shop.gateway.replace("http", "ws"))
                self.send_header("Content-Security-Policy", policy)
                self.send_header("Content-Length", str(len(page)))
                self.end_headers()
                self.wfile.write(page)
                return None

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def gateway() -> Iterator[FakeGateway]:
    with FakeGateway() as running:
        yield running


@pytest.fixture
def shop(gateway: FakeGateway) -> Iterator[Shop]:
    running = Shop()
    running.gateway = gateway.origin
    yield running
    running.close()


@pytest.fixture
def new_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    contexts: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        settings: dict[str, Any] = {"locale": "fi-FI", "timezone_id": "Europe/Helsinki", "viewport": WIDE}
        context = browser.new_context(**(settings | options))
        context.set_default_timeout(8000)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_context: Callable[..., BrowserContext], shop: Shop) -> Page:
    return visit(new_context(), shop)


def visit(context: BrowserContext, shop: Shop, path: str = "/shop") -> Page:
    """The shop's page, on which nothing may go wrong unseen."""
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"the page threw {error}"))
    page.goto(shop.origin + path)
    return page


def opened(page: Page, name: str = "Kysy meiltä") -> Locator:
    """The panel, opened by its launcher."""
    page.get_by_role("button", name=name).click()
    panel = page.get_by_role("dialog")
    expect(panel.get_by_role("log")).to_contain_text(re.compile("[Bb]ot"))
    return panel


def write(page: Page, text: str) -> None:
    page.get_by_role("textbox").fill(text)
    page.keyboard.press("Enter")


def until(page: Page, true: Callable[[], bool]) -> None:
    """Waits for something at the gateway, at most 8 s."""
    for _ in range(160):
        if true():
            return
        page.wait_for_timeout(50)
    pytest.fail("it did not happen within 8 s")


def more_hellos(gateway: FakeGateway, before: int) -> bool:
    return len(gateway.hellos) > before


def lines(panel: Locator) -> list[str]:
    """What was said, without who and when."""
    return panel.locator(".text").all_inner_texts()


Upload = tuple[str, str, bytes]


def picture(width: int, height: int) -> bytes:
    """A PNG."""
    made = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(made, "PNG")
    return made.getvalue()


PNG: Upload = ("kuva.png", "image/png", picture(30, 20))


def attach(page: Page, *files: Upload) -> None:
    page.locator("input[type=file]").set_input_files(
        [FilePayload(name=name, mimeType=kind, buffer=body) for name, kind, body in files]
    )


def violations(page: Page) -> list[Any]:
    return [(v["id"], [n["html"] for n in v["nodes"]]) for v in Axe().run(page).response["violations"]]


# ---- where it lives


def test_one_script_tag_brings_the_chat_to_a_page_of_another_origin_under_a_strict_csp(
    new_context: Callable[..., BrowserContext], shop: Shop, gateway: FakeGateway
) -> None:
    context = new_context()
    console: list[str] = []
    context.on(
        "console", lambda message: console.append(message.text) if "favicon" not in message.text else None
    )
    page = visit(context, shop, "/shop?secret=1")
    panel = opened(page)
    write(page, "moi")
    expect(panel.locator(".customer .text")).to_have_text("moi")
    gateway.say("Hei.")
    expect(panel.locator(".bot .text").last).to_have_text("Hei.")
    assert gateway.posts("/conversations")[0]["page"] == f"{shop.origin}/shop"
    assert [line for line in console if "404" not in line] == []


def test_nothing_is_asked_of_the_gateway_before_the_chat_is_opened(page: Page, gateway: FakeGateway) -> None:
    expect(page.get_by_role("button", name="Kysy meiltä")).to_be_visible()
    assert gateway.requests == []


def test_everything_a_page_loads_is_at_most_15_kilobytes_gzipped_with_half_of_one_to_spare(
    new_context: Callable[..., BrowserContext], shop: Shop
) -> None:
    context = new_context()
    sizes: dict[str, int] = {}

    def weigh(route: Route) -> None:
        response = route.fetch()
        sizes[route.request.url.rpartition("/")[2]] = len(gzip.compress(response.body(), 9))
        route.fulfill(response=response)

    context.route("**/widget/**", weigh)
    opened(visit(context, shop))
    assert set(sizes) == {"support-chat.js", "fi.js"}
    assert sum(sizes.values()) <= 15 * 1024 - 500, sizes


@pytest.mark.parametrize(
    ("path", "launcher", "person"),
    [
        ("", "Kysy meiltä", "Puhu ihmiselle: Aino, laskutus"),
        ("en.html", "Ask us", "Talk to a person: Aino, billing"),
        ("sv.html", "Fråga oss", "Prata med en människa: Aino, fakturering"),
    ],
)
def test_the_demo_shop_speaks_three_languages(
    new_context: Callable[..., BrowserContext],
    shop: Shop,
    gateway: FakeGateway,
    path: str,
    launcher: str,
    person: str,
) -> None:
    page = visit(new_context(), shop, f"/demo/{path}?gateway={gateway.origin}")
    panel = opened(page, launcher)
    expect(panel.get_by_role("button", name=person, exact=True)).to_be_visible()
    expect(panel.get_by_role("link", name="+358 9 4245 1000")).to_have_attribute("href", "tel:+358942451000")
    assert violations(page) == []


def test_a_conversation_never_written_in_gives_way_to_one_in_the_language_of_the_page(
    new_context: Callable[..., BrowserContext], shop: Shop, gateway: FakeGateway
) -> None:
    context = new_context()
    opened(visit(context, shop, f"/demo/?gateway={gateway.origin}"))
    page = visit(context, shop, f"/demo/en.html?gateway={gateway.origin}")
    expect(page.get_by_role("dialog").get_by_role("log")).to_contain_text("Hello. I'm a bot")
    assert [body["language"] for body in gateway.posts("/conversations")] == ["fi", "en"]
    assert gateway.posts("/conversations")[1]["customer"] == "secret-1"


# ---- the keyboard, and those who listen


def test_the_keyboard_alone_is_enough(page: Page, gateway: FakeGateway) -> None:
    page.get_by_role("link", name="Linkki").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Kysy meiltä")).to_be_focused()
    page.keyboard.press("Enter")
    field = page.get_by_role("textbox", name="Viestisi")
    expect(field).to_be_focused()
    expect(page.get_by_role("log")).to_contain_text("Olen botti")
    page.keyboard.type("ensimmäinen")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("toinen")
    page.keyboard.press("Enter")
    expect(page.locator(".customer .text")).to_have_text("ensimmäinen\ntoinen", use_inner_text=True)
    expect(field).to_be_focused()
    expect(field).to_have_value("")

    gateway.say(
        "Kotiin vai noutopisteeseen?",
        choices=[{"value": "home", "label": "Kotiin"}, {"value": "pickup", "label": "Noutopisteeseen"}],
    )
    expect(page.get_by_role("button", name="Kotiin")).to_be_enabled()
    expect(field).to_be_focused()
    names = []
    for _ in range(4):
        page.keyboard.press("Shift+Tab")
        names.append(focused_name(page))
    assert names == ["Liitä tiedosto", "Puhu ihmiselle: Aino, laskutus", "Noutopisteeseen", "Kotiin"]
    page.keyboard.press("Shift+Tab")
    assert focused_name(page) == "Keskustelu"
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator(".customer .text").last).to_have_text("Kotiin")
    assert focused_name(page) == "Keskustelu"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Peru pyyntö")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("button", name="Kysy meiltä")).to_be_focused()


def focused_name(page: Page) -> str:
    script = (
        "() => {const e = document.activeElement.shadowRoot.activeElement; return e.ariaLabel || e.innerText}"
    )
    return cast(str, page.evaluate(script)).strip()


def test_what_comes_in_never_moves_the_focus(page: Page, gateway: FakeGateway) -> None:
    panel = opened(page)
    field = page.get_by_role("textbox")
    field.fill("kesken oleva")
    gateway.say("Hetki.")
    gateway.notice("handoff.claimed", "Aino, laskutus, jatkaa tästä.", handler="agent")
    gateway.agent_says("Hei, olen Aino.")
    expect(panel.get_by_role("log")).to_contain_text("Hei, olen Aino.")
    expect(field).to_be_focused()
    expect(field).to_have_value("kesken oleva")


def test_log_and_status_are_live_regions_apart_and_lines_carry_their_language(
    page: Page, gateway: FakeGateway
) -> None:
    panel = opened(page)
    expect(panel.get_by_role("log")).to_have_attribute("aria-live", "polite")
    expect(panel.get_by_role("status")).to_have_text("Sinulle vastaa botti.")
    assert panel.get_by_role("log").get_by_role("status").count() == 0
    gateway.say("Hej. Det ordnar sig.", language="sv")
    expect(panel.get_by_text("Det ordnar sig")).to_have_attribute("lang", "sv")
    expect(panel).to_have_attribute("lang", "fi")


def promised(**changes: Any) -> dict[str, Any]:
    """A call that should have come an hour ago."""
    due = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    one: dict[str, Any] = {
        "id": "p1",
        "who": AINO,
        "what": "call",
        "where": "phone",
        "due_at": due,
        "text": "",
    }
    return one | {"status": "open", "phone": "+358401234567", "calls_from": "+358942451000"} | changes


def standing(page: Page, gateway: FakeGateway, **state: Any) -> Locator:
    """The part that says where things stand, opened, with something in it."""
    later = (datetime.now(UTC) + timedelta(hours=26)).isoformat()
    gateway.state(**{"promises": [promised(due_at=later)], "brief": BRIEF, "ways": WAYS} | state)
    page.get_by_role("button", name="Missä mennään").click()
    return page.get_by_role("region", name="Missä mennään")


BRIEF = {"matter": "Paketti on rikki", "order": "1002", "tried": None, "wants": "Uuden tuotteen"}
WAYS = ["page", "none", "telegram", "email"]
STATES: dict[str, Callable[[Page, FakeGateway], Any]] = {
    "greeting": lambda page, gateway: None,
    "choices": lambda page, gateway: gateway.say("Miten?", choices=[{"value": "a", "label": "Kotiin"}]),
    "queue": lambda page, gateway: page.get_by_role("button", name="Puhu ihmiselle").click(),
    "agent": lambda page, gateway: (
        gateway.notice("handoff.claimed", "Aino, laskutus, jatkaa tästä.", handler="agent"),
        gateway.agent_says("Hei, katso https://example.fi/ohje."),
        gateway.frame(type="typing", by={"kind": "agent", "name": "Aino", "role": "laskutus"}),
    ),
    "closed": lambda page, gateway: gateway.state(
        human={**MIKKO, "available": False, "expected_at": "2099-01-01T07:00:00Z", "others": []}
    ),
    "resolved": lambda page, gateway: (
        gateway.agent_says("Valmista."),
        gateway.notice("conversation.resolved", "Asia on hoidettu.", status="resolved"),
    ),
    "store away": lambda page, gateway: (setattr(gateway, "store_away", True), write(page, "hei")),
    "refused": lambda page, gateway: (
        setattr(gateway, "refuse", {"status": 422, "code": "text_invalid"}),
        write(page, "hei"),
    ),
    "too long": lambda page, gateway: write(page, "a" * 4001),
    "expired": lambda page, gateway: gateway.forget(),
    "standing": lambda page, gateway: standing(page, gateway),
    "call": lambda page, gateway: (
        standing(page, gateway),
        page.get_by_role("button", name="Sovi soittoaika").click(),
    ),
    "brief": lambda page, gateway: (
        standing(page, gateway),
        page.get_by_role("button", name="Korjaa").click(),
    ),
    "ways": lambda page, gateway: (
        gateway.state(ways=WAYS),
        page.get_by_role("button", name="Puhu ihmiselle").click(),
    ),
    "files": lambda page, gateway: (
        attach(page, PNG, ("muistio.txt", "text/plain", b"hei")),
        write(page, "liitteet"),
        setattr(gateway, "refuse_file", "file_infected"),
        attach(page, ("paha.pdf", "application/pdf", b"%PDF")),
    ),
}
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced colours": {"forced_colors": "active"},
    "phone": {"viewport": PHONE},
    "200 percent": {"viewport": {"width": 640, "height": 430}},
    "320 pixels": {"viewport": {"width": 320, "height": 256}},
}


FEW = ("greeting", "queue", "agent", "store away", "standing", "files")


@pytest.mark.parametrize(
    ("look", "names"),
    [
        *((look, STATES) for look in ("light", "dark", "phone")),
        *((look, FEW) for look in ("forced colours", "200 percent", "320 pixels")),
    ],
)
def test_axe_finds_nothing_in_any_state(
    new_context: Callable[..., BrowserContext],
    shop: Shop,
    gateway: FakeGateway,
    look: str,
    names: Iterable[str],
) -> None:
    found: dict[str, list[Any]] = {}
    for name in names:
        context = new_context(**LOOKS[look], reduced_motion="reduce")
        page = visit(context, shop)
        if not found:
            found["closed"] = violations(page)
        gateway.store_away, gateway.refuse, gateway.refuse_file = False, None, None
        opened(page)
        STATES[name](page, gateway)
        page.wait_for_timeout(200)
        found[name] = violations(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        context.close()
    assert {name: list_ for name, list_ in found.items() if list_} == {}


def test_every_target_is_at_least_44_pixels_high(page: Page, gateway: FakeGateway) -> None:
    panel = opened(page)
    gateway.say("Miten?", choices=[{"value": "a", "label": "Kotiin"}])
    expect(panel.get_by_role("button", name="Kotiin")).to_be_visible()
    panel.get_by_role("button", name="Missä mennään").click()
    gateway.state(
        promises=[promised()], brief={"matter": "Lasku", "order": None, "tried": None, "wants": None}
    )
    expect(panel.get_by_role("button", name="Kukaan ei soittanut")).to_be_visible()
    for target in [
        *panel.get_by_role("button").all(),
        *panel.get_by_role("textbox").all(),
        panel.get_by_role("link"),
    ]:
        box = target.bounding_box()
        assert box
        assert (box["height"] >= 44, box["width"] >= 44) == (True, True), target.inner_text()


def test_on_a_phone_the_chat_fills_the_screen_and_the_page_under_it_is_out_of_reach(
    new_context: Callable[..., BrowserContext], shop: Shop
) -> None:
    page = visit(new_context(viewport=PHONE), shop)
    panel = opened(page)
    assert panel.bounding_box() == {"x": 0, "y": 0, **PHONE}
    expect(panel.get_by_role("heading", name="Asiakaspalvelu")).to_be_focused()
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.localName") in ("support-chat", "body")
    page.set_viewport_size(cast(Any, WIDE))
    expect(page.get_by_role("link", name="Linkki")).to_be_visible()
    page.get_by_role("textbox").focus()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()


def test_motion_is_left_out_for_those_who_ask(new_context: Callable[..., BrowserContext], shop: Shop) -> None:
    page = visit(new_context(reduced_motion="reduce"), shop)
    panel = opened(page)
    assert panel.evaluate("(node) => getComputedStyle(node).animationName") == "none"


# ---- people


def test_the_person_is_named_before_the_customer_decides(page: Page, gateway: FakeGateway) -> None:
    gateway.human = {
        **AINO,
        "available": True,
        "expected_at": None,
        "others": [{**MIKKO, "role": "laskutus"}],
    }
    panel = opened(page)
    expect(
        panel.get_by_role("button", name="Puhu ihmiselle: Aino tai Mikko, laskutus", exact=True)
    ).to_be_visible()
    expect(panel.locator(".top")).to_contain_text("Paikalla nyt")
    away = {**AINO, "available": False, "expected_at": "2099-01-01T07:00:00Z", "others": []}
    gateway.state(human=away, outlook="unknown")
    expect(panel.locator(".top")).to_contain_text("Vastausaika ei ole vielä tiedossa")


def test_three_people_of_three_teams_take_no_more_room_than_one(
    new_context: Callable[..., BrowserContext], shop: Shop, gateway: FakeGateway
) -> None:
    others = [MIKKO, {**AINO, "id": "sanna", "name": "Sanna", "role": "tekninen tuki"}]
    gateway.human = {**AINO, "available": True, "expected_at": None, "others": others}
    for size in (WIDE, {"width": 360, "height": 640}):
        page = visit(new_context(viewport=size), shop)
        panel = opened(page)
        ask = panel.get_by_role("button", name="Puhu ihmiselle: Aino, Mikko tai Sanna", exact=True)
        expect(ask).to_have_accessible_description(
            "Aino (laskutus), Mikko (toimitukset) tai Sanna (tekninen tuki)"
        )
        log, whole = panel.get_by_role("log").bounding_box(), panel.bounding_box()
        assert log
        assert whole
        assert log["height"] >= whole["height"] / 2, (size, log, whole)
        panel.get_by_role("button", name="Missä mennään").click()
        expect(panel.get_by_role("region")).to_contain_text("Mikko (toimitukset)")


def test_asking_for_a_person_takes_one_press_and_can_be_withdrawn(page: Page, gateway: FakeGateway) -> None:
    panel = opened(page)
    panel.get_by_role("button", name="Puhu ihmiselle: Aino, laskutus").click()
    status = panel.get_by_role("status")
    expect(status).to_have_text(
        "Pyyntösi on perillä: Aino, laskutus. Paikkasi jonossa on 2. Arvio 2–6 minuuttia."
    )
    expect(panel.get_by_role("button", name="Puhu ihmiselle")).to_be_hidden()
    assert len(gateway.posts("/human")) == 1
    gateway.state(queue={"position": 1, "wait_s": [60, 120]})
    expect(status).to_contain_text("Paikkasi jonossa on 1. Arvio 1–2 minuuttia.")
    gateway.state(queue={"position": 1, "wait_s": [120, 360], "reason": "Edellesi tuli hätätilanne."})
    expect(status).to_contain_text("on 1. Edellesi tuli hätätilanne. Arvio 2–6 minuuttia.")
    at = "2099-01-01T07:00:00Z"
    nobody = {
        "position": 1,
        "wait_s": [0, 900],
        "reason": "Olemme auki, mutta juuri nyt kukaan ei ole paikalla.",
    }
    gateway.state(
        queue=nobody, human={**AINO, "available": False, "expected_at": at, "others": []}, outlook="unknown"
    )
    expect(status).to_have_text(
        "Pyyntösi on perillä: Aino, laskutus. Olemme auki, mutta juuri nyt kukaan ei ole paikalla. "
        "Kerron tilanteen viimeistään torstaina 1.1. klo 9."
    )
    gateway.state(outlook="range", queue={"position": 1, "wait_s": [0, 240], "reason": None})
    expect(status).to_contain_text("on 1. Arvio 0–4 minuuttia.")
    panel.get_by_role("button", name="Peru pyyntö").click()
    expect(panel.get_by_role("log")).to_contain_text("Pyyntö on peruttu.")
    expect(panel.get_by_role("button", name="Puhu ihmiselle")).to_be_visible()


def test_a_person_reserved_for_the_customer_is_named_without_a_place_in_the_queue(
    page: Page, gateway: FakeGateway
) -> None:
    panel = opened(page)
    here = {**AINO, "available": True, "expected_at": None, "others": []}
    gateway.state(handler="queue", queue={"position": 1, "wait_s": [0, 60]}, human=here)
    expect(panel.get_by_role("status")).to_have_text("Pyyntösi on perillä: Aino, laskutus.")


def test_a_withdrawal_that_comes_after_a_claim_shows_who_has_it(page: Page, gateway: FakeGateway) -> None:
    panel = opened(page)
    panel.get_by_role("button", name="Puhu ihmiselle").click()
    expect(panel.get_by_role("button", name="Peru pyyntö")).to_be_visible()
    page.route("**/human", lambda route: (gateway.state(handler="agent", queue=None), route.continue_())[-1])
    panel.get_by_role("button", name="Peru pyyntö").click()
    expect(panel.get_by_role("status")).to_have_text("Asiaasi hoitaa Aino, laskutus.")


def test_no_person_is_said_to_be_here_until_one_has_taken_the_case(page: Page, gateway: FakeGateway) -> None:
    panel = opened(page)
    panel.get_by_role("button", name="Puhu ihmiselle").click()
    expect(panel.get_by_role("status")).to_contain_text("Pyyntösi on perillä")
    assert panel.locator(".agent").count() == 0
    gateway.notice("handoff.claimed", "Aino, laskutus, jatkaa tästä.", handler="agent", queue=None)
    gateway.agent_says("Hei, olen Aino.")
    expect(panel.locator(".notice").last).to_have_text("Aino, laskutus, jatkaa tästä.")
    expect(panel.locator(".agent .meta")).to_contain_text("Aino, laskutus")
    expect(panel.get_by_role("status")).to_have_text("Asiaasi hoitaa Aino, laskutus.")
    expect(panel.get_by_role("button", name="Peru pyyntö")).to_be_hidden()
    gateway.no_sockets = gateway.store_away = True
    gateway.drop_sockets()
    expect(panel.get_by_role("status")).not_to_contain_text("Aino", timeout=10_000)
    expect(panel.locator(".when")).to_be_empty()


def test_after_the_end_the_same_person_is_one_line_away(page: Page, gateway: FakeGateway) -> None:
    panel = opened(page)
    gateway.agent_says("Valmista.")
    gateway.notice("conversation.resolved", "Asia on hoidettu.", status="resolved")
    expect(panel.get_by_role("status")).to_contain_text("kirjoita tähän. Vastaa Aino, laskutus, tai kollega.")
    write(page, "vielä yksi asia")
    expect(panel.locator(".customer .text")).to_have_text("vielä yksi asia")


def test_typing_is_shown_both_ways_and_ends(page: Page, gateway: FakeGateway) -> None:
    panel = opened(page)
    page.get_by_role("textbox").press_sequentially("hei hei")
    gateway.frame(type="typing", by={"kind": "bot"})
    expect(panel.get_by_text("Botti kirjoittaa")).to_be_visible()
    gateway.frame(type="typing", by={"kind": "agent", "name": "Aino", "role": "laskutus"})
    expect(panel.get_by_text("Aino kirjoittaa")).to_be_visible()
    gateway.agent_says("Noin.")
    expect(panel.get_by_text("Aino kirjoittaa")).to_be_hidden()
    assert gateway.typed == 1


# ---- choices


def test_a_choice_is_answered_once_and_old_ones_are_out_of_use(page: Page, gateway: FakeGateway) -> None:
    panel = opened(page)
    gateway.say("Ensimmäinen?", choices=[{"value": "a", "label": "Vanha"}])
    event = gateway.say(
        "Toinen?", choices=[{"value": "home", "label": "Kotiin"}, {"value": "shop", "label": "Kauppaan"}]
    )
    expect(panel.get_by_role("button", name="Vanha")).to_be_disabled()
    panel.get_by_role("button", name="Kotiin").dblclick()
    expect(panel.get_by_role("button", name="Kauppaan")).to_be_disabled()
    expect(panel.locator(".customer .text")).to_have_text(["Kotiin"])
    until(page, lambda: bool(gateway.posts("/messages")))
    sent = gateway.posts("/messages")
    assert [(body["text"], body["choice"]) for body in sent] == [
        ("Kotiin", {"event_id": event, "value": "home"})
    ]


# ---- files


def test_a_file_goes_with_the_message_and_is_seen_and_saved_under_a_strict_policy(
    page: Page, gateway: FakeGateway
) -> None:
    panel = opened(page)
    attach(page, PNG, ("lasku.pdf", "application/pdf", b"%PDF-1.4"))
    expect(panel.get_by_role("list", name="Liitteet")).to_contain_text("lasku.pdf")
    expect(panel.get_by_role("list", name="Liitteet")).to_contain_text("0,008 kt, valmis")
    panel.get_by_role("button", name="Lähetä").click()
    expect(panel.get_by_role("list", name="Liitteet")).to_be_hidden()
    expect(panel.locator(".remark")).to_have_count(0)
    assert [(body["text"], body["files"]) for body in gateway.posts("/messages")] == [("", ["f1", "f2"])]
    shown = panel.get_by_role("img", name="kuva.png")
    until(page, lambda: shown.evaluate("(canvas) => canvas.width") == 30)
    with page.expect_download() as saved:
        panel.get_by_role("button", name="lasku.pdf").click()
    assert saved.value.suggested_filename == "lasku.pdf"
    assert Path(saved.value.path()).read_bytes() == b"%PDF-1.4"


def test_a_message_waits_for_its_files_and_then_goes_by_itself(page: Page, gateway: FakeGateway) -> None:
    panel = opened(page)
    gateway.hold_uploads(True)
    attach(page, PNG)
    expect(panel.get_by_role("progressbar", name="kuva.png")).to_be_visible()
    write(page, "tässä kuva")
    expect(panel.get_by_role("alert").first).to_contain_text("Liite on vielä matkalla.")
    assert gateway.posts("/messages") == []
    gateway.hold_uploads(False)
    expect(panel.locator(".customer .text")).to_have_text("tässä kuva")
    until(page, lambda: bool(gateway.posts("/messages")))
    assert [body["files"] for body in gateway.posts("/messages")] == [["f1"]]
    expect(page.get_by_role("textbox")).to_have_value("")


def test_files_come_by_paste_and_by_drop_too(page: Page, gateway: FakeGateway) -> None:
    panel = opened(page)
    give = """(node, [kind, name, key]) => {
        const data = new DataTransfer();
        data.items.add(new File(['hei'], name, {type: 'text/plain'}));
        node.dispatchEvent(new (kind === 'paste' ? ClipboardEvent : DragEvent)(kind, {[key]: data, bubbles: true, cancelable: true}));
    }"""
    page.get_by_role("textbox").evaluate(give, ["paste", "liitetty.txt", "clipboardData"])
    panel.get_by_role("log").evaluate(give, ["drop", "pudotettu.txt", "dataTransfer"])
    tray = panel.get_by_role("list", name="Liitteet")
    expect(tray.get_by_role("listitem")).to_have_count(2)
    expect(tray).to_contain_text("liitetty.txt")
    expect(tray).to_contain_text("pudotettu.txt")
    tray.get_by_role("button", name="Poista liitetty.txt").click()
    assert focused_name(page) == "Liitä tiedosto"
    page.reload()
    expect(tray.get_by_role("listitem")).to_have_count(1)
    write(page, "jatkuu")
    until(page, lambda: bool(gateway.posts("/messages")))
    assert gateway.posts("/messages")[0]["files"] == ["f2"]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("file_type_refused", "Tällaista tiedostoa emme voi ottaa vastaan."),
        ("file_damaged", "Tiedostoa ei voi avata, joten sitä ei lähetetty."),
        ("file_infected", "Virustarkistus varoitti tästä tiedostosta"),
        ("too_many_files", "Tähän keskusteluun ei mahdu enempää liitteitä."),
    ],
)
def test_a_file_that_is_not_taken_says_why_and_stops_no_message(
    page: Page, gateway: FakeGateway, code: str, said: str
) -> None:
    panel = opened(page)
    gateway.refuse_file = code
    attach(page, PNG)
    expect(panel.get_by_role("list", name="Liitteet")).to_contain_text(said)
    expect(panel.get_by_role("button", name="Yritä uudelleen")).to_be_hidden()
    write(page, "ilman liitettä")
    expect(panel.locator(".customer .text")).to_have_text("ilman liitettä")
    until(page, lambda: bool(gateway.posts("/messages")))
    assert "files" not in gateway.posts("/messages")[0]


def test_a_file_over_20_megabytes_is_not_even_sent_and_one_lost_on_the_way_is_tried_again(
    page: Page, gateway: FakeGateway, tmp_path: Path
) -> None:
    panel = opened(page)
    large = tmp_path / "iso.pdf"
    with large.open("wb") as file:
        file.truncate(20 * 2**20 + 1)
    page.locator("input[type=file]").set_input_files(large)
    tray = panel.get_by_role("list", name="Liitteet")
    expect(tray).to_contain_text("enintään 20 Mt.")
    assert gateway.posts("/files") == []
    page.context.set_offline(True)
    attach(page, PNG)
    expect(tray).to_contain_text("Tämä ei mennyt läpi.")
    page.context.set_offline(False)
    tray.get_by_role("button", name="Yritä uudelleen").click()
    expect(tray).to_contain_text("valmis")


# ---- where things stand


def test_what_was_promised_and_what_happens_next_stand_in_one_place(page: Page, gateway: FakeGateway) -> None:
    opened(page)
    part = standing(page, gateway)
    expect(part.get_by_role("heading")).to_have_text(
        [
            "Mitä seuraavaksi tapahtuu",
            "Mitä sinulle on luvattu",
            "Näin ymmärsimme asiasi",
            "Minne kerromme vastauksesta?",
        ]
    )
    expect(part).to_contain_text("Sinulle vastaa botti.")
    expect(part.get_by_role("listitem")).to_contain_text("Soitto ")
    expect(part.get_by_role("listitem")).to_contain_text(
        "Aino, laskutusSoitamme numeroon +358401234567. Soittajan numero on +358942451000."
    )
    gateway.state(promises=[promised(what="answer", where="telegram", text="Kerron hinnan.")])
    expect(part.get_by_role("listitem")).to_contain_text("Aino, laskutus. Telegramiin. Kerron hinnan.")
    gateway.state(promises=[promised(status="kept"), promised(id="p2", what="answer", status="broken")])
    expect(part.get_by_role("listitem").first).to_contain_text("Tämä on tehty.")
    expect(part.get_by_role("listitem").last).to_contain_text(
        "Emme pitäneet tätä lupausta. Olemme pahoillamme."
    )
    for status, why, words in (
        ("broken", "unknown", "Emme tiedä, toteutuiko tämä."),
        ("broken", "unseen", "Vastaus on keskustelussa."),
        ("withdrawn", "no_answer", "Soitimme, mutta emme saaneet sinua kiinni."),
    ):
        gateway.state(promises=[promised(status=status, why=why)])
        expect(part.get_by_role("list").first).to_contain_text(words)
        expect(part.get_by_role("list").first).not_to_contain_text(re.compile("Emme pitäneet|Peruttu"))
    page.get_by_role("button", name="Missä mennään").click()
    expect(part).to_be_hidden()


def test_a_promise_is_moved_to_a_real_free_time(page: Page, gateway: FakeGateway) -> None:
    opened(page)
    part = standing(page, gateway)
    part.get_by_role("button", name="Vaihda aika").click()
    times = part.get_by_label("Vapaat ajat")
    expect(times.get_by_role("option")).to_have_text(
        ["maanantaina 2.3. klo 14, Aino", "maanantaina 2.3. klo 14.30, Mikko", "tiistaina 3.3. klo 9, Aino"]
    )
    times.select_option(index=2)
    gateway.refuse_verb = (409, "slot_taken")
    part.get_by_role("button", name="Vahvista aika").click()
    expect(part.get_by_role("alert")).to_have_text(
        "Joku toinen ehti ottaa sen ajan. Tässä ovat nyt vapaat ajat."
    )
    gateway.refuse_verb = None
    times.select_option(index=2)
    part.get_by_role("button", name="Vahvista aika").click()
    expect(part.get_by_role("listitem")).to_contain_text("Soitto tiistaina 3.3. klo 9")
    expect(part.locator(".problem")).to_have_text("")
    slot = "2099-03-03T07:00:00.000Z~aino"
    assert gateway.posts("/promises/p1") == [{"do": "move", "slot": slot}] * 2
    assert focused_name(page) == "Mitä sinulle on luvattu"


def test_a_promise_is_cancelled_after_a_second_thought_only(page: Page, gateway: FakeGateway) -> None:
    opened(page)
    part = standing(page, gateway)
    part.get_by_role("button", name="Peru").click()
    expect(part).to_contain_text("Perutaanko tämä?")
    part.get_by_role("button", name="Takaisin").click()
    assert gateway.posts("/promises/p1") == []
    part.get_by_role("button", name="Peru").click()
    part.get_by_role("button", name="Peru").click()
    expect(part.get_by_role("listitem")).to_contain_text("Peruttu.")
    assert gateway.posts("/promises/p1") == [{"do": "cancel"}]


def test_nobody_called_is_one_press_once_the_time_has_come(page: Page, gateway: FakeGateway) -> None:
    opened(page)
    part = standing(page, gateway)
    expect(part.get_by_role("button", name="Kukaan ei soittanut")).to_be_hidden()
    gateway.state(promises=[promised(status="kept")])
    part.get_by_role("button", name="Kukaan ei soittanut").click()
    expect(part.get_by_role("listitem")).to_contain_text(
        "Kerroit, ettei tämä toteutunut. Olemme pahoillamme."
    )
    assert gateway.posts("/promises/p1") == [{"do": "dispute"}]


def test_a_call_goes_into_the_customers_own_calendar(page: Page, gateway: FakeGateway) -> None:
    opened(page)
    part = standing(page, gateway)
    with page.expect_download() as saved:
        part.get_by_role("button", name="Lisää kalenteriin").click()
    assert saved.value.suggested_filename.endswith(".ics")
    assert b"UID:p1" in Path(saved.value.path()).read_bytes()


def test_a_call_is_booked_from_the_queue_with_the_number_read_back(page: Page, gateway: FakeGateway) -> None:
    panel = opened(page)
    panel.get_by_role("button", name="Puhu ihmiselle").click()
    panel.get_by_role("button", name="Sovi soittoaika").click()
    part = page.get_by_role("region", name="Missä mennään")
    expect(part.get_by_label("Vapaat ajat")).to_be_visible()
    part.get_by_label("Puhelinnumerosi").fill("040 123")
    gateway.refuse_verb = (400, "phone_invalid")
    part.get_by_role("button", name="Vahvista aika").click()
    expect(part.get_by_role("alert")).to_have_text("Tähän numeroon emme voi soittaa. Tarkistatko numeron?")
    gateway.refuse_verb = None
    expect(part.get_by_label("Puhelinnumerosi")).to_have_value("040 123")
    part.get_by_label("Puhelinnumerosi").fill("+358401234567")
    part.get_by_role("button", name="Vahvista aika").click()
    expect(part.get_by_role("listitem")).to_contain_text("Soitamme numeroon +358401234567.")
    first, second = gateway.posts("/promises")
    assert first["client_id"] == second["client_id"]
    assert (second["what"], second["slot"]) == ("call", "2099-03-02T12:00:00.000Z~aino")


def test_nobody_is_put_off_with_a_time_while_somebody_is_free(page: Page, gateway: FakeGateway) -> None:
    gateway.slots = {"slots": [], "now": {**MIKKO, "available": True}}
    opened(page)
    part = standing(page, gateway, promises=[])
    expect(part).to_contain_text("Ei vielä mitään.")
    part.get_by_role("button", name="Sovi soittoaika").click()
    expect(part).to_contain_text("Vapaana nyt: Mikko, toimitukset.")
    part.get_by_role("button", name="Puhu ihmiselle").click()
    until(page, lambda: len(gateway.posts("/human")) == 1)


def test_where_no_time_comes_soon_the_other_way_is_said(page: Page, gateway: FakeGateway) -> None:
    gateway.slots = {
        "slots": [],
        "other_way": {"phone": "+358 9 4245 1000", "text": "Soita meille huomenna."},
    }
    opened(page)
    part = standing(page, gateway)
    part.get_by_role("button", name="Sovi soittoaika").click()
    expect(part).to_contain_text("Soita meille huomenna.")


def test_what_we_understood_is_put_right_in_place(page: Page, gateway: FakeGateway) -> None:
    opened(page)
    part = standing(page, gateway)
    expect(part).to_contain_text("Mitä toivotUuden tuotteen")
    part.get_by_role("button", name="Korjaa").click()
    part.get_by_label("Mitä toivot").fill("Rahat takaisin")
    part.get_by_role("button", name="Tallenna").click()
    expect(part).to_contain_text("Mitä toivotRahat takaisin")
    assert [
        body for method, path, body in gateway.requests if method == "PUT" and path.endswith("/brief")
    ] == [{"wants": "Rahat takaisin"}]


def test_what_comes_in_changes_nothing_under_the_hands_of_who_is_writing(
    page: Page, gateway: FakeGateway
) -> None:
    opened(page)
    part = standing(page, gateway)
    part.get_by_role("button", name="Korjaa").click()
    part.get_by_label("Asia").fill("Kesken")
    gateway.state(brief={**BRIEF, "order": "1003"}, promises=[])
    expect(part).to_contain_text("Ei vielä mitään.")
    expect(part.get_by_label("Asia")).to_be_focused()
    expect(part.get_by_label("Asia")).to_have_value("Kesken")


def told(gateway: FakeGateway) -> list[dict[str, Any]]:
    return [body for _, path, body in gateway.requests if path.endswith("/notify")]


def test_where_to_tell_is_one_press_after_the_request(page: Page, gateway: FakeGateway) -> None:
    gateway.ways = WAYS
    panel = opened(page)
    expect(panel.get_by_role("group", name="Minne kerromme vastauksesta?")).to_be_hidden()
    panel.get_by_role("button", name="Puhu ihmiselle").click()
    ways = panel.get_by_role("group", name="Minne kerromme vastauksesta?")
    expect(ways.get_by_role("button")).to_have_text(["Tälle sivulle", "Telegramiin", "Sähköpostiin"])
    ways.get_by_role("button", name="Tälle sivulle").click()
    expect(ways).to_be_hidden()
    until(page, lambda: told(gateway) == [{"by": "page"}])
    page.reload()
    expect(panel.get_by_role("button", name="Peru pyyntö")).to_be_visible()
    expect(ways).to_be_hidden()


def test_an_e_mail_address_is_asked_and_put_right(page: Page, gateway: FakeGateway) -> None:
    gateway.ways = WAYS
    panel = opened(page)
    panel.get_by_role("button", name="Puhu ihmiselle").click()
    panel.get_by_role("button", name="Sähköpostiin").click()
    part = page.get_by_role("region", name="Missä mennään")
    part.get_by_label("Sähköpostiosoitteesi").fill("maija@example.fi")
    gateway.refuse_verb = (400, "address_invalid")
    part.get_by_role("button", name="Tallenna").click()
    expect(part.get_by_role("alert")).to_have_text(
        "Tähän osoitteeseen emme voi lähettää. Tarkistatko osoitteen?"
    )
    gateway.refuse_verb = None
    part.get_by_role("button", name="Tallenna").click()
    expect(part.get_by_role("button", name="Sähköpostiin")).to_have_attribute("aria-pressed", "true")
    assert told(gateway)[-1] == {"by": "email", "address": "maija@example.fi"}


def test_telegram_is_offered_only_where_it_is_and_opens_by_a_link(page: Page, gateway: FakeGateway) -> None:
    opened(page)
    part = standing(page, gateway, ways=["page", "none"])
    expect(part.get_by_role("heading", name="Minne kerromme vastauksesta?")).to_be_hidden()
    gateway.state(ways=["page", "none", "telegram"])
    part.get_by_role("button", name="Jatka Telegramissa").click()
    link = part.get_by_role("link", name="Jatka Telegramissa")
    expect(link).to_have_attribute("href", "https://t.me/aina_bot?start=abc")
    assert len(gateway.posts("/link")) == 1


def test_each_side_sees_how_far_the_other_has_read(page: Page, gateway: FakeGateway) -> None:
    panel = opened(page)
    write(page, "eka")
    first = gateway.agent_says("Hei, olen Aino.")
    until(page, lambda: gateway.case.seen == first)
    page.keyboard.press("Escape")
    second = gateway.agent_says("Vielä yksi asia.")
    expect(page.get_by_role("button", name="Uusia viestejä: 1")).to_be_visible()
    assert gateway.case.seen == first
    page.get_by_role("button", name="Kysy meiltä").click()
    until(page, lambda: gateway.case.seen == second)
    gateway.state(seen=gateway.case.events[0]["id"], handler="agent")
    expect(panel.locator(".customer .remark")).to_have_text("Aino on lukenut tämän")
    write(page, "toka")
    expect(panel.locator(".customer .text")).to_have_count(2)
    expect(panel.locator(".customer").first.locator(".remark")).to_have_count(1)
    gateway.state(seen=gateway.case.events[-1]["id"])
    expect(panel.locator(".customer").last.locator(".remark")).to_have_text("Aino on lukenut tämän")
    expect(panel.locator(".remark")).to_have_count(1)


@pytest.mark.parametrize("known", [True, False])
def test_a_link_from_another_channel_brings_the_conversation_or_asks_for_a_proof(
    page: Page, shop: Shop, gateway: FakeGateway, known: bool
) -> None:
    opened(page)
    gateway.say("Jatketaan täällä.")
    case = gateway.case
    token: dict[str, Any] = {"id": case.id, "token": case.token, "state": case.state}
    gateway.opens = token if known else {"needs": "code", "address": "m***@example.fi"}
    page.evaluate("localStorage.clear()")
    page.goto("about:blank")
    page.goto(f"{shop.origin}/shop?x=1#aina=s3cret")
    if known:
        expect(page.get_by_role("dialog").get_by_text("Jatketaan täällä.")).to_be_visible()
        assert page.url == f"{shop.origin}/shop?x=1"
        assert len(gateway.cases) == 1
    else:
        page.wait_for_url(f"{gateway.origin}/open/#aina=s3cret")
    assert gateway.posts("/conversations/open")[0]["secret"] == "s3cret"


def test_the_gateway_learns_the_zone_of_the_customers_clock(page: Page, gateway: FakeGateway) -> None:
    opened(page)
    assert gateway.posts("/conversations")[0]["zone"] == "Europe/Helsinki"


# ---- the line


@pytest.mark.parametrize("echo_client_id", [True, False])
def test_a_dropped_socket_resumes_by_cursor_and_nothing_is_missed_or_doubled(
    page: Page, gateway: FakeGateway, echo_client_id: bool
) -> None:
    gateway.echo_client_id = echo_client_id
    panel = opened(page)
    for number in range(5):
        write(page, f"minä {number}")
        gateway.say(f"botti {number} a")
        before = len(gateway.hellos)
        gateway.drop_sockets()
        gateway.say(f"botti {number} b")
        until(page, partial(more_hellos, gateway, before))
    expect(panel.get_by_text("botti 4 b")).to_be_visible()
    expect(panel.locator(".customer")).to_have_count(5)
    page.wait_for_timeout(1500)
    said = lines(panel)[1:]
    assert sorted(said) == sorted(
        [f"minä {n}" for n in range(5)] + [f"botti {n} {x}" for n in range(5) for x in "ab"]
    )
    assert [line for line in said if "botti" in line] == [f"botti {n} {x}" for n in range(5) for x in "ab"]
    assert gateway.hellos[0] == "0"
    assert all(hello != "0" for hello in gateway.hellos[1:])
    assert len({body["client_id"] for body in gateway.posts("/messages")}) == 5


def test_a_welcome_cursor_is_not_taken_for_what_was_read(page: Page, gateway: FakeGateway) -> None:
    panel = opened(page)
    gateway.say("eka")
    expect(panel.get_by_text("eka")).to_be_visible()
    gateway.frame(type="welcome", cursor="k99", state=gateway.case.state)
    gateway.drop_sockets()
    gateway.say("toka")
    expect(panel.get_by_text("toka")).to_be_visible()
    assert gateway.hellos[1] == "k1"


def test_where_sockets_are_blocked_the_long_poll_carries_everything(
    new_context: Callable[..., BrowserContext], shop: Shop, gateway: FakeGateway
) -> None:
    gateway.no_sockets = True
    page = visit(new_context(), shop)
    panel = opened(page)
    write(page, "moi")
    expect(panel.locator(".customer .text")).to_have_text("moi")
    gateway.say("Hei.")
    expect(panel.locator(".bot .text").last).to_have_text("Hei.")
    panel.get_by_role("button", name="Puhu ihmiselle").click()
    expect(panel.get_by_role("status")).to_contain_text("Paikkasi jonossa on 2.")
    assert any(method == "GET" and path.endswith("/events") for method, path, _ in gateway.requests)
    assert gateway.hellos == []
    gateway.no_sockets = False
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_timeout(800)
    gateway.say("Taas pistokkeessa.")
    expect(panel.get_by_text("Taas pistokkeessa.")).to_have_count(1)
    assert len(gateway.hellos) == 1
    assert gateway.hellos[0] != "0"


def test_an_unknown_cursor_starts_over_without_doubling_a_line(page: Page, gateway: FakeGateway) -> None:
    panel = opened(page)
    gateway.say("eka")
    gateway.say("toka")
    expect(panel.get_by_text("toka")).to_be_visible()
    gateway.case.events.pop(0)
    gateway.drop_sockets()
    expect(panel.get_by_text("eka")).to_be_hidden()
    assert lines(panel)[1:] == ["toka"]
    assert gateway.hellos[-1] == "k2"


def test_a_reload_brings_back_conversation_panel_and_draft(page: Page, gateway: FakeGateway) -> None:
    panel = opened(page)
    write(page, "moi")
    until(page, lambda: bool(gateway.case.events))
    gateway.say("Hei.")
    expect(panel.get_by_text("Hei.", exact=True)).to_be_visible()
    page.get_by_role("textbox").fill("kesken")
    page.reload()
    panel = page.get_by_role("dialog")
    expect(panel.get_by_text("Hei.", exact=True)).to_be_visible()
    expect(page.get_by_role("textbox")).to_have_value("kesken")
    assert lines(panel)[1:] == ["moi", "Hei."]
    assert len(gateway.cases) == 1
    assert page.evaluate("document.activeElement === document.body")


def test_the_launcher_counts_what_was_not_seen_and_the_title_stays(page: Page, gateway: FakeGateway) -> None:
    panel = opened(page)
    gateway.say("eka")
    expect(panel.get_by_text("eka")).to_be_visible()
    page.keyboard.press("Escape")
    gateway.say("toka")
    gateway.agent_says("kolmas")
    expect(page.get_by_role("button", name="Kysy meiltä, Uusia viestejä: 2")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="Kysy meiltä, Uusia viestejä: 2")).to_be_visible()
    assert page.title() == "Kauppa"
    page.get_by_role("button", name="Kysy meiltä").click()
    expect(page.get_by_role("button", name="Kysy meiltä", exact=True)).to_be_visible()


# ---- what was written is never lost


def test_while_the_store_is_away_phone_hours_and_person_are_shown_and_the_text_goes_later_once(
    page: Page, gateway: FakeGateway
) -> None:
    panel = opened(page)
    gateway.store_away = True
    write(page, "tärkeä asia")
    expect(panel.get_by_role("status")).to_contain_text("eivätkä viestit nyt kulje")
    expect(panel.locator(".help")).to_have_text("Olemme avoinna tänään klo 18 asti. Apunasi: Aino, laskutus.")
    expect(panel.get_by_role("link", name="+358 9 4245 1000")).to_be_visible()
    expect(panel.locator(".remark")).to_have_text("Tallessa. Lähtee, kun yhteys palaa.")
    panel.get_by_role("button", name="Puhu ihmiselle").click()
    page.reload()
    panel = page.get_by_role("dialog")
    expect(panel.locator(".customer .text")).to_have_text("tärkeä asia")
    gateway.store_away = False
    expect(panel.locator(".remark")).to_have_count(0, timeout=15_000)
    expect(panel.get_by_role("status")).to_contain_text("Paikkasi jonossa on 2.", timeout=15_000)
    page.reload()
    expect(panel.locator(".customer .text")).to_have_text(["tärkeä asia"])
    assert [event["text"] for event in gateway.case.events if event["type"] == "message"] == ["tärkeä asia"]
    assert len({body["client_id"] for body in gateway.posts("/messages")}) == 1
    assert len(gateway.posts("/messages")) > 1


def test_an_answer_lost_on_the_way_does_not_double_the_message(page: Page, gateway: FakeGateway) -> None:
    gateway.lose_answers = 1
    gateway.echo_client_id = False
    panel = opened(page)
    write(page, "kerran vain")
    page.wait_for_timeout(3000)
    expect(panel.get_by_text("kerran vain")).to_have_count(1)
    first, second = gateway.posts("/messages")
    assert first == second


def test_a_gateway_away_from_the_start_still_shows_the_phone_and_takes_the_text(
    new_context: Callable[..., BrowserContext], shop: Shop, gateway: FakeGateway
) -> None:
    gateway.store_away = True
    page = visit(new_context(), shop)
    page.get_by_role("button", name="Kysy meiltä").click()
    panel = page.get_by_role("dialog")
    expect(panel.get_by_role("status")).to_contain_text("eivätkä viestit nyt kulje")
    expect(panel.get_by_role("button", name="Puhu ihmiselle: Aino, laskutus")).to_be_visible()
    write(page, "onko ketään")
    expect(panel.get_by_role("link", name="+358 9 4245 1000")).to_be_visible()
    gateway.store_away = False
    expect(panel.get_by_role("status")).to_contain_text("Sinulle vastaa botti", timeout=10_000)
    expect(panel.locator(".remark")).to_have_count(0)
    assert [event["text"] for event in gateway.case.events] == ["onko ketään"]


def test_being_offline_is_said_and_what_was_written_goes_when_it_ends(
    page: Page, gateway: FakeGateway
) -> None:
    panel = opened(page)
    page.context.set_offline(True)
    gateway.drop_sockets()
    expect(panel.get_by_role("status")).to_contain_text("Yhteys on poikki.", timeout=10_000)
    write(page, "kirjoitin junassa")
    page.context.set_offline(False)
    expect(panel.get_by_role("status")).to_contain_text("Sinulle vastaa botti", timeout=10_000)
    expect(panel.locator(".remark")).to_have_count(0, timeout=10_000)
    assert [event["text"] for event in gateway.case.events] == ["kirjoitin junassa"]


@pytest.mark.parametrize("status", [409, 422])
def test_a_refused_message_can_be_put_right(page: Page, gateway: FakeGateway, status: int) -> None:
    panel = opened(page)
    gateway.refuse = {"status": status, "code": "text_invalid"}
    write(page, "tämä ei kelpaa")
    expect(panel.locator(".remark")).to_have_text("Tämä ei lähtenyt. Teksti on tallessa.")
    page.get_by_role("textbox").fill("toinen asia")
    page.reload()
    gateway.refuse = None
    panel.get_by_role("button", name="Muokkaa").click()
    expect(page.get_by_role("textbox")).to_have_value("toinen asia\ntämä ei kelpaa")
    expect(panel.locator(".customer")).to_have_count(0)
    page.get_by_role("button", name="Lähetä").click()
    expect(panel.locator(".remark")).to_have_count(0)
    ids = [body["client_id"] for body in gateway.posts("/messages")]
    assert len(set(ids)) == len(ids) == 2


def test_a_message_that_is_too_long_stays_in_the_field_with_a_plain_sentence(
    page: Page, gateway: FakeGateway
) -> None:
    panel = opened(page)
    write(page, "ä" * 4001)
    expect(panel.get_by_role("alert")).to_contain_text("Viestissä on 4001 merkkiä")
    expect(page.get_by_role("textbox")).to_have_value("ä" * 4001)
    write(page, "😀" * 4000)
    expect(panel.locator(".customer")).to_have_count(1)
    assert len(gateway.posts("/messages")) == 1


def test_an_expired_conversation_offers_a_new_one_and_keeps_the_text(
    page: Page, gateway: FakeGateway
) -> None:
    panel = opened(page)
    write(page, "vanha asia")
    expect(panel.locator(".remark")).to_have_count(0)
    gateway.forget()
    page.get_by_role("textbox").fill("uusi asia")
    expect(panel.get_by_role("status")).to_contain_text("Keskustelu on vanhentunut.", timeout=10_000)
    panel.get_by_role("button", name="Aloita uusi keskustelu").click()
    expect(panel.get_by_role("status")).to_contain_text("Sinulle vastaa botti")
    expect(page.get_by_role("textbox")).to_have_value("uusi asia")
    page.get_by_role("button", name="Lähetä").click()
    expect(panel.locator(".customer .text")).to_have_text(["uusi asia"])
    assert len(gateway.cases) == 2
    assert gateway.posts("/conversations")[1]["customer"] == "secret-1"


def test_a_message_on_its_way_when_the_conversation_expires_goes_to_the_new_one(
    page: Page, gateway: FakeGateway
) -> None:
    panel = opened(page)
    gateway.no_sockets = True
    gateway.case.token = "gone"
    write(page, "älä hukkaa tätä")
    panel.get_by_role("button", name="Aloita uusi keskustelu").click(timeout=30_000)
    expect(panel.locator(".remark")).to_have_count(0)
    assert [event["text"] for event in gateway.case.events] == ["älä hukkaa tätä"]
    assert gateway.case.id == "c2"


def test_a_page_that_may_not_store_anything_still_has_a_chat(
    new_context: Callable[..., BrowserContext], shop: Shop, gateway: FakeGateway
) -> None:
    context = new_context()
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError') }});"
    )
    page = visit(context, shop)
    panel = opened(page)
    write(page, "moi")
    expect(panel.locator(".customer .text")).to_have_text("moi")
    expect(panel.locator(".remark")).to_have_count(0)
    write(page, "moi taas")
    expect(panel.locator(".customer .text")).to_have_text(["moi", "moi taas"])
    assert len({body["client_id"] for body in gateway.posts("/messages")}) == 2


# ---- other people's words


def test_markup_in_any_text_is_shown_as_text(page: Page, gateway: FakeGateway) -> None:
    gateway.human = {**AINO, "name": NASTY, "available": True, "photo": "javascript:alert(1)", "others": []}
    page.get_by_role("button", name="Kysy meiltä").click()
    panel = page.get_by_role("dialog")
    expect(panel.locator(".top")).to_contain_text("<script>")
    write(page, NASTY)
    gateway.say(NASTY, choices=[{"value": "x", "label": NASTY}])
    gateway.say("katso https://example.fi/?a=1&b=<b>, tai javascript:alert(1)")
    gateway.agent_says(NASTY, name=NASTY, role=NASTY)
    gateway.notice("handoff.claimed", NASTY)
    expect(panel.locator(".notice").last).to_have_text(NASTY)
    links = panel.get_by_role("log").get_by_role("link")
    expect(links).to_have_count(1)
    expect(links).to_have_attribute("href", "https://example.fi/?a=1&b=")
    expect(page.locator("support-chat script, support-chat img")).to_have_count(0)
    assert page.title() == "Kauppa"


def test_control_characters_are_left_out_before_they_are_refused(page: Page, gateway: FakeGateway) -> None:
    opened(page)
    page.get_by_role("textbox").evaluate(
        "(field) => { field.value = 'a\\u0000b\\tc\\r\\nd\\u0007 \\u202a+358\\u202c ' }"
    )
    page.get_by_role("textbox").press("Enter")
    until(page, lambda: bool(gateway.posts("/messages")))
    assert gateway.posts("/messages")[0]["text"] == "ab\tc\nd +358"


def test_the_newest_line_stays_in_view_and_is_announced_by_a_button_to_who_reads_further_up(
    page: Page, gateway: FakeGateway
) -> None:
    panel = opened(page)
    for number in range(12):
        gateway.say(f"rivi {number}")
    expect(panel.get_by_text("rivi 11")).to_be_in_viewport()
    gateway.store_away = True
    write(page, "viimeinen")
    expect(panel.get_by_role("status")).to_contain_text("eivätkä viestit nyt kulje")
    expect(panel.get_by_text("viimeinen")).to_be_in_viewport()
    panel.get_by_role("log").evaluate("(log) => { log.scrollTop = 0 }")
    gateway.say("uusin")
    expect(panel.get_by_text("uusin")).not_to_be_in_viewport()
    panel.get_by_role("button", name="Uusi viesti alla").click()
    expect(panel.get_by_text("uusin")).to_be_in_viewport()
    expect(panel.get_by_role("button", name="Uusi viesti alla")).to_be_hidden()


def test_an_edited_line_changes_in_place(page: Page, gateway: FakeGateway) -> None:
    panel = opened(page)
    event = gateway.agent_says("Tulee keskiviikkona.")
    gateway.say(
        "Tulee torstaina.",
        type="message.edited",
        by={"kind": "agent", "name": "Aino", "role": "laskutus"},
        event_id=event,
    )
    expect(panel.locator(".agent .text")).to_have_text(["Tulee torstaina."])
    expect(panel.locator(".agent .remark")).to_have_text("muokattu")


def test_unknown_events_and_keys_are_passed_over(page: Page, gateway: FakeGateway) -> None:
    panel = opened(page)
    gateway.say("", type="something.new", by={"kind": "system"}, strange=[1])
    gateway.frame(type="strange", events=None)
    gateway.say("Hei.")
    expect(panel.get_by_text("Hei.", exact=True)).to_be_visible()
    assert len(lines(panel)) == 2


# ---- words and times, in the modules themselves


def evaluate(page: Page, gateway: FakeGateway, module: str, body: str, *arguments: Any) -> Any:
    script = f"async ([url, args]) => {{ const m = await import(url); return (({body})(m, ...args)); }}"
    return page.evaluate(script, [f"{gateway.origin}/source/{module}.js", list(arguments)])


@pytest.mark.parametrize(
    ("now", "at", "language", "said"),
    [
        ("2026-11-23T10:00", "2026-11-23T14:30", "fi", "tänään klo 14.30"),
        ("2026-11-23T10:00", "2026-11-24T09:00", "fi", "huomenna tiistaina klo 9"),
        ("2026-11-23T23:30", "2026-11-24T08:00", "fi", "huomenna tiistaina klo 8"),
        ("2026-11-24T00:30", "2026-11-24T08:00", "fi", "tänä aamuna klo 8"),
        ("2026-11-23T10:00", "2026-11-26T09:15", "fi", "torstaina klo 9.15"),
        ("2026-11-23T10:00", "2026-12-07T09:00", "fi", "maanantaina 7.12. klo 9"),
        ("2026-10-24T23:00", "2026-10-25T09:00", "fi", "huomenna sunnuntaina klo 9"),
        ("2026-11-23T10:00", "2026-11-24T09:00", "en", "tomorrow, Tuesday, at 9:00"),
        ("2026-11-23T10:00", "2026-12-07T14:30", "en", "on Monday 7 December at 14:30"),
        ("2026-11-23T02:00", "2026-11-23T08:00", "en", "this morning at 8:00"),
        ("2026-11-23T10:00", "2026-11-24T09:00", "sv", "i morgon tisdag kl. 9"),
        ("2026-11-23T10:00", "2026-11-26T14:30", "sv", "på torsdag kl. 14.30"),
    ],
)
def test_times_are_said_as_people_say_them(
    new_context: Callable[..., BrowserContext],
    gateway: FakeGateway,
    now: str,
    at: str,
    language: str,
    said: str,
) -> None:
    page = new_context().new_page()
    page.goto(f"{gateway.origin}/demo/logo.svg")
    found = evaluate(
        page,
        gateway,
        "words",
        "async (m, at, now, l) => (await m.load(l), m.when(new Date(at), new Date(now), l))",
        at,
        now,
        language,
    )
    assert found == said


def test_back_off_grows_to_half_a_minute_and_is_spread(
    new_context: Callable[..., BrowserContext], gateway: FakeGateway
) -> None:
    page = new_context().new_page()
    page.goto(f"{gateway.origin}/demo/logo.svg")
    body = "(m) => [0, 1, 2, 9].map((tries) => [m.backoff(tries, 0), m.backoff(tries, 1)])"
    assert evaluate(page, gateway, "chat", body) == [[500, 1000], [1000, 2000], [2000, 4000], [15000, 30000]]


def test_every_language_has_every_word_and_no_exclamation_mark(
    new_context: Callable[..., BrowserContext], gateway: FakeGateway
) -> None:
    page = new_context().new_page()
    page.goto(f"{gateway.origin}/demo/logo.svg")
    words = {code: evaluate(page, gateway, code, "(m) => m.default") for code in ("fi", "en", "sv")}
    assert len({tuple(sorted(language)) for language in words.values()}) == 1
    assert "!" not in json.dumps(words)
    gaps = {key: {text.count("{n}") for text in (words[code][key] for code in words)} for key in words["fi"]}
    assert {key: counts for key, counts in gaps.items() if len(counts) > 1} == {}
