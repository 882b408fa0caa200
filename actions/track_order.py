"""Where the order is and when it comes."""

from __future__ import annotations

from actions.order_skill import Order, OrderSkill
from actions.repair import repair
from actions.reply import Reply
from actions.speech import date, day, days, for_day, goods, money, until
from actions.turn import Turn

LATE = "track.late"


class TrackOrder(OrderSkill):
    """Order status in plain words, with the next step."""

    intent = "track_order"

    def about(self, turn: Turn, order: Order) -> Reply:
        """One line for the status; a lost parcel is put right at once."""
        told = facts(order, turn.language)
        if order["status"] == "lost" and not order["repair"]:
            return repair(order, told, "delivery.lost")
        return Reply().say(status_line(order), **told)


def status_line(order: Order) -> str:
    """The key of the line that tells this order's status."""
    if order["repair"]:
        return f"track.{order['repair']['kind']}"
    if order["status"] == "shipped" and order["delivery"]["late_days"] > 0:
        return LATE
    if order["status"] == "delivered" and not order["can"]["return"]:
        return "track.delivered_long_ago"
    if order["status"] in ("returning", "returned"):
        return "return.on_its_way" if order["status"] == "returning" else "return.refunded"
    return f"track.{order['status']}"


def on_the_way(line: str, order: Order) -> str:
    """The line's key by how the order comes: only what is to be fetched may be left unfetched."""
    return f"{line}_pickup" if order["delivery"]["method"] == "pickup" else line


def facts(order: Order, language: str) -> dict[str, str]:
    """Everything the lines about an order may use, as said in a language. Missing dates are empty."""
    delivery, made, repair = order["delivery"], order["return"] or {}, order["repair"] or {}
    said = {
        "promised": delivery["promised_on"], "estimated": delivery["estimated_on"] or delivery["promised_on"],
        "shipped": delivery["shipped_on"], "delivered": delivery["delivered_on"], "return_ended": order["return_by"],
        "refund_by": made.get("refund_by") or repair.get("refund_by"),
        "received": made.get("received_on"), "ships": repair.get("ships_on"),
    }  # fmt: skip
    last = {"until": delivery["pickup_until"], "return_by": order["return_by"]}
    return {
        **{name: until(value, language) if value else "" for name, value in last.items()},
        **{name: day(value, language) if value else "" for name, value in said.items()},
        "promised_for": for_day(delivery["promised_on"], language) if delivery["promised_on"] else "",
        "order": order["number"],
        "goods": goods(order["items"], language),
        "total": money(order["total_eur"], language),
        "placed": date(order["placed_on"], language),
        "late": days(delivery["late_days"], language),
        "place": delivery["place"] or "",
        "tracking": delivery["tracking"] or "",
    }
