"""Conversations while the desk is closed: every one ends with an answer, a commitment, or the customer's own "no thanks"."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import Counter
from functools import partial
from typing import Any

from sanic.response import HTTPResponse

from bot.core import handoff
from bot.core.conversation import Conversation, Promise
from bot.core.said import Said
from tests.harness import FakeAssistant, serving
from tests.month.audit import Log
from tests.month.drive import UTC, Month, Plan, stage

SATURDAY_EVENING = dt.datetime(2026, 11, 28, 17, 0, tzinfo=UTC)
MONDAY = dt.datetime(2026, 11, 30, 6, 0, tzinfo=UTC)
GATHERING_S = 0.1
WORDS = {
    "simple": "koska paketti tulee", "person": "haluan puhua ihmiselle", "miss": "selvitys kolmannesta asiasta",
    "down": "rikki oleva kysymys", "handoff": "tämä on jo kolmas kerta kun kysyn", "danger": "kaapeli savuaa",
    "no": "haluan puhua ihmiselle",
}  # fmt: skip


async def assistant(turn: dict[str, Any]) -> Any:
    """Answers, does not understand, proposes the person, sees danger, or breaks, by what is asked."""
    said = turn["message"]
    if said == WORDS["miss"]:
        return [
            {"text": "En osaa auttaa tässä. Pyydänkö mukaan?", "custom": {"miss": True, "propose": "offer"}}
        ]
    if said == WORDS["down"]:
        return HTTPResponse(status=500)
    if said == WORDS["handoff"]:
        return [{"custom": {"propose": "handoff", "reason": "frustration", "urgency": "high"}}]
    if said == WORDS["danger"]:
        return [
            {"custom": {"propose": "handoff", "reason": "critical", "urgency": "critical", "alarm": True}}
        ]
    return [{"text": f"Vastaus: {said}"}]


class Nights(Month):
    """From Saturday evening, when everybody has gone, to Monday, when they come."""

    _written = False

    async def run(self) -> None:
        self.clock.set(SATURDAY_EVENING)
        kinds = list(WORDS)
        for number in range(self.plan.promises):
            hour = dt.timedelta(minutes=30 * self.choice.randrange(0, 60))
            self.at(SATURDAY_EVENING + hour, partial(self._comes, kinds[number % len(kinds)]))
        for _ in range(self.plan.kills):
            self.at(SATURDAY_EVENING + dt.timedelta(minutes=self.choice.randrange(1800)), self._kill)
        for agent in self.services.company.people:
            self.at(MONDAY, partial(self._presence, agent, "online"))
        self.at(MONDAY + dt.timedelta(minutes=1), self._morning)
        await self._play(MONDAY + dt.timedelta(hours=1))

    async def _comes(self, kind: str) -> None:
        c = Conversation(id=self.services.store.new_id(), language="fi", created_at=self.clock())
        await self.services.store.create(c)
        self.cases.append(c.id)
        self._written = True
        await self.services.cases.wrote(c.id, Said(WORDS[kind], "1"))
        soon = self.clock() + dt.timedelta(minutes=2)
        if kind not in ("no", "person"):
            answer = self.choice.choice(["kyllä kiitos", "ei kiitos"])
            self.at(soon, lambda: self._answers_an_offer(c.id, answer))
        elif kind == "no":
            self.at(soon, lambda: self._takes_back(c.id))
        elif kind == "person" and self.choice.random() < 0.5:
            self.at(soon, lambda: self._picks_a_time(c.id))

    async def _answers_an_offer(self, cid: str, text: str) -> None:
        """Whoever is offered the person says yes or no; also where the assistant was away for a simple question."""
        if not (await self.services.store.load(cid)).conversation.offering:
            return
        self._written = True
        await self.services.cases.wrote(cid, Said(text, "2"))

    async def _takes_back(self, cid: str) -> None:
        await self.services.store.step(cid, lambda c: handoff.withdraw(self.services.roster.world(), c))

    async def _picks_a_time(self, cid: str) -> None:
        c = (await self.services.store.load(cid)).conversation
        free = await self.services.promises.free(c)
        if free["slots"]:
            one = Promise("n" + cid[-8:], "", "call", self.clock(), "phone", phone="+358401234567")
            await self.services.promises.ask(cid, "3", self.choice.choice(free["slots"])["slot"], one)

    async def _heard(self) -> None:
        """Whether lines still gather is the store's own clock's word: it gets its time before ours moves on."""
        if self._written:
            self._written = False
            await asyncio.sleep(GATHERING_S)

    async def _morning(self) -> None:
        """Everybody answers what waits, in the order of the queue."""
        agents = sorted(self.services.company.people)
        while waiting := await self.services.store.lists.waiting(50):
            for cid in waiting:
                agent = self.choice.choice(agents)
                await self.services.cases.claim(cid, agent)
                await self.services.cases.agent_wrote(
                    cid, agent, f"m{cid}", "Hyvää huomenta, olen Aino. Hoidan tämän nyt."
                )
                await self.services.cases.resolve(cid, agent, None)


def ended(log: Log) -> str:
    """How a conversation ended, by its log alone."""
    last = ""
    for event in log:
        kind, by, data = event["type"], event["by"]["kind"], event.get("data", {})
        if kind == "message" and by == "agent":
            last = "answers"
        elif kind == "promise.made":
            last = "commitments"
        elif kind == "handoff.withdrawn" or (
            kind == "message" and by == "customer" and event["text"] == "ei kiitos"
        ):
            last = "no_thanks"
        elif kind == "message" and by == "bot" and not data.get("miss") and last in ("", "answers"):
            last = "answers"
        elif kind == "message" and by == "customer" and last != "no_thanks":
            last = ""
    return last or "dead_ends"


async def lived(plan: Plan, conversations: int) -> dict[str, int]:
    """How so many conversations of closed hours ended."""
    fake = FakeAssistant()
    fake.answer = assistant
    size = Plan(plan.seed, conversations, plan.days, min(plan.kills, 12), 0, plan.stretches)
    async with serving(fake.app(), fake.port), stage(size, Nights, fake.url) as month:
        await month.run()
        ends = Counter(ended(log) for log in month.logs().values())
    keys = ("answers", "commitments", "no_thanks", "dead_ends")
    return {"conversations": conversations} | {key: ends[key] for key in keys} | {"kills": month.kills}
