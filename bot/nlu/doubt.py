"""When the assistant says that it did not understand: too unsure of the intent, unless the matter is surely ours."""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.classifiers.fallback_classifier import FallbackClassifier
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message

OUTSIDE = "out_of_scope"
DOES = frozenset({"affirm", "deny", "stop", "inform", "withdraw_human", "contact_human", "language_switch"})
"""What carries something out or ends it is never taken from a doubtful reading; to mistake one matter, or one word of
courtesy, for its neighbour costs a sentence."""


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
            best["name"] not in DOES
            and best["confidence"] >= enough
            and chances.get(OUTSIDE, 0.0) < self.component_config["outside"]
        )
