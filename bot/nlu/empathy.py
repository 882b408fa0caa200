"""Puts `empathy` on every message (see signal_model for how): a Rasa graph component, trained with the rest of the model."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import joblib
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.core.empathy.hard import Heard, Stakes, amounts, hard_signals
from bot.nlu.signal_data import cues, matters, read_cues, sentences
from bot.nlu.signal_model import SignalModel
from bot.nlu.signal_training import train

FILE = "signals.joblib"
ROOT = Path(__file__).parents[2]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class EmpathySignals(GraphComponent):
    """Sets `empathy` = {frustration, urgency, alarm, signals} on each message that a customer typed."""

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, model: SignalModel | None
    ) -> None:
        """Keeps where the trained model is stored; `model` is None until trained or loaded."""
        self._config = config
        self._stakes = Stakes(read_cues(ROOT / config["data"] / "stakes.yml"), config["stakes_eur"])
        self._storage = storage
        self._resource = resource
        self._model = model

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`data`: the folder of sentences and cues, from the project's root; `layers` of the encoder.

        `stakes_eur`: a message that names such a sum has much at stake.
        """
        return {"data": "data/signals", "layers": 4, "stakes_eur": 300}

    @staticmethod
    def required_packages() -> list[str]:
        """Rasa checks that these are installed."""
        return ["sklearn"]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> EmpathySignals:
        """A new component, before training."""
        return cls(config, model_storage, resource, None)

    def train(self, training_data: TrainingData) -> Resource:
        """Trains on data/signals; the intents' sentences are weak evidence beside."""
        folder = ROOT / self._config["data"]
        others = [(e.get(TEXT), e.get(INTENT)) for e in training_data.intent_examples if e.get(TEXT)]
        self._model = train(sentences(folder), others, cues(folder), matters(folder), self._config["layers"])
        with self._storage.write_to(self._resource) as place:
            joblib.dump(self._model, place / FILE)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Looks at each message."""
        for message in messages:
            self._notice(message)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Training sentences need no signals."""
        return training_data

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> EmpathySignals:
        """The trained component from the model archive."""
        with model_storage.read_from(resource) as place:
            return cls(config, model_storage, resource, joblib.load(place / FILE))

    def _notice(self, message: Message) -> None:
        text = message.get(TEXT) or ""
        if self._model and not text.lstrip().startswith("/"):
            noticed = self._model.read(text)
            hard = hard_signals(text, heard(message), noticed, self._stakes)
            seen = replace(noticed, signals=(*noticed.signals, *hard))
            message.set("empathy", seen.plain(), add_to_output=True)


def heard(message: Message) -> Heard:
    """What the components before this one found in a message."""
    matters = [(one["name"], one["text"]) for one in message.get("matters") or ()]
    sure = float((message.get(INTENT) or {}).get("confidence") or 0.0)
    return Heard(matters, sure, amounts(message.get(ENTITIES) or ()))
