"""When "I didn't get that" is said: not where only neighbours among our own matters stand close together."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.doubt import Doubt

CONFIG = {**Doubt.get_default_config(), "threshold": 0.4, "ambiguity_threshold": 0.05}


def read(ranking: list[tuple[str, float]]) -> Any:
    rows = [{"name": name, "confidence": chance} for name, chance in ranking]
    message = Message({"text": "x", "intent": rows[0], "intent_ranking": rows})
    return Doubt(dict(CONFIG)).process([message])[0].get("intent")["name"]


@pytest.mark.parametrize(
    ("ranking", "intent"),
    [
        ([("track_order", 0.9), ("out_of_scope", 0.02)], "track_order"),
        ([("track_order", 0.37), ("delivery_problem", 0.36), ("out_of_scope", 0.05)], "track_order"),
        ([("payment_problem", 0.48), ("invoice_question", 0.46)], "payment_problem"),
        ([("track_order", 0.37), ("delivery_problem", 0.3), ("out_of_scope", 0.2)], "nlu_fallback"),
        ([("track_order", 0.29), ("delivery_problem", 0.25)], "nlu_fallback"),
        ([("thanks", 0.37), ("delivery_info", 0.35)], "thanks"),
        ([("affirm", 0.36), ("deny", 0.33)], "nlu_fallback"),
        ([("stop", 0.31), ("cancel_order", 0.3)], "nlu_fallback"),
        ([("withdraw_human", 0.33), ("contact_human", 0.31)], "nlu_fallback"),
        ([("out_of_scope", 0.36), ("track_order", 0.3)], "nlu_fallback"),
    ],
)
def test_neighbours_among_our_own_matters_are_no_miss(ranking: list[tuple[str, float]], intent: str) -> None:
    assert read(ranking) == intent


def test_a_message_without_any_intent_is_a_miss() -> None:
    message = Message({"text": "", "intent": {"name": None, "confidence": 0.0}, "intent_ranking": []})
    assert Doubt(dict(CONFIG)).process([message])[0].get("intent")["name"] == "nlu_fallback"
