"""Rasa's call of the action server: what travels, and over which connection."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from jsonschema import ValidationError  # type: ignore[import-untyped]
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import BotUttered, Event
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk import Tracker

from actions.turn import Turn
from bot.rasa import action_call
from bot.rasa.action_call import ActionCall
from tests.rasa.past import DOMAIN, dialogues, said


def test_an_action_reads_from_the_last_turns_what_it_reads_from_all() -> None:
    for tracker in dialogues(200):
        told = tracker.current_state(EventVerbosity.ALL)
        lean = told | {"events": action_call.recent(told["events"])}
        assert Turn.read(Tracker.from_dict(lean)) == Turn.read(Tracker.from_dict(told))


async def test_a_long_dialogue_travels_short() -> None:
    events: list[Event] = [event for _ in range(30) for event in (said("moi", "greet"), BotUttered("hei"))]
    tracker = DialogueStateTracker.from_events("long", events, slots=DOMAIN.slots, domain=DOMAIN)
    endpoint = EndpointConfig("http://127.0.0.1:1", enable_selective_domain=True)
    call = ActionCall("action_greet", endpoint)._action_call_format(tracker, DOMAIN)
    whole = RemoteAction("action_greet", endpoint)._action_call_format(tracker, DOMAIN)
    assert {key: value for key, value in call.items() if key != "tracker"} == {
        key: value for key, value in whole.items() if key != "tracker"
    }
    told, all_told = call["tracker"]["events"], whole["tracker"]["events"]
    assert told[-2:] == all_told[-2:]
    moi = {"event": "user", "text": "moi", "parse_data": {"intent": {"name": "greet"}}}
    assert told[-6:-2] == [moi, all_told[-5], moi, all_told[-3]]
    older = told[:-6]
    assert older == [{"event": "user"}] * 23 + [moi] * 4


ANSWERS: list[Any] = [
    {"events": [], "responses": []},
    {
        "events": [{"event": "slot", "name": "a", "value": None, "timestamp": None}],
        "responses": [{"text": "hei"}],
    },
    {"events": [{"event": "followup", "name": "order_form"}, {"event": "active_loop", "name": None}]},
    {},
    {"events": [{"event": "slot", "name": "a"}]},
    {"events": [{"event": "slot", "name": 1, "value": 1}]},
    {"events": [{"event": "unheard_of"}]},
    {"events": [{"event": 1}]},
    {"events": [{"event": ["slot"]}]},
    {"events": [{}]},
    {"events": ["slot"]},
    {"events": None},
    {"events": 5},
    {"events": {"event": "slot"}},
    {"events": [{"event": "bot", "text": 1}], "responses": "hei"},
    {"responses": ["hei"]},
    [],
    None,
]


@pytest.mark.parametrize("answer", ANSWERS, ids=str)
def test_an_answer_passes_where_it_passes_with_rasa(answer: Any) -> None:
    taken = []
    for kind in (RemoteAction, ActionCall):
        try:
            taken.append(kind("action_greet", None)._validate_action_result(answer))
        except ValidationError:
            taken.append(False)
    assert taken[0] == taken[1]


@asynccontextmanager
async def a_server(hang_up_after: int = 1000) -> AsyncIterator[tuple[EndpointConfig, list[Any]]]:
    """A server that closes every connection after so many answers without a word, and whom it was asked by."""
    asked: list[Any] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(request.transport)
        assert request.transport is not None
        if asked.count(request.transport) > hang_up_after:
            request.transport.close()
        return web.json_response({"events": [], "responses": []})

    app = web.Application()
    app.router.add_post("/webhook", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]
    try:
        yield EndpointConfig(f"http://127.0.0.1:{port}/webhook"), asked
    finally:
        await action_call.close()
        await runner.cleanup()


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(EndpointConfig, "session", action_call.session)
    monkeypatch.setattr(EndpointConfig, "request", action_call.request)


@pytest.mark.usefixtures("kept")
async def test_one_connection_serves_many_calls() -> None:
    async with a_server() as (endpoint, asked):
        for _ in range(5):
            assert await endpoint.request(json={}) == {"events": [], "responses": []}
    assert len(asked) == 5
    assert len(set(asked)) == 1


@pytest.mark.usefixtures("kept")
async def test_a_server_that_hangs_up_on_a_kept_connection_is_asked_once_more() -> None:
    async with a_server(hang_up_after=1) as (endpoint, asked):
        for _ in range(3):
            assert await endpoint.request(json={}) == {"events": [], "responses": []}
    assert len(set(asked)) == 3


@pytest.mark.usefixtures("kept")
async def test_a_server_that_always_hangs_up_is_an_error() -> None:
    async with a_server(hang_up_after=0) as (endpoint, asked):
        with pytest.raises(aiohttp.ServerDisconnectedError):
            await endpoint.request(json={})
    assert len(asked) == 2
