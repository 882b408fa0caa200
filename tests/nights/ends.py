"""How a conversation stands at the end of the night, by what its customer can see."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.core.event import for_customer
from tests.month.audit import Log
from tests.nights.customers import NO

ENDS = ("answers", "commitments", "no_thanks", "dead_ends")
EMERGENCY = "112"


def ended(log: Log, state: Mapping[str, Any]) -> str:
    """One of ENDS. `state`: the contract's, as of now.

    A commitment is a promise under way, or a place in the queue with a person named and told by when.
    """
    seen = [shown for event in log if (shown := for_customer(event))]
    if any(one["status"] in ("open", "moved", "tried") for one in state["promises"]) or _taken_in(
        seen, state
    ):
        return "commitments"
    if _declined(seen):
        return "no_thanks"
    # Who waits has asked for more than what was said.
    return "answers" if state["handler"] != "queue" and _answered(seen) else "dead_ends"


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


def _answered(seen: Log) -> bool:
    """The last word is the bot's or a person's, and neither a miss, nor an offer, nor a question of its own."""
    lines = [e for e in seen if e["type"] == "message" or e["type"] == "announcement"]
    last: Mapping[str, Any] = lines[-1] if lines else {"by": {"kind": "nobody"}}
    if last["by"]["kind"] == "agent":
        return True
    data = last.get("data", {})
    return last["by"]["kind"] == "bot" and not data.get("miss") and not data.get("offers_human")


def _since(seen: Log, kind: str) -> Log:
    places = [place for place, event in enumerate(seen) if event["type"] == kind]
    return seen[places[-1] :] if places else []
