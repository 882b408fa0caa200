"""What can be done to an order: each verb checks, then says what it changes and what it answers. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from orders.book import FEES, REFUND_DAYS, Row, view
from orders.problems import Problem

MOVE_DAYS_MOST = 30


@dataclass(frozen=True)
class Deed:
    """The effect to remember on the order, and the answer for the caller."""

    effect: dict[str, Any]
    answer: dict[str, Any]


Verb = Callable[[Row, dict[str, Any], dict[str, Any], dt.date], Deed]


def make_return(row: Row, effects: dict[str, Any], body: dict[str, Any], today: dt.date) -> Deed:
    """A return with a free label; the refund is on the account 14 days from now at the latest."""
    order = view(row, today, effects)
    if not order["can"]["return"]:
        raise Problem(
            409, "not_returnable", "This order cannot be returned.", {"return_by": order["return_by"]}
        )
    made = {
        "id": f"P{row.number}",
        "made_on": today.isoformat(),
        "received_on": None,
        "refund_by": (today + dt.timedelta(days=REFUND_DAYS)).isoformat(),
        "refunded": False,
        "amount_eur": row.total_eur,
        "label": f"TK{row.number}R",
    }
    return Deed({"status": "returning", "return": made}, {"return": made})


def cancel(row: Row, effects: dict[str, Any], body: dict[str, Any], today: dt.date) -> Deed:
    """Cancels while nothing has been sent; money comes back within 14 days."""
    _allowed(row, effects, today, "cancel", "not_cancellable")
    refund = row.total_eur if row.payment != "invoice" and row.status != "unpaid" else 0.0
    by = (today + dt.timedelta(days=REFUND_DAYS)).isoformat()
    return Deed({"status": "cancelled"}, {"status": "cancelled", "refund_eur": refund, "refund_by": by})


def change(row: Row, effects: dict[str, Any], body: dict[str, Any], today: dt.date) -> Deed:
    """Another delivery method or address (`method`, `address`) while nothing has been sent."""
    _allowed(row, effects, today, "change", "not_changeable")
    wanted = {
        key: str(body[key]).strip() for key in ("method", "address") if str(body.get(key) or "").strip()
    }
    if not wanted or wanted.get("method", "home") not in FEES:
        raise Problem(422, "nothing_to_change", "Give `method` (pickup, home, express) or `address`.")
    delivery = effects.get("delivery", {}) | wanted
    return Deed({"delivery": delivery}, {"delivery": delivery})


def replacement(row: Row, effects: dict[str, Any], body: dict[str, Any], today: dt.date) -> Deed:
    """A new package in place of a damaged, late or lost one; once per order."""
    return _repair(row, effects, "replacement", {"ships_on": _weekday(today + dt.timedelta(days=1))})


def refund(row: Row, effects: dict[str, Any], body: dict[str, Any], today: dt.date) -> Deed:
    """The money back for a damaged, late or lost order without a return; once per order. `amount_eur` at most the total."""
    amount = body.get("amount_eur", row.total_eur)
    if not isinstance(amount, int | float) or not 0 < amount <= row.total_eur:
        raise Problem(422, "bad_amount", f"`amount_eur` is between 0 and {row.total_eur}.")
    by = (today + dt.timedelta(days=REFUND_DAYS)).isoformat()
    return _repair(row, effects, "refund", {"amount_eur": round(float(amount), 2), "refund_by": by})


def move_invoice(row: Row, effects: dict[str, Any], body: dict[str, Any], today: dt.date) -> Deed:
    """Moves the due date by `days`, once."""
    invoice = view(row, today, effects)["invoice"]
    if not invoice or invoice["status"] == "paid":
        raise Problem(409, "no_open_invoice", "This order has no open invoice.")
    if invoice["moved"]:
        raise Problem(
            409, "already_moved", "The due date has been moved once already.", {"due_on": invoice["due_on"]}
        )
    days = body.get("days")
    if isinstance(days, bool) or not isinstance(days, int) or not 1 <= days <= MOVE_DAYS_MOST:
        raise Problem(422, "bad_days", f"`days` is a whole number from 1 to {MOVE_DAYS_MOST}.")
    due = (max(today, dt.date.fromisoformat(invoice["due_on"])) + dt.timedelta(days=days)).isoformat()
    return Deed({"due_on": due}, {"invoice": invoice | {"due_on": due, "moved": True, "status": "open"}})


def send_copy(row: Row, effects: dict[str, Any], body: dict[str, Any], today: dt.date) -> Deed:
    """Sends a copy of the invoice to the order's own e-mail address, nowhere else."""
    if row.payment != "invoice":
        raise Problem(409, "no_open_invoice", "This order was not paid by invoice.")
    return Deed({"copies": effects.get("copies", 0) + 1}, {"sent_to": masked(row.email)})


def masked(email: str) -> str:
    """`m…@example.fi`: enough to recognise one's own address, not to learn another's."""
    return re.sub(r"(?<=^.).*(?=@)", "…", email)


def _repair(row: Row, effects: dict[str, Any], kind: str, facts: dict[str, Any]) -> Deed:
    status = effects.get("status", row.status)
    if status not in ("delivered", "pickup", "late", "lost", "shipped"):
        raise Problem(
            409, "not_repairable", "Nothing has been delivered or lost on this order.", {"status": status}
        )
    if effects.get("repair"):
        raise Problem(
            409, "already_repaired", "This order has been put right once already.", effects["repair"]
        )
    made = {"kind": kind, "id": f"K{row.number}", **facts}
    return Deed({"repair": made}, {"repair": made})


def _allowed(row: Row, effects: dict[str, Any], today: dt.date, verb: str, code: str) -> None:
    order = view(row, today, effects)
    if not order["can"][verb]:
        raise Problem(
            409,
            code,
            f"The order's status no longer allows this: {order['status']}.",
            {"status": order["status"]},
        )


def _weekday(day: dt.date) -> str:
    while day.weekday() > 4:
        day += dt.timedelta(days=1)
    return day.isoformat()


VERBS: dict[str, Verb] = {
    "returns": make_return,
    "cancel": cancel,
    "change": change,
    "replacement": replacement,
    "refund": refund,
    "invoice/move": move_invoice,
    "invoice/copy": send_copy,
}
