"""What is done in the order service: asked first, done once, told plainly."""

from __future__ import annotations

import datetime as dt
import json
import urllib.request

import pytest

from actions.product_warranty import ends_on
from tests.rasa.talk import Customer


async def known(number: str, key: str, text: str, intent: str, language: str = "fi") -> tuple[Customer, str]:
    """A customer whose order is known, after the first answer."""
    customer = Customer(language, id=f"{number}-{intent}")
    told = await customer.say(f"{text} {number} {key}", intent)
    return customer, told.text


async def test_return_is_made_once_however_often_the_turn_is_taken(orders: str) -> None:
    customer, asked = await known("1033", "paivi.toivonen@example.fi", "palautan tilauksen", "return_refund")
    assert "Teenkö palautuksen" in asked or "Teenkö sen" in asked
    told = await customer.say("joo", "affirm")
    assert told.custom["did"] == [{"action": "return", "summary": "1033: P1033"}]
    again = Customer(
        id=customer.id, slots={"order_number": "1033", "order_key": "paivi.toivonen@example.fi"}, turns=1
    )
    again.slots["pending"] = {"do": "return", "order": "1033"}
    assert (await again.say("joo", "affirm")).custom["did"] == told.custom["did"]


async def test_a_suggestion_for_an_agent_does_nothing(orders: str) -> None:
    """Were it asked in the middle of a deed even: with `handler: suggest` no verb goes out (docs/protocol.md)."""
    customer, _ = await known("1006", "helsinki", "peru tilaus", "cancel_order")
    customer.slots |= {
        "order_number": "1004",
        "order_key": "00100",
        "pending": {"do": "cancel", "order": "1004"},
    }
    customer.handler = "suggest"
    told = await customer.say("joo", "affirm")
    assert "did" not in told.custom
    with urllib.request.urlopen(f"{orders}/orders/1004?postcode=00100") as answer:  # noqa: ASYNC210
        assert json.load(answer)["status"] == "packing"


async def test_no_leaves_everything_as_it_was(orders: str) -> None:
    customer, _ = await known("1013", "sofia.holm@example.fi", "peru tilaus", "cancel_order")
    told = await customer.say("en sittenkään", "deny")
    assert "ennallaan" in told.text or "ei muuttunut" in told.text
    with urllib.request.urlopen(f"{orders}/orders/1013?postcode=10600") as answer:  # noqa: ASYNC210
        assert json.load(answer)["status"] == "packing"


@pytest.mark.parametrize(
    ("number", "key", "language", "text", "said"),
    [
        ("1006", "teemu.salo@example.fi", "fi", "vaihda pikatoimitukseksi", "14,90 €"),
        ("1006", "teemu.salo@example.fi", "en", "change to home delivery", "€9.90"),
        ("1006", "teemu.salo@example.fi", "sv", "byt till expressleverans", "14,90 €"),
        ("1006", "teemu.salo@example.fi", "en", "change my home address", "new"),
        ("1006", "teemu.salo@example.fi", "fi", "vaihda kotiosoite", "osoit"),
        ("1006", "teemu.salo@example.fi", "fi", "haluan muuttaa toimitustavaksi kotiinkuljetuksen", "9,90 €"),
    ],
)
async def test_a_change_is_asked_for_with_its_price_and_an_address_is_no_method(
    number: str, key: str, language: str, text: str, said: str, orders: str
) -> None:
    _, asked = await known(number, key, text, "change_order", language)
    assert said in asked
    assert ("€" in said) == ("€" in asked)


async def test_cancel_while_it_has_not_left(orders: str) -> None:
    customer, asked = await known("1023", "minna.lahti@example.fi", "cancel order", "cancel_order", "en")
    assert "cancel" in asked
    assert "is cancelled" in (await customer.say("yes", "affirm")).text


async def test_cancel_too_late_tells_the_right_unasked(orders: str) -> None:
    _, told = await known("1002", "jukka.nieminen@example.fi", "peru tilaus", "cancel_order")
    assert "maksutta" in told


@pytest.mark.parametrize(("choice", "action"), [("refund", "refund"), ("replacement", "replacement")])
async def test_damaged_goods_under_the_limit_are_put_right_at_once(
    orders: str, choice: str, action: str
) -> None:
    number, email = {
        "refund": ("1005", "lisa.berg@example.fi"),
        "replacement": ("1020", "david.brown@example.com"),
    }[choice]
    customer, asked = await known(number, email, "tuote tuli rikki, tilaus", "delivery_problem")
    assert "rikkinäisenä" in asked
    told = await customer.say("x", "affirm", {"choice": choice})
    assert told.custom["did"][0]["action"] == action


async def test_the_choice_may_be_typed(orders: str) -> None:
    customer, _ = await known(
        "1027", "grace.miller@example.com", "arrived broken, order", "delivery_problem", "en"
    )
    told = await customer.say("I'd rather have my money back", "return_refund")
    assert told.custom["did"][0]["action"] == "refund"


async def test_above_the_limit_the_person_is_offered_with_everything_ready(orders: str) -> None:
    customer, asked = await known(
        "1003", "anna.makela@example.fi", "lyhty tuli rikki, tilaus", "delivery_problem"
    )
    assert "oikeus" in asked or "rahat takaisin" in asked
    told = await customer.say("joo", "affirm")
    assert told.custom["reason"] == "beyond_limits"
    assert told.custom["brief"]["order"] == "1003"


async def test_money_back_after_broken_is_no_ordinary_return(orders: str) -> None:
    """Told once that it came broken, a customer who then names a wish is asked neither again nor to send it back."""
    customer, _ = await known(
        "1003", "anna.makela@example.fi", "one of the mugs is broken", "delivery_problem", "en"
    )
    told = await customer.say("I'd rather have my money back", "return_refund")
    assert "return" not in told.text.replace("return to", "")
    assert "money back" in told.text.lower()
    assert told.custom["reason"] == "beyond_limits"


async def test_new_thing_that_broke_is_no_wish_for_a_new_one(orders: str) -> None:
    _, asked = await known("1003", "anna.makela@example.fi", "uusi lyhty tuli rikki", "delivery_problem")
    assert "Toiveesi" not in asked
    assert "Uusi tuote tilalle" not in asked


async def test_due_date_is_moved_once_within_the_limit(orders: str) -> None:
    customer, asked = await known(
        "1017", "sara.karlsson@example.fi", "siirrä eräpäivää, tilaus", "invoice_question"
    )
    assert "14 päivää" in asked
    assert "siirretty" in (await customer.say("joo", "affirm")).text
    again = await customer.say("siirrä eräpäivää vielä", "invoice_question")
    assert again.custom["reason"] == "beyond_limits"


async def test_address_is_changed_by_text_after_a_yes(orders: str) -> None:
    customer, asked = await known("1035", "anders.vik@example.fi", "muuttunut osoite, tilaus", "change_order")
    assert "uusi osoite" in asked
    told = await customer.say("Kotikatu 5 A 3, 64100 Kristiinankaupunki", "nlu_fallback")
    assert "Kotikatu 5 A 3" in told.text
    assert "did" not in told.custom
    done = await customer.say("joo", "affirm")
    assert done.custom["did"][0]["action"] == "change"
    assert "Kotikatu 5 A 3" in done.text


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("missä tilaus 1002 on", "track_order"),
        ("mikä on laskun 1035 eräpäivä?", "invoice_question"),
        ("milloin Kotikatu 5 saa paketin", "change_order"),
    ],
)
async def test_a_question_is_no_new_address(orders: str, text: str, intent: str) -> None:
    customer, _ = await known("1035", "anders.vik@example.fi", "muuttunut osoite, tilaus", "change_order")
    told = await customer.say(text, intent)
    assert "did" not in told.custom
    assert "osoitteeksi" not in told.text


@pytest.mark.parametrize(
    ("text", "intent", "language"),
    [
        ("koska rahat tulisivat", "return_refund", "fi"),
        ("when would a new one come", "delivery_info", "en"),
        ("mitä maksaa uusi", "product_question", "fi"),
    ],
)
async def test_a_question_about_the_choice_chooses_nothing(
    orders: str, text: str, intent: str, language: str
) -> None:
    customer, _ = await known(
        "1027", "grace.miller@example.com", "arrived broken, order", "delivery_problem", language
    )
    assert "did" not in (await customer.say(text, intent)).custom


async def test_a_bare_yes_to_one_or_the_other_is_asked_once_more(orders: str) -> None:
    customer, _ = await known(
        "1030", "kalle.jokinen@example.fi", "arrived broken, order", "delivery_problem", "en"
    )
    told = await customer.say("yes", "affirm")
    assert "did" not in told.custom
    assert [one["value"] for one in told.custom["choices"]][:2] == ["replacement", "refund"]
    done = await customer.say("x", "affirm", {"choice": "refund"})
    assert done.custom["did"][0]["action"] == "refund"


async def test_who_will_not_wait_for_a_late_parcel_has_the_choice(orders: str) -> None:
    _, asked = await known(
        "1001", "maija.korhonen@example.fi", "paketti myöhässä, tilaus", "delivery_problem"
    )
    assert "myöhässä" in asked
    assert "rahat" in asked


@pytest.mark.parametrize(
    ("delivered", "last"),
    [("2026-01-31", "2028-01-31"), ("2024-02-29", "2026-02-28"), ("2026-11-30", "2028-11-30")],
)
def test_a_warranty_ends_on_the_same_day_of_its_last_month(delivered: str, last: str) -> None:
    assert ends_on(dt.date.fromisoformat(delivered)) == dt.date.fromisoformat(last)


async def test_late_return_is_for_the_person_to_decide(orders: str) -> None:
    customer, told = await known("1012", "pekka.ranta@example.fi", "palautan tilauksen", "return_refund")
    assert "30 päivää" in told or "Palautusaika päättyi" in told
    assert (customer.slots["pending"] or {})["reason"] == "beyond_limits"


async def test_now_in_finnish_is_not_new_in_swedish(orders: str) -> None:
    customer = Customer(id="nyt")
    await customer.say("tuli rikki", "delivery_problem")
    await customer.say("1020", "inform")
    await customer.say("02600", "inform")
    told = await customer.say("en mä nyt osaa päättää", "nlu_fallback")
    assert "did" not in told.custom


async def test_more_time_that_was_offered_may_be_taken_by_a_yes(orders: str) -> None:
    customer, asked = await known("1034", "26100", "lasku, tilaus", "invoice_question")
    assert "Siirränkö" not in asked, "it is not overdue yet"
    customer, asked = await known("1014", "28100", "lasku, tilaus", "invoice_question")
    assert "Siirränkö" in asked
    done = await customer.say("joo siirrä", "affirm")
    assert done.custom["did"][0]["action"] == "invoice_move"
