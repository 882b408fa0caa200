"""What befell a delivery is taken as it was told, and nothing is admitted or claimed that nobody said."""

from __future__ import annotations

import pytest

from actions.delivery_problem import DeliveryProblem
from actions.facts import LINES
from actions.reply import Reply
from actions.return_refund import ReturnRefund
from actions.turn import Turn
from orders.book import view
from tests.rasa.book import BOOK, TODAY

TOLD = {
    "absent": (
        "paketti meni väärään osoitteeseen", "Kuljettaja vei sen vaaraan osoitteeseen", "paketti jätettiin naapurille",
        "the parcel went to the wrong address", "left at the wrong door", "it was delivered to my neighbour",
        "paketet kom till fel adress", "det lämnades hos grannen",
        "paketti puuttuu", "Koko lähetys puuttuu", "tilaukseni puuttuu",
        "My parcel is missing", "my package has gone missing", "missing parcel since Monday", "the parcel is still missing",
        "mitt paket saknas", "hela försändelsen saknas",
        "ei ole tullut, jo kolme päivää myöhässä", "marked as delivered but I don't have it",
    ),
    "missing": (
        "paketista puuttuu osa", "yksi kuppi puuttuu", "the parcel is missing a cup", "part of my order is missing",
        "my order is missing one mug", "half the parcel is missing", "en del av paketet saknas", "i paketet saknas en mugg", "paketet saknas en mugg", "lasi puuttuu paketista",
    ),
    "wrong": ("sain väärän tuotteen", "wrong item in the parcel", "jag fick fel vara", "tuli väärä väri"),
    "damaged": ("paketti oli naapurilla ja lamppu on rikki", "arrived broken", "trasig lampa"),
    "late": (
        "tuli kolme päivää myöhässä", "paketti on myöhässä", "it came three days late", "the delivery was delayed",
        "paketet kom för sent", "leveransen är försenad",
    ),
    None: (
        "kuljettaja jätti paketin ulos", "the driver left it in the rain", "föraren lämnade det ute",
        "I'll tell you more later", "you sent me two of them",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in TOLD.items() for text in texts])
def test_what_happened_is_told_apart(kind: str | None, text: str) -> None:
    assert DeliveryProblem().kind(text) == kind


def test_a_wrong_address_is_no_wrong_item_in_a_return_either() -> None:
    assert ReturnRefund().kind("paketti meni väärään osoitteeseen, rahat takaisin") is None
    assert ReturnRefund().kind("sain väärän tuotteen, rahat takaisin") == "wrong"


def told(kind: str | None, number: str = "1005", language: str = "fi") -> Reply:
    """What a customer with this trouble hears about an order."""
    turn = Turn(language=language, slots={"about": kind})
    return DeliveryProblem().about(turn, view(BOOK[number], TODAY, {}))


@pytest.mark.parametrize(
    ("kind", "line"),
    [("absent", "delivery.absent"), ("late", "delivery.late"), (None, "delivery.unclear")],
)
def test_of_a_delivered_order_only_who_lacks_it_is_told_so(kind: str | None, line: str) -> None:
    reply = told(kind)
    assert [said[0] for said in reply.lines] == [line]
    assert reply.custom["propose"] == "offer"


def test_lateness_is_still_answered_by_where_the_parcel_is() -> None:
    assert told("late", "1001").lines[0][0] == "track.late"


@pytest.mark.parametrize("language", ["fi", "en", "sv"])
def test_who_got_it_late_gets_an_apology_and_hears_who_decides(language: str) -> None:
    sorry = {"fi": ("anteeksi", "pahoillamme"), "en": ("sorry", "apologise"), "sv": ("förlåt", "ledsna")}
    for text in LINES.variants("delivery.late", language):
        assert any(word in text.lower() for word in sorry[language])
        assert "{person}" in text
