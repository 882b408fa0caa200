"""Rasa's call of the action server: with what our actions read, over a connection that is kept.

Rasa sends the whole dialogue each time and opens a new connection for it.
"""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager, nullcontext
from functools import lru_cache
from typing import Any

import aiohttp
from jsonschema.validators import validator_for  # type: ignore[import-untyped]
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

TURNS = 3
"""So many turns are told whole, this one included; of older ones only that they were (`actions/turn.py` counts them)."""
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
        _validator().validate(result)
        return True


def recent(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The events of the last turns, after one bare `user` event for each turn before."""
    turns = [at for at, event in enumerate(events) if event["event"] == "user"]
    if len(turns) <= TURNS:
        return events
    return [{"event": "user"}] * (len(turns) - TURNS) + events[turns[-TURNS] :]


@lru_cache(maxsize=1)
def _validator() -> Any:
    """Rasa checks the schema itself at each answer: two thirds of a turn (25 of 38 ms), so it is done once here."""
    schema = RemoteAction.action_response_format_spec()
    kind = validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)


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
