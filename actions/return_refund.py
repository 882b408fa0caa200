"""Returns and refunds: the right, the last day, and the return made in the order service."""

from __future__ import annotations

from actions.facts import COMPANY
from actions.order_skill import Order, OrderSkill
from actions.repair import BROKEN, happened, repair, wish
from actions.reply import Reply
from actions.track_order import facts, on_the_way, status_line
from actions.turn import Turn


class ReturnRefund(OrderSkill):
    """Makes the return while the days last; after that a person decides."""

    intent = "return_refund"

    def opening(self, turn: Turn) -> Reply:
        """The right, told unasked."""
        if turn.order_known or turn.asked:
            return Reply()
        return Reply().say("return.open", days=COMPANY.facts["returns"]["days"])

    def kind(self, text: str) -> str | None:
        """A broken or wrong thing is put right, not returned."""
        found = happened(text)
        return found if found in ("damaged", "wrong") else None

    def told_before(self, turn: Turn) -> str | None:
        """ "Rahat takaisin" after "tuli rikki" is about the broken thing: it is put right, not sent back."""
        about: str | None = turn.slots.get("about")
        broken = turn.slots.get("task") == "delivery_problem" and about in BROKEN
        return about if broken else super().told_before(turn)

    def about(self, turn: Turn, order: Order) -> Reply:
        """By what the order allows today."""
        told, kind = facts(order, turn.language), turn.slots.get("about")
        if order["status"] == "delivered" and kind and not order["repair"]:
            return repair(order, told, f"delivery.{kind}", wish(turn.text))
        if order["status"] == "lost" and not order["repair"]:
            return repair(order, told, "delivery.lost")
        if order["can"]["return"]:
            pending = {"do": "return", "order": order["number"]}
            return Reply().say("return.ask", **told).keep(pending=pending).yes_no()
        if order["can"]["cancel"]:
            pending = {"do": "cancel", "order": order["number"]}
            return Reply().say("return.not_sent", **told).keep(pending=pending).yes_no()
        if order["status"] == "delivered":
            return (
                Reply()
                .say("return.too_late", **told, days=COMPANY.facts["returns"]["days"])
                .offer("beyond_limits", miss=True)
            )
        if order["status"] in ("shipped", "late"):
            return Reply().say(
                on_the_way("return.when_here", order), **told, days=COMPANY.facts["returns"]["days"]
            )
        return Reply().say(status_line(order), **told)
