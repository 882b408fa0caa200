"""Rasa over HTTP: a turn in, a Reply out. Every way it can fail becomes AssistantDown (docs/protocol.md)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.assistant.reply import parse_reply
from bot.assistant.wire import Wire, WireError
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
        self._http = Wire(url)
        self._params = {"token": token} if token else {}

    def request(self, cid: str, message: str, metadata: dict[str, Any]) -> bytes:
        """One turn, ready to be sent."""
        body = {"sender": cid, "message": message, "metadata": metadata}
        return self._http.request("POST", "/webhooks/rest/webhook", body)

    async def ask(self, request: bytes) -> Reply:
        """Sends one turn.

        Raises:
            AssistantDown: no answer, an error, or nothing in it.
        """
        return self._reply(await self._json(request))

    async def turn(self, cid: str, message: str, metadata: dict[str, Any]) -> Reply:
        """The same in one."""
        return await self.ask(self.request(cid, message, metadata))

    async def recover(self, cid: str, turn_id: str) -> Reply | None:
        """The reply that the assistant already gave to a turn whose taker died; None: it never got the turn,
        or has not answered it.

        The tracker is a cache: where it is gone the turn is simply sent again, and every writing action carries the
        turn's id as its idempotency key.
        """
        params = {**self._params, "include_events": "ALL"}
        doc = await self._json(self._http.request("GET", f"/conversations/{cid}/tracker", None, params))
        events = doc.get("events") or [] if isinstance(doc, dict) else []
        starts = [i for i, e in enumerate(events) if e.get("event") == "user" and _turn_of(e) == turn_id]
        if not starts:
            return None
        items = [_item(e) for e in events[starts[-1] :] if e.get("event") == "bot"]
        reply = parse_reply([item for item in items if item])
        return None if reply.failed else reply

    async def slots(self, cid: str) -> dict[str, Any]:
        """What the dialogue remembers; empty where it is gone: it is a cache."""
        params = {**self._params, "include_events": "NONE"}
        doc = await self._json(self._http.request("GET", f"/conversations/{cid}/tracker", None, params))
        return dict(doc.get("slots") or {}) if isinstance(doc, dict) else {}

    async def tell(self, cid: str, slots: Mapping[str, Any]) -> None:
        """Sets slots of the dialogue, in one call."""
        events = [{"event": "slot", "name": name, "value": value} for name, value in slots.items()]
        path = f"/conversations/{cid}/tracker/events"
        await self._json(self._http.request("POST", path, events, self._params))

    async def ready(self) -> bool:
        """Whether Rasa answers with a model loaded."""
        try:
            answer = await self._http.call(
                self._http.request("GET", "/status", None, self._params), PROBE_TIMEOUT_S
            )
            found = answer.json()
        except WireError:
            return False
        return answer.status == 200 and isinstance(found, dict) and bool(found.get("model_file"))

    async def close(self) -> None:
        """Lets the connections go."""
        self._http.close()

    async def _json(self, request: bytes) -> Any:
        try:
            answer = await self._http.call(request, TURN_TIMEOUT_S)
            if not 200 <= answer.status < 300:
                raise AssistantDown(f"status {answer.status}")
            return answer.json()
        except WireError as error:
            raise AssistantDown(str(error)) from error

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
