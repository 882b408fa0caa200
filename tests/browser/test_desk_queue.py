"""Being told and finding, in real Chromium: acknowledging, sounding again, notifications, filters and the search."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk_page import NASTY, PHONE, NewPage, held, log, row, violations
from tests.browser.fake_desk import FakeDesk

pytestmark = pytest.mark.browser

NOTIFY = """
  window.notes = [];
  class Note { constructor(title, what) { window.notes.push(what.body); } close() {} }
  Note.permission = 'granted';
  Note.requestPermission = async () => (Note.permission = 'granted');
  window.Notification = Note;
"""
HIDDEN = "Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' })"


def test_opening_a_waiting_case_acknowledges_it_and_others_see_who(
    desk: FakeDesk, page: Page, new_page: NewPage
) -> None:
    desk.add("c1", "Liisa", said="Hei")
    other = new_page("mikko")
    row(page, "c1").click()
    expect(log(page)).to_be_visible()
    expect(row(other, "c1")).to_contain_text("Seen by Aino")
    assert desk.cases["c1"].acked_by == ["aino"]


def test_a_waiting_case_is_acknowledged_by_a_key_without_opening_it(desk: FakeDesk, page: Page) -> None:
    desk.add("c1", "Liisa", said="Hei")
    expect(row(page, "c1")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(row(page, "c1")).to_contain_text("Seen by Aino")
    expect(page).to_have_url(re.compile("/desk/$"))


def test_what_was_seen_and_sounds_again_says_so_and_can_be_seen_again(desk: FakeDesk, page: Page) -> None:
    desk.add("c1", "Liisa", said="Hei")
    expect(row(page, "c1")).to_be_visible()
    for _ in range(2):
        page.keyboard.press("j")
        page.keyboard.press("x")
        expect(row(page, "c1")).to_contain_text("Seen by Aino")
        desk.alert("c1", ["aino"])
        expect(row(page, "c1")).to_contain_text("Nobody has reacted")
        expect(row(page, "c1")).not_to_contain_text("Seen by Aino")


def test_a_case_nobody_takes_sounds_again_at_those_it_goes_to(
    desk: FakeDesk, page: Page, new_page: NewPage
) -> None:
    other = new_page("mikko")
    desk.add("c1", "Liisa", said="Hei")
    expect(row(page, "c1")).to_be_visible()
    page.wait_for_timeout(300)
    before, others = page.evaluate("window.chimes"), other.evaluate("window.chimes")
    desk.alert("c1", ["aino"])
    expect(page.get_by_text("Still waiting, and nobody has taken it: Liisa")).to_have_count(1)
    expect(row(page, "c1")).to_contain_text("Nobody has reacted")
    assert page.evaluate("window.chimes") > before
    assert other.evaluate("window.chimes") == others


def test_behind_another_tab_the_browser_notifies_with_a_name_and_no_words(
    desk: FakeDesk, new_page: NewPage
) -> None:
    page = new_page(init=NOTIFY)
    page.evaluate(HIDDEN)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))")
    desk.add("c1", "Liisa", said="Salainen asiani")
    expect(row(page, "c1")).to_be_visible()
    assert page.evaluate("window.notes") == ["New in the queue: Liisa"]


def test_leave_to_notify_is_asked_in_words_first_and_a_no_is_kept(new_page: NewPage) -> None:
    page = new_page(
        init=NOTIFY.replace(
            "Note.permission = 'granted';\n  Note.r", "Note.permission = 'default';\n  Note.r"
        )
    )
    box = page.get_by_role("group", name="Notifications")
    expect(box).to_contain_text("It shows a name, never what was said.")
    box.get_by_role("button", name="Not now").click()
    expect(box).to_have_count(0)
    page.reload()
    expect(page.locator(".find")).to_be_visible()
    expect(box).to_have_count(0)


def test_filters_narrow_the_queue_but_never_hide_an_alarm(desk: FakeDesk, page: Page) -> None:
    desk.add("fi", "Liisa", said="Hei")
    desk.add("en", "James", language="en", said="Hello")
    desk.add("danger", "Kaarina", urgency="critical", alarm=True, said="Savuaa")
    page.locator(".filters summary").click()
    page.get_by_role("combobox", name="Language").select_option("en")
    expect(row(page, "fi")).to_have_count(0)
    expect(row(page, "en")).to_be_visible()
    expect(row(page, "danger")).to_be_visible()
    expect(page).to_have_title(re.compile(r"\(3\)"))
    page.get_by_role("combobox", name="Language").select_option("sv")
    page.get_by_role("button", name="Clear filters").click()
    expect(row(page, "fi")).to_be_visible()


def test_the_search_finds_what_was_said_and_escape_brings_the_lists_back(desk: FakeDesk, page: Page) -> None:
    held(desk)
    desk.add("c2", "Pekka", said="Paketti 1002 on hukassa")
    page.keyboard.press("s")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("paketti")
    expect(page.locator("a[data-case]")).to_have_count(1)
    expect(row(page, "c2")).to_contain_text("… paketti …")
    expect(page.locator(".count-line")).to_have_text("1 found")
    page.keyboard.press("Escape")
    expect(row(page, "c1")).to_be_visible()
    page.locator("#search").fill(NASTY)
    expect(page.locator(".count-line")).to_have_text("0 found")


def test_a_promise_about_to_fall_due_stands_in_the_row(desk: FakeDesk, page: Page) -> None:
    held(desk)
    desk.cases["c1"].promise_due_at = "2031-01-01T10:00:00.000Z"
    desk.say("c1", "Muistathan soittaa")
    desk.happen("c1", "promise.reminded", {"kind": "system"})
    expect(row(page, "c1").locator(".due")).to_contain_text(
        re.compile(r"Promised Wed 01/01, 12:00, \d+ d left")
    )


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"locale": "fi-FI"}, id="light"),
        pytest.param({"color_scheme": "dark", "viewport": PHONE}, id="phone-dark"),
        pytest.param({"forced_colors": "active"}, id="forced-colours"),
    ],
)
def test_axe_finds_nothing_in_the_queue(desk: FakeDesk, new_page: NewPage, options: dict[str, Any]) -> None:
    desk.add("c1", "Liisa", said="Hei")
    desk.alert("c1", ["aino"])
    held(desk, "c2", "Pekka")
    desk.cases["c2"].promise_due_at = "2031-01-01T10:00:00.000Z"
    page = new_page(**options)
    page.locator(".filters summary").click()
    expect(row(page, "c1")).to_be_visible()
    found = violations(page)
    page.locator("#search").fill("hei")
    expect(page.locator(".group.found")).to_be_visible()
    assert found + violations(page) == []
