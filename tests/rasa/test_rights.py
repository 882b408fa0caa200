"""A right that the customer has is told unasked, in each language, whatever was asked."""

from __future__ import annotations

import pytest

from tests.rasa.talk import Customer

RIGHTS = {
    "the law beyond the warranty": (
        "product_warranty", "takuu?", {"fi": "laki", "en": "law", "sv": "lag"},
    ),
    "thirty days to return, free": (
        "return_refund", "palautus?", {"fi": "maksut", "en": "free", "sv": "gratis"},
    ),
    "money or a new one for a late parcel": (
        "track_order", "tilaus 1001 00530", {"fi": "rahat", "en": "money back", "sv": "pengarna"},
    ),
    "the last day to return what has come": (
        "track_order", "tilaus 1003 20100", {"fi": "pala", "en": "return it", "sv": "returnera"},
    ),
    "sending back what can be cancelled no more": (
        "cancel_order", "tilaus 1002 33100", {"fi": "palauta", "en": "return it", "sv": "returnera"},
    ),
    "the second charge of two": (
        "payment_problem", "veloitettu kahdesti charged twice två gånger", {"fi": "toinen veloitus", "en": "second charge", "sv": "den andra"},
    ),
    "one's own data": (
        "privacy_request", "poistakaa tietoni", {"fi": "oikeus", "en": "right", "sv": "rätt"},
    ),
    "the newsletter's end": (
        "loyalty_newsletter", "uutiskirje newsletter nyhetsbrev", {"fi": "heti", "en": "at once", "sv": "genast"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", ["fi", "en", "sv"])
@pytest.mark.parametrize("right", RIGHTS)
async def test_a_right_is_told_unasked(right: str, language: str, orders: str) -> None:
    intent, text, words = RIGHTS[right]
    told = await Customer(language, id=f"right.{language}").say(text, intent)
    assert words[language] in told.text.lower(), told.text
