"""What a screen reader says at the desk by itself: politely, once, and never the whole list again."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk_page import NewPage, held, log, row
from tests.browser.fake_desk import FakeDesk
from tests.browser.screen_reader import LISTEN, heard, hears

pytestmark = pytest.mark.browser


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """Signed in, and what came of that is heard already."""
    page = new_page(init=LISTEN)
    page.wait_for_timeout(500)
    heard(page)
    return page


def test_somebody_new_in_the_queue_is_said_once_with_their_name(desk: FakeDesk, page: Page) -> None:
    desk.add("c1", "Liisa", said="Lasku tuli kahdesti")
    hears(page, "polite: New in the queue: Liisa")


def test_two_who_gave_no_name_are_said_twice(desk: FakeDesk, page: Page) -> None:
    desk.add("c1")
    hears(page, "polite: New in the queue: Customer")
    desk.add("c2")
    hears(page, "polite: New in the queue: Customer")


def test_those_who_come_at_once_are_said_in_one_sentence(desk: FakeDesk, page: Page) -> None:
    desk.down(True)
    expect(page.locator(".link.reconnecting")).to_be_visible()
    desk.add("c1", "Liisa")
    desk.add("c2", "Pekka")
    heard(page)
    desk.down(False)
    back_again(page)
    page.wait_for_timeout(700)
    assert [line for line in heard(page) if "onnected" not in line] == [
        "polite: New in the queue: Liisa, Pekka"
    ]


def test_an_alarm_is_said_as_one(desk: FakeDesk, page: Page) -> None:
    desk.add("c1", "Kaarina", urgency="critical", alarm=True)
    hears(page, "polite: Alarm, new in the queue: Kaarina")


def test_those_who_wait_already_when_the_desk_opens_are_counted_not_called_new(
    desk: FakeDesk, new_page: NewPage
) -> None:
    desk.add("c1", "Liisa")
    desk.add("c2", "Pekka")
    page = new_page(init=LISTEN)
    expect(row(page, "c2")).to_be_visible()
    page.wait_for_timeout(700)
    assert [line for line in heard(page) if "Liisa" in line or "Pekka" in line or "2" in line] == [
        "polite: Waiting: 2"
    ]


def test_an_offer_is_said_once_though_it_waited_before(desk: FakeDesk, page: Page) -> None:
    desk.add("c1", "Liisa")
    hears(page, "polite: New in the queue: Liisa")
    desk.offer_to("c1", "aino")
    hears(page, "polite: A conversation is offered to you: Liisa")


def test_of_the_open_case_each_new_line_is_said_once_and_none_again(desk: FakeDesk, page: Page) -> None:
    held(desk)
    row(page, "c1").click()
    expect(log(page)).to_contain_text("Hei, lasku tuli kahdesti")
    page.wait_for_timeout(500)
    heard(page)
    desk.say("c1", "Ja eräpäivä on huomenna")
    page.wait_for_timeout(700)
    said = heard(page)
    assert len(said) == 1
    assert re.fullmatch(r"polite: Liisa \d\d?:\d\d Ja eräpäivä on huomenna", said[0])


def test_a_line_in_another_case_of_mine_is_said_by_name_not_by_its_words(desk: FakeDesk, page: Page) -> None:
    held(desk)
    held(desk, "c2", "Pekka")
    row(page, "c2").click()
    expect(log(page)).to_be_visible()
    page.wait_for_timeout(500)
    heard(page)
    desk.say("c1", "Oletko siellä?")
    hears(page, "polite: New message: Liisa")
    desk.say("c1", "Haloo?")
    hears(page, "polite: New message: Liisa")


def test_a_case_that_a_colleague_takes_is_said_where_it_was_offered_to_me(desk: FakeDesk, page: Page) -> None:
    desk.add("c1", "Liisa")
    desk.offer_to("c1", "aino")
    expect(page.locator(".group.offered a[data-case]")).to_be_visible()
    page.wait_for_timeout(700)
    heard(page)
    desk.claim_as("c1", "mikko")
    hears(page, "polite: Mikko took this one: Liisa")


MIKKO = {"kind": "agent", "id": "mikko", "name": "Mikko", "role": "toimitukset"}


def test_what_became_of_a_case_that_i_handed_on_is_said_where_another_is_open(
    desk: FakeDesk, page: Page
) -> None:
    held(desk)
    held(desk, "c2", "Pekka")
    row(page, "c2").click()
    expect(log(page)).to_be_visible()
    page.wait_for_timeout(700)
    heard(page)
    desk.happen("c1", "handoff.declined", MIKKO, reason="Toinen keskustelu on kesken")
    hears(page, "polite: Mikko declined, still yours: Liisa")
    desk.happen("c1", "handoff.transferred", MIKKO, **{"from": "aino"})
    hears(page, "polite: Mikko took this one: Liisa")


def test_what_stays_on_the_screen_as_a_warning_is_said_once(desk: FakeDesk, page: Page) -> None:
    held(desk)
    expect(row(page, "c1")).to_be_visible()
    page.wait_for_timeout(500)
    heard(page)
    desk.happen("c1", "promise.at_risk", {"kind": "system"}, to=["aino"])
    hears(page, "assertive: Promised today, and today’s staff cannot keep it: Liisa")


def test_the_open_case_that_a_colleague_takes_is_said_by_its_transcript_alone(
    desk: FakeDesk, page: Page
) -> None:
    desk.add("c1", "Liisa")
    row(page, "c1").click()
    expect(log(page)).to_be_visible()
    page.wait_for_timeout(700)
    heard(page)
    desk.claim_as("c1", "mikko")
    expect(page.locator(".standing")).to_contain_text("Mikko")
    page.wait_for_timeout(700)
    said = heard(page)
    assert len(said) == 1
    assert said[0].startswith("polite: Mikko, toimitukset took the case")


def test_a_lost_connection_is_said_once_and_so_is_its_return(desk: FakeDesk, page: Page) -> None:
    held(desk)
    expect(row(page, "c1")).to_be_visible()
    page.wait_for_timeout(500)
    heard(page)
    desk.down(True)
    expect(page.locator(".link.reconnecting")).to_be_visible()
    page.wait_for_timeout(3000)
    said = heard(page)
    assert len(said) == 1
    assert re.fullmatch(r"polite: Reconnecting since \d\d?:\d\d.*", said[0])
    desk.down(False)
    back_again(page)
    page.wait_for_timeout(700)
    assert heard(page) in BACK


# A poll may be the first to be answered; the socket takes over within seconds.
BACK = (["polite: Connected"], ["polite: Connected, updates a little slower", "polite: Connected"])


def back_again(page: Page) -> None:
    expect(page.locator(".link.connected")).to_be_visible(timeout=20_000)


def test_while_nothing_happens_nothing_is_said_though_the_times_tick(desk: FakeDesk, page: Page) -> None:
    desk.add("c1", "Liisa", waited_s=50)
    row(page, "c1").click()
    expect(log(page)).to_be_visible()
    page.wait_for_timeout(700)
    heard(page)
    before = row(page, "c1").locator("time").inner_text()
    expect(row(page, "c1").locator("time")).not_to_have_text(before)
    page.wait_for_timeout(2500)
    assert heard(page) == []
