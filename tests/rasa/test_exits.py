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
