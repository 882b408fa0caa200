"""The desk in real Chromium, under the strict CSP it is served with, against a small fake desk server."""

from __future__ import annotations

import gzip
import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.desk_page import (
    NASTY,
    PHONE,
    NewPage,
    Untouched,
    focused,
    held,
    log,
    lose_answer,
    row,
    sent,
    sign_in,
    texts,
    violations,
    write,
)
from tests.browser.fake_desk import PAGE, PASSWORD, FakeDesk, example_cases

pytestmark = pytest.mark.browser


# --- signing in


def test_a_wrong_password_is_said_in_words_and_the_field_is_ready_for_another(new_page: NewPage) -> None:
    page = new_page(None)
    page.locator("#email").fill("aino@example.fi")
    page.locator("#password").fill("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text(re.compile("do not match"))
    assert focused(page) == "password"


def test_signing_in_makes_the_agent_present_and_a_reload_keeps_the_session(
    desk: FakeDesk, page: Page
) -> None:
    expect(page.get_by_label("Presence")).to_have_value("online")
    page.wait_for_function("!!sessionStorage.getItem('aina.desk.csrf')")
    assert desk.presence["aino"] == "online"
    page.reload()
    expect(page.locator(".link")).to_have_text(re.compile("Connected"))
    page.get_by_label("Presence").select_option("away")
    expect(page.locator(".presence.away")).to_be_visible()
    page.wait_for_timeout(100)
    assert desk.presence["aino"] == "away"


def test_signing_out_forgets_drafts_and_a_lost_session_keeps_them(desk: FakeDesk, page: Page) -> None:
    held(desk)
    row(page, "c1").click()
    page.locator("#field").fill("half a thought")
    desk.signed_in.clear()
    page.get_by_label("Presence").select_option("away")
    expect(page.get_by_text("Your session ended")).to_be_visible()
    sign_in(page)
    expect(page.locator("#field")).to_have_value("half a thought")
    page.locator("details.me summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.includes('draft'))") == []
    assert page.evaluate("sessionStorage.length") == 0


def test_signing_out_forgets_lines_that_never_left(desk: FakeDesk, page: Page) -> None:
    held(desk)
    row(page, "c1").click()
    expect(page.locator("#field")).to_be_visible()
    page.route("**/messages", lambda route: route.abort())
    write(page, "ei lähtenyt")
    expect(page.locator(".pending")).to_have_count(1)
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.includes('outbox')).length") == 1
    page.locator("details.me summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.includes('outbox'))") == []
    page.unroute("**/messages")
    sign_in(page)
    row(page, "c1").click()
    expect(page.locator(".pending")).to_have_count(0)
    assert sent(desk) == []


# --- the queue


def test_the_queue_shows_who_how_long_why_and_last_words_and_updates_itself(
    desk: FakeDesk, page: Page
) -> None:
    expect(page.locator(".list")).to_contain_text("Nobody is waiting")
    desk.add("c1", "Liisa", waited_s=125, reasons=["asked", "second_miss"], said="Lasku tuli kahdesti")
    expect(row(page, "c1")).to_contain_text("Liisa")
    expect(row(page, "c1")).to_contain_text("Asked for a person · The bot did not understand, twice")
    expect(row(page, "c1")).to_contain_text("Lasku tuli kahdesti")
    expect(row(page, "c1")).to_contain_text("Finnish")
    before = row(page, "c1").locator("time").inner_text()
    assert re.search(r"2 min \d+ s", before)
    expect(row(page, "c1").locator("time")).not_to_have_text(before)
    desk.say("c1", "Ja eräpäivä on huomenna")
    expect(row(page, "c1")).to_contain_text("Ja eräpäivä on huomenna")
    desk.claim_as("c1", "mikko")
    expect(row(page, "c1")).to_have_count(0)


def test_the_most_urgent_come_first_and_urgency_is_a_word(desk: FakeDesk, page: Page) -> None:
    desk.add("calm", "Anni", waited_s=900)
    desk.add("soon", "Bo", urgency="high")
    desk.add("now", "Cia", urgency="critical", alarm=True)
    expect(page.locator("a[data-case]")).to_have_count(3)
    assert [one.get_attribute("data-case") for one in page.locator("a[data-case]").all()] == [
        "now",
        "soon",
        "calm",
    ]
    expect(row(page, "now")).to_contain_text("Alarm")
    expect(row(page, "soon")).to_contain_text("Urgent")
    expect(page).to_have_title(re.compile(r"^Alarm: \(3\) "))


def test_an_offer_is_marked_sounds_and_counts_in_the_title(desk: FakeDesk, page: Page) -> None:
    desk.add("c1", "Liisa")
    expect(page).to_have_title(re.compile(r"^\(1\) Now"))
    before = page.evaluate("window.chimes")
    desk.offer_to("c1", "aino")
    expect(page.locator(".group.offered").get_by_text("Liisa")).to_be_visible()
    expect(page.locator("link[rel=icon]")).to_have_attribute("href", "icon-calls.svg")
    page.wait_for_function(f"window.chimes >= {before} + 2")
    expect(page.get_by_text("A conversation is offered to you: Liisa")).to_have_count(1)


def test_sound_is_on_from_the_first_day_and_the_first_customer_is_heard(desk: FakeDesk, page: Page) -> None:
    expect(page.get_by_role("button", name="Sound")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".held-sound")).to_have_count(0)
    desk.add("c1", "Liisa")
    page.wait_for_function("() => window.chimes > 0")


@pytest.mark.parametrize("gesture", ["key", "click"])
def test_after_a_reload_the_desk_says_that_sound_is_held_until_the_first_gesture(
    desk: FakeDesk, new_page: NewPage, gesture: str
) -> None:
    page = new_page(locale="fi-FI")
    page.reload()
    look = Untouched(page)
    look.until("document.querySelector('[role=status] .held-sound')?.checkVisibility()")
    assert str(look("document.querySelector('.held-sound').innerText")).startswith(
        "Ääni alkaa, kun napsautat"
    )
    desk.add("c1", "Liisa")
    look.until("document.title.startsWith('(1) ')")
    desk.add("c2", "Pekka")
    look.until("document.title.startsWith('(2) ')")
    assert look("window.chimes") == 0, "no notes are piled up for later"
    if gesture == "key":
        page.keyboard.press("j")
    else:
        page.mouse.click(700, 500)
    expect(page.locator(".held-sound")).to_have_count(0)
    page.wait_for_function("() => window.chimes > 0")
    assert page.evaluate("window.chimes") == 1, "what was missed sounds once"


def test_axe_finds_nothing_in_the_line_about_sound(new_page: NewPage) -> None:
    page = new_page(locale="sv-FI", viewport=PHONE)
    page.reload()
    expect(page.locator(".held-sound")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []


def test_sound_can_be_put_off_and_stays_off(desk: FakeDesk, page: Page) -> None:
    page.get_by_role("button", name="Sound").click()
    page.reload()
    expect(page.get_by_role("button", name="Sound")).to_have_attribute("aria-pressed", "false")
    page.wait_for_timeout(700)
    expect(page.locator(".held-sound")).to_have_count(0)
    desk.add("c1", "Liisa")
    expect(row(page, "c1")).to_be_visible()
    assert page.evaluate("window.chimes") == 0


def test_a_line_in_another_case_of_mine_is_marked_until_it_is_read(desk: FakeDesk, page: Page) -> None:
    held(desk)
    held(desk, "c2", "Pekka")
    row(page, "c2").click()
    expect(log(page)).to_be_visible()
    desk.say("c1", "Oletko siellä?")
    expect(row(page, "c1")).to_contain_text("New message")
    row(page, "c1").click()
    expect(log(page)).to_contain_text("Oletko siellä?")
    expect(row(page, "c1")).not_to_contain_text("New message")


def test_five_hundred_waiting_cases_are_shown_within_a_second(desk: FakeDesk, new_page: NewPage) -> None:
    for number in range(500):
        desk.add(f"c{number}", f"Customer {number}", said="Hei")
    page = new_page()
    expect(page.locator("a[data-case]")).to_have_count(500)
    page.reload()
    expect(page.locator("a[data-case]")).to_have_count(500)
    took = page.evaluate(
        "performance.getEntriesByType('resource').filter((one) => one.name.includes('/queue'))[0].responseEnd"
    )
    assert took < 1000


# --- the case


def test_a_case_shows_everything_said_why_it_came_and_what_the_customer_must_not_see(
    desk: FakeDesk, page: Page
) -> None:
    one = next(example_cases(desk))
    desk.happen(one.id, "reply.suppressed", {"kind": "bot"}, "Liian myöhään", reason="taken_over", did=[])
    desk.happen(one.id, "delivery.failed", {"kind": "system"}, reason="blocked by the customer")
    row(page, one.id).click()
    expect(page.get_by_role("heading", name="Liisa")).to_be_focused()
    expect(log(page)).to_contain_text("Hei, sain saman laskun kaksi kertaa")
    about = page.get_by_role("complementary")
    expect(about).to_contain_text("The bot did not understand, twice")
    expect(about.locator("q").first).to_have_text("Olen selittänyt tämän jo kolme kertaa.")
    expect(about).to_contain_text("Sama lasku tuli kahteen kertaan")
    expect(page.locator(".item.note")).to_contain_text("Note, agents only")
    expect(page.locator(".item.suppressed")).to_contain_text("Bot reply the customer did not see")
    expect(log(page)).to_contain_text("Not delivered to the customer: blocked by the customer")
    assert not re.search(r"score|\d+ ?%|0\.\d", about.inner_text())


def test_a_case_is_claimed_answered_and_resolved_by_keyboard_alone(desk: FakeDesk, page: Page) -> None:
    desk.add("c1", "Liisa", said="Hei")
    expect(row(page, "c1")).to_be_visible()
    page.keyboard.press("j")
    assert focused(page) == "c1"
    page.keyboard.press("c")
    expect(page.get_by_text("You have this case")).to_be_visible()
    expect(page.get_by_text("The case is yours.")).to_be_visible()
    expect(page.locator("#field")).to_be_focused()
    page.keyboard.type("Hei Liisa, tce?")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("Katson.")
    page.keyboard.press("Enter")
    expect(log(page)).to_contain_text("Hei Liisa, tce?\nKatson.", use_inner_text=True)
    expect(page.locator(".item.agent .by").last).to_contain_text("Aino, laskutus")
    page.keyboard.press("Escape")
    assert focused(page) == "case-heading"
    page.keyboard.press("e")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Resolved. A new message")).to_be_visible()
    assert [one["verb"] for one in desk.posts] == ["claim", "messages", "resolve"]
    page.keyboard.press("u")
    expect(page).to_have_url(re.compile("#/now$"))


def test_a_note_is_kept_apart_from_the_reply_and_each_keeps_its_draft(desk: FakeDesk, page: Page) -> None:
    held(desk)
    row(page, "c1").click()
    page.locator("#field").fill("a reply not yet sent")
    page.get_by_role("button", name="Note").click()
    expect(page.locator("#field")).to_have_value("")
    write(page, "Luotettava asiakas, kyse on laskusta.")
    expect(page.locator(".item.note .bubble")).to_have_text("Luotettava asiakas, kyse on laskusta.")
    page.reload()
    expect(page.locator("#field")).to_have_value("a reply not yet sent")
    assert sent(desk) == []
    assert sent(desk, "notes") == ["Luotettava asiakas, kyse on laskusta."]


def test_the_first_letters_after_a_shortcut_land_in_the_right_field(desk: FakeDesk, page: Page) -> None:
    held(desk)
    row(page, "c1").click()
    expect(page.locator("#field")).to_be_visible()
    page.evaluate(
        """() => {
          const press = (key) => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
          return (async () => {
            for (const key of ['r', 'n']) {
              document.getElementById('case-heading').focus();
              press(key);
              await new Promise((done) => setTimeout(done));
              document.execCommand('insertText', false, key === 'r' ? 'Hei' : 'muistiin');
              await new Promise((done) => setTimeout(done));
            }
          })();
        }"""
    )
    expect(page.locator("#field")).to_have_value("muistiin")
    page.get_by_role("button", name="Reply").click()
    expect(page.locator("#field")).to_have_value("Hei")


def test_a_claim_that_someone_else_won_names_the_winner(desk: FakeDesk, page: Page) -> None:
    desk.add("c1", "Liisa")
    row(page, "c1").click()
    claim = page.get_by_role("button", name="Claim")
    expect(claim).to_be_visible()

    def outrun(route: Route) -> None:
        desk.claim_as("c1", "mikko")
        route.continue_()

    page.route("**/v1/desk/conversations/c1/claim", outrun)
    claim.click()
    expect(page.get_by_role("alert")).to_contain_text("Mikko, toimitukset was first and goes on from here.")
    expect(page.get_by_text("Mikko, toimitukset has this")).to_be_visible()
    expect(claim).to_have_count(0)


def test_an_offer_is_declined_with_a_reason(desk: FakeDesk, page: Page) -> None:
    desk.add("c1", "Liisa")
    desk.offer_to("c1", "aino")
    row(page, "c1").click()
    expect(page.get_by_role("button", name="Decline")).to_be_visible()
    page.keyboard.press("d")
    page.get_by_role("button", name="In the middle of another case").click()
    page.keyboard.press("Enter")
    expect(page.get_by_text("You declined.")).to_be_visible()
    assert desk.posts[-1]["reason"] == "In the middle of another case"


def test_a_transfer_says_who_and_why_and_the_second_one_asks_the_customer(desk: FakeDesk, page: Page) -> None:
    held(desk)
    row(page, "c1").click()
    for word in ("The case stays yours until it is accepted", "The customer is asked first"):
        expect(page.get_by_role("button", name="Transfer")).to_be_visible()
        page.locator("#case-heading").focus()
        page.keyboard.press("t")
        expect(page.get_by_role("dialog")).to_contain_text("the answer becomes your own promise")
        page.get_by_label("Mikko, toimitukset").check()
        page.locator("#reason").fill("paketti on hukassa")
        page.locator("#reason").press("Enter")
        expect(page.locator(".notice")).to_contain_text(word)
    assert [(one["to"], one["reason"]) for one in desk.posts] == [
        ("mikko@example.fi", "paketti on hukassa")
    ] * 2


def test_a_case_transferred_to_me_can_be_accepted(desk: FakeDesk, new_page: NewPage) -> None:
    desk.add("c1", "Liisa")
    desk.claim_as("c1", "mikko")
    page = new_page()
    desk.offer_to("c1", "laskutus")
    row(page, "c1").click()
    page.get_by_role("button", name="Claim").click()
    expect(page.get_by_text("You have this case")).to_be_visible()


def test_a_return_waits_for_the_customer(desk: FakeDesk, page: Page) -> None:
    held(desk)
    row(page, "c1").click()
    page.locator(".more-verbs summary").click()
    page.get_by_role("button", name="Return to the bot").click()
    page.get_by_role("dialog").get_by_role("button", name="Return to the bot").click()
    expect(page.locator(".notice")).to_contain_text("The customer is asked first")


def test_a_promise_has_what_when_where_and_words(desk: FakeDesk, page: Page) -> None:
    held(desk)
    row(page, "c1").click()
    page.get_by_role("button", name="Promise").click()
    page.get_by_label("I call").check()
    page.get_by_role("button", name="in an hour").click()
    page.get_by_label("Phone number").fill("040 123 4567")
    page.get_by_label("What you promise").fill("Soitan tunnin sisällä.")
    page.get_by_role("dialog").get_by_role("button", name="Promise").click()
    expect(page.get_by_role("complementary")).to_contain_text("Soitan tunnin sisällä.")
    made = desk.posts[-1]
    assert (made["what"], made["where"], made["phone"]) == ("call", "phone", "040 123 4567")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:00.000Z", made["due_at"])
    assert made["client_id"]


def test_a_promise_whose_answer_was_lost_is_made_once(desk: FakeDesk, page: Page) -> None:
    held(desk)
    row(page, "c1").click()
    page.get_by_role("button", name="Promise").click()
    page.get_by_role("button", name="in 30 min").click()
    page.get_by_label("What you promise").fill("Vastaan pian.")
    lose_answer(page, "**/c1/promises")
    promise = page.get_by_role("dialog").get_by_role("button", name="Promise")
    promise.click()
    expect(page.get_by_role("dialog").get_by_role("alert").last).to_contain_text("No answer from the server")
    promise.click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert len(desk.posts) == 2
    assert len({one["client_id"] for one in desk.posts}) == 1
    assert len(desk.cases["c1"].promises) == 1


def test_typing_is_shown_and_sent_as_a_fact(desk: FakeDesk, page: Page) -> None:
    held(desk)
    row(page, "c1").click()
    expect(page.locator("#field")).to_be_visible()
    desk.customer_types("c1")
    expect(page.locator(".typing")).to_contain_text("The customer is writing")
    page.locator("#field").press_sequentially("Hei")
    page.wait_for_timeout(150)
    assert desk.typed == ["c1"]
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.locator("#field").press_sequentially("vain meille")
    assert desk.typed == ["c1"]


def test_what_comes_in_never_moves_the_focus_or_the_reader(desk: FakeDesk, page: Page) -> None:
    held(desk)
    for number in range(40):
        desk.say("c1", f"rivi {number}")
    row(page, "c1").click()
    expect(log(page)).to_contain_text("rivi 39")
    page.locator("#field").focus()
    log(page).evaluate("(log) => { log.scrollTop = 0; }")
    page.wait_for_timeout(100)
    desk.say("c1", "uusin")
    expect(page.get_by_role("button", name="Newest messages")).to_be_visible()
    assert log(page).evaluate("(log) => log.scrollTop") == 0
    assert focused(page) == "field"


def test_scripts_in_names_messages_and_notes_are_shown_as_text(desk: FakeDesk, page: Page) -> None:
    desk.add(
        "c1",
        NASTY,
        said=NASTY,
        reasons=[NASTY],
        signals=[{"name": NASTY, "text": NASTY}],
        brief={"matter": NASTY},
    )
    desk.happen("c1", "note", {"kind": "agent", "id": "mikko", "name": NASTY, "role": NASTY}, NASTY)
    desk.happen("c1", NASTY, {"kind": "system"}, NASTY, notice=NASTY, reason=NASTY)
    row(page, "c1").click()
    expect(log(page).locator(".bubble").first).to_have_text(NASTY)
    assert page.locator("img[src=x]").count() == 0
    assert page.locator("#desk script").count() == 0
    assert page.title() != "hit"


# --- connection honesty


def test_after_a_reconnect_nothing_is_missed_and_nothing_is_doubled(desk: FakeDesk, page: Page) -> None:
    held(desk)
    row(page, "c1").click()
    expect(log(page)).to_contain_text("Hei, lasku tuli kahdesti")
    for number in range(12):
        if number % 3 == 0:
            desk.cut()
        desk.say("c1", f"rivi {number}")
    expect(log(page)).to_contain_text("rivi 11")
    assert texts(page)[1:] == [f"rivi {number}" for number in range(12)]
    resumed = [hello.get("after") for hello in desk.hellos]
    assert len(resumed) >= 2
    assert all(resumed)


def test_the_line_says_since_when_the_connection_is_gone_and_when_it_is_back(
    desk: FakeDesk, page: Page
) -> None:
    desk.down(True)
    expect(page.locator(".link")).to_have_text(re.compile(r"Reconnecting since \d+:\d\d"))
    expect(page.locator(".link")).to_have_attribute("role", "status")
    desk.down(False)
    expect(page.locator(".link")).to_have_text("Connected", timeout=15000)


def test_a_reply_written_offline_is_kept_and_sent_once(desk: FakeDesk, page: Page) -> None:
    held(desk)
    row(page, "c1").click()
    expect(page.locator("#field")).to_be_visible()
    desk.down(True)
    expect(page.locator(".link")).to_contain_text("Reconnecting")
    write(page, "eka")
    write(page, "toka")
    expect(page.locator(".pending")).to_have_count(2)
    expect(page.locator(".pending .way").first).to_have_text("Waits for the connection")
    expect(page.locator(".link")).to_contain_text("2 lines wait for the connection")
    desk.down(False)
    expect(page.locator(".pending")).to_have_count(0, timeout=20000)
    assert texts(page)[1:] == ["eka", "toka"]
    assert [
        one["text"] for one in desk.cases["c1"].events if one["by"]["kind"] == "agent" and "text" in one
    ] == ["eka", "toka"]


def test_a_reply_survives_a_reload_while_offline(desk: FakeDesk, page: Page) -> None:
    held(desk)
    row(page, "c1").click()
    expect(page.locator("#field")).to_be_visible()
    page.route("**/messages", lambda route: route.abort())
    write(page, "ennen latausta")
    expect(page.locator(".pending")).to_have_count(1)
    page.unroute("**/messages")
    page.reload()
    expect(page.locator(".item.agent .bubble")).to_have_text("ennen latausta")
    expect(page.locator(".pending")).to_have_count(0)
    assert sent(desk) == ["ennen latausta"]


def test_a_reply_whose_answer_was_lost_is_stored_and_shown_once(desk: FakeDesk, page: Page) -> None:
    held(desk)
    row(page, "c1").click()
    expect(page.locator("#field")).to_be_visible()
    lose_answer(page, "**/c1/messages")
    write(page, "kerran vain")
    expect(page.locator(".pending")).to_have_count(0)
    page.wait_for_timeout(2500)
    assert texts(page)[1:] == ["kerran vain"]
    assert len({one["client_id"] for one in desk.posts}) == 1


def test_a_reply_to_a_case_that_went_to_someone_else_is_held_and_names_them(
    desk: FakeDesk, page: Page
) -> None:
    held(desk)
    row(page, "c1").click()
    expect(page.locator("#field")).to_be_visible()
    desk.cases["c1"].agent = "mikko"
    write(page, "liian myöhään")
    expect(page.locator(".pending.held")).to_contain_text("Not sent: the case is with Mikko now")
    page.get_by_role("button", name="Discard").click()
    expect(page.locator(".pending")).to_have_count(0)


def test_where_sockets_are_blocked_the_desk_polls_and_says_so(desk: FakeDesk, new_page: NewPage) -> None:
    desk.no_sockets = True
    page = new_page(None)
    page.locator("#email").fill("aino@example.fi")
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".link")).to_have_text("Connected, updates a little slower", timeout=15000)
    held(desk)
    row(page, "c1").click()
    desk.say("c1", "ilman pysyvää kanavaa")
    expect(log(page)).to_contain_text("ilman pysyvää kanavaa")


def test_a_cursor_that_is_no_longer_known_means_starting_over(desk: FakeDesk, page: Page) -> None:
    held(desk)
    row(page, "c1").click()
    expect(log(page)).to_be_visible()
    page.wait_for_timeout(200)
    desk.feed = desk.feed[:1]
    desk.say("c1", "uuden alun jälkeen")
    desk.feed = desk.feed[:1]
    desk.cut()
    expect(log(page)).to_contain_text("uuden alun jälkeen")
    expect(page.locator(".link")).to_have_text("Connected")
    desk.say("c1", "ja taas")
    expect(log(page)).to_contain_text("ja taas")


# --- keyboard, screen reader, screens


def test_shortcuts_are_listed_do_not_fire_while_writing_and_can_be_put_off(
    desk: FakeDesk, page: Page
) -> None:
    held(desk)
    row(page, "c1").click()
    page.locator("#field").press_sequentially("entpbc?")
    expect(page.locator("#field")).to_have_value("entpbc?")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Keyboard shortcuts")
    page.get_by_label("Shortcuts in use").uncheck()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert focused(page) == "case-heading"
    page.keyboard.press("e")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_letters_typed_while_a_case_is_taken_over_become_no_commands_and_the_draft_is_kept(
    desk: FakeDesk, page: Page
) -> None:
    held(desk)
    row(page, "c1").click()
    page.locator("#field").press_sequentially("Katson tätä")
    desk.cases["c1"].agent = "mikko"
    mikko = {"kind": "agent", "id": "mikko", "name": "Mikko", "role": "toimitukset"}
    desk.happen("c1", "handoff.claimed", mikko)
    expect(page.locator("#field")).to_have_count(0)
    page.keyboard.type("ms nt4")
    expect(page.get_by_role("button", name="Sound")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#field")).to_have_count(0)
    expect(page).to_have_url(re.compile("#/now/c1$"))
    expect(page.get_by_role("heading", name="Liisa")).to_be_focused()
    expect(page.locator(".composer.closed")).to_contain_text("What you wrote is kept, not sent.")
    page.wait_for_timeout(2000)
    page.keyboard.press("4")
    expect(page.locator("#people-search")).to_be_visible()


def test_the_list_of_shortcuts_opens_at_its_beginning_however_small_the_screen(new_page: NewPage) -> None:
    page = new_page(viewport={"width": 390, "height": 500}, locale="fi-FI")
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="Pikanäppäimet")).to_be_in_viewport()
    expect(page.get_by_role("heading", name="Pikanäppäimet")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Pikanäppäimet käytössä")).to_be_focused()


def test_on_a_phone_one_goes_from_the_list_into_a_case_and_back(desk: FakeDesk, new_page: NewPage) -> None:
    held(desk)
    page = new_page(viewport=PHONE, has_touch=True, is_mobile=True)
    row(page, "c1").tap()
    expect(log(page)).to_be_visible()
    expect(page.locator(".list")).to_be_hidden()
    expect(page.locator(".link")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Back to the list").tap()
    expect(row(page, "c1")).to_be_focused()
    expect(page.locator(".main")).to_be_hidden()
    row(page, "c1").tap()
    page.go_back()
    expect(page.locator(".list")).to_be_visible()


def test_at_two_hundred_per_cent_zoom_nothing_is_cut_off(desk: FakeDesk, new_page: NewPage) -> None:
    held(desk)
    page = new_page(viewport={"width": 640, "height": 400}, device_scale_factor=2)
    row(page, "c1").click()
    expect(page.locator("#field")).to_be_visible()
    page.locator("#field").focus()
    page.locator(".more-verbs summary").click()
    for button in ("Resolve", "Promise", "Transfer", "Return to the bot", "Block the customer"):
        page.get_by_role("button", name=button, exact=False).scroll_into_view_if_needed()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_every_target_is_at_least_24_pixels_each_way(desk: FakeDesk, page: Page) -> None:
    list(example_cases(desk))
    row(page, "c-pekka").click()
    expect(page.locator("#field")).to_be_visible()
    small = page.evaluate(
        """[...document.querySelectorAll('button, a, select, summary, textarea')]
          .filter((one) => one.checkVisibility() && !one.classList.contains('skip'))
          .map((one) => [one.className || one.textContent, one.getBoundingClientRect()])
          .filter(([, box]) => box.width < 24 || box.height < 24).map(([name]) => name)"""
    )
    assert small == []


def test_the_desk_speaks_the_language_of_the_browser_and_of_the_agents_choice(new_page: NewPage) -> None:
    page = new_page(locale="fi-FI")
    expect(page.get_by_role("navigation", name="Näkymät")).to_contain_text("Ratkaistut")
    assert page.locator("html").get_attribute("lang") == "fi"
    page.locator("details.me summary").click()
    page.get_by_label("Työpöydän kieli").select_option("sv")
    expect(page.get_by_role("navigation", name="Vyer")).to_contain_text("Lösta")
    page.reload()
    expect(page.get_by_role("navigation", name="Vyer")).to_be_visible()


def test_the_directory_is_searched_by_name_matter_and_language(page: Page) -> None:
    page.keyboard.press("4")
    expect(page.locator("#people-search")).to_be_visible()
    page.keyboard.press("s")
    expect(page.locator("#people-search")).to_be_focused()
    for words, names in (
        ("deliveries", ["Mikko Laine"]),
        ("swedish", ["Sanna Lindholm"]),
        ("virtanen", ["Aino Virtanen"]),
    ):
        page.locator("#people-search").fill(words)
        expect(page.locator(".person strong")).to_have_text(names)


def test_words_of_the_three_languages_have_the_same_gaps() -> None:
    def gaps(language: str) -> dict[str, list[str]]:
        text = "".join(one.read_text() for one in sorted((PAGE / "words").rglob(f"{language}.js")))
        return {
            key: sorted(re.findall(r"\{\w+\}", line))
            for key, line in re.findall(r"^  (\w+): '(.*)',$", text, re.M)
        }

    assert gaps("en") == gaps("fi") == gaps("sv")
    assert len(gaps("en")) > 200


def test_all_the_browser_loads_is_small() -> None:
    parts = [PAGE / "index.html", *PAGE.glob("*.css"), PAGE / "dist" / "desk.js", PAGE / "icon.svg"]
    assert sum(len(gzip.compress(part.read_bytes(), 9)) for part in parts) <= 120_000


AXE_VIEWS = (
    "now",
    "case",
    "note",
    "mine",
    "promise",
    "transfer",
    "help",
    "people",
    "resolved",
    "menu",
    "offline",
)


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"locale": "fi-FI"}, id="light"),
        pytest.param({"color_scheme": "dark"}, id="dark"),
        pytest.param({"viewport": PHONE, "locale": "fi-FI"}, id="phone"),
        pytest.param({"viewport": PHONE, "color_scheme": "dark"}, id="phone-dark"),
        pytest.param({"forced_colors": "active"}, id="forced-colours"),
    ],
)
def test_axe_finds_nothing_in_any_view(desk: FakeDesk, new_page: NewPage, options: dict[str, Any]) -> None:
    list(example_cases(desk))
    page = new_page(None, **options)
    found = {"sign-in": violations(page)}
    sign_in(page)
    row(page, "c-liisa").wait_for()
    for view in AXE_VIEWS:
        show(page, desk, view)
        found[view] = violations(page)
        page.keyboard.press("Escape")
    assert {view: bad for view, bad in found.items() if bad} == {}


def show(page: Page, desk: FakeDesk, view: str) -> None:
    """Brings a view onto the screen."""
    keys = {"promise": "p", "transfer": "t", "help": "?"}
    places = {
        "now": "now",
        "case": "now/c-liisa",
        "note": "now/c-liisa",
        "people": "people",
        "resolved": "resolved",
    }
    page.evaluate(f"location.hash = '#/{places.get(view, 'now/c-pekka')}'")
    if "/" in places.get(view, "now/c-pekka"):
        expect(log(page)).to_be_visible()
    if view == "note":
        page.locator(".composer button").first.click()
    if view in keys:
        expect(page.locator(".verbs .primary")).to_be_visible()
        page.locator("#case-heading").focus()
        page.keyboard.press(keys[view])
        expect(page.get_by_role("dialog")).to_be_visible()
    if view == "menu":
        page.evaluate("location.hash = '#/now'")
        page.locator("details.me summary").click()
    if view == "offline":
        desk.down(True)
        expect(page.locator(".link.reconnecting")).to_be_visible()
    page.wait_for_timeout(100)
