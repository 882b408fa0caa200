"""How a conversation stands at the end of the night, by what its customer can see."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.core import plain
from bot.core.event import for_customer
from tests.month.audit import Log
from tests.nights.customers import NO

ENDS = ("answers", "commitments", "no_thanks", "dead_ends")
EMERGENCY = "112"
ASKS = re.compile(
    r"[?]|(^|[.:] )(Kerro|Vielä|Tarvitsen|Tell me|Just the|I still need|And the|Berätta|Ännu|Jag behöver)\b",
    re.MULTILINE,
)
"""A question, or a sentence that asks without a question mark (data/lines/order.yml, talk.yml)."""


def ended(log: Log, state: Mapping[str, Any], answer: str = "") -> str:
    """One of ENDS. `state`: the contract's, as of now.

    A commitment is a promise under way, or a place in the queue with a person named and told by when.

    Args:
        answer: a pattern of what was asked for, where it is known: who reads that has an answer, whatever is asked next.
    """
    seen = [shown for event in log if (shown := for_customer(event))]
    if any(one["status"] in ("open", "moved", "tried") for one in state["promises"]) or _taken_in(
        seen, state
    ):
        return "commitments"
    if _declined(seen):
        return "no_thanks"
    # Who waits has asked for more than what was said.
    return "answers" if state["handler"] != "queue" and _answered(seen, answer) else "dead_ends"


def in_danger_without(log: Log) -> list[str]:
    """What the log of an alarm lacks: the emergency number in a line of the bot's, and somebody woken."""
    raised = [e for e in log if e["type"] == "alert.raised" and e["data"].get("alarm")]
    lines = [str(e.get("text")) for e in log if e["type"] == "message" and e["by"]["kind"] == "bot"]
    lacks = [] if any(EMERGENCY in text for text in lines) else ["emergency number"]
    return lacks + ([] if raised and raised[0]["data"]["to"] else ["on-call person"])


def _taken_in(seen: Log, state: Mapping[str, Any]) -> bool:
    told = any(e["type"] == "message" and e["by"]["kind"] == "bot" for e in _since(seen, "handoff.requested"))
    return (
        state["handler"] == "queue"
        and told
        and bool(state["human"]["name"] and state["human"]["expected_at"])
    )


def _declined(seen: Log) -> bool:
    """An offer, or a wish, that the customer took back in plain words or by the button, and nothing asked since."""
    for event in reversed(seen):
        if event["type"] == "handoff.withdrawn":
            return True
        if event["type"] == "message" and event["by"]["kind"] == "customer":
            return event["text"] in NO.values()
    return False


def _answered(seen: Log, answer: str) -> bool:
    """The last word is a person's, or the bot's that is no miss and no offer, and leaves no question of its own.

    A question does no harm where what was asked for has been told, or where nothing was asked: hello, and hello back.
    """
    lines = [e for e in seen if e["type"] == "message" or e["type"] == "announcement"]
    last: Mapping[str, Any] = lines[-1] if lines else {"by": {"kind": "nobody"}}
    if last["by"]["kind"] == "agent":
        return True
    data = last.get("data", {})
    if last["by"]["kind"] != "bot" or data.get("miss") or data.get("offers_human"):
        return False
    return not ASKS.search(last["text"]) or _greeted(lines) or _told(lines, answer)


def _greeted(lines: Log) -> bool:
    return all(plain.only_greets(str(e["text"])) for e in lines if e["by"]["kind"] == "customer")


def _told(lines: Log, answer: str) -> bool:
    said = "\n".join(str(e["text"]) for e in lines if e["by"]["kind"] == "bot")
    return bool(answer and re.search(answer, said))


def _since(seen: Log, kind: str) -> Log:
    places = [place for place, event in enumerate(seen) if event["type"] == kind]
    return seen[places[-1] :] if places else []
