"""Rasa's call of the action server: with what our actions read, over a connection that is kept.

Rasa sends the whole dialogue each time and opens a new connection for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, nullcontext
from functools import lru_cache
from typing import Any

import aiohttp
from jsonschema.validators import validator_for  # type: ignore[import-untyped]
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

TURNS = 2
"""Of so many turns before this one the bot's words are told; of older ones only that they were (`actions/turn.py`)."""
HEARD = 6
"""Of so many turns before this one it is told what the customer said and what it was taken for."""
KEPT_S = 3.0
"""An idle connection is kept for less time than a Sanic server keeps it (5 s)."""

_request = EndpointConfig.request
_sessions: list[aiohttp.ClientSession] = []


class ActionCall(RemoteAction):
    """In place of Rasa's own."""

    def _action_call_format(self, tracker: DialogueStateTracker, domain: Domain) -> dict[str, Any]:
        """What is sent."""
        call: dict[str, Any] = super()._action_call_format(tracker, domain)
        call["tracker"]["events"] = recent(call["tracker"]["events"])
        return call

    def _validate_action_result(self, result: dict[str, Any]) -> bool:
        """Checks an answer; raises jsonschema's ValidationError."""
        for value, validator in _parts(result):
            validator.validate(value)
        return True


def recent(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """This turn whole; before it a `user` event for each turn, and what the bot said in the last ones."""
    turns = [0, *(at for at, event in enumerate(events) if event["event"] == "user")]
    said, heard = (turns[max(0, len(turns) - 1 - of)] for of in (TURNS, HEARD))
    told = [
        _user(event, whole=at >= heard) if event["event"] == "user" else event
        for at, event in enumerate(events[: turns[-1]])
        if event["event"] == "user" or (event["event"] == "bot" and at >= said)
    ]
    return [*told, *events[turns[-1] :]]


def _user(event: dict[str, Any], whole: bool) -> dict[str, Any]:
    """What a turn was, in short."""
    if not whole:
        return {"event": "user"}
    intent = ((event.get("parse_data") or {}).get("intent") or {}).get("name")
    return {"event": "user", "text": event.get("text"), "parse_data": {"intent": {"name": intent}}}


def _parts(result: Any) -> Iterator[tuple[Any, Any]]:
    """What is to be checked by what: each event by the schema of its kind, where Rasa tries those of all 23 kinds."""
    whole, kinds = _validators()
    events = result.get("events") if isinstance(result, dict) else None
    if not isinstance(events, list) or not all(_kind(event) in kinds for event in events):
        yield result, whole
        return
    yield {**result, "events": []}, whole
    yield from ((event, kinds[_kind(event)]) for event in events)


def _kind(event: Any) -> str:
    """Which event it is; empty when it is none."""
    name = event.get("event") if isinstance(event, dict) else None
    return name if isinstance(name, str) else ""


@lru_cache(maxsize=1)
def _validators() -> tuple[Any, dict[str, Any]]:
    """For an answer, and for each kind of event.

    Rasa checks the schema itself at each answer: two thirds of a turn (25 of 38 ms), so it is done once here.
    """
    schema = RemoteAction.action_response_format_spec()
    make = validator_for(schema)
    make.check_schema(schema)
    kinds = schema["properties"]["events"]["items"]["oneOf"]
    return make(schema), {kind["properties"]["event"]["const"]: make(kind) for kind in kinds}


def session(self: EndpointConfig) -> AbstractAsyncContextManager[aiohttp.ClientSession]:
    """In place of EndpointConfig.session: the one session of this endpoint, which stays open."""
    kept = self.__dict__.get("_kept")
    if kept is None or kept.closed:
        kept = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(keepalive_timeout=KEPT_S), headers=self.headers
        )
        self.__dict__["_kept"] = kept
        _sessions.append(kept)
    return nullcontext(kept)


async def request(self: EndpointConfig, *args: Any, **kwargs: Any) -> Any:
    """In place of EndpointConfig.request: once more when the server had just closed the kept connection.

    An action may thus be run twice; those that do something carry the turn's id as idempotency key.
    """
    try:
        return await _request(self, *args, **kwargs)
    except aiohttp.ServerDisconnectedError:
        return await _request(self, *args, **kwargs)


async def close() -> None:
    """Lets all connections go."""
    while _sessions:
        await _sessions.pop().close()
