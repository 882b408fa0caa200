"""Whether a turn leaves the matter open: what a silent customer was told, or only asked (docs/protocol.md, `asks`)."""

from __future__ import annotations

import pytest

from tests.rasa.talk import Customer


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("mis mun paketti on", "track_order"),
        ("paketti ei oo tullu vaikka piti", "delivery_problem"),
        ("maksu ei mennyt läpi", "payment_problem"),
        ("oon tosi surkea näissä, kerro hitaasti", "slow_down"),
    ],
)
async def test_a_question_or_a_kind_word_before_it_is_no_answer(text: str, intent: str) -> None:
    assert (await Customer().say(text, intent)).custom.get("asks") is True


@pytest.mark.parametrize(
    ("text", "intent"),
    [("moi", "greet"), ("kauanko mulla on aikaa palauttaa", "return_refund"), ("kauanko takuu kestää", "product_warranty")],
)  # fmt: skip
async def test_what_was_told_stands_whatever_is_asked_after_it(text: str, intent: str) -> None:
    assert "asks" not in (await Customer().say(text, intent)).custom


async def test_what_waits_for_a_yes_is_not_done(orders: str) -> None:
    asked = await Customer(id="yes").say("palautan tilauksen 1033 paivi.toivonen@example.fi", "return_refund")
    assert asked.custom.get("asks") is True


async def test_whether_to_ask_a_person_is_said_by_the_offer_itself() -> None:
    offered = (await Customer().say("onko teillä vihreää", "nlu_fallback")).custom
    assert (offered["propose"], "asks" in offered) == ("offer", False)
