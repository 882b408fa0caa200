"""One text read quickly has the scores that scikit-learn gives it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.pipeline import make_pipeline

from bot.nlu import intent_model
from bot.nlu.ngrams import Counted
from bot.nlu.signal_data import cues, matters, sentences
from bot.nlu.signal_model import SignalModel
from bot.nlu.signal_training import train
from tests.rasa.conftest import ROOT

SIGNALS = ROOT / "data/signals"
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
def intents() -> Any:
    """A classifier of a few hundred sentences, fitted as the intents' is."""
    fitted = make_pipeline(intent_model.features(), intent_model.classifier(0.3))
    return fitted.fit([intent_model.prepare(one.text) for one in OURS], [one.what for one in OURS])


@pytest.fixture(scope="module")
def signals() -> SignalModel:
    return train(OURS, [("missä pakettini on", "track_order")] * 3, cues(SIGNALS), matters(SIGNALS))


def test_an_intent_has_the_scores_of_the_pipeline(intents: Any) -> None:
    counted = Counted([vectorizer for _, vectorizer in intents[0].transformer_list])
    for text in map(intent_model.prepare, TEXTS):
        theirs = intents.decision_function([text])[0]
        np.testing.assert_allclose(counted.row(text).scores(intents[-1]), theirs, rtol=0, atol=1e-5)


def test_a_ranking_is_that_of_the_pipeline(intents: Any) -> None:
    model = intent_model.IntentModel(intents, 0.5, list(intents.classes_))
    for text in TEXTS:
        theirs = intents.decision_function([intent_model.prepare(text)])[0]
        assert [name for name, _ in model.ranking(text)] == [model.labels[i] for i in np.argsort(-theirs)]


def test_signals_have_the_scores_of_the_matrix(signals: SignalModel) -> None:
    features = signals.features
    for text in TEXTS:
        words, row = features.words([text]), features.row(text)
        theirs = signals.matter.decision_function(words)[0]
        np.testing.assert_allclose(row.scores(signals.matter), theirs, rtol=0, atol=1e-5)
        theirs = signals.mood.decision_function(features.with_cues(words, [text]))
        ours = features.row_with_cues(row, text, features.cues.find(text)).scores(signals.mood)
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-5)
