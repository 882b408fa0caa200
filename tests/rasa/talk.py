"""A customer who talks to the actions directly: intents are given, events go back into the tracker as Rasa would put them."""

from __future__ import annotations

import inspect
from dataclasses import dataclass, field
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

from bot.nlu.entity_rules import find

_executor = ActionExecutor()
_executor.register_package("actions")
ACTIONS = _executor.actions
PEOPLE = {
    "fi": ("Aino, laskutus", "vastaa nyt"),
    "en": ("Aino, billing", "answers now"),
    "sv": ("Sanna, teknisk support", "svarar nu"),
}
FORM = "order_form"


@dataclass
class Answer:
    """What one turn brought: texts, the custom items merged, and the events as they came."""

    texts: list[str]
    custom: dict[str, Any]
    events: list[dict[str, Any]]

    @property
    def text(self) -> str:
        return "\n\n".join(self.texts)


@dataclass
class Customer:
    """Plays Rasa's part between turns: the form's order of calls, slots, the loop."""

    language: str = "fi"
    handler: str = "bot"
    slots: dict[str, Any] = field(default_factory=dict)
    log: list[dict[str, Any]] = field(default_factory=list)
    loop: str | None = None
    turns: int = 0
    id: str = "c1"

    async def say(
        self, text: str, intent: str, entities: dict[str, str] | None = None, **heard: Any
    ) -> Answer:
        """One turn: the message, the action its rule names, and the form where it goes on. `heard`: what else it carries."""
        self.turns += 1
        found = [{"entity": f.entity, "value": f.value} for f in find(text)]
        found += [{"entity": k, "value": v} for k, v in (entities or {}).items()]
        self.message = {
            "text": text,
            "intent": {"name": intent, "confidence": 0.9},
            "entities": found,
            "metadata": self.metadata(),
            **heard,
        }
        parsed = {"intent": self.message["intent"]}
        self.log.append(
            {"event": "user", "text": text, "metadata": self.message["metadata"], "parse_data": parsed}
        )
        answer = Answer([], {}, [])
        if not (self.loop and await self._form(answer, fresh=True)):
            name = "action_miss" if intent == "nlu_fallback" else f"action_{intent}"
            await self._follow(answer, await self._run(name, answer))
        return answer

    def metadata(self) -> dict[str, Any]:
        person, when = PEOPLE[self.language]
        human = {"name": person.split(",")[0], "phrase": person, "when": when, "available": True}
        return {
            "turn_id": f"{self.id}.{self.turns}", "language": self.language, "handler": self.handler, "human": human,
            "hours": {"open": True, "today": "2026-11-27", "line": {"fi": "Olemme avoinna.", "en": "We are open.", "sv": "Vi har öppet."}[self.language]},
        }  # fmt: skip

    async def _form(self, answer: Answer, *, fresh: bool) -> bool:
        """Runs the form once; False when it rejects the message."""
        opened = self.loop is None
        self.loop = FORM
        events = await self._run("validate_order_form", answer) if fresh or opened else []
        if fresh and not opened and not events:
            return False
        asked = next((slot for slot in ("order_number", "order_key") if not self.slots.get(slot)), None)
        self.slots["requested_slot"] = asked
        if asked:
            await self._run(f"action_ask_order_form_{asked}", answer)
            return True
        self.loop = None
        await self._follow(answer, await self._run("action_serve_order", answer))
        return True

    async def _follow(self, answer: Answer, events: list[dict[str, Any]]) -> None:
        if any(event["event"] == "followup" for event in events):
            await self._form(answer, fresh=False)

    async def _run(self, name: str, answer: Answer) -> list[dict[str, Any]]:
        dispatcher = CollectingDispatcher()
        events = ACTIONS[name](dispatcher, self.tracker(), {})
        events = (await events if inspect.isawaitable(events) else events) or []
        self._said(dispatcher, answer)
        for event in events:
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
            elif event["event"] == "active_loop":
                self.loop = event["name"]
        answer.events += events
        return list(events)

    def _said(self, dispatcher: CollectingDispatcher, answer: Answer) -> None:
        for message in dispatcher.messages:
            if message.get("text"):
                answer.texts.append(message["text"])
                self.log.append({"event": "bot", "text": message["text"]})
            answer.custom |= message.get("custom") or {}

    def tracker(self) -> Tracker:
        loop = {"name": self.loop} if self.loop else {}
        return Tracker(self.id, dict(self.slots), self.message, list(self.log), False, None, loop, None)
