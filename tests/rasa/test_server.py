"""The trained model in a running server, with the action server and the order service beside it: a handful of turns."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.rasa.conftest import ROOT, free_port, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.rasa]
TOKEN = "test"


@pytest.fixture(scope="module")
def rasa(order_service: str) -> Iterator[str]:
    """Rasa's address. The model is the newest of models/, which `make test` brings up to date beforehand."""
    models = sorted((ROOT / "models").glob("aina-*.tar.gz"), key=lambda path: path.stat().st_mtime)
    if not models:
        pytest.fail("No model: run `make test`, or `python -m bot.run.model` in the gateway's environment.")
    actions, port = free_port(), free_port()
    env = {**os.environ, "SANIC_HOST": "127.0.0.1", "ORDERS_URL": order_service, "PYTHONWARNINGS": "ignore"}
    env |= {
        "ACTIONS_URL": f"http://127.0.0.1:{actions}/webhook",
        "TRACKER_REDIS_URL": "",
        "RASA_TOKEN": TOKEN,
    }
    run = ["bot.rasa", "-m", str(models[-1]), "-i", "127.0.0.1", "-p", str(port)]
    servers = [_start(["rasa_sdk", "--actions", "actions", "-p", str(actions)], env), _start(run, env)]
    try:
        wait_for(f"http://127.0.0.1:{actions}/health", 60)
        wait_for(f"http://127.0.0.1:{port}/status?token={TOKEN}", 120)
        yield f"http://127.0.0.1:{port}"
    finally:
        for server in servers:
            server.terminate()
            server.wait(20)


def _start(module: list[str], env: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", *module], cwd=ROOT, env=env, stderr=subprocess.DEVNULL)


class Talk:
    """One conversation over the REST channel."""

    def __init__(self, base: str, language: str) -> None:
        self.base, self.language, self.sender, self.turns = base, language, f"t{time.time_ns()}", 0

    def say(self, text: str) -> tuple[str, dict[str, Any]]:
        """The texts of the answer, joined, and its custom items, merged."""
        self.turns += 1
        human = {"name": "Aino", "phrase": "Aino, laskutus", "when": "vastaa nyt", "available": True}
        meta = {
            "turn_id": f"{self.sender}.{self.turns}",
            "language": self.language,
            "handler": "bot",
            "human": human,
        }
        body = {"sender": self.sender, "message": text, "metadata": meta}
        items = httpx.post(f"{self.base}/webhooks/rest/webhook", json=body, timeout=30).json()
        custom: dict[str, Any] = {}
        for item in items:
            custom |= item.get("custom") or {}
        return "\n".join(item["text"] for item in items if item.get("text")), custom


def test_order_status_with_a_side_question_and_a_person(rasa: str) -> None:
    talk = Talk(rasa, "fi")
    assert "botti" in talk.say("moi")[0].lower()
    assert "tilausnumero" in talk.say("missä mun paketti on")[0].lower()
    assert "postinumero" in talk.say("1002")[0]
    assert "8–18" in talk.say("koska ootte auki")[0]
    text, custom = talk.say("33100")
    assert "matkalla" in text
    assert custom["brief"]["order"] == "1002"
    assert talk.say("haluan puhua ihmiselle")[1]["propose"] == "handoff"


@pytest.mark.parametrize(
    ("language", "text"),
    [("fi", "ihminen"), ("en", "I want to talk to a person"), ("sv", "jag vill tala med en människa")],
)
@pytest.mark.parametrize("inside", [False, True])
def test_a_person_interrupts_everything(rasa: str, language: str, text: str, inside: bool) -> None:
    talk = Talk(rasa, language)
    if inside:
        talk.say(
            {"fi": "missä pakettini on", "en": "where is my parcel", "sv": "var är mitt paket"}[language]
        )
    said, custom = talk.say(text)
    assert said == ""
    assert custom["propose"] == "handoff"


def test_a_button_does_what_it_says(rasa: str) -> None:
    talk = Talk(rasa, "en")
    asked, custom = talk.say("I want to cancel my order 1029, ida.nyman@example.fi")
    assert "cancel" in asked
    assert [choice["payload"] for choice in custom["choices"]] == ["/affirm", "/deny"]
    assert talk.say("/affirm")[1]["did"][0]["action"] == "cancel"


def test_the_model_carries_intent_and_entities(rasa: str) -> None:
    parsed = httpx.post(
        f"{rasa}/model/parse", params={"token": TOKEN}, json={"text": "Missä tilaus #1001 on?"}
    ).json()
    assert parsed["intent"]["name"] == "track_order"
    assert [(e["entity"], e["value"]) for e in parsed["entities"]] == [("order_number", "1001")]


def test_nothing_listens_beyond_this_machine(rasa: str) -> None:
    port = int(rasa.rsplit(":", 1)[1])
    listening = Path("/proc/net/tcp").read_text().splitlines()[1:]
    local = [line.split()[1] for line in listening if line.split()[3] == "0A"]
    assert f"0100007F:{port:04X}" in local


def test_a_dialogue_beside_the_customers_begins_with_what_the_case_knows(rasa: str) -> None:
    """As an agent's suggestion is asked for: the slots first, then the last message (bot/core/told.py)."""
    talk = Talk(rasa, "fi")
    known = {"task": "track_order", "order_number": "1002", "order_key": "33100"}
    events = [{"event": "slot", "name": name, "value": value} for name, value in known.items()]
    tracker = f"{rasa}/conversations/{talk.sender}/tracker"
    answer = httpx.post(f"{tracker}/events", params={"token": TOKEN}, json=events, timeout=30)
    assert answer.status_code == 200
    text, custom = talk.say("milloin mun paketti tulee")
    assert "matkalla" in text, "it is not asked for the number again"
    assert custom["matter"] == "track_order"
    kept = httpx.get(tracker, params={"token": TOKEN, "include_events": "NONE"}, timeout=30).json()["slots"]
    assert kept["order_number"] == "1002"
