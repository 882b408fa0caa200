"""Asking for a person, taking it back, yes and no, and misses."""

from __future__ import annotations

import pytest

from tests.rasa.talk import Customer


async def test_asked_is_asked_and_the_gateway_names_the_person() -> None:
    told = await Customer().say("haluan ihmisen", "contact_human")
    assert told.texts == []
    assert told.custom == {"propose": "handoff", "reason": "asked"}


async def test_name_used_is_passed_on() -> None:
    told = await Customer().say("onko Riitta paikalla?", "contact_human")
    assert told.custom["to"] == "Riitta"
    assert told.custom["reason"] == "asked_by_name"


async def test_first_miss_admits_and_offers_second_hands_over() -> None:
    customer = Customer()
    first = await customer.say("blörgh", "nlu_fallback")
    assert first.custom["miss"] is True
    assert first.custom["propose"] == "offer"
    assert "Aino" in first.text
    second = await customer.say("blärgh", "nlu_fallback")
    assert second.custom["propose"] == "handoff"
    assert second.custom["reason"] == "second_miss"


async def test_yes_to_the_offer_opens_the_handoff() -> None:
    customer = Customer()
    await customer.say("blörgh", "nlu_fallback")
    told = await customer.say("joo", "affirm")
    assert told.custom["propose"] == "handoff"


async def test_no_to_the_offer_is_kind_and_rests_for_three_turns() -> None:
    customer = Customer()
    await customer.say("blörgh", "nlu_fallback")
    told = await customer.say("en", "deny")
    assert told.text
    assert not told.custom
    for _ in range(3):
        again = await customer.say("blärgh", "nlu_fallback")
        assert "propose" not in again.custom
        assert again.custom["miss"] is True
    later = await customer.say("blärgh", "nlu_fallback")
    assert "propose" in later.custom


async def test_in_the_queue_a_miss_is_silent() -> None:
    told = await Customer(handler="queue").say("blörgh", "nlu_fallback")
    assert told.texts == []
    assert told.custom == {"miss": True}


@pytest.mark.parametrize(("language", "word"), [("fi", "botti"), ("en", "bot"), ("sv", "bott")])
async def test_it_says_that_it_is_a_bot(language: str, word: str) -> None:
    for intent in ("greet", "bot_challenge"):
        told = await Customer(language).say("?", intent)
        assert word in told.text.lower()
        assert told.text.count("Aino") + told.text.count("Sanna") == 1


async def test_language_is_switched_on_request() -> None:
    told = await Customer("fi").say("in English please", "language_switch")
    assert told.custom["language"] == "en"
    assert "English" in told.text


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Onko Riitta paikalla?", "Riitta"),
        ("onko aino paikalla", "Aino"),
        ("haluan puhua Ainon kanssa", "Aino"),
        ("Saisinko Mikon langan päähän", "Mikko"),
        ("yhdistä sannalle kiitos", "Sanna"),
        ("Is Aino there?", "Aino"),
        ("can I talk to mikko please", "Mikko"),
        ("Jag vill tala med Sanna", "Sanna"),
        ("haluan ihmisen", None),
        ("Onko siellä ketään", None),
        ("haluan aina ihmisen", None),
    ],
)
async def test_a_name_of_ours_is_heard_as_people_write_it(text: str, name: str | None) -> None:
    told = await Customer().say(text, "contact_human")
    assert told.custom.get("to") == name


@pytest.mark.parametrize(
    ("language", "no"),
    [("fi", "ei kiitos, kerro vaan missä se on"), ("en", "no thanks, just tell me where it is"), ("sv", "nej tack, säg bara var det är")],
)  # fmt: skip
async def test_a_no_that_says_more_is_a_no_all_the_same(language: str, no: str) -> None:
    customer = Customer(language)
    await customer.say("xyzzy", "nlu_fallback")
    told = await customer.say(no, "nlu_fallback")
    assert "propose" not in told.custom
    again = await customer.say("xyzzy", "nlu_fallback")
    assert "propose" not in again.custom


async def test_what_may_be_hello_or_goodbye_is_one_of_them_and_no_miss() -> None:
    nearest = [{"name": name} for name in ("nlu_fallback", "greet", "goodbye")]
    first, last = Customer(), Customer()
    hello = await first.say("heippa", "nlu_fallback", intent_ranking=nearest)
    assert "botti" in hello.text.lower()
    await last.say("mihin asti olette auki", "opening_hours")
    bye = await last.say("heippa", "nlu_fallback", intent_ranking=nearest)
    assert "propose" not in bye.custom
    assert "miss" not in bye.custom


@pytest.mark.parametrize(
    ("language", "intent", "text", "fact"),
    [
        ("fi", "opening_hours", "entä lauantaina?", "10–15"), ("en", "opening_hours", "and on Saturday?", "10:00"),
        ("sv", "opening_hours", "och på lördag?", "10–15"), ("fi", "delivery_info", "entä pikana", "14,90 €"),
        ("en", "delivery_info", "what about express", "€14.90"), ("fi", "delivery_info", "entäs noutopiste", "4,90 €"),
    ],
)  # fmt: skip
async def test_who_asks_on_in_few_words_gets_the_fact_and_no_miss(
    language: str, intent: str, text: str, fact: str
) -> None:
    customer = Customer(language)
    first = await customer.say("…", intent)
    told = await customer.say(text, "nlu_fallback")
    assert fact in told.text
    assert told.text != first.text
    assert "miss" not in told.custom


@pytest.mark.parametrize("heard", ["nlu_fallback", "out_of_scope"])
async def test_who_asks_on_may_ask_on_again(heard: str) -> None:
    customer = Customer()
    await customer.say("milloin ootte auki", "opening_hours")
    for text, day in (
        ("entä lauantaina?", "28.11."),
        ("entä sunnuntaina?", "29.11."),
        ("mites maanantaina", "30.11."),
    ):
        told = await customer.say(text, heard)
        assert day in told.text
        assert "miss" not in told.custom


@pytest.mark.parametrize(
    ("intent", "text"),
    [
        ("opening_hours", "entä parkkipaikka"),
        ("opening_hours", "entä xyzzy?"),
        ("delivery_info", "entä xyzzy?"),
    ],
)
async def test_a_few_words_about_nothing_of_that_are_a_miss(intent: str, text: str) -> None:
    customer = Customer()
    await customer.say("…", intent)
    told = await customer.say(text, "nlu_fallback")
    assert told.custom["miss"] is True


async def test_a_few_words_after_another_matter_go_on_from_nothing() -> None:
    customer = Customer()
    await customer.say("…", "account_password")
    told = await customer.say("entä xyzzy?", "nlu_fallback")
    assert told.custom["miss"] is True
