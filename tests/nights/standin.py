"""An assistant for the small run: answers, asks, does not understand, proposes the person, sees danger, or breaks."""

from __future__ import annotations

from typing import Any

from sanic.response import HTTPResponse

from tests.nights.customers import LANGUAGES, MATTERS, NO

EXPECTED = {
    said: matter.expects for matter in MATTERS.values() for language in LANGUAGES for said in matter.says(language)
}  # fmt: skip
REPLIES: dict[str, dict[str, Any]] = {
    "asks": {"text": "Mikä on tilausnumero?", "custom": {"asks": True}},
    "miss": {"text": "En osaa auttaa tässä. Pyydänkö mukaan?", "custom": {"miss": True, "propose": "offer"}},
    "handoff": {"custom": {"propose": "handoff", "reason": "frustration", "urgency": "high"}},
    "danger": {"custom": {"propose": "handoff", "reason": "critical", "urgency": "critical", "alarm": True}},
}


async def assistant(turn: dict[str, Any]) -> Any:
    """Rasa's REST channel, by what is asked."""
    said = turn["message"]
    expects = "answer" if said in NO.values() else EXPECTED.get(said, "answer")
    if expects == "down":
        return HTTPResponse(status=500)
    return [REPLIES.get(expects, {"text": f"Vastaus: {said}"})]
