"""A payment that failed, went twice, or hangs."""

from __future__ import annotations

from dataclasses import replace

from actions.invoice_question import InvoiceQuestion, nothing_to_pay
from actions.kinds import kind_of
from actions.order_skill import Order, OrderSkill
from actions.reply import Reply
from actions.speech import money
from actions.turn import Turn


class PaymentProblem(OrderSkill):
    """Says what the payment shows and what to do; money taken twice goes to the person."""

    intent = "payment_problem"

    def opening(self, turn: Turn) -> Reply:
        """What holds for everyone, before anything is asked."""
        if turn.order_known or turn.asked:
            return Reply()
        return Reply().say(f"payment.open_{self.kind(turn.text) or 'failed'}")

    def kind(self, text: str) -> str | None:
        """Twice, on hold, or failed."""
        return kind_of(text, ("twice", "hold"))

    def about(self, turn: Turn, order: Order) -> Reply:
        """By what the payment shows."""
        payment, total = order["payment"], money(order["total_eur"], turn.language)
        told = {"order": order["number"], "total": total}
        if payment["charged_twice"]:
            return Reply().say("payment.twice", **told).offer("beyond_limits")
        if order["status"] == "cancelled":
            return nothing_to_pay(order, turn.language)
        if payment["status"] == "failed":
            return Reply().say(f"payment.{payment['failed_reason']}", **told)
        if turn.slots.get("about") == "twice":
            return Reply().say("payment.once", **told).offer("complexity")
        if payment["status"] == "invoice":
            invoice = InvoiceQuestion().about(replace(turn, slots={}), order)
            return replace(invoice, lines=(("payment.invoice", told), *invoice.lines))
        return Reply().say("payment.paid", **told)
