"""Warranty: what the company promises and what the law gives, told unasked."""

from __future__ import annotations

import calendar
import datetime as dt

from actions.facts import COMPANY
from actions.order_skill import Order, OrderSkill
from actions.reply import Reply
from actions.speech import date, until
from actions.track_order import facts
from actions.turn import Turn


class ProductWarranty(OrderSkill):
    """The rule at once; the last day when the order is known."""

    intent = "product_warranty"

    async def reply(self, turn: Turn) -> Reply:
        """No form: the rule is an answer already."""
        if turn.order_known:
            return await self.serve(turn)
        return Reply().keep(task=self.intent).say("warranty.rule", months=months())

    def about(self, turn: Turn, order: Order) -> Reply:
        """The last day of the warranty, and the person for the fault itself."""
        told = facts(order, turn.language)
        if not order["delivery"]["delivered_on"]:
            return Reply().say("warranty.not_here", **told, months=months())
        end = ends_on(dt.date.fromisoformat(order["delivery"]["delivered_on"]))
        if turn.today and end < turn.today:
            ended = Reply().say("warranty.ended", **told, end=date(end, turn.language), year=end.year)
            return ended.offer("complexity")
        return (
            Reply()
            .say("warranty.until", **told, end=until(end, turn.language), year=end.year)
            .offer("complexity")
        )


def months() -> int:
    """The company's warranty."""
    return int(COMPANY.facts["warranty"]["company_months"])


def ends_on(delivered: dt.date) -> dt.date:
    """The last day of the warranty."""
    year, month = divmod(delivered.month - 1 + months(), 12)
    year, month = delivered.year + year, month + 1
    return dt.date(year, month, min(delivered.day, calendar.monthrange(year, month)[1]))
