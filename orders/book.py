"""The forty orders as the customer would see them today. Pure: today comes as an argument."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

RETURN_DAYS = 30
REFUND_DAYS = 14
FEES = {"pickup": 4.90, "home": 9.90, "express": 14.90}
FREE_OVER_EUR = 80
DEMO = Path(__file__).with_name("demo.yml")
UNSENT = ("received", "packing")


@dataclass(frozen=True)
class Row:
    """One line of demo.yml. `placed` and `promised` in days from today; `more` holds what only some orders have."""

    number: str
    status: str
    placed: int
    promised: int | None
    method: str
    items: tuple[dict[str, Any], ...]
    payment: str
    email: str
    postcode: str
    phone: str
    more: dict[str, Any] = field(default_factory=dict)

    def belongs_to(self, *, email: str = "", postcode: str = "", phone: str = "") -> bool:
        """Whether every key that was given is this order's own, and at least one was."""
        given = {"email": email.strip().lower(), "postcode": postcode.strip(), "phone": plain_phone(phone)}
        own = {"email": self.email, "postcode": self.postcode, "phone": self.phone}
        return any(given.values()) and all(not value or value == own[key] for key, value in given.items())

    @property
    def total_eur(self) -> float:
        """Goods and delivery together."""
        goods: float = sum(item["price_eur"] for item in self.items)
        return round(goods + (0.0 if goods >= FREE_OVER_EUR else FEES[self.method]), 2)


def plain_phone(phone: str) -> str:
    """A phone number in international form: `040 111 0001` is `+358401110001`."""
    digits = "".join(c for c in phone if c.isdigit() or c == "+")
    if digits.startswith("00"):
        return "+" + digits[2:]
    return "+358" + digits[1:] if digits.startswith("0") else digits


def load(path: Path = DEMO) -> dict[str, Row]:
    """The orders of the file, by number."""
    doc = yaml.safe_load(path.read_text("utf-8"))
    products = {
        key: {"id": key, "name": p["name"], "price_eur": p["price"]} for key, p in doc["products"].items()
    }
    rows = [_row(values, products) for values in doc["orders"]]
    return {row.number: row for row in rows}


def _row(values: list[Any], products: dict[str, dict[str, Any]]) -> Row:
    number, status, placed, promised, method, items, *rest = values
    return Row(str(number), status, placed, promised, method, tuple(products[item] for item in items), *rest)


def view(row: Row, today: dt.date, effects: dict[str, Any]) -> dict[str, Any]:
    """An order as JSON. `effects`: what was done to it through the service (see deeds)."""
    day = _days(today)
    status = effects.get("status", row.status)
    return {
        "number": row.number,
        "status": status,
        "placed_on": day(row.placed),
        "items": list(row.items),
        "total_eur": row.total_eur,
        "delivery": _delivery(row, today) | effects.get("delivery", {}),
        "invoice": _invoice(row, today, effects),
        "payment": _payment(row),
        "return": effects.get("return") or _return(row, today),
        "repair": effects.get("repair"),
        "return_by": day(row.promised + RETURN_DAYS)
        if row.promised is not None and _arrived(status)
        else None,
        "can": {
            "cancel": status in (*UNSENT, "unpaid"),
            "change": status in (*UNSENT, "unpaid"),
            "return": _arrived(status) and (row.promised or 0) + RETURN_DAYS >= 0,
        },
    }


def _arrived(status: str) -> bool:
    return status in ("delivered", "pickup")


def _days(today: dt.date) -> Any:
    return lambda offset: None if offset is None else (today + dt.timedelta(days=offset)).isoformat()


def _delivery(row: Row, today: dt.date) -> dict[str, Any]:
    day = _days(today)
    late = row.status in ("late", "lost") or (row.status == "shipped" and (row.promised or 0) < 0)
    sent = row.status not in (*UNSENT, "unpaid", "cancelled")
    return {
        "method": row.method,
        "promised_on": day(row.promised),
        "estimated_on": day(row.more.get("now", row.promised)) if row.status in ("late", "shipped") else None,
        "late_days": -(row.promised or 0) if late else 0,
        "shipped_on": day(row.placed + 1) if sent else None,
        "delivered_on": day(row.promised) if row.status in ("delivered", "returning", "returned") else None,
        "place": row.more.get("place"),
        "pickup_until": day(row.more.get("pickup_until")),
        "tracking": f"JJFI{row.number}0042" if sent else None,
        "postcode": row.postcode,
    }


def _invoice(row: Row, today: dt.date, effects: dict[str, Any]) -> dict[str, Any] | None:
    if row.payment != "invoice":
        return None
    due = effects.get("due_on") or _days(today)(row.more["due"])
    paid = bool(row.more.get("paid")) or row.status == "cancelled"
    return {
        "number": f"L{row.number}",
        "due_on": due,
        "amount_eur": 0.0 if row.status == "cancelled" else row.total_eur,
        "reference": reference(row.number),
        "status": "paid" if paid else "overdue" if due < today.isoformat() else "open",
        "reminder": bool(row.more.get("reminder")),
        "moved": "due_on" in effects,
    }


def reference(number: str) -> str:
    """A Finnish reference number with its check digit (weights 7, 3, 1 from the right)."""
    digits = f"58{number}"
    total = sum(int(d) * (7, 3, 1)[i % 3] for i, d in enumerate(reversed(digits)))
    return f"{digits}{-total % 10}"


def _payment(row: Row) -> dict[str, Any]:
    failed = row.more.get("failed")
    return {
        "method": row.payment,
        "status": "failed" if failed else "invoice" if row.payment == "invoice" else "paid",
        "failed_reason": failed,
        "charged_twice": bool(row.more.get("double")),
    }


def _return(row: Row, today: dt.date) -> dict[str, Any] | None:
    if "return" not in row.more:
        return None
    made = today + dt.timedelta(days=row.more["return"])
    done = row.status == "returned"
    return {
        "id": f"P{row.number}",
        "made_on": made.isoformat(),
        "received_on": (made + dt.timedelta(days=3)).isoformat()
        if made + dt.timedelta(days=3) <= today
        else None,
        "refund_by": (made + dt.timedelta(days=REFUND_DAYS)).isoformat(),
        "refunded": done,
        "amount_eur": row.total_eur,
    }
