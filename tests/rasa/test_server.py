"""The trained model in a running server, with the action server and the order service beside it: a handful of turns."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from tests.rasa.server import TOKEN, Talk, parse

pytestmark = [pytest.mark.slow, pytest.mark.rasa]


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
    parsed = parse(rasa, "Missä tilaus #1001 on?")
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
