"""What the server does quicker than Rasa 3.6.21, the last of its line: the same answers, each shown equal to Rasa's in tests/rasa.

Training and `rasa test` are Rasa's own, untouched.
"""

from __future__ import annotations

import rasa.core.agent
import rasa.core.processor
from rasa.core.actions.action import RemoteAction
from rasa.core.policies.rule_policy import RulePolicy

from bot.rasa import rules, validation
from bot.rasa.graph import StraightRunner
from bot.rasa.processor import QuickProcessor


def install() -> None:
    """Puts everything in place, before Rasa starts."""
    RemoteAction._validate_action_result = validation.validate
    rasa.core.processor.DaskGraphRunner = StraightRunner
    rasa.core.agent.MessageProcessor = QuickProcessor
    RulePolicy._prediction_states = rules.prediction_states
