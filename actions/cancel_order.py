"""Cancelling, while nothing has been sent."""

from __future__ import annotations

from actions.facts import COMPANY
from actions.order_skill import Order, OrderSkill
from actions.repair import repair
from actions.reply import Reply
from actions.track_order import facts, on_the_way, status_line
from actions.turn import Turn


class CancelOrder(OrderSkill):
    """Asks once, then cancels; later the free return is the way, told unasked."""

    intent = "cancel_order"

    def about(self, turn: Turn, order: Order) -> Reply:
        """By what the order allows today."""
        told = facts(order, turn.language)
        if order["can"]["cancel"]:
            pending = {"do": "cancel", "order": order["number"]}
            return Reply().say("cancel.ask", **told).keep(pending=pending).yes_no()
        if order["status"] == "lost" and not order["repair"]:
            return repair(order, told, "delivery.lost")
        if order["can"]["return"]:
            pending = {"do": "return", "order": order["number"]}
            return Reply().say("cancel.delivered", **told).keep(pending=pending).yes_no()
        if order["status"] in ("shipped", "late"):
            return Reply().say(
                on_the_way("cancel.sent", order), **told, days=COMPANY.facts["returns"]["days"]
            )
        if order["status"] == "delivered":
            return (
                Reply()
                .say("return.too_late", **told, days=COMPANY.facts["returns"]["days"])
                .offer("beyond_limits", miss=True)
            )
        return Reply().say(status_line(order), **told)
