"""Due date, amount, reference, a copy, and more time to pay."""

from __future__ import annotations

from actions.facts import COMPANY
from actions.kinds import kind_of
from actions.order_skill import Order, OrderSkill
from actions.reply import Reply
from actions.speech import due, money
from actions.turn import Turn


class InvoiceQuestion(OrderSkill):
    """Answers from the invoice itself; moves the due date within the company's limit."""

    intent = "invoice_question"

    def kind(self, text: str) -> str | None:
        """More time, a copy, a reminder, or the plain facts."""
        return kind_of(text, ("move", "reminder", "copy"))

    def about(self, turn: Turn, order: Order) -> Reply:
        """By what was asked."""
        invoice, kind = order["invoice"], turn.slots.get("about")
        if not invoice or order["status"] == "cancelled":
            return nothing_to_pay(order, turn.language)
        told = invoice_facts(order, turn.language)
        if invoice["status"] == "paid":
            return Reply().say("invoice.paid", **told)
        if kind == "move":
            return self.move(turn, order, told)
        if kind == "copy":
            return (
                Reply()
                .say("invoice.copy_ask", **told)
                .keep(pending={"do": "copy_invoice", "order": order["number"]})
                .yes_no()
            )
        if kind == "reminder" or invoice["reminder"]:
            return Reply().say("invoice.reminder", **told).offer("complexity")
        return self.plain(order, told)

    def plain(self, order: Order, told: dict[str, str]) -> Reply:
        """Sum, due date and reference; overdue also more time, unless it was given."""
        invoice, said = order["invoice"], Reply().say(f"invoice.{order['invoice']['status']}", **told)
        if invoice["status"] != "overdue" or invoice["moved"]:
            return said
        return self.ask(said, "invoice.more_time", order, told)

    def move(self, turn: Turn, order: Order, told: dict[str, str]) -> Reply:
        """One move by itself, a second one by the person."""
        if order["invoice"]["moved"]:
            return Reply().say("invoice.moved_once", **told).offer("beyond_limits", miss=True)
        return self.ask(Reply(), "invoice.move_ask", order, told)

    def ask(self, said: Reply, line: str, order: Order, told: dict[str, str]) -> Reply:
        """Whether the due date is to be moved, after what was said."""
        most = int(COMPANY.facts["limits"]["invoice_move_days"])
        pending = {"do": "move_invoice", "order": order["number"], "days": most}
        return said.say(line, **told, days=most).keep(pending=pending).yes_no()


def nothing_to_pay(order: Order, language: str) -> Reply:
    """Why there is no invoice to pay: cancelled, not paid yet though no invoice comes, or paid when ordered."""
    told, payment = {"order": order["number"], "total": money(order["total_eur"], language)}, order["payment"]
    if order["status"] == "cancelled":
        return Reply().say("invoice.cancelled" if order["invoice"] else "track.cancelled", **told)
    if payment["status"] == "failed":
        return Reply().say(f"payment.{payment['failed_reason']}", **told)
    return Reply().say("invoice.none", **told)


def invoice_facts(order: Order, language: str) -> dict[str, str]:
    """Everything the lines about an invoice may use."""
    invoice = order["invoice"]
    return {
        "order": order["number"],
        "due": due(invoice["due_on"], language),
        "amount": money(invoice["amount_eur"], language),
        "reference": invoice["reference"],
        "invoice": invoice["number"],
    }
