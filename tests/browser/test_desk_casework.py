"""The desk around a case, in real Chromium: files, canned replies, what helps to answer, and the rarer verbs."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.desk_page import NASTY, PHONE, NewPage, focused, held, log, row, sent, violations, write
from tests.browser.fake_desk import FakeDesk

pytestmark = pytest.mark.browser


def opened(desk: FakeDesk, page: Page, **more: Any) -> None:
    """A case that Aino has, on the screen."""
    held(desk, **more)
    row(page, "c1").click()
    expect(page.locator("#field")).to_be_visible()


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog")


def press(page: Page, key: str) -> None:
    page.locator("#case-heading").focus()
    page.keyboard.press(key)


def pick(page: Page, *names: str) -> None:
    files = [
        FilePayload(name=name, mimeType="application/octet-stream", buffer=b"x" * 1500) for name in names
    ]
    page.locator("[data-picker]").set_input_files(files)


# --- files


def test_a_file_is_taken_in_named_and_goes_with_the_reply(desk: FakeDesk, page: Page) -> None:
    opened(desk, page)
    pick(page, "lasku.pdf", "kuva.png")
    attached = page.get_by_role("list", name="Files to be sent").get_by_role("listitem")
    expect(attached).to_have_count(2)
    expect(attached.first).to_contain_text("Ready to send")
    expect(page.locator("#field")).to_be_focused()
    write(page, "Tässä lasku.")
    expect(log(page).locator("img")).to_have_attribute("alt", "Picture from Aino, laskutus: kuva.png")
    expect(attached).to_have_count(0)
    [post] = [one for one in desk.posts if one["verb"] == "messages"]
    assert len(post["files"]) == 2
    with page.expect_download() as download:
        log(page).get_by_role("link", name=re.compile("Download lasku.pdf, 1.5 kB")).click()
    assert download.value.suggested_filename == "lasku.pdf"


def test_files_alone_can_be_sent_and_a_refused_one_says_why(desk: FakeDesk, page: Page) -> None:
    opened(desk, page)
    pick(page, "virus.exe")
    expect(page.locator(".attached .failed")).to_contain_text("This kind of file is not taken.")
    expect(page.get_by_role("button", name="Send", exact=True)).to_have_attribute("aria-disabled", "true")
    page.get_by_role("button", name="Remove virus.exe").click()
    expect(page.locator("#field")).to_be_focused()
    pick(page, "kuva.png")
    expect(page.locator(".attached .ready")).to_be_visible()
    page.keyboard.press("Enter")
    expect(log(page).locator("img")).to_be_visible()
    assert sent(desk) == [""]


def test_a_reply_waits_for_its_file(desk: FakeDesk, page: Page) -> None:
    opened(desk, page)
    desk.upload_s = 1.0
    pick(page, "hidas.pdf")
    write(page, "Tässä.")
    expect(page.locator("#field")).to_have_value("Tässä.")
    expect(page.locator(".attached .ready")).to_be_visible()
    page.keyboard.press("Enter")
    expect(log(page)).to_contain_text("hidas.pdf")


def test_a_files_name_and_a_customers_file_are_shown_as_text(desk: FakeDesk, page: Page) -> None:
    opened(desk, page)
    file = {"id": "f-x", "name": NASTY, "type": "image/png", "size": 12, "image": True}
    desk.say("c1", "", files=[file])
    expect(log(page).get_by_role("link", name=re.compile("Download <img"))).to_be_visible()
    assert page.locator("img[src=x]").count() == 0
    assert page.title() != "hit"


# --- canned replies, suggestion, warning


def test_a_slash_opens_canned_replies_and_the_keys_choose_one(desk: FakeDesk, page: Page) -> None:
    opened(desk, page)
    press(page, "/")
    options = page.get_by_role("listbox", name="Canned replies").get_by_role("option")
    expect(options).to_have_count(3)
    expect(page.locator("#field")).to_have_attribute("aria-activedescendant", "canned-kiitos")
    page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.type("sel")
    expect(options).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#field")).to_have_value("Selvitän tätä vielä, noin 10 minuuttia.")
    assert sent(desk) == []
    page.keyboard.press("Enter")
    expect(log(page)).to_contain_text("Selvitän tätä vielä")


def test_a_canned_reply_selects_its_gap_and_escape_only_closes_the_list(desk: FakeDesk, page: Page) -> None:
    opened(desk, page)
    page.locator("#field").press_sequentially("/til")
    expect(page.locator(".canned [role=option]")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".canned [role=option]")).to_have_count(0)
    expect(page.locator("#field")).to_be_focused()
    page.locator("#field").fill("")
    page.locator("#field").press_sequentially("/til")
    page.keyboard.press("Tab")
    expect(page.locator("#field")).to_have_value("Katson tilausta ____ nyt ja kerron, missä se on.")
    page.wait_for_function(
        "document.getElementById('field').selectionEnd > document.getElementById('field').selectionStart"
    )
    page.keyboard.type("1002")
    expect(page.locator("#field")).to_have_value("Katson tilausta 1002 nyt ja kerron, missä se on.")


def test_a_suggestion_is_read_and_put_into_the_field_never_sent(desk: FakeDesk, page: Page) -> None:
    opened(desk, page)
    desk.cases["c1"].suggests = "Lasku 1017 on maksettu 14.11."
    page.get_by_role("button", name="Suggest an answer").click()
    box = page.get_by_role("region", name="Suggestion by the assistant")
    expect(box).to_contain_text("Lasku 1017 on maksettu")
    box.get_by_role("button", name="Put into the field").click()
    expect(page.locator("#field")).to_have_value("Lasku 1017 on maksettu 14.11.")
    expect(page.locator("#field")).to_be_focused()
    assert sent(desk) == []
    desk.cases["c1"].suggests = None
    page.get_by_role("button", name="Suggest an answer").click()
    expect(page.get_by_text("The assistant has no good answer to this.")).to_be_visible()


def test_asking_what_was_told_is_warned_about_once_and_may_still_be_sent(desk: FakeDesk, page: Page) -> None:
    opened(desk, page, brief={"order": "1017"})
    page.locator("#field").fill("Mikä on tilausnumero?")
    page.keyboard.press("Enter")
    expect(page.locator(".warning")).to_contain_text("The customer has already told this: order number 1017")
    assert sent(desk) == []
    page.keyboard.press("Enter")
    expect(log(page)).to_contain_text("Mikä on tilausnumero?")
    expect(page.locator(".warning")).to_be_hidden()


def test_words_that_blame_are_pointed_out_while_writing(desk: FakeDesk, page: Page) -> None:
    opened(desk, page)
    page.locator("#field").press_sequentially("Olisit voinut lukea ohjeen.")
    expect(page.locator(".warning")).to_contain_text("Mind the tone: this may sound like blame.")
    assert page.locator(".warning").get_attribute("role") == "status"


# --- beside the case


def test_the_brief_the_order_and_earlier_cases_stand_beside_the_transcript(
    desk: FakeDesk, page: Page
) -> None:
    desk.add("c0", "Liisa", said="Viime kuun asia")
    held(desk, brief={"matter": "Sama lasku kahdesti", "order": "1017"})
    desk.cases["c1"].order = {
        "number": "1017", "status": "late", "total_eur": 54.9, "items": [{"id": "lyhty", "name": {"en": "lantern Kaamos"}}],
        "delivery": {"estimated_on": "2026-11-30", "promised_on": "2026-11-25", "late_days": 5, "place": "Vantaa"},
        "invoice": {"number": "L1017", "status": "open", "due_on": "2026-12-01"}, "return_by": None,
    }  # fmt: skip
    row(page, "c1").click()
    about = page.get_by_role("complementary")
    expect(about).to_contain_text("Sama lasku kahdesti")
    expect(about).to_contain_text("lantern Kaamos")
    expect(about).to_contain_text(
        re.compile(r"late.*€54.90.*Mon 30/11.*Vantaa.*5 d.*L1017, open, due, Tue 01/12", re.S)
    )
    about.get_by_role("link", name=re.compile(r"\d")).last.click()
    expect(log(page)).to_contain_text("Viime kuun asia")


def test_an_order_without_proof_and_a_silent_order_service_are_said(desk: FakeDesk, page: Page) -> None:
    opened(desk, page, brief={"order": "1017"})
    about = page.get_by_role("complementary")
    expect(about).to_contain_text("The customer has not given an e-mail or postcode that opens it.")
    desk.orders_down = True
    desk.say("c1", "postinumero 00100")
    expect(about).to_contain_text("The order service is not answering.")


def test_each_side_sees_how_far_the_other_has_read(desk: FakeDesk, page: Page) -> None:
    opened(desk, page)
    customers = desk.cases["c1"].events[0]["id"]
    page.wait_for_timeout(700)
    assert desk.cases["c1"].seen_by["agent"] == customers
    write(page, "Hei Liisa.")
    expect(page.locator(".mark")).to_have_text("Not seen yet")
    desk.customer_sees("c1")
    expect(page.locator(".mark")).to_have_text("Seen")


# --- promises


def promised(desk: FakeDesk, what: str = "call") -> None:
    made = {
        "id": "p1", "who": {"name": "Aino", "role": "laskutus"}, "what": what, "due_at": "2031-01-01T10:00:00.000Z",
        "where": "phone", "text": "Soitan laskusta.", "status": "open", "phone": "+358401234567",
    }  # fmt: skip
    desk.cases["c1"].promises.append(made)
    desk.happen("c1", "promise.made", desk.actor("aino"), promise=made)


def test_a_promise_is_confirmed_tried_moved_once_and_kept_with_its_outcome(
    desk: FakeDesk, page: Page
) -> None:
    opened(desk, page)
    promised(desk)
    box = page.locator(".promises li")
    expect(box.get_by_role("link")).to_have_attribute("href", "tel:+358401234567")
    box.get_by_role("button", name="I am on it").click()
    expect(page.locator(".notice")).to_contain_text("You are on it.")
    box.get_by_role("button", name="No answer").click()
    dialog(page).get_by_role("button", name="No answer").click()
    expect(page.locator(".notice")).to_contain_text("The customer knows that you called.")
    for words in ("Moved, and the customer has been told.", "It was moved once already."):
        box.get_by_role("button", name="Move").click()
        dialog(page).get_by_role("button", name="tomorrow at 9").click()
        dialog(page).get_by_role("button", name="Move").click()
        expect(page.get_by_text(words).first).to_be_visible()
    page.keyboard.press("Escape")
    box.get_by_role("button", name="Kept").click()
    dialog(page).get_by_label("What came of it").fill("Lasku on poistettu.")
    dialog(page).get_by_role("button", name="Kept").click()
    expect(box).to_contain_text("kept")
    expect(box.get_by_role("button")).to_have_count(0)
    assert desk.posts[-1]["text"] == "Lasku on poistettu."


def test_a_call_that_would_meet_another_one_is_refused_with_the_next_free_time(
    desk: FakeDesk, page: Page
) -> None:
    opened(desk, page)
    promised(desk)
    desk.cases["c1"].promises[0]["next_free"] = "2031-01-01T12:10:00.000Z"
    page.locator(".promises li").get_by_role("button", name="Move").click()
    dialog(page).get_by_role("button", name="tomorrow at 9").click()
    dialog(page).get_by_role("button", name="Move").click()
    told = dialog(page).get_by_role("alert").filter(has_text="There is another call at that time.")
    expect(told).to_contain_text("The next free one: Wed")
    dialog(page).get_by_role("button", name="Move").click()
    expect(page.locator(".notice")).to_contain_text("Moved, and the customer has been told.")


def test_a_call_is_not_kept_without_an_outcome_and_the_field_for_it_has_the_focus(
    desk: FakeDesk, page: Page
) -> None:
    opened(desk, page)
    promised(desk)
    page.locator(".promises li").get_by_role("button", name="Kept").click()
    field = dialog(page).get_by_label("What came of it")
    expect(field).to_be_focused()
    field.fill("   ")
    dialog(page).get_by_role("button", name="Kept").click()
    expect(dialog(page).get_by_role("alert")).to_have_text(
        "Write in short what came of the call. The customer reads it."
    )
    assert violations(page) == []
    field.fill("Lasku on poistettu.")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".promises li")).to_contain_text("kept")


def test_only_a_call_can_meet_nobody_and_a_promise_is_taken_back_with_a_reason(
    desk: FakeDesk, page: Page
) -> None:
    opened(desk, page)
    promised(desk, "answer")
    box = page.locator(".promises li")
    expect(box.get_by_role("button", name="Kept")).to_be_visible()
    expect(box.get_by_role("button", name="No answer")).to_have_count(0)
    box.get_by_role("button", name="Take back").click()
    field = dialog(page).locator("#text")
    expect(field).to_be_focused()
    field.fill("   ")
    dialog(page).get_by_role("button", name="Take back").click()
    expect(dialog(page).get_by_role("alert")).to_be_visible()
    assert violations(page) == []
    field.fill("Lasku on jo korjattu.")
    dialog(page).get_by_role("button", name="Take back").click()
    expect(box).to_contain_text("withdrawn")


# --- the rarer verbs


def test_a_line_is_set_for_later_and_taken_back_into_the_field(desk: FakeDesk, page: Page) -> None:
    opened(desk, page)
    page.locator("#field").fill("Kerron huomenna lisää.")
    page.locator("#field").press("Escape")
    page.keyboard.press("l")
    expect(dialog(page).get_by_label("Reply to the customer")).to_have_value("Kerron huomenna lisää.")
    dialog(page).get_by_role("button", name="tomorrow at 9").click()
    dialog(page).get_by_role("button", name="Send then").click()
    line = page.locator(".item.later")
    expect(line).to_contain_text("Kerron huomenna lisää.")
    expect(page.locator("#field")).to_have_value("")
    assert sent(desk) == []
    line.get_by_role("button", name="Do not send").click()
    expect(line).to_have_count(0)
    expect(page.locator("#field")).to_have_value("Kerron huomenna lisää.")


def test_a_line_that_came_back_unsent_says_why_and_can_be_used(desk: FakeDesk, page: Page) -> None:
    opened(desk, page)
    line = {"id": "l9", "agent": "aino", "text": "Vieläkö tarvitset apua?", "at": "2026-11-27T09:00:00.000Z"}
    desk.happen("c1", "later.dropped", {"kind": "system"}, line["text"], later=line, reason="customer_wrote")
    expect(log(page)).to_contain_text("The customer had written meanwhile.")
    page.get_by_role("button", name="Put into the field").click()
    expect(page.locator("#field")).to_have_value("Vieläkö tarvitset apua?")


def test_a_case_is_put_off_once_answered_and_taken_up_again(desk: FakeDesk, page: Page) -> None:
    opened(desk, page)
    press(page, "z")
    dialog(page).get_by_role("button", name="in 3 hours").click()
    dialog(page).get_by_role("button", name="Put off").click()
    expect(dialog(page)).to_contain_text("The customer waits for a word.")
    page.keyboard.press("Escape")
    write(page, "Odotan varastoa.")
    expect(log(page)).to_contain_text("Odotan varastoa.")
    press(page, "z")
    dialog(page).get_by_role("button", name="in 3 hours").click()
    dialog(page).get_by_role("button", name="Put off").click()
    expect(page.locator(".group.snoozed").get_by_text("Liisa")).to_be_visible()
    expect(page.locator(".group.mine")).to_have_count(0)
    press(page, "w")
    expect(page.locator(".group.mine").get_by_text("Liisa")).to_be_visible()


def test_a_colleague_is_asked_and_answers_without_the_case_changing_hands(
    desk: FakeDesk, page: Page, new_page: NewPage
) -> None:
    opened(desk, page)
    press(page, "a")
    dialog(page).get_by_label("Mikko, toimitukset").check()
    dialog(page).get_by_label("What do you want to know").fill("Onko paketti teillä?")
    dialog(page).get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator(".awaited")).to_contain_text("Mikko has been asked")
    other = new_page("mikko")
    other.locator(".group.asked").get_by_text("Liisa").click()
    expect(other.locator(".awaited")).to_contain_text("Aino asks you in this case.")
    other.keyboard.press("n")
    write(other, "On, lähtee tänään.")
    expect(log(page)).to_contain_text("On, lähtee tänään.")
    expect(page.locator(".awaited")).to_have_count(0)
    expect(page.get_by_text("You have this case")).to_be_visible()


def test_somebody_outside_is_asked_by_a_link_that_is_shown_once(desk: FakeDesk, page: Page) -> None:
    opened(desk, page)
    press(page, "a")
    dialog(page).get_by_label("Somebody without an account").check()
    dialog(page).get_by_label("Who or which place").fill("Varasto")
    dialog(page).get_by_label("What do you want to know").fill("Onko paketti hyllyssä?")
    dialog(page).get_by_role("button", name="Ask", exact=True).click()
    expect(dialog(page).get_by_label("Answer link")).to_have_value(f"{desk.url}/desk/#answer/salaisuus")
    page.keyboard.press("Escape")
    expect(dialog(page)).to_have_count(0)


def test_making_good_follows_what_happened_and_keeps_to_the_limit(desk: FakeDesk, page: Page) -> None:
    opened(desk, page)
    press(page, "g")
    expect(dialog(page).locator("label").first).to_contain_text("The delivery is late")
    expect(dialog(page).locator("label").first).to_contain_text("happened here")
    dialog(page).get_by_label("The delivery is late").check()
    expect(dialog(page).get_by_label("Sum, euros")).to_have_value("5")
    expect(dialog(page)).to_contain_text("You may give 20 € more")
    dialog(page).get_by_role("button", name="Give").click()
    expect(page.get_by_role("complementary")).to_contain_text("€5, The delivery is late")
    expect(log(page)).to_contain_text("Aino hyvittää 5 €.")
    assert not re.search(r"frustrat|score|mood", page.locator("body").inner_text(), re.I)


def test_two_cases_of_one_customer_are_merged(desk: FakeDesk, page: Page) -> None:
    held(desk, "c2", "Liisa")
    opened(desk, page)
    page.locator(".more-verbs summary").click()
    page.get_by_role("button", name="Merge").click()
    dialog(page).get_by_role("radio").check()
    dialog(page).get_by_role("button", name="Merge").click()
    expect(page).to_have_url(re.compile("c2$"))
    expect(page.get_by_role("complementary")).to_contain_text("Merged into this: 1")


def test_a_block_needs_a_reason_and_ends_the_case(desk: FakeDesk, page: Page) -> None:
    opened(desk, page)
    page.locator(".more-verbs summary").click()
    page.get_by_role("button", name="Block the customer").click()
    dialog(page).get_by_role("button", name="Block").click()
    expect(dialog(page)).to_be_visible()
    dialog(page).get_by_label("What happened").fill("Uhkaili toistuvasti.")
    dialog(page).get_by_label("For how many days").fill("14")
    dialog(page).get_by_role("button", name="Block").click()
    expect(page.locator(".awaited")).to_contain_text("Blocked until")
    assert (desk.posts[-1]["reason"], desk.posts[-1]["days"]) == ("Uhkaili toistuvasti.", 14)


def test_resolving_asks_what_it_was_about_and_a_resolved_case_is_reopened(desk: FakeDesk, page: Page) -> None:
    opened(desk, page)
    press(page, "e")
    dialog(page).get_by_role("button", name="kaksoislasku").click()
    page.keyboard.press("Enter")
    expect(log(page)).to_contain_text("What was it about: kaksoislasku")
    press(page, "o")
    expect(page.get_by_text("You have this case")).to_be_visible()
    assert [one["verb"] for one in desk.posts] == ["resolve", "reopen"]
    assert desk.posts[0]["about"] == "kaksoislasku"


def test_the_menu_of_verbs_closes_by_escape_and_gives_the_focus_back(desk: FakeDesk, page: Page) -> None:
    opened(desk, page)
    page.locator(".more-verbs summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Ask a colleague")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Ask a colleague")).to_be_hidden()
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


# --- axe


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"locale": "fi-FI"}, id="light"),
        pytest.param({"color_scheme": "dark", "locale": "sv-FI"}, id="dark"),
        pytest.param({"viewport": PHONE}, id="phone"),
        pytest.param({"forced_colors": "active"}, id="forced-colours"),
    ],
)
def test_axe_finds_nothing_around_a_case(desk: FakeDesk, new_page: NewPage, options: dict[str, Any]) -> None:
    page = new_page(**options)
    opened(desk, page, brief={"matter": "Lasku kahdesti", "order": "1017"})
    promised(desk)
    desk.cases["c1"].suggests = "Lasku on maksettu."
    found: dict[str, Any] = {}
    for key in "azlg":
        press(page, key)
        expect(dialog(page)).to_be_visible()
        found[key] = violations(page)
        page.keyboard.press("Escape")
    page.locator(".more-verbs summary").click()
    found["menu"] = violations(page)
    page.keyboard.press("Escape")
    pick(page, "kuva.png", "virus.exe")
    page.locator(".composer .tools button.tool").nth(1).click()
    expect(page.locator(".suggestion .text")).to_be_visible()
    found["files and suggestion"] = violations(page)
    page.locator("#field").fill("Olisit voinut kertoa. Mikä on tilausnumero?")
    expect(page.locator(".warning")).to_be_visible()
    found["warning"] = violations(page)
    page.locator("#field").fill("")
    page.locator("#field").press_sequentially("/")
    expect(page.locator(".canned [role=option]").first).to_be_visible()
    found["canned"] = violations(page)
    assert {view: bad for view, bad in found.items() if bad} == {}, json.dumps(found, indent=1)


def test_on_a_phone_nothing_of_a_case_is_cut_off(desk: FakeDesk, new_page: NewPage) -> None:
    page = new_page(viewport=PHONE, has_touch=True, is_mobile=True, locale="fi-FI")
    opened(desk, page)
    page.locator(".more-verbs summary").tap()
    expect(page.get_by_role("button", name="Estä asiakas")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert focused(page) is not None
