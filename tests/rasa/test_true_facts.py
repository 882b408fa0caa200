"""What is said of an order is so: of its invoice, its warranty, what can still be changed, and how it comes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from actions.cancel_order import CancelOrder
from actions.change_order import ChangeOrder
from actions.facts import LINES
from actions.invoice_question import InvoiceQuestion
from actions.order_skill import OrderSkill
from actions.payment_problem import PaymentProblem
from actions.product_warranty import ProductWarranty
from actions.reply import Reply
from actions.return_refund import ReturnRefund
from actions.track_order import TrackOrder
from actions.turn import Turn
from orders.book import view
from tests.rasa.book import BOOK, TODAY


def told(skill: OrderSkill, number: str, about: str | None = None, **done: Any) -> Reply:
    """What is said of one of the demo orders."""
    turn = Turn(slots={"about": about}, today=TODAY)
    return skill.about(turn, view(BOOK[number], TODAY, done))


def keys(reply: Reply) -> list[str]:
    """The lines of a reply, by their keys."""
    return [line[0] for line in reply.lines]


@pytest.mark.parametrize(
    ("number", "line"),
    [
        ("1016", "payment.bank_declined"),
        ("1026", "payment.timeout"),
        ("1037", "invoice.cancelled"),
        ("1009", "track.cancelled"),
        ("1005", "invoice.none"),
        ("1040", "invoice.paid"),
        ("1006", "invoice.open"),
    ],
)
def test_an_invoice_question_is_answered_by_how_the_order_was_paid(number: str, line: str) -> None:
    assert keys(told(InvoiceQuestion(), number)) == [line]


def test_an_invoice_of_an_order_cancelled_here_is_nothing_to_pay_either() -> None:
    assert keys(told(InvoiceQuestion(), "1006", "move", status="cancelled")) == ["invoice.cancelled"]


@pytest.mark.parametrize(
    ("number", "line", "do"),
    [
        ("1005", "change.delivered", "return"),
        ("1012", "return.too_late", "handoff"),
        ("1009", "track.cancelled", None),
        ("1018", "return.refunded", None),
        ("1002", "change.too_late", "handoff"),
        ("1008", "change.too_late", "handoff"),
    ],
)
def test_what_can_no_longer_be_changed_is_answered_by_where_it_is(
    number: str, line: str, do: str | None
) -> None:
    reply = told(ChangeOrder(), number, "address")
    assert keys(reply) == [line]
    assert (reply.slots.get("pending") or {}).get("do") == do


def test_a_lost_parcel_is_put_right_not_changed() -> None:
    assert keys(told(ChangeOrder(), "1015"))[0] == "delivery.lost"


@pytest.mark.parametrize(
    ("today", "line"),
    [
        (dt.date(2028, 11, 25), "warranty.until"),
        (dt.date(2028, 11, 26), "warranty.ended"),
        (None, "warranty.until"),
    ],
)
def test_a_warranty_that_ended_is_told_as_ended(today: dt.date | None, line: str) -> None:
    reply = ProductWarranty().about(Turn(today=today), view(BOOK["1005"], TODAY, {}))
    assert keys(reply) == [line]
    assert reply.custom["propose"] == "offer"


@pytest.mark.parametrize(("language", "law"), [("fi", "lain"), ("en", "law"), ("sv", "lag")])
def test_an_ended_warranty_is_not_the_end_of_the_laws_protection(language: str, law: str) -> None:
    for text in LINES.variants("warranty.ended", language):
        assert law in text.lower().replace("laki", "lain")


@pytest.mark.parametrize(
    ("skill", "line"), [(CancelOrder(), "cancel.sent"), (ReturnRefund(), "return.when_here")]
)
def test_only_a_parcel_to_be_fetched_may_be_left_unfetched(skill: OrderSkill, line: str) -> None:
    assert keys(told(skill, "1007")) == [f"{line}_pickup"]
    assert keys(told(skill, "1002")) == keys(told(skill, "1017")) == [line]
    for language, word in {"fi": "nouta", "en": "uncollected", "sv": "hämta"}.items():
        assert not any(word in text for text in LINES.variants(line, language))


@pytest.mark.parametrize(
    ("number", "lines"),
    [
        ("1006", ["payment.invoice", "invoice.open"]),
        ("1014", ["payment.invoice", "invoice.overdue", "invoice.more_time"]),
        ("1040", ["payment.invoice", "invoice.paid"]),
        ("1037", ["invoice.cancelled"]),
        ("1005", ["payment.paid"]),
        ("1009", ["track.cancelled"]),
    ],
)
def test_whose_order_is_invoiced_hears_the_invoice_at_once(number: str, lines: list[str]) -> None:
    assert keys(told(PaymentProblem(), number)) == lines


def test_a_due_date_moved_once_is_not_offered_again() -> None:
    assert keys(told(InvoiceQuestion(), "1014")) == ["invoice.overdue", "invoice.more_time"]
    assert keys(told(InvoiceQuestion(), "1014", due_on="2026-11-20")) == ["invoice.overdue"]


@pytest.mark.parametrize(
    ("number", "line"), [("1005", "track.delivered"), ("1012", "track.delivered_long_ago")]
)
def test_a_return_is_named_only_while_it_can_be_made(number: str, line: str) -> None:
    assert keys(told(TrackOrder(), number)) == [line]
