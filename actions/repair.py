"""Putting it right: a new one or the money back, within what the company lets the assistant do by itself."""

from __future__ import annotations

from typing import Any

from actions.facts import COMPANY
from actions.reply import Reply


def repair(order: dict[str, Any], told: dict[str, str], line: str) -> Reply:
    """The offer to put it right now; above the limit the person decides."""
    limit = float(COMPANY.facts.get("limits", {}).get("refund_eur", 0))
    if order["total_eur"] > limit:
        return Reply().say(line, **told).say("repair.beyond", **told).offer("beyond_limits")
    base = {"order": order["number"], "amount": order["total_eur"]}
    asked = Reply().say(line, **told).say("repair.ask", **told).keep(pending={"do": "replacement", **base})
    refund = '/affirm{"choice": "refund"}'
    return asked.choices(
        ("replacement", "label.replacement", "/affirm"),
        ("refund", "label.refund", refund),
        ("no", "label.person", "/contact_human"),
    )
