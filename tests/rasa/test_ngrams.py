"""One text read quickly has the scores that scikit-learn gives it."""

from __future__ import annotations

import numpy as np
import pytest

from bot.nlu import intent_training
from bot.nlu.encoder import encoder
from bot.nlu.intent_model import IntentModel
from bot.nlu.signal_data import cues, matters, read_cues, sentences
from bot.nlu.signal_model import SignalModel
from bot.nlu.signal_training import train
from bot.nlu.words import even
from tests.rasa.server import ROOT

SIGNALS = ROOT / "data/signals"
LAYERS = 2
OURS = sentences(SIGNALS)[::25]
ODD = [
    "",
    " ",
    "?!",
    "1001",
    "ä",
    "öäå ÖÄÅ’",
    "aa aa aa aa",
    "a\nb\tc  d",
    "🙂 kiitos 🙂",
    "x" * 2000,
    "Missä? " * 90,
]
TEXTS = [*ODD, *(one.text for one in sentences(SIGNALS)[7::40])]


@pytest.fixture(scope="module")
def intents() -> IntentModel:
    """A classifier of a few hundred sentences."""
    settings = {"C": 0.5, "held_out": 0.3, "layers": LAYERS}
    texts, labels = [one.text for one in OURS], [one.what for one in OURS]
    return intent_training.train(texts, labels, settings, read_cues(SIGNALS / "person.yml"))


@pytest.fixture(scope="module")
def signals() -> SignalModel:
    return train(OURS, [("missä pakettini on", "track_order")] * 3, cues(SIGNALS), matters(SIGNALS), LAYERS)


def test_an_intent_has_the_scores_of_the_matrix(intents: IntentModel) -> None:
    for text in TEXTS:
        matrix, row = intents.features.matrix([text]), intents.features.row(text)
        theirs = intents.quick.separators.decision_function(matrix)[0]
        np.testing.assert_allclose(row.scores(intents.quick.separators), theirs, rtol=0, atol=1e-5)
        meant = encoder(LAYERS).read([text])
        deep = intents.deep
        assert deep
        theirs = deep.separators.decision_function(intents.features.with_meaning(matrix, meant))[0]
        ours = intents.features.row_with_meaning(row, meant[0]).scores(deep.separators)
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-5)


def test_a_ranking_has_every_intent_once_and_adds_up_to_one(intents: IntentModel) -> None:
    for text in TEXTS:
        ranking = intents.ranking(text)
        assert sorted(name for name, _ in ranking) == sorted(intents.quick.labels)
        assert sum(chance for _, chance in ranking) == pytest.approx(1)


def test_signals_have_the_scores_of_the_matrix(signals: SignalModel) -> None:
    features = signals.features
    for text in TEXTS:
        words, row = features.words([text]), features.row(text)
        assert signals.first
        theirs = signals.first.decision_function(words)[0]
        np.testing.assert_allclose(row.scores(signals.first), theirs, rtol=0, atol=1e-5)
        theirs = signals.matter.decision_function(features.with_meaning(words, [text]))[0]
        ours = features.row_with_meaning(row, text).scores(signals.matter)
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-5)
        theirs = signals.mood.decision_function(features.with_cues(words, [text]))
        ours = features.row_with_cues(row, text, features.cues.find(text)).scores(signals.mood)
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-5)


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("peruisin tilauksen 1006, postinumero 00100", "peruisin tilauksen numtoken"),
        ("Tilausnumero on 1002 ja postinumero on 33100", "numtoken"),
        ("order number is 1002, postcode 20100 please", "numtoken please"),
        ("Var är den? Beställningsnummer 1002, postnummer: 33100", "var är den? numtoken"),
        ("tilasin kaks, numero 1002 a@b.fi", "tilasin kaks, numtoken"),
    ],
)
def test_what_a_number_is_called_says_nothing_of_what_is_wanted(text: str, counted: str) -> None:
    assert even(text) == counted
