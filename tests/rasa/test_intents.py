"""The trained intents: when meaning is asked for, and a wish for a person in a long letter."""

from __future__ import annotations

import numpy as np
import pytest

from bot.nlu import intent_model
from bot.nlu.encoder import meaning
from bot.nlu.intent_model import CLEAR, CLEAR_WISH, HUMAN, IntentModel, sure, sure_of_wish
from bot.nlu.words import LONG, legible
from tests.rasa.conftest import trained


@pytest.fixture(scope="module")
def model() -> IntentModel:
    loaded: IntentModel = trained("intents.joblib")
    return loaded


@pytest.mark.parametrize(
    ("scores", "clear"), [([0.5, 0.5 - CLEAR, -1], True), ([0.5, 0.1, -1], False), ([-1.0, -1.0], False)]
)
def test_one_intent_must_stand_clear_of_all_others(scores: list[float], clear: bool) -> None:
    assert sure(np.array(scores)) is clear


@pytest.mark.parametrize(
    ("scores", "clear"),
    [([0.0, CLEAR_WISH], True), ([0.0, -CLEAR_WISH], True), ([0.0, 0.7], False), ([0.0, -0.7], False)],
)
def test_a_wish_must_be_plainly_there_or_plainly_not(scores: list[float], clear: bool) -> None:
    assert sure_of_wish(np.array(scores), 1) is clear
    assert sure_of_wish(np.array(scores), None)


def test_what_is_plain_does_not_wait_for_the_encoder(
    model: IntentModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intent_model, "meaning", lambda *_: pytest.fail("asked"))
    for text in ("moi", "thanks", "ihminen", "Hello", "Are you a bot?"):
        assert model.ranking(text)[0][1] > 0.5


def test_what_is_unsure_asks_it(model: IntentModel, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(intent_model, "meaning", lambda text, n: asked.append(text) or meaning(text, n))
    model.ranking("se vihreä vempain siitä jutusta")
    assert asked == ["se vihreä vempain siitä jutusta"]


@pytest.mark.parametrize(
    ("before", "wish", "after"),
    [
        ("Tilasin teiltä maton ja se tuli perjantaina. Väri on hieno.", "Haluaisin puhua ihmisen kanssa.", "Terveisin Leena"),
        ("The rug came on Friday and the colour is lovely.", "I would like to talk to a person.", "Best wishes, Lena"),
        ("Mattan kom på fredagen och färgen är fin.", "Jag vill tala med en människa.", "Hälsningar, Lena"),
    ],
)  # fmt: skip
def test_a_wish_counts_in_whatever_sentence_of_a_letter_it_stands(
    model: IntentModel, before: str, wish: str, after: str
) -> None:
    letter = f"{before} {before} {wish} {after}"
    assert len(letter) > LONG
    assert model.ranking(letter)[0][0] == HUMAN
    assert model.ranking(f"{before} {before} {after}")[0][0] != HUMAN


@pytest.mark.parametrize(
    "text",
    ["أين طردي؟", "我的包裹在哪里", "พัสดุของฉันอยู่ที่ไหน", "где моя посылка", "x" * 4000, "aGVsbG8gd29ybGQ" * 4, "\ue000\uf8ff", "", " "],
)  # fmt: skip
def test_what_nobody_taught_it_to_read_is_not_guessed_at(text: str) -> None:
    assert not legible(text)


@pytest.mark.parametrize(
    "text", ["missä tilaus", "ÄÖÅ", "1002", "???", "🙂", "hej där", "где order 1002", "a" * 40]
)
def test_what_is_short_or_mixed_is_read(text: str) -> None:
    assert legible(text)
