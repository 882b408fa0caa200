"""The desk and the widget against a real gateway: what an agent does in one browser, the customer sees by name in another.

Only the assistant is a stand-in. The agents' side is driven by the keyboard alone.
"""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Browser, FilePayload, expect

from tests.browser.real_desk import asks_for_a_person, customer_sees, person, sign_in, tab_to, violations
from tests.harness import Gateway

pytestmark = pytest.mark.browser


async def test_a_new_agent_told_only_the_address_helps_a_customer_who_sees_each_step_by_name(
    gateway: Gateway, chromium: Browser
) -> None:
    aino = await gateway.agent("aino", None)
    invited = await aino.call(
        "POST", "/invitations",
        json={"email": "veera@example.fi", "name": "Veera", "team": "toimitukset", "languages": ["fi"]},
    )  # fmt: skip
    link = invited.json()["link"]

    # Signs in by invitation.
    desk = await (await person(chromium)).new_page()
    await desk.goto(link if link.startswith("http") else gateway.base + link)
    await expect(desk.get_by_role("heading")).to_have_text("Tervetuloa: Tuulikello")
    await expect(desk.get_by_label("Salasana")).to_be_focused()
    await desk.keyboard.type("tuuli ja pitkä ranta")
    await desk.keyboard.press("Enter")
    await expect(desk.locator(".link.connected")).to_be_visible()

    # Takes the waiting case by keyboard.
    customer = await asks_for_a_person(gateway, await person(chromium))
    await expect(desk.locator("a[data-case]")).to_be_visible()
    await desk.keyboard.press("j")
    await desk.keyboard.press("c")
    await expect(customer_sees(customer)).to_contain_text("Veera, toimitukset, jatkaa tästä.")
    await expect(desk.locator("#field")).to_be_focused()

    # Reads the brief, which is what the customer can read and correct.
    brief = desk.get_by_role("region", name="Tiivistelmä")
    await expect(brief).to_contain_text("mis mun paketti viipyy")
    await expect(brief).to_be_in_viewport()

    # Answers with a canned reply.
    await desk.keyboard.type("/kiit")
    await expect(desk.locator(".canned [role=option]")).to_have_count(1)
    await desk.keyboard.press("Enter")
    await expect(desk.locator("#field")).to_have_value(re.compile("Kiitos, että kirjoitit"))
    await desk.keyboard.press("Enter")
    line = customer.locator(".agent", has_text="Kiitos, että kirjoitit.")
    await expect(line).to_contain_text("Veera, toimitukset")
    await expect(desk.locator(".mark")).to_have_text("Nähty")

    # Promises a call.
    await desk.keyboard.press("Escape")
    await desk.keyboard.press("p")
    promise = desk.get_by_role("dialog")
    await tab_to(desk, promise.get_by_role("radio", name="Soitan"))
    await desk.keyboard.press("Space")
    await tab_to(desk, promise.get_by_role("button", name="tunnin päästä"))
    await desk.keyboard.press("Enter")
    await tab_to(desk, promise.get_by_label("Puhelinnumero"))
    await desk.keyboard.type("040 123 4567")
    await tab_to(desk, promise.get_by_label("Mitä lupaat"))
    await desk.keyboard.type("Kerron, missä paketti on.")
    await tab_to(desk, promise.get_by_role("button", name="Lupaa"))
    await desk.keyboard.press("Enter")
    await expect(promise).to_have_count(0)
    await expect(customer_sees(customer)).to_contain_text(re.compile(r"Veera.*soittaa|soittaa.*Veera", re.S))

    # Transfers; the first one keeps the case until the second accepts, and the customer knows both and why.
    mikko = await sign_in(gateway, await person(chromium), "mikko@example.fi")
    await tab_to(desk, desk.get_by_role("button", name="Siirrä", exact=True))
    await desk.keyboard.press("Enter")
    await tab_to(desk, desk.get_by_role("dialog").get_by_role("radio", name="Mikko"))
    await desk.keyboard.press("Space")
    await tab_to(desk, desk.locator("#reason"))
    await desk.keyboard.type("paketti on varastossa")
    await desk.keyboard.press("Enter")
    await expect(desk.locator(".awaited")).to_contain_text("Mikko")
    await expect(desk.get_by_text("Sinä hoidat tätä")).to_be_visible()
    await expect(mikko.locator(".group.offered a[data-case]")).to_be_visible()
    await mikko.keyboard.press("j")
    await mikko.keyboard.press("c")
    await expect(mikko.get_by_text("Sinä hoidat tätä")).to_be_visible()
    await expect(customer_sees(customer)).to_contain_text(
        re.compile(r"Veera[^.]*Mikko, toimitukset.*paketti on varastossa", re.S)
    )
    await expect(desk.locator(".standing")).to_have_text("Hoitaa: Mikko, toimitukset")

    # Resolves, with what it was about.
    await expect(mikko.locator("#field")).to_be_focused()
    await mikko.keyboard.press("Escape")
    await mikko.keyboard.press("e")
    await expect(mikko.get_by_label("Mitä asia koski")).to_be_focused()
    await mikko.keyboard.type("myöhässä oleva paketti")
    await mikko.keyboard.press("Enter")
    await expect(mikko.locator(".standing")).to_contain_text("Ratkaisi: Mikko")
    await expect(customer_sees(customer)).to_contain_text("Mikko merkitsi asian hoidetuksi.")
    for page in (desk, mikko, customer):
        assert await violations(page) == []


async def test_a_file_goes_from_the_desk_to_the_customer_and_the_lines_in_order(
    gateway: Gateway, chromium: Browser
) -> None:
    aino = await sign_in(gateway, await person(chromium), "aino@example.fi")
    customer = await asks_for_a_person(gateway, await person(chromium))
    await expect(aino.locator("a[data-case]").first).to_be_visible()
    await aino.keyboard.press("j")
    await aino.keyboard.press("c")
    await expect(aino.locator("#field")).to_be_focused()
    file = FilePayload(name="ohje.txt", mimeType="text/plain", buffer=b"Avaa kansi varovasti.")
    await aino.locator("[data-picker]").set_input_files([file])
    await expect(aino.locator(".attached .ready")).to_be_visible()
    await aino.keyboard.type("Ohje on tässä.")
    await aino.keyboard.press("Enter")
    await expect(customer_sees(customer)).to_contain_text("Ohje on tässä.")
    await expect(customer_sees(customer)).to_contain_text("ohje.txt")
