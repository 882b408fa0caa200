"""The desk's page in a real browser: how soon a request for a person is seen and heard, how soon the page is usable, how
much it weighs.
"""

from __future__ import annotations

import asyncio
import gzip
import itertools
import time
from typing import Any

from playwright.async_api import Browser, BrowserContext, CDPSession, Page, async_playwright

from tests.bench.client import Chat, Desk, Http
from tests.bench.figures import Clock, p, p50, show
from tests.bench.parts import AGENTS, SECRET, Bench
from tests.browser.chromium import CHROMIUM, FLAGS
from tests.harness import ROOT

TALKING, RATE = 100, 50
REQUESTS, EVERY_S = 60, 0.25
OPEN_CASES, ROUNDS = 500, 5
SECONDS, KILOBYTES = 1.0, 120.0
LATEST_S = 15.0
RENDER_MS = 100
# Notes down when the row of a case is there, and each time the page sounds; both on the machine's clock.
WATCH = """
  window.rows = {}; window.chimes = [];
  const now = () => performance.timeOrigin + performance.now();
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...at) { chimes.push(now()); return start.apply(this, at); };
  const look = () => {
    for (const row of document.querySelectorAll('a[data-case]')) rows[row.dataset.case] ??= now();
    if (rows.usable === undefined && document.querySelector('a[data-case]') && document.querySelector('.link.connected')) rows.usable = now();
  };
  new MutationObserver(look).observe(document, {childList: true, subtree: true, attributes: true, attributeFilter: ['class']});
"""


async def measure() -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=[*FLAGS, "--autoplay-policy=no-user-gesture-required"]
        )
        await _seen_and_heard(browser)
        await _usable(browser)
        await browser.close()
    _weight()


async def _seen_and_heard(browser: Browser) -> None:
    """A person is asked for four times a second, while 50 lines a second go through other conversations."""
    clock = Clock()
    with Bench() as bench:
        http, desks = await _gateway(bench)
        chats = [await Chat.open(http) for _ in range(TALKING)]
        for number, chat in enumerate(chats):
            await chat.ask_human()
            await desks[number % len(desks)].call("POST", f"/conversations/{chat.id}/claim", {})
        page = await _desk(browser, http.base)
        asking = [await Chat.open(http) for _ in range(REQUESTS)]
        talking, talk = Clock(), asyncio.create_task(_talk(chats))
        asked: dict[str, float] = {}
        for chat in asking:
            asked[chat.id] = time.time() * 1000
            await chat.ask_human()
            await asyncio.sleep(EVERY_S)
        await page.wait_for_function(
            "ids => ids.every((id) => rows[id])", arg=list(asked), timeout=LATEST_S * 1000
        )
        lines, talked_s = await _ended(talk), talking.s()
        rows, chimes = await page.evaluate("() => [rows, chimes]")
        seen = [(rows[id] - at) / 1000 for id, at in asked.items()]
        # The sound of the same look at the queue: it comes at most a render before the row, and the next look's is later.
        heard = [
            (min(c for c in chimes if c >= rows[id] - RENDER_MS) - at) / 1000 for id, at in asked.items()
        ]
        both = [max(pair) for pair in zip(seen, heard, strict=True)]
        show(
            "a person asked for → visible and sounding at a desk, p99", ours=p(both, 99), compared_to="the limit",
            theirs=SECONDS, unit="s", target=1, p50=p50(both), seen_p99=p(seen, 99), heard_p99=p(heard, 99),
            requests=len(both), lines_per_s=round(lines / talked_s), took_s=clock.s(),
        )  # fmt: skip
        http.close()


async def _usable(browser: Browser) -> None:
    """From the navigation's beginning to the first row, with the connection up and 500 cases open: a browser that was never
    here, with nothing kept but the session.
    """
    clock = Clock()
    with Bench() as bench:
        http, desks = await _gateway(bench)
        for some in itertools.batched(range(OPEN_CASES), 10):
            for chat in await asyncio.gather(*(Chat.open(http) for _ in some)):
                await chat.ask_human()
        took, used, shown = [], list[float](), 0
        for _ in range(ROUNDS):
            context = await _fresh(browser)
            await context.add_cookies([{"name": "aina_desk", "value": desks[0].cookie, "url": http.base}])
            page = await context.new_page()
            look = await context.new_cdp_session(page)
            await look.send("Performance.enable")
            await page.goto(f"{http.base}/desk/")
            await page.wait_for_function("() => rows.usable !== undefined", timeout=LATEST_S * 1000)
            took.append(await page.evaluate("() => rows.usable - performance.timeOrigin") / 1000)
            used.append(await _cpu_s(look))
            shown = await page.locator("a[data-case]").count()
            await context.close()
        show(
            "the desk's page usable with 500 open cases, nothing cached, worst of five", ours=max(took),
            compared_to="the limit", theirs=SECONDS, unit="s", target=1, p50=p50(took),
            cpu_of_the_page_p50=p50(used), rows=shown, took_s=clock.s(),
        )  # fmt: skip
        http.close()


async def _cpu_s(look: CDPSession) -> float:
    """CPU time of the page's process so far (s): what remains true on a busy machine."""
    metrics = (await look.send("Performance.getMetrics"))["metrics"]
    return float(next(one["value"] for one in metrics if one["name"] == "ProcessTime"))


def _weight() -> None:
    """All that the browser loads of the page, gzipped as the gateway does."""
    page = ROOT / "bot/web/desk"
    parts = [page / "index.html", *page.glob("*.css"), page / "dist/desk.js", page / "icon.svg"]
    ours = sum(len(gzip.compress(part.read_bytes(), 9)) for part in parts) / 1000
    show(
        "the desk's page, gzip", ours=ours, compared_to="the limit", theirs=KILOBYTES, unit="kB", target=1,
        files=len(parts),
    )  # fmt: skip


async def _gateway(bench: Bench) -> tuple[Http, list[Desk]]:
    redis_url, _ = bench.redis()
    gateway = bench.gateway(redis_url, bench.standin().base)
    http = Http(gateway.base)
    return http, [await Desk(http, id).sign_in(SECRET) for id in AGENTS]


async def _desk(browser: Browser, base: str) -> Page:
    """Aino's browser, signed in."""
    page = await (await _fresh(browser)).new_page()
    await page.goto(f"{base}/desk/")
    await page.locator("#email").fill("aino@example.fi")
    await page.locator("#password").fill(SECRET)
    await page.locator("form button[type=submit]").click()
    await page.locator(".link.connected").wait_for()
    return page


async def _fresh(browser: Browser) -> BrowserContext:
    context = await browser.new_context(locale="fi-FI", viewport={"width": 1360, "height": 850})
    await context.add_init_script(WATCH)
    return context


async def _talk(chats: list[Chat]) -> int:
    """50 lines a second, whether those before are stored or not, until cancelled; gives how many."""
    loop, sent = asyncio.get_running_loop(), 0
    begin, flying = loop.time(), set[asyncio.Task[Any]]()
    try:
        for sent in itertools.count():
            await asyncio.sleep(max(0.0, begin + sent / RATE - loop.time()))
            task = asyncio.create_task(chats[sent % len(chats)].write("Onko tähän jo tietoa?", f"t{sent}"))
            flying.add(task)
            task.add_done_callback(flying.discard)
    except asyncio.CancelledError:
        await asyncio.gather(*flying, return_exceptions=True)
    return sent


async def _ended(talk: asyncio.Task[int]) -> int:
    talk.cancel()
    return await talk
