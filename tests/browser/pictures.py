"""`python -m tests.browser.pictures`: takes docs/images/desk-*.png of a real gateway's desk, in Chromium.

Everything is the product's own; only the bot's answers come from a stand-in for the assistant.
"""

from __future__ import annotations

import asyncio
from typing import Any

from playwright.async_api import Browser, Page, async_playwright, expect

from tests import harness
from tests.browser.chromium import CHROMIUM, FLAGS
from tests.browser.real_desk import PATIENCE_MS, heading_key, person, room, sign_in
from tests.harness import ROOT, Agent, Customer, FakeAssistant, Gateway, redis_server, serving

IMAGES = ROOT / "docs/images"
PHONE = {"width": 390, "height": 844}
ROOMS = ("shift", "canned", "announcements", "blocked", "accounts", "me", "audit")
UPSET = {
    "propose": "handoff", "reason": "frustration", "urgency": "high", "frustration": 0.8,
    "signals": [{"name": "repeat", "text": "kolmas kerta"}, {"name": "disappointment", "text": "ei mitään tapahdu"}],
    "brief": {"matter": "Paketti on kadonnut matkalla", "order": "1002", "wants": "Paketti tai rahat takaisin"},
}  # fmt: skip


async def answered(turn: dict[str, Any]) -> Any:
    """What the assistant would make of it."""
    if "kolmas" in turn["message"]:
        return [
            {
                "text": "Pakettisi on myöhässä, ja se on meidän vikamme. Pyydän ihmisen mukaan.",
                "custom": UPSET,
            }
        ]
    return [{"text": "Pakettisi on Vantaalla ja tulee arvion mukaan torstaina."}]


async def waiting(gateway: Gateway, name: str, text: str, language: str = "fi") -> Customer:
    customer = await gateway.customer(name=name, language=language)
    await customer.write(text)
    await customer.bot_lines()
    await customer.call("POST", "/human")
    return customer


async def day(gateway: Gateway, aino: Agent, mikko: Agent) -> Customer:
    """A day at work; gives the case that Aino has."""
    gone = await waiting(gateway, "Trolli", "ihan sama mitä sanotte")
    await mikko.verb(gone.id, "claim")
    await mikko.verb(gone.id, "block", reason="Uhkaili useaan kertaan.", days=30)
    text = "Kysyn tätä kolmas kerta, eikä mitään tapahdu. Tilaus 1002."
    liisa = await waiting(gateway, "Liisa", text)
    await aino.verb(liisa.id, "claim")
    await aino.say(
        liisa.id, "Hei Liisa. Olet oikeassa, tämä meni meiltä pieleen. Selvitän nyt, missä paketti on."
    )
    await aino.say(liisa.id, "Soitettu varastolle, etsivät hyllystä.", "notes")
    promise = {"client_id": "p", "what": "call", "where": "phone", "phone": "040 123 4567"}
    await aino.verb(
        liisa.id, "promises", **promise, text="Kerron, missä paketti on.", due_at="2026-11-25T12:30:00Z"
    )
    await liisa.write("Kiitos, että otit tämän.")
    ville = await waiting(gateway, "Ville", "Lasku tuli kahdesti")
    await mikko.verb(ville.id, "claim")
    gateway.clock.move(minutes=4)
    await waiting(gateway, "Hanna", "Milloin paketti tulee?")
    gateway.clock.move(minutes=2)
    for agent in (aino, mikko):
        await agent.call("PUT", "/presence", json={"status": "online"})
    await waiting(gateway, "Emma", "Where is my parcel?", "en")
    return liisa


async def shot(page: Page, name: str) -> None:
    await page.wait_for_timeout(500)
    await page.screenshot(path=IMAGES / f"desk-{name}.png")


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


async def casework(page: Page, liisa: Customer) -> None:
    await page.evaluate("location.hash = '#/now'")
    await shot(page, "queue-fi")
    await page.evaluate(f"location.hash = '#/now/{liisa.id}'")
    await expect(page.get_by_role("log")).to_be_visible()
    await shot(page, "case-fi")
    await page.locator("#field").press_sequentially("/")
    await expect(page.locator(".canned [role=option]").first).to_be_visible()
    await shot(page, "canned-fi")
    await page.locator("#field").fill("")
    await page.locator(".more-verbs summary").press("Enter")
    await shot(page, "verbs-fi")
    await page.keyboard.press("Escape")
    await heading_key(page, "g")
    await shot(page, "goodwill-fi")
    await page.keyboard.press("Escape")
    await page.evaluate("location.hash = '#/people'")
    await shot(page, "people-fi")


async def main() -> None:
    expect.set_options(timeout=PATIENCE_MS)
    fake = FakeAssistant()
    fake.answer = answered
    with redis_server() as redis:
        redis.empty()
        async with (
            serving(fake.app(), fake.port),
            harness.gateway(redis.url, fake) as gateway,
            async_playwright() as playwright,
        ):
            chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            aino, mikko = await gateway.agent("aino"), await gateway.agent("mikko")
            liisa = await day(gateway, aino, mikko)
            await doors(gateway, chromium, aino, liisa)
            page = await sign_in(gateway, await person(chromium), "aino@example.fi")
            await page.get_by_role("button", name="Ei nyt").press("Enter")
            await casework(page, liisa)
            for name in ROOMS:
                await room(page, name)
                await shot(page, f"room-{name}-fi")
            phone = await sign_in(gateway, await person(chromium), "aino@example.fi")
            await phone.set_viewport_size(PHONE)  # type: ignore[arg-type]
            await phone.get_by_role("button", name="Ei nyt").press("Enter")
            await shot(phone, "queue-phone")
            await phone.evaluate(f"location.hash = '#/now/{liisa.id}'")
            await expect(phone.get_by_role("log")).to_be_visible()
            await shot(phone, "case-phone")
            english = await sign_in(gateway, await person(chromium, "en-GB"), "mikko@example.fi")
            await english.get_by_role("button", name="Not now").press("Enter")
            await room(english, "me")
            await english.get_by_role("button", name="Take a practice customer").press("Enter")
            await expect(english.locator(".practice-here")).to_be_visible()
            await heading_key(english, "c")
            await shot(english, "practice-en")
            await chromium.close()


if __name__ == "__main__":
    asyncio.run(main())
