"""When the order service is away, slow or talks nonsense, every matter says so, owns it, and offers the person."""

from __future__ import annotations

import pytest

from actions import shop
from actions.facts import LINES
from tests.rasa.talk import Customer

MATTERS = {
    "track_order": "missä tilaus 1001 on", "return_refund": "palautan tilauksen 1001", "cancel_order": "peru tilaus 1001",
    "change_order": "vaihda tilauksen 1001 osoite", "invoice_question": "tilauksen 1001 lasku",
    "product_warranty": "tilauksen 1001 takuu", "delivery_problem": "tilaus 1001 tuli rikki",
    "payment_problem": "tilauksen 1001 maksu",
}  # fmt: skip
DEEDS = {
    "return_refund": ("1003", "20100"), "cancel_order": ("1023", "13100"), "invoice_question": ("1006", "90100"),
}  # fmt: skip
WAYS = ("down", "500", "slow", "html")
LANGUAGES = ("fi", "en", "sv")


@pytest.fixture(params=WAYS)
def away(request: pytest.FixtureRequest, broken_service: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """An order service of no use; how long is waited for it is shown in test_orders.py."""
    way = str(request.param)
    monkeypatch.setattr(shop, "TIMEOUT_S", 0.2)
    monkeypatch.setenv("ORDERS_URL", "http://127.0.0.1:9" if way == "down" else f"{broken_service}/{way}")
    return way


def is_said(key: str, language: str, text: str) -> bool:
    """Whether a variant of this line stands in the text, up to its first fact."""
    return any(variant.partition("{")[0] in text for variant in LINES.variants(key, language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("intent", MATTERS)
async def test_every_matter_says_that_the_orders_cannot_be_reached(
    intent: str, language: str, away: str
) -> None:
    told = await Customer(language).say(f"{MATTERS[intent]}, maija.korhonen@example.fi", intent)
    assert is_said("order.down", language, told.text)
    assert told.custom["propose"] == "offer"
    assert told.custom["miss"] is True
    assert told.custom["brief"]["order"] == "1001"
    assert "Sanna" in told.text or "Aino" in told.text


@pytest.mark.parametrize("intent", DEEDS)
async def test_a_deed_that_could_not_be_done_is_said_not_to_be(
    intent: str, orders: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer = Customer("en", id=f"down.{intent}")
    asked = await customer.say(
        f"{'move the due date of' if intent == 'invoice_question' else ''} order {' '.join(DEEDS[intent])}",
        intent,
    )
    assert asked.custom.get("choices")
    monkeypatch.setenv("ORDERS_URL", "http://127.0.0.1:9")
    told = await customer.say("yes", "affirm")
    assert is_said("deed.down", "en", told.text)
    assert told.custom["propose"] == "offer"
    assert "did" not in told.custom
