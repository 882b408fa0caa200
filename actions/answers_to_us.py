"""Answers to a question of ours that come as free text: a new address, "uusi" or "rahat" after "which would you like",
"en muista numeroo" after the order number was asked for.
"""

from __future__ import annotations

import re
from typing import Any

from actions.deeds import DEEDS
from actions.kinds import has, kind_of
from actions.missed import missed_in_form
from actions.order_form import EXITS
from actions.reply import Reply
from actions.steps import steps
from actions.turn import Turn

ADDRESS_LIKE = frozenset(
    ["nlu_fallback", "inform", "change_order", "out_of_scope", "affirm", "delivery_info"]
)
CHOICE_LIKE = frozenset(
    [
        "nlu_fallback",
        "inform",
        "affirm",
        "delivery_problem",
        "return_refund",
        "out_of_scope",
        "product_question",
    ]
)
"""Intents under which an answer to our question may be read; a question about something else is none."""
_STREET = re.compile(r"[^\W\d_]{3,}\s+\d{1,4}\b")
VAGUE = frozenset(["nlu_fallback", "inform", "deny", "affirm", "out_of_scope"])
"""Intents that name no other matter."""
GOES_ON = frozenset(["affirm", "inform", "nlu_fallback", "takes_note", "thanks"])


async def answered(turn: Turn) -> Reply | None:
    """The deed that this text picks; None when the text is no answer to our question."""
    if no_number(turn):
        return missed_in_form(turn)
    pending = turn.slots.get("pending") or {}
    if pending.get("do") == "steps" and turn.intent in GOES_ON:
        return steps(pending["lines"], **pending.get("facts", {}))
    if pending.get("takes") == "text" and turn.intent in ADDRESS_LIKE and _is_address(turn.text):
        return _confirm_address(turn, pending)
    if pending.get("takes") == "choice" and turn.intent in CHOICE_LIKE and not has(turn.text, "asking"):
        picked = turn.first("choice") or kind_of(turn.text, ("refund", "replacement"))
        return await DEEDS[picked](turn, pending) if picked in DEEDS else None
    return None


def _is_address(text: str) -> bool:
    """A street with its number, and no question."""
    return bool(_STREET.search(text)) and "?" not in text and not has(text, "asking")


def _confirm_address(turn: Turn, pending: dict[str, Any]) -> Reply:
    address = " ".join(turn.text.split())[:200]
    kept = {"do": "address", "order": pending["order"], "address": address}
    return Reply().keep(pending=kept).say("change.confirm_address", address=address).yes_no()


def no_number(turn: Turn) -> bool:
    """Whether this says that there is no order number at hand: no question about phone numbers, say."""
    if turn.asked != "order_number" or turn.intent in EXITS or not has(turn.text, "no_number"):
        return False
    return turn.intent in VAGUE or has(turn.text, "number")
