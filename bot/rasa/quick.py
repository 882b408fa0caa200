"""What the server does quicker than Rasa 3.6.21, the last of its line: the same answers, each shown equal to Rasa's in tests/rasa.

Training and `rasa test` are Rasa's own, untouched.
"""

from __future__ import annotations

from asyncio import AbstractEventLoop
from typing import Any

import rasa.core.actions.action
import rasa.core.actions.forms
import rasa.core.agent
import rasa.core.processor
import rasa.core.run
from rasa.core.policies.rule_policy import RulePolicy
from rasa.utils.endpoints import EndpointConfig

from bot.rasa import action_call, rules
from bot.rasa.action_call import ActionCall
from bot.rasa.graph import StraightRunner
from bot.rasa.processor import QuickProcessor
from bot.rasa.tracker import RememberedTrackers

_close_resources = rasa.core.run.close_resources


def install() -> None:
    """Puts everything in place, before Rasa starts."""
    rasa.core.actions.action.RemoteAction = rasa.core.actions.forms.RemoteAction = ActionCall
    EndpointConfig.session = action_call.session
    EndpointConfig.request = action_call.request
    rasa.core.processor.DaskGraphRunner = StraightRunner
    rasa.core.agent.MessageProcessor = QuickProcessor
    rasa.core.run.close_resources = close_resources
    RulePolicy._prediction_states = rules.prediction_states
    RulePolicy._get_possible_keys = rules.possible_keys


async def close_resources(app: Any, loop: AbstractEventLoop) -> None:
    """When the server stops: what is not in Redis yet, our connections, then what Rasa closes."""
    trackers = getattr(getattr(app.ctx, "agent", None), "tracker_store", None)
    trackers = getattr(trackers, "_tracker_store", trackers)  # inside Rasa's FailSafeTrackerStore
    if isinstance(trackers, RememberedTrackers):
        trackers.write()
    await action_call.close()
    await _close_resources(app, loop)
