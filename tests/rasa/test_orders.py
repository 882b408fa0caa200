"""Looking an order up, over real HTTP."""

from __future__ import annotations

import time

import pytest

from tests.rasa.talk import Customer


async def test_order_is_shown_to_who_gives_number_and_email(orders: str) -> None:
    customer = Customer()
    asked = await customer.say("mis mun paketti on", "track_order")
    assert "tilausnumero" in asked.text
    key = await customer.say("1001", "inform")
    assert "postinumero" in key.text
    told = await customer.say("maija.korhonen@example.fi", "inform")
    assert "2 päivää myöhässä" in told.text
    assert "pahoillamme" in told.text
    assert told.custom["brief"] == {"order": "1001"}
    assert told.custom["matter"] == "track_order"
    assert customer.loop is None


async def test_everything_in_one_message_is_answered_at_once(orders: str) -> None:
    told = await Customer("en").say("where is order 1002, postcode 33100 Tampere", "track_order")
    assert "on its way" in told.text


@pytest.mark.parametrize("key", ["00999", "someone@else.fi"])
async def test_somebody_elses_order_is_never_shown(orders: str, key: str) -> None:
    customer = Customer()
    await customer.say("missä tilaus 1001 on", "track_order")
    first = await customer.say(key, "inform")
    assert first.custom["miss"] is True
    assert "myöhässä" not in first.text
    await customer.say("1001", "inform")
    second = await customer.say(key, "inform")
    assert second.custom["propose"] == "handoff"
    assert second.custom["reason"] == "order_unclear"
    assert "Vantaa" not in second.text


async def test_unknown_and_foreign_orders_look_alike(orders: str) -> None:
    texts = []
    for number in ("1001", "9999"):
        customer = Customer(id=number)
        await customer.say(f"missä tilaus {number} on", "track_order")
        texts.append((await customer.say("00999", "inform")).text)
    assert texts[0] == texts[1]


async def test_without_a_number_the_order_is_found_by_phone_and_postcode(orders: str) -> None:
    customer = Customer()
    await customer.say("missä paketti", "track_order")
    other = await customer.say("ei mulla oo sitä, se oli lahja", "nlu_fallback")
    assert other.custom["propose"] == "offer"
    assert "puhelinnumero" in other.text
    postcode = await customer.say("040 111 0002", "inform")
    assert "postinumero" in postcode.text
    told = await customer.say("33100", "inform")
    assert "matkalla" in told.text


async def test_second_failed_answer_brings_the_person(orders: str) -> None:
    customer = Customer("en")
    await customer.say("where is my parcel", "track_order")
    first = await customer.say("hmm no idea", "nlu_fallback")
    assert first.custom["miss"] is True
    second = await customer.say("really don't know", "nlu_fallback")
    assert second.custom["propose"] == "handoff"
    assert customer.loop is None


@pytest.mark.parametrize("way", ["down", "500", "slow", "html"])
async def test_order_service_in_trouble_is_said_so(
    way: str, broken_service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORDERS_URL", "http://127.0.0.1:9" if way == "down" else f"{broken_service}/{way}")
    began = time.monotonic()
    told = await Customer().say("missä tilaus 1001 on, maija.korhonen@example.fi", "track_order")
    assert time.monotonic() - began < 2.6
    assert told.custom["propose"] == "offer"
    assert told.custom["miss"] is True
    assert "Aino" in told.text


async def test_a_known_order_is_not_asked_for_again(orders: str) -> None:
    customer = Customer()
    await customer.say("missä tilaus 1003 on, anna.makela@example.fi", "track_order")
    told = await customer.say("haluan palauttaa sen", "return_refund")
    assert "Teenkö palautuksen" in told.text


@pytest.mark.parametrize(
    ("language", "text"), [("fi", "1002 33100"), ("sv", "nr 1002 och 33100"), ("en", "1002, and it is 33100")]
)
async def test_number_and_postcode_together_are_taken_together(orders: str, language: str, text: str) -> None:
    customer = Customer(language)
    await customer.say("var är beställningen", "track_order")
    told = await customer.say(text, "inform")
    assert "JJFI10020042" in told.text
    assert customer.loop is None


async def test_without_the_form_too(orders: str) -> None:
    told = await Customer().say("tilaus 1002 33100", "track_order")
    assert "JJFI10020042" in told.text


@pytest.mark.parametrize(
    ("language", "text", "intent", "contact"),
    [
        ("fi", "en muista numeroo", "opening_hours", "puhelinnumero"),
        ("fi", "hukassa", "nlu_fallback", "puhelinnumero"),
        ("en", "i don't have the order number anymore", "track_order", "phone number"),
        ("sv", "hittar inte det", "deny", "telefonnummer"),
    ],
)
async def test_without_a_number_at_hand_another_way_is_asked(
    orders: str, language: str, text: str, intent: str, contact: str
) -> None:
    customer = Customer(language)
    await customer.say("missä paketti", "track_order")
    told = await customer.say(text, intent)
    assert contact in told.text
    assert told.custom["propose"] == "offer"


async def test_another_matter_is_no_missing_number(orders: str) -> None:
    customer = Customer()
    await customer.say("missä paketti", "track_order")
    await customer.say("en löydä laskuani", "invoice_question")
    assert customer.slots["task"] == "invoice_question"
    assert not customer.slots.get("no_number")


async def test_what_was_fetched_and_broken_is_put_right_though_it_still_counts_as_waiting(
    orders: str,
) -> None:
    customer = Customer()
    await customer.say("hain otsalampun noutopisteestä ja se tuli rikki", "delivery_problem")
    await customer.say("1008", "inform")
    told = await customer.say("65100", "inform")
    assert "44,80 €" in told.text
    assert {one["value"] for one in told.custom["choices"]} >= {"replacement", "refund"}
    waiting = Customer(id="c2")
    asked = await waiting.say("missä otsalamppu on, tilaus 1008, 65100", "track_order")
    assert "choices" not in asked.custom
