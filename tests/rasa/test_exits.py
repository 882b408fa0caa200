"""No form traps: every way out works in every slot, and each answer has a way on."""

from __future__ import annotations

import pytest

from actions.facts import LINES
from tests.rasa.talk import Customer

STARTS = {
    "track_order": "missä paketti",
    "delivery_problem": "tuli rikki",
    "cancel_order": "peru tilaus",
    "invoice_question": "lasku",
}
ENDS = ("contact_human", "stop", "complaint", "fraud_check", "privacy_request", "goodbye")
SIDE = (
    "opening_hours",
    "delivery_info",
    "product_question",
    "account_password",
    "thanks",
    "takes_note",
    "bot_challenge",
    "greet",
    "slow_down",
    "withdraw_human",
)


async def inside(slot: str, start: str, language: str = "fi") -> Customer:
    """A customer who is being asked for `slot`."""
    customer = Customer(language)
    await customer.say(STARTS[start], start)
    if slot == "order_key":
        await customer.say("1001", "inform")
    assert customer.slots["requested_slot"] == slot
    return customer


@pytest.mark.parametrize("slot", ["order_number", "order_key"])
@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("intent", ENDS)
async def test_exit_ends_the_form(slot: str, start: str, intent: str) -> None:
    customer = await inside(slot, start)
    await customer.say("xx 1002", intent)
    assert customer.loop is None
    assert customer.slots["requested_slot"] is None


@pytest.mark.parametrize("slot", ["order_number", "order_key"])
async def test_wish_for_a_person_wins_over_an_order_number_beside_it(slot: str) -> None:
    customer = await inside(slot, "track_order")
    told = await customer.say("1002, haluan ihmisen", "contact_human")
    assert told.texts == []
    assert told.custom["propose"] == "handoff"
    assert told.custom["reason"] == "asked"


@pytest.mark.parametrize("slot", ["order_number", "order_key"])
@pytest.mark.parametrize("language", ["fi", "en", "sv"])
@pytest.mark.parametrize("intent", SIDE)
async def test_side_question_is_answered_and_the_form_goes_on(slot: str, language: str, intent: str) -> None:
    customer = await inside(slot, "track_order", language)
    told = await customer.say("xx", intent)
    assert len(told.texts) >= 2
    assert customer.loop == "order_form"
    assert customer.slots["requested_slot"] == slot


@pytest.mark.parametrize("intent", ["return_refund", "cancel_order", "change_order", "invoice_question"])
async def test_another_matter_inside_the_form_changes_the_matter(intent: str, orders: str) -> None:
    customer = await inside("order_key", "track_order")
    await customer.say("itse asiassa", intent)
    assert customer.slots["task"] == intent
    told = await customer.say("maija.korhonen@example.fi", "inform")
    assert told.custom["matter"] == intent


async def test_nothing_is_said_twice_in_a_row() -> None:
    customer = await inside("order_number", "track_order")
    before = ""
    for intent in (
        "opening_hours",
        "opening_hours",
        "thanks",
        "thanks",
        "delivery_info",
        "delivery_info",
        "greet",
        "greet",
    ):
        told = await customer.say("xx", intent)
        assert told.text != before
        before = told.text


async def test_who_wants_it_slowly_gets_the_matter_one_step_at_a_time() -> None:
    customer = Customer()
    told = await customer.say("oon tosi huono näissä, kerro hitaasti. miten palautan", "return_refund")
    assert customer.slots["slow"] is True
    assert told.texts[0] in LINES.variants("talk.slow_form", "fi")
    assert customer.slots["task"] == "return_refund"
    again = await customer.say("kerro hitaasti vaan", "account_password")
    assert again.texts[0] not in LINES.variants("talk.slow_form", "fi")


FORMS = ("order_number", "order_key", "contact", "postcode")
"""What may be asked for: the number and its key, or an e-mail or phone and the postcode where there is no number."""


async def asked_for(what: str, language: str) -> Customer:
    """A customer who is being asked for one of these."""
    if what in ("order_number", "order_key"):
        return await inside(what, "track_order", language)
    customer = await inside("order_number", "track_order", language)
    await customer.say("en muista numeroa", "nlu_fallback")
    if what == "postcode":
        await customer.say("maija.korhonen@example.fi", "inform")
        customer.slots["misses"] = 0
    return customer


@pytest.mark.parametrize("language", ["fi", "en", "sv"])
@pytest.mark.parametrize("what", FORMS)
async def test_a_second_failed_answer_brings_the_person_forward_in_every_slot(
    what: str, language: str, orders: str
) -> None:
    customer = await asked_for(what, language)
    customer.slots["misses"] = 0
    first = await customer.say("hm", "nlu_fallback")
    assert first.custom["miss"] is True
    assert first.custom["propose"] == "offer"
    second = await customer.say("hmm", "nlu_fallback")
    assert second.custom["propose"] == "handoff"
    assert customer.loop is None


@pytest.mark.parametrize("language", ["fi", "en", "sv"])
@pytest.mark.parametrize("what", FORMS)
@pytest.mark.parametrize("intent", ["contact_human", "stop"])
async def test_a_person_and_stop_end_it_in_every_slot(
    what: str, language: str, intent: str, orders: str
) -> None:
    customer = await asked_for(what, language)
    told = await customer.say("xx", intent)
    assert customer.loop is None
    assert customer.slots["requested_slot"] is None
    assert told.custom.get("propose") == ("handoff" if intent == "contact_human" else None)
    if intent == "stop":
        assert told.text in LINES.variants("talk.stopped", language)


@pytest.mark.parametrize("what", FORMS)
async def test_another_matter_is_taken_up_in_every_slot(what: str, orders: str) -> None:
    customer = await asked_for(what, "fi")
    await customer.say("itse asiassa lasku", "invoice_question")
    assert customer.slots["task"] == "invoice_question"
    told = await customer.say("mitä maksaa toimitus", "delivery_info")
    assert "4,90" in told.text


@pytest.mark.parametrize(
    ("language", "text", "key", "new"),
    [
        ("fi", "in English please", "en", "I"),
        ("en", "suomeksi kiitos", "fi", "J"),
        ("fi", "på svenska tack", "sv", "J"),
    ],
)
@pytest.mark.parametrize("what", FORMS)
async def test_another_language_is_spoken_at_once_in_every_slot(
    what: str, language: str, text: str, key: str, new: str, orders: str
) -> None:
    customer = await asked_for(what, language)
    told = await customer.say(text, "language_switch")
    assert told.custom["language"] == key
    assert told.texts[0] in LINES.variants("talk.language", key)
    assert customer.loop == "order_form", "and the form goes on"
    customer.language = key
    asked = await customer.say("xx", "thanks")
    assert any(asked.texts[-1].startswith(start) for start in beginnings(key))


def beginnings(language: str) -> list[str]:
    """How the questions of the form begin."""
    keys = [key for key in LINES.catalogue if key.startswith("order.ask")]
    return [text.partition("{")[0] for key in keys for text in LINES.variants(key, language)]


SLOW = {
    "fi": "oon surkea näissä, kerro hitaasti",
    "en": "I'm bad at this, slowly please",
    "sv": "långsamt tack, jag är dålig på sånt",
}
ONE = {
    "return_refund": ("haluan palauttaa", "1005", "lisa.berg@example.fi"),
    "track_order": ("missä paketti", "1002", "33100"),
    "change_order": ("vaihda osoite", "1004", "00100"),
    "invoice_question": ("lasku", "1006", "90100"),
}


@pytest.mark.parametrize("language", ["fi", "en", "sv"])
@pytest.mark.parametrize("intent", ONE)
async def test_who_is_bad_at_this_is_asked_for_one_thing_at_a_time_in_every_matter(
    language: str, intent: str, orders: str
) -> None:
    customer = Customer(language)
    text, number, key = ONE[intent]
    await customer.say(SLOW[language], "slow_down")
    assert customer.slots["slow"]
    for said, heard in ((text, intent), (number, "inform"), (key, "inform")):
        told = await customer.say(said, heard)
        assert told.text.count("?") <= 1
        assert len(told.text.split()) < 60


@pytest.mark.parametrize(
    ("language", "order", "key"), [("fi", "1014", "28100"), ("en", "1022", "11100"), ("sv", "1038", "02770")]
)
async def test_a_return_is_told_step_by_step_to_who_asked_for_that(
    language: str, order: str, key: str, orders: str
) -> None:
    customer = Customer(language, id=f"slow.{order}")
    await customer.say(SLOW[language], "slow_down")
    await customer.say(f"palautus {order} {key}", "return_refund")
    first = await customer.say("joo", "affirm")
    assert first.custom["did"][0]["action"] == "return"
    assert first.text in LINES.variants("return.step_1", language)
    second = await customer.say("valmis", "nlu_fallback")
    assert "PAL" in second.text or any(char.isdigit() for char in second.text), "the code of the label"
    third = await customer.say("tehty", "affirm")
    assert "Aino" in third.text or "Sanna" in third.text
    assert customer.slots["pending"] is None
