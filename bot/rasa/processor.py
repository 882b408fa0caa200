"""Rasa's course of a turn, without what is only done for its log."""

from __future__ import annotations

from typing import Any

from rasa.core.processor import MessageProcessor


class QuickProcessor(MessageProcessor):
    """Does what Rasa's own does."""

    def _check_for_unseen_features(self, parse_data: dict[str, Any]) -> None:
        """Warns of intents and entities that the domain has not. Rasa makes an empty domain first, to compare."""
        intent = parse_data["intent"]["name"]
        entities = {found["entity"] for found in parse_data["entities"] or ()}
        if (intent and intent not in self.domain.intents) or not entities <= set(self.domain.entities):
            super()._check_for_unseen_features(parse_data)
