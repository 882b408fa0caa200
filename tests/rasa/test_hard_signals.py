"""What makes a message hard, through the trained components: put on the message with the words that raised it."""

from __future__ import annotations

import time
from typing import Any

import pytest
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.empathy import EmpathySignals
from bot.nlu.entities import EntityFinder
from bot.nlu.intents import IntentClassifier
from tests.rasa.conftest import trained

Pipeline = tuple[Any, ...]


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    parts: list[Any] = []
    for component, file in ((IntentClassifier, "intents.joblib"), (EmpathySignals, "signals.joblib")):
        parts.append(component(component.get_default_config(), None, None, trained(file)))
    return (EntityFinder(), *parts)


def read(pipeline: Pipeline, text: str) -> Message:
    message = Message(data={"text": text})
    for part in pipeline:
        part.process([message])
    return message


def signals(pipeline: Pipeline, text: str) -> dict[str, str]:
    return {one["name"]: one["text"] for one in read(pipeline, text).get("empathy")["signals"]}


@pytest.mark.parametrize(
    ("text", "intents"),
    [
        ("Lasku tuli kahteen kertaan. Salasanakin on hukassa, miten saan uuden?", {"invoice_question", "account_password"}),
        ("Where is order 1002? And I forgot my password, how do I reset it?", {"track_order", "account_password"}),
        ("Var är mitt paket? Jag har glömt mitt lösenord.", {"track_order", "account_password"}),
    ],
)  # fmt: skip
def test_several_matters_are_told_apart(pipeline: Pipeline, text: str, intents: set[str]) -> None:
    found = {one["name"] for one in read(pipeline, text).get("matters")}
    assert len(found) == 2
    assert found & intents
    assert signals(pipeline, text)["several_matters"]


@pytest.mark.parametrize(
    "text",
    [
        "Tuote tuli rikki. Haluan rahat takaisin. Miten palautan sen?", "Hei! Missä paketti on? Kiitos jo etukäteen.",
        "It arrived broken. I want my money back. How do I return it?", "moi", "1001",
    ],
)  # fmt: skip
def test_one_matter_is_one(pipeline: Pipeline, text: str) -> None:
    assert read(pipeline, text).get("matters") == []
    assert "several_matters" not in signals(pipeline, text)


def test_a_large_sum_and_the_only_lamp_are_much_at_stake(pipeline: Pipeline) -> None:
    assert signals(pipeline, "laskussa on 640 euroa liikaa, miksi")["high_stakes"] == "640 €"
    assert signals(pipeline, "it was my only lamp, where is the new one")["high_stakes"] == "my only lamp"
    assert "high_stakes" not in signals(pipeline, "missä tilaus 1001 on")


@pytest.mark.parametrize(("sure", "doubt"), [(0.3, True), (0.9, False)])
def test_a_doubt_follows_from_the_chance_of_the_intent(pipeline: Pipeline, sure: float, doubt: bool) -> None:
    message = Message(
        data={"text": "se vihreä juttu siitä", "intent": {"name": "thanks", "confidence": sure}}
    )
    pipeline[2].process([message])
    assert ("low_confidence" in {one["name"] for one in message.get("empathy")["signals"]}) is doubt


def test_text_that_starts_with_a_slash_has_no_signals(pipeline: Pipeline) -> None:
    assert read(pipeline, "/restart").get("empathy") is None


def test_matters_cost_a_millisecond_or_two(pipeline: Pipeline) -> None:
    text = "Lasku tuli kahteen kertaan. Salasana on hukassa. Milloin paketti tulee? Voiko tyynyn palauttaa?"
    model = pipeline[1]._model
    took = []
    for _ in range(50):
        began = time.perf_counter()
        model.sentences(text)
        took.append(time.perf_counter() - began)
    assert min(took) < 0.01
