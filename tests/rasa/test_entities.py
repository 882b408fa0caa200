"""Sums and days as people write them, and what they must not be taken for."""

from __future__ import annotations

import pytest

from bot.nlu.entity_rules import find

AMOUNTS = {
    "lasku on 49,90 €": "49,90 €",
    "maksoin 50 euroa": "50 euroa",
    "veloititte 1 249,90 € tililtä": "1 249,90 €",
    "sain takas vaan 20e": "20e",
    "I was charged €12.90 twice": "€12.90",
    "refund of 35.50 eur please": "35.50 eur",
    "jag betalade 19,90 euro": "19,90 euro",
}
DATES = {
    "lupasitte sen 5.12. mennessä": "5.12.",
    "tuleeko se ensi perjantaina": "ensi perjantaina",
    "tarvin sen viimeistään lauantaiksi": "lauantaiksi",
    "ehtiikö huomenna": "huomenna",
    "tilasin sen viime viikolla": "viime viikolla",
    "paketin piti tulla eilen": "eilen",
    "se tuli 3. joulukuuta": "3. joulukuuta",
    "can it come tomorrow": "tomorrow",
    "I ordered it last Tuesday": "last Tuesday",
    "will it be here by next week?": "next week",
    "the party is on December 5th": "December 5th",
    "due 2026-12-05": "2026-12-05",
    "kommer det i morgon": "i morgon",
    "jag behöver det till nästa fredag": "nästa fredag",
}
NEITHER = (
    "missä tilaus 1002 on",
    "numero on 040 111 0001",
    "postinumero 00530",
    "voiko sen palauttaa",
    "I may return it",
    "the daylight lamp",
    "dagens erbjudande",
)


def named(text: str) -> dict[str, str]:
    """What was found, by entity."""
    return {found.entity: found.value for found in find(text)}


@pytest.mark.parametrize(("text", "value"), AMOUNTS.items())
def test_a_sum_of_money_is_found_whole(text: str, value: str) -> None:
    assert named(text) == {"amount": value}


@pytest.mark.parametrize(("text", "value"), DATES.items())
def test_a_day_is_found_as_it_was_said(text: str, value: str) -> None:
    assert named(text) == {"date": value}


@pytest.mark.parametrize("text", NEITHER)
def test_what_is_neither_money_nor_a_day(text: str) -> None:
    assert named(text).keys().isdisjoint({"amount", "date"})


def test_an_order_number_beside_a_day_and_a_sum_is_still_one() -> None:
    assert named("tilaus 1002, 49,90 €, perjantaina") == {
        "order_number": "1002",
        "amount": "49,90 €",
        "date": "perjantaina",
    }
