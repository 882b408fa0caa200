"""When the assistant says that it did not understand: too unsure of the intent, unless the matter is surely ours."""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.classifiers.fallback_classifier import FallbackClassifier
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message

from bot.core.topics import TOPICS

OUTSIDE = "out_of_scope"
MATTERS = frozenset({*TOPICS, "opening_hours", "complaint"})
"""What a doubtful reading may be taken for: never a yes, a no, a stop or a wish taken back."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class Doubt(FallbackClassifier):
    """Rasa's fallback, which lets be what can hardly be anybody else's matter, only not quite which of ours.

    "Where is it" and "it is not here yet" are neighbours: the likelier one answers better than "I didn't get that". The two
    figures were chosen by cross-validation over sittings (docs/understanding.md).
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Rasa's two thresholds, and ours: `outside` is the most that speaks for what is not ours, `ours` the least for the best."""
        return {**FallbackClassifier.get_default_config(), "outside": 0.08, "ours": 0.3}

    def _should_fallback(self, message: Message) -> bool:
        return super()._should_fallback(message) and not self._surely_ours(message)

    def _surely_ours(self, message: Message) -> bool:
        chances = {one["name"]: one["confidence"] for one in message.get("intent_ranking") or ()}
        best, enough = message.get(INTENT), self.component_config["ours"]
        return bool(
            best["name"] in MATTERS
            and best["confidence"] >= enough
            and chances.get(OUTSIDE, 0.0) < self.component_config["outside"]
        )
