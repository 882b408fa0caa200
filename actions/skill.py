"""The shape of every action: read the turn, answer it, speak."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import memory
from actions.answers import written
from actions.answers_to_us import answered
from actions.beside import beside
from actions.reply import Reply, speak
from actions.turn import Turn


class Skill(Action, ABC):
    """Answers one intent. Subclasses set `intent` and `answer`; the action's name is `action_<intent>`."""

    @property
    @abstractmethod
    def intent(self) -> str:
        """The intent, set by each subclass as a plain attribute."""

    def name(self) -> str:
        """The name in domain.yml."""
        return f"action_{self.intent}"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Called by the action server."""
        turn = memory.recall(Turn.read(tracker))
        reply = await answered(turn) or written(turn) or await self.reply(turn)
        return speak(memory.keep(turn, beside(turn, reply)), turn, dispatcher)

    async def reply(self, turn: Turn) -> Reply:
        """The reply; skills that ask a service override this, the others `answer`."""
        return self.answer(turn)

    def answer(self, turn: Turn) -> Reply:
        """The reply, from the turn alone."""
        raise NotImplementedError
