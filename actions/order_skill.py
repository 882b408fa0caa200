"""Skills that need the order: they open the form, find the order, and answer about it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from actions import shop
from actions.reply import Reply
from actions.skill import Skill
from actions.speech import goods
from actions.turn import Turn

Order = dict[str, Any]


class OrderSkill(Skill):
    """Subclasses say what they open with and what they answer about the order."""

    async def reply(self, turn: Turn) -> Reply:
        """At once when the order is known, else through the form."""
        about = self.kind(turn.text) or self.told_before(turn)
        kept = {"task": self.intent, "about": about}
        turn = replace(turn, slots={**turn.slots, **kept})
        if turn.order_known and not turn.asked:
            return await self.serve(turn)
        return self.opening(turn).keep(**kept).ask_order()

    def opening(self, turn: Turn) -> Reply:
        """What is said before the order number is asked for; nothing by default."""
        return Reply()

    def kind(self, text: str) -> str | None:
        """Which of the skill's matters this is; remembered while the form is filled."""
        return None

    def told_before(self, turn: Turn) -> str | None:
        """The kind that was named in an earlier message of the same matter; None when there is none."""
        about: str | None = turn.slots.get("about")
        return about if turn.slots.get("task") == self.intent else None

    def about(self, turn: Turn, order: Order) -> Reply:
        """The answer once the order is there."""
        raise NotImplementedError

    async def serve(self, turn: Turn) -> Reply:
        """Finds the order and answers; what goes wrong is said with a way on."""
        ref = shop.Ref(turn.slots["order_number"], turn.slots["order_key"])
        try:
            order = await shop.find(ref)
        except shop.NotFound:
            return not_found(turn, ref)
        except shop.OrdersDown:
            kept = Reply().keep(task=self.intent).tell(matter=self.intent)
            return kept.say("order.down").offer("orders_down", miss=True)
        slots = {"task": self.intent, "misses": 0, "about": turn.slots.get("about")}
        if ref.by_contact:  # from here on it is this order that is spoken of
            slots["order_number"] = order["number"]
        told = self.about(turn, order).tell(matter=self.intent, brief={"order": order["number"]})
        return of_several(turn, order, told.keep(**{**slots, **told.slots}))


def of_several(turn: Turn, order: Order, told: Reply) -> Reply:
    """Says first which order it is, where an e-mail or phone number found several: another may be named by its number."""
    if not order.get("others"):
        return told
    facts = {
        "order": order["number"],
        "count": order["others"] + 1,
        "goods": goods(order["items"], turn.language),
    }
    return replace(told, lines=(("order.newest", facts), *told.lines))


def not_found(turn: Turn, ref: shop.Ref) -> Reply:
    """The first time the number is asked again, the second time the person takes over. Never says which part was wrong."""
    if turn.slots.get("misses"):
        cleared = Reply().keep(order_number=None, order_key=None, no_number=None)
        return cleared.say("order.unclear").handoff("order_unclear", brief={"order": ref.number})
    cleared = Reply().keep(order_number=None, order_key=None, misses=1)
    return cleared.say("order.not_found", order=ref.number).tell(miss=True).ask_order()
