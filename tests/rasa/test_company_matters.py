"""The company's own matters: what "write here" leads to, and what was asked about before."""

from __future__ import annotations

import pytest

from tests.rasa.talk import Customer


@pytest.mark.parametrize(
    ("language", "text", "spam"),
    [
        ("fi", "linkki ei tullut", "roskaposti"), ("fi", "en oo saanu linkkiä, missä se on", "roskaposti"),
        ("en", "the link didn't come", "spam"), ("sv", "länken kom inte", "skräppost"),
    ],
)  # fmt: skip
async def test_a_link_that_did_not_come_leads_to_the_spam_folder_once_then_to_the_person(
    language: str, text: str, spam: str
) -> None:
    customer = Customer(language)
    await customer.say("…", "account_password")
    first = await customer.say(text, "account_password")
    assert spam in first.text.lower()
    assert first.custom["propose"] == "offer"
    again = await customer.say(text, "account_password")
    assert spam not in again.text.lower()
    assert again.custom["propose"] == "offer"


async def test_who_goes_step_by_step_gets_no_step_for_a_link_that_did_not_come() -> None:
    customer = Customer(slots={"slow": True})
    await customer.say("unohdin salasanan", "account_password")
    told = await customer.say("linkki ei tullut", "account_password")
    assert told.custom["propose"] == "offer"


@pytest.mark.parametrize(
    ("language", "asked", "text", "word"),
    [
        ("fi", "miten perun uutiskirjeen", "niitä tulee silti", "Osoitteesi"),
        ("en", "stop the newsletter", "they keep coming", "address"),
        ("sv", "avsluta nyhetsbrevet", "de kommer ändå", "adress"),
    ],
)
async def test_a_newsletter_that_still_comes_brings_the_person(
    language: str, asked: str, text: str, word: str
) -> None:
    customer = Customer(language)
    first = await customer.say(asked, "loyalty_newsletter")
    assert "propose" not in first.custom
    told = await customer.say(text, "loyalty_newsletter")
    assert word in told.text
    assert told.custom["propose"] == "offer"


@pytest.mark.parametrize(
    ("before", "offer"), [("uutiskirje pois", False), ("paljonko pisteitä", True), (None, True)]
)
async def test_newsletter_or_points_goes_by_what_was_asked_last(before: str | None, offer: bool) -> None:
    customer = Customer()
    if before:
        await customer.say(before, "loyalty_newsletter")
    told = await customer.say("kerro lisää", "loyalty_newsletter")
    assert ("propose" in told.custom) is offer


async def test_who_is_told_to_write_here_is_named_no_person_that_nobody_offers() -> None:
    customer = Customer()
    for _ in range(4):
        told = await customer.say("miten perun uutiskirjeen", "loyalty_newsletter")
        assert "Aino" not in told.text
        assert "kirjoita tähän" in told.text


@pytest.mark.parametrize("language", ["fi", "en", "sv"])
async def test_what_calms_about_a_fraud_does_not_contradict_itself(language: str) -> None:
    customer = Customer(language)
    for _ in range(3):
        told = (await customer.say("?", "fraud_check")).text
        assert not any(
            word in told for word in ("mitään ei tarvitse", "have to do anything", "inte göra något")
        )
