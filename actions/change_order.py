"""Another address or another way of delivery, while nothing has been sent."""

from __future__ import annotations

from typing import Any

from actions.facts import COMPANY
from actions.kinds import kind_of
from actions.order_skill import Order, OrderSkill
from actions.repair import repair
from actions.reply import Reply
from actions.speech import money
from actions.track_order import facts, status_line
from actions.turn import Turn


class ChangeOrder(OrderSkill):
    """Address and method by itself; anything else goes to the person, prepared."""

    intent = "change_order"

    def kind(self, text: str) -> str | None:
        """What is to be changed."""
        return kind_of(text, ("express", "pickup", "address", "home"))

    def about(self, turn: Turn, order: Order) -> Reply:
        """Asks for what is needed, or says that the parcel has left."""
        told, kind = facts(order, turn.language), turn.slots.get("about")
        if not order["can"]["change"]:
            return too_late(order, told)
        if kind == "address":
            return (
                Reply()
                .say("change.ask_address", **told)
                .keep(pending={"do": "address", "order": order["number"], "takes": "text"})
            )
        if kind:
            label, price = method_name(kind, turn.language), method_price(kind, order, turn.language)
            pending = {"do": "method", "order": order["number"], "method": kind, "label": label}
            return (
                Reply()
                .say("change.ask_method", **told, method=label, price=price)
                .keep(pending=pending)
                .yes_no()
            )
        return Reply().say("change.other", **told).offer("complexity")


def too_late(order: Order, told: dict[str, str]) -> Reply:
    """On its way the person may ask the carrier; here already it can be returned; what never comes is told as it is."""
    if order["status"] == "lost" and not order["repair"]:
        return repair(order, told, "delivery.lost")
    if order["status"] in ("shipped", "late", "pickup") and not order["repair"]:
        return Reply().say("change.too_late", **told).offer("beyond_limits", miss=True)
    if order["status"] != "delivered" or order["repair"]:
        return Reply().say(status_line(order), **told)
    if order["can"]["return"]:
        pending = {"do": "return", "order": order["number"]}
        return Reply().say("change.delivered", **told).keep(pending=pending).yes_no()
    late = Reply().say("return.too_late", **told, days=COMPANY.facts["returns"]["days"])
    return late.offer("beyond_limits", miss=True)


def method_name(method: str, language: str) -> str:
    """A delivery method by its name in company.yml."""
    return str(_method(method)["name"][language])


def method_price(method: str, order: Order, language: str) -> str:
    """What a delivery method costs by company.yml: nothing for goods of enough worth."""
    goods = sum(float(item["price_eur"]) for item in order["items"])
    free = goods >= float(COMPANY.facts["delivery"]["free_over_eur"])
    return money(0 if free else float(_method(method)["price_eur"]), language)


def _method(method: str) -> dict[str, Any]:
    return next(item for item in COMPANY.facts["delivery"]["methods"] if item["id"] == method)
