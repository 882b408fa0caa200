"""When the order form is full: hands the order to the skill that wanted it."""

from __future__ import annotations

from actions.cancel_order import CancelOrder
from actions.change_order import ChangeOrder
from actions.delivery_problem import DeliveryProblem
from actions.invoice_question import InvoiceQuestion
from actions.order_skill import OrderSkill
from actions.payment_problem import PaymentProblem
from actions.product_warranty import ProductWarranty
from actions.reply import Reply
from actions.return_refund import ReturnRefund
from actions.skill import Skill
from actions.track_order import TrackOrder
from actions.turn import Turn

SKILLS: dict[str, OrderSkill] = {
    skill.intent: skill
    for skill in (
        TrackOrder(), DeliveryProblem(), ReturnRefund(), CancelOrder(), ChangeOrder(), InvoiceQuestion(),
        PaymentProblem(), ProductWarranty(),
    )
}  # fmt: skip


class ServeOrder(Skill):
    """The form's last step."""

    intent = "serve_order"

    async def reply(self, turn: Turn) -> Reply:
        """The answer of the skill that opened the form; order status when none did."""
        if not turn.order_known:
            return Reply()
        return await SKILLS.get(turn.slots.get("task") or "", SKILLS["track_order"]).serve(turn)
