"""A bare fact outside the form: an order number, an e-mail, a new address that was asked for."""

from __future__ import annotations

from actions.missed import missed
from actions.reply import Reply
from actions.serve_order import SKILLS
from actions.skill import Skill
from actions.turn import Turn


class Inform(Skill):
    """Goes on with the matter at hand, or with the order's status."""

    intent = "inform"

    async def reply(self, turn: Turn) -> Reply:
        """By what the fact is."""
        if turn.asked or not any(
            turn.entities.get(name) for name in ("order_number", "email", "postcode", "phone", "number")
        ):
            return missed(turn)
        skill = SKILLS.get(turn.slots.get("task") or "", SKILLS["track_order"])
        return await skill.serve(turn) if turn.order_known else Reply().keep(task=skill.intent).ask_order()
