"""Late, lost, damaged, wrong or missing: starts from the repair, within the company's limits."""

from __future__ import annotations

from actions.order_skill import Order, OrderSkill
from actions.repair import BROKEN, happened, repair, repair_late, wish
from actions.reply import Reply
from actions.track_order import LATE, facts, status_line
from actions.turn import Turn

AT_HAND = frozenset(["delivered", "pickup"])
"""The customer may have opened the parcel; a fetched one may still stand as waiting at the pick-up point."""
ARRIVED = {"absent": "delivery.absent", "late": "delivery.late"}
"""What is said of an order that stands as delivered; of any other trouble nothing is claimed."""


class DeliveryProblem(OrderSkill):
    """A new package or the money back; above the limit the person, with everything prepared."""

    intent = "delivery_problem"

    def opening(self, turn: Turn) -> Reply:
        """A word about what happened to them, before anything is asked."""
        kind = self.kind(turn.text)
        return Reply() if turn.order_known or turn.asked else Reply().say(f"delivery.open_{kind or 'other'}")

    def kind(self, text: str) -> str | None:
        """Damaged, wrong, missing (from the parcel), late, or not there at all."""
        return happened(text)

    def about(self, turn: Turn, order: Order) -> Reply:
        """By what happened and where the parcel is."""
        kind, status = turn.slots.get("about"), order["status"]
        told = facts(order, turn.language)
        if order["repair"] or status in (
            "received",
            "packing",
            "unpaid",
            "cancelled",
            "returning",
            "returned",
        ):
            return Reply().say(status_line(order), **told)
        if status == "delivered" and kind not in BROKEN:
            return Reply().say(ARRIVED.get(kind or "", "delivery.unclear"), **told).offer("complexity")
        if status == "lost" or (status in AT_HAND and kind in BROKEN):
            return repair(order, told, f"delivery.{'lost' if status == 'lost' else kind}", wish(turn.text))
        if status_line(order) == LATE:
            return repair_late(order, told, LATE)
        return Reply().say(status_line(order), **told)
