"""Rasa over HTTP: a turn in, a Reply out. Every way it can fail becomes AssistantDown (docs/protocol.md)."""

from __future__ import annotations

from typing import Any

import httpx

from bot.assistant.reply import parse_reply
from bot.core.errors import AinaError
from bot.core.turns import Reply

TURN_TIMEOUT_S = 25.0
PROBE_TIMEOUT_S = 1.0


class AssistantDown(AinaError):
    """The assistant gave no usable answer: away, loading, slow, an error status, or the empty list of a crash."""

    code = "assistant_down"
    status = 503
    title = "The assistant is not answering."


class Assistant:
    """One pooled client of Rasa's REST channel.

    Args:
        url: where Rasa answers; `token` guards its other endpoints.
    """

    def __init__(self, url: str, token: str | None) -> None:
        limits = httpx.Limits(max_connections=200, max_keepalive_connections=50)
        timeout = httpx.Timeout(TURN_TIMEOUT_S, connect=2.0)
        self._http = httpx.AsyncClient(base_url=url, timeout=timeout, limits=limits, trust_env=False)
        self._params = {"token": token} if token else {}

    async def turn(self, cid: str, message: str, metadata: dict[str, Any]) -> Reply:
        """Sends one turn.

        Raises:
            AssistantDown: no answer, an error, or nothing in it.
        """
        body = {"sender": cid, "message": message, "metadata": metadata}
        items = await self._json("POST", "/webhooks/rest/webhook", json=body)
        return self._reply(items)

    async def recover(self, cid: str, turn_id: str) -> Reply | None:
        """The reply that the assistant already gave to a turn whose taker died; None: it never got the turn.

        The tracker is a cache: where it is gone the turn is simply sent again, and every writing action carries the
        turn's id as its idempotency key.
        """
        doc = await self._json(
            "GET", f"/conversations/{cid}/tracker", params={**self._params, "include_events": "ALL"}
        )
        events = doc.get("events") or [] if isinstance(doc, dict) else []
        starts = [i for i, e in enumerate(events) if e.get("event") == "user" and _turn_of(e) == turn_id]
        if not starts:
            return None
        items = [_item(e) for e in events[starts[-1] :] if e.get("event") == "bot"]
        return self._reply([item for item in items if item])

    async def tell(self, cid: str, slot: str, value: Any) -> None:
        """Appends one slot event to the tracker."""
        await self._json(
            "POST", f"/conversations/{cid}/tracker/events", params=self._params,
            json={"event": "slot", "name": slot, "value": value},
        )  # fmt: skip

    async def ready(self) -> bool:
        """Whether Rasa answers with a model loaded."""
        try:
            answer = await self._http.get("/status", params=self._params, timeout=PROBE_TIMEOUT_S)
        except httpx.HTTPError:
            return False
        return answer.status_code == 200 and bool(answer.json().get("model_file"))

    async def close(self) -> None:
        """Lets the connections go."""
        await self._http.aclose()

    async def _json(self, method: str, path: str, **more: Any) -> Any:
        try:
            answer = await self._http.request(method, path, **more)
            answer.raise_for_status()
            return answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise AssistantDown(type(error).__name__) from error

    def _reply(self, items: Any) -> Reply:
        reply = parse_reply(items)
        if reply.failed:
            raise AssistantDown("empty")
        return reply


def _turn_of(event: dict[str, Any]) -> str | None:
    found = (event.get("metadata") or {}).get("turn_id")
    return str(found) if found else None


def _item(event: dict[str, Any]) -> dict[str, Any]:
    custom = (event.get("data") or {}).get("custom")
    item = {"text": event.get("text"), "custom": custom}
    return {key: value for key, value in item.items() if value}
