"""The intent classifier as a Rasa graph component (see intent_model for what it does)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import joblib
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.core.empathy.hard import different
from bot.nlu.encoder import encoder
from bot.nlu.intent_model import IntentModel
from bot.nlu.intent_training import train
from bot.nlu.signal_data import read_cues
from bot.nlu.words import legible

FILE = "intents.joblib"
ROOT = Path(__file__).parents[2]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(GraphComponent):
    """Sets `intent` and `intent_ranking` on every message with text, and `matters`, the different ones where there are several."""

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, model: IntentModel | None
    ) -> None:
        """Keeps where the trained model is stored; `model` is None until trained or loaded."""
        self._config = config
        self._storage = storage
        self._resource = resource
        self._model = model

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`C`: strength of fit; `held_out`: the share it is calibrated on; `ranking_length`: intents shown in `intent_ranking`.

        `layers` of the encoder; `ideas`: the file of ideas about persons, from the project's root.
        """
        return {
            "C": 0.5,
            "held_out": 0.3,
            "ranking_length": 5,
            "layers": 4,
            "ideas": "data/signals/person.yml",
        }

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
    ) -> IntentClassifier:
        """A new component, before training."""
        return cls(config, model_storage, resource, None)

    def train(self, training_data: TrainingData) -> Resource:
        """Trains on every example that has an intent and stores the model."""
        examples = [e for e in training_data.intent_examples if e.get(INTENT) and e.get(TEXT)]
        if examples:
            ideas = read_cues(ROOT / self._config["ideas"])
            self._model = train(
                [e.get(TEXT) for e in examples], [e.get(INTENT) for e in examples], self._config, ideas
            )
            self._persist()
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Puts the likeliest intent and the ranking on each message."""
        for message in messages:
            self._classify(message)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Later components of the pipeline may want the predictions on the training sentences."""
        self.process(training_data.training_examples)
        return training_data

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> IntentClassifier:
        """The trained component from the model archive."""
        with model_storage.read_from(resource) as folder:
            model = joblib.load(folder / FILE)
        encoder(model.layers).warm()
        return cls(config, model_storage, resource, model)

    def _classify(self, message: Message) -> None:
        text = (message.get(TEXT) or "").strip()
        ranked = self._model.ranking(text) if self._model and legible(text) else []
        found = [{"name": name, "confidence": chance} for name, chance in ranked]
        best = found[0] if found else {"name": None, "confidence": 0.0}
        matters = different(self._model.sentences(text)) if self._model else []
        message.set(INTENT, best, add_to_output=True)
        message.set("matters", [{"name": name, "text": said} for name, said in matters], add_to_output=True)
        message.set("intent_ranking", found[: self._config["ranking_length"]], add_to_output=True)

    def _persist(self) -> None:
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(self._model, folder / FILE)
