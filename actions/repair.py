"""Putting it right: a new one or the money back, within what the company lets the assistant do by itself."""

from __future__ import annotations

from typing import Any

from actions.facts import COMPANY
from actions.kinds import kind_of
from actions.reply import Reply

CHOICES = (
    ("replacement", "label.replacement", '/affirm{"choice": "replacement"}'),
    ("refund", "label.refund", '/affirm{"choice": "refund"}'),
    ("no", "label.person", "/contact_human"),
)
BROKEN = ("damaged", "wrong", "missing")
"""What is put right by a new one or the money; kinds of data/words.yml."""
TOLD = ("whole_parcel", "damaged", "elsewhere", "wrong", "missing", "absent", "late")
"""What may have befallen a delivery. The order counts: a wrong address is no wrong thing, a missing parcel no missing part."""
NOT_HERE = ("whole_parcel", "elsewhere")
"""Other ways to say that the customer does not have it."""


def happened(text: str) -> str | None:
    """What befell a delivery: one of `BROKEN`, "absent" or "late"; None when the text does not tell."""
    found = kind_of(text, TOLD)
    return "absent" if found in NOT_HERE else found


def wish(text: str) -> str | None:
    """ "refund" or "replacement" when a message is about which is wanted; None else ("uusi lamppu tuli rikki" tells what broke)."""
    return None if kind_of(text, BROKEN) else kind_of(text, ("refund", "replacement"))


def repair(order: dict[str, Any], told: dict[str, str], line: str, wished: str | None = None) -> Reply:
    """The offer to put it right now; above the limit the person decides, who is told what is wished."""
    limit = float(COMPANY.facts.get("limits", {}).get("refund_eur", 0))
    if order["total_eur"] > limit and wished:
        return Reply().say(f"repair.beyond_{wished}", **told).offer("beyond_limits")
    if order["total_eur"] > limit:
        return Reply().say(line, **told).say("repair.beyond", **told).offer("beyond_limits")
    return _asked(order, Reply().say(line, **told).say("repair.ask", **told))


def repair_late(order: dict[str, Any], told: dict[str, str], line: str) -> Reply:
    """A parcel that is late but on its way: who will not wait has the same choice."""
    limit = float(COMPANY.facts.get("limits", {}).get("refund_eur", 0))
    said = Reply().say(line, **told)
    if order["total_eur"] > limit:
        return said.offer("beyond_limits")
    return _asked(order, said.say("repair.ask_late", **told), ("wait", "label.wait", "/deny"))


def which(pending: dict[str, Any]) -> Reply:
    """A bare yes to "a new one or your money back" picks neither: it is asked once more, shortly."""
    return Reply().say("repair.which").keep(pending=pending).choices(*CHOICES)


def _asked(order: dict[str, Any], said: Reply, *more: tuple[str, str, str]) -> Reply:
    pending = {"do": "replacement", "takes": "choice", "order": order["number"], "amount": order["total_eur"]}
    return said.keep(pending=pending).choices(*more, *CHOICES)
