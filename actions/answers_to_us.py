"""Answers to a question of ours that come as free text: a new address, "uusi" or "rahat" after "which would you like",
"en muista numeroo" after the order number was asked for.
"""

from __future__ import annotations

from actions.deeds import DEEDS
from actions.kinds import has, kind_of
from actions.missed import missed_in_form
from actions.order_form import EXITS
from actions.reply import Reply
from actions.turn import Turn

NOT_AN_ANSWER = frozenset(
    [
        "contact_human",
        "withdraw_human",
        "stop",
        "complaint",
        "fraud_check",
        "privacy_request",
        "goodbye",
        "deny",
        "affirm",
        "language_switch",
        "thanks",
        "bot_challenge",
        "slow_down",
        "greet",
        "opening_hours",
    ]
)


VAGUE = frozenset(["nlu_fallback", "inform", "deny", "affirm", "out_of_scope"])
"""Intents that name no other matter."""
GOES_ON = frozenset(["affirm", "inform", "nlu_fallback", "thanks"])


def steps(lines: list[str]) -> Reply:
    """The first of these lines now, the others one at a time as the customer says that it is done."""
    rest = {"do": "steps", "lines": lines[1:]} if lines[1:] else None
    return Reply().keep(pending=rest).say(lines[0])


async def answered(turn: Turn) -> Reply | None:
    """The deed that this text picks; None when the text is no answer to our question."""
    if no_number(turn):
        return missed_in_form(turn, int(turn.slots.get("misses") or 0) + 1)
    pending = turn.slots.get("pending") or {}
    if pending.get("do") == "steps" and turn.intent in GOES_ON:
        return steps(pending["lines"])
    if pending.get("do") not in DEEDS or turn.intent in NOT_AN_ANSWER:
        return None
    if pending.get("takes") == "text":
        return await DEEDS[pending["do"]](turn, pending) if any(c.isdigit() for c in turn.text) else None
    if pending["do"] == "replacement":
        picked = turn.first("choice") or kind_of(turn.text, ("refund", "replacement"))
        return await DEEDS[picked](turn, pending) if picked in DEEDS else None
    return None


def no_number(turn: Turn) -> bool:
    """Whether this says that there is no order number at hand: no question about phone numbers, say."""
    if turn.asked != "order_number" or turn.intent in EXITS or not has(turn.text, "no_number"):
        return False
    return turn.intent in VAGUE or has(turn.text, "number")
