"""The whole product in one process, without network or clock: the gateway's decisions (bot/core) around the assistant's actions.

Intents are given; everything else is as in life: the record, the turn, the metadata, the reply as it is parsed, what the gateway
makes of it, and what of it the customer reads.
"""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
import json
import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from actions.facts import COMPANY, LINES, ROOT
from bot.assistant.reply import parse_reply
from bot.core import case, handoff, steps, told, turns, view
from bot.core.conversation import Change, Conversation
from bot.core.event import Event
from bot.core.kinds import Kinds
from bot.core.people import Member
from bot.core.said import Said
from bot.core.world import World
from tests.rasa.talk import Answer, Customer

WEDNESDAY_NOON = dt.datetime(2026, 11, 25, 10, 0, tzinfo=dt.timezone.utc)
KINDS = Kinds.compiled(yaml.safe_load((ROOT / "data/words.yml").read_text("utf-8")))
MEMBERS = {id: Member(person, "online", 0) for id, person in COMPANY.people.items()}
WORLD = World(WEDNESDAY_NOON, COMPANY, LINES, MEMBERS, kinds=KINDS)
BETWEEN = dt.timedelta(seconds=30)
"""What the customer takes to write."""
LATELY = 8
"""Events that the assistant looks back on."""
_PAYLOAD = re.compile(r"/(\w+)(\{.*\})?$")


@dataclass
class Assisted(Customer):
    """The assistant's side, with the metadata that the gateway sends."""

    meta: dict[str, Any] = field(default_factory=dict)

    def metadata(self) -> dict[str, Any]:
        """With this turn."""
        return self.meta


@dataclass
class Whole:
    """One conversation: the gateway's record, and the assistant's memory of it."""

    language: str = "fi"
    world: World = WORLD
    record: Conversation = field(init=False)
    assistant: Assisted = field(init=False)
    shown: list[str] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    answer: Answer | None = None
    count: int = 0

    def __post_init__(self) -> None:
        self.record = Conversation("0-walk", language=self.language, created_at=self.world.now)
        self.assistant = Assisted(self.language)

    def copied(self) -> Whole:
        """The same, to go on from in another way."""
        other = copy.copy(self)
        other.assistant = copy.copy(self.assistant)
        other.assistant.slots = dict(self.assistant.slots)
        other.assistant.log = self.assistant.log[-LATELY:]
        other.shown = self.shown[-1:]
        return other

    async def say(self, text: str, intent: str, entities: dict[str, str] | None = None) -> None:
        """The customer types a line that the assistant takes for `intent`."""
        self._writes(text)
        await self._turn(intent, entities)

    async def press(self, value: str) -> None:
        """The customer presses one of the buttons under the last line."""
        payload = self.payloads.get(value)
        self._writes(self.buttons[value], value=value, payload=payload)
        name, given = _PAYLOAD.match(payload or "/affirm").groups()  # type: ignore[union-attr]
        await self._turn(name, json.loads(given) if given else None)

    def fails(self, text: str) -> None:
        """The customer types a line, and no answer comes from the assistant."""
        self._writes(text)
        self._replied([])

    def asks_by_button(self) -> None:
        """The button with the person, which passes no assistant."""
        self._happens(steps.human_wanted(self.world, self.record, None))

    def claimed(self, agent: str) -> None:
        """A person takes the case."""
        self._happens(handoff.claim(self.world, self.record, agent))

    def given_back(self, agent: str) -> None:
        """That person gives it back to the bot, and the customer agrees."""
        self._happens(case.ask_return(self.world, self.record, agent, "hoidettu"))
        self._happens(case.answered(self.world, self.record, True))

    @property
    def state(self) -> dict[str, Any]:
        """What the customer's client is told."""
        return view.state(self.world, self.record, 1 if self.record.handler == "queue" else None)

    @property
    def line(self) -> Event | None:
        """The bot's last line since the customer wrote; None: it said nothing."""
        said = [event for event in self.events if event.type == "message" and event.by.kind == "bot"]
        return said[-1] if said else None

    @property
    def buttons(self) -> dict[str, str]:
        """The buttons under it: value to label."""
        return {one["value"]: one["label"] for one in self.line.data.get("choices", ())} if self.line else {}

    @property
    def payloads(self) -> dict[str, str]:
        """What they mean to the assistant."""
        return dict(self.line.data.get("payloads", {})) if self.line else {}

    def _writes(self, text: str, value: str | None = None, payload: str | None = None) -> None:
        self.count += 1
        self.world = dataclasses.replace(self.world, now=self.world.now + BETWEEN)
        self.events, self.answer = [], None
        said = Said(text, f"c{self.count}", value=value, payload=payload)
        self._happens(steps.customer_wrote(self.world, self.record, said))

    async def _turn(self, intent: str, entities: dict[str, str] | None) -> None:
        if not turns.gathering(self.record):
            return
        c = self.record = turns.begun(self.record, self.world.timing.lease_s)
        assert c.turn
        self.assistant.language, self.assistant.handler = c.language, c.handler
        self.assistant.meta = told.metadata(self.world, c, c.turn.id, c.handler)
        self.answer = await self.assistant.say(c.turn.text, intent, entities)
        items = [{"text": text} for text in self.answer.texts]
        self._replied([*items, {"custom": self.answer.custom}])

    def _replied(self, items: list[dict[str, Any]]) -> None:
        c = self.record = turns.begun(self.record, self.world.timing.lease_s)
        if c.turn:
            self._happens(steps.assistant_answered(self.world, c, c.turn.id, parse_reply(items)))

    def _happens(self, change: Change) -> None:
        self.record = change.conversation
        self.events += change.events
        self.shown += [e.text for e in change.events if e.type == "message" and e.by.kind == "bot" and e.text]
