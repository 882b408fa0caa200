"""A weekend with nobody at the desk: customers come by web and Telegram, gateways and Redis are killed, Monday comes."""

from __future__ import annotations

import asyncio
import datetime as dt
import sys
from collections import Counter
from contextlib import suppress
from functools import partial
from typing import Any

from bot.core import notify, view
from bot.core.conversation import Conversation, Promise
from bot.core.event import for_customer
from bot.core.said import Said
from bot.core.turns import YES_HUMAN
from tests.harness import FakeAssistant, serving, until
from tests.mailbox import Mailbox, serving_mail
from tests.month.audit import Log
from tests.month.drive import UTC, Month, Plan, stage
from tests.nights.customers import NO, UNKNOWN, YES, Customer, crowd
from tests.nights.ends import ENDS, ended, in_danger_without
from tests.nights.standin import assistant

SATURDAY_EVENING = dt.datetime(2026, 11, 28, 17, 0, tzinfo=UTC)
BEFORE_OPENING = dt.datetime(2026, 11, 30, 5, 45, tzinfo=UTC)
MONDAY = dt.datetime(2026, 11, 30, 6, 0, tzinfo=UTC)
GATHERING_S = 0.1
PATIENCE = 6  # lines that a customer writes at most
IN_DANGER = ("danger", "fraud")
WRONG = ("dead_ends", "unmet", "danger_unheard", "danger_missed")
"""What there must be none of."""
MAILED_WITHIN_S = 30.0
PICTURE = {"id": "f1", "name": "kuva.png", "type": "image/png", "size": 9, "image": True}


class Nights(Month):
    """From Saturday evening, when everybody has gone, to Monday, when they come."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.customers: dict[str, Customer] = {}
        self.ends: dict[str, str] = {}
        self.lacking: list[str] = []
        self.first_served: list[str] = []
        self.by_mail: dict[str, str] = {}
        self.missed = 0
        self.tell = False
        self._written = False
        self._lines = 0

    async def run(self) -> None:
        self.clock.set(SATURDAY_EVENING)
        for person in self.services.company.people.values():
            if (
                person.on_call
            ):  # a notice finds them, though no Telegram is served here (tests/telegram/test_on_call.py)
                await self.services.routes.link(person.id, f"pocket-{person.id}")
        for one in crowd(self.choice, self.plan.promises):
            hour = dt.timedelta(minutes=30 * self.choice.randrange(0, 66))
            self.at(SATURDAY_EVENING + hour, partial(self._comes, one))
        for _ in range(self.plan.kills):
            self.at(SATURDAY_EVENING + dt.timedelta(minutes=self.choice.randrange(1900)), self._kill)
        self.at(BEFORE_OPENING, self._judge)
        for agent in self.services.company.people:
            self.at(MONDAY, partial(self._presence, agent, "online"))
        self.at(MONDAY + dt.timedelta(minutes=1), self._morning)
        await self._play(MONDAY + dt.timedelta(hours=1))

    # What customers do.

    async def _comes(self, one: Customer) -> None:
        chat = f"{len(self.cases)}" if one.channel == "telegram" else None
        c = Conversation(
            id=self.services.store.new_id(), language=one.language, created_at=self.clock(), channel=one.channel, chat=chat,
        )  # fmt: skip
        await self.services.store.create(c)
        one.at = c.id
        self.cases.append(c.id)
        self.customers[c.id] = one
        files = (PICTURE,) if one.matter == "picture" else ()
        await self._writes(one, Said(one.opening, self._next_id(), files=files, chat=chat or ""))

    async def _writes(self, one: Customer, said: Said) -> None:
        """A line; two minutes later its writer looks at what came back."""
        one.steps += 1
        self._written = True
        await self.services.promises.wrote(one.at, said)
        self.at(self.clock() + dt.timedelta(minutes=2), partial(self._looks, one))

    async def _looks(self, one: Customer) -> None:
        c = (await self.services.store.load(one.at)).conversation
        if one.steps >= PATIENCE or not c.open or (one.mood == "silent" and not c.alarm):
            return
        if c.handler == "queue":
            if c.alarm:
                self.at(
                    self.clock() + dt.timedelta(minutes=self.choice.choice([1, 5, 20])),
                    partial(self._on_call, c.id),
                )
            return await self._waits(one, c)
        lines = [e for e in self._seen(one.at) if e["type"] == "message"]
        last = lines[-1] if lines and lines[-1]["by"]["kind"] == "bot" else None
        if last:
            await self._answers(one, last)

    async def _answers(self, one: Customer, line: dict[str, Any]) -> None:
        """An offer by yes or no, a question by what is known of it."""
        choices = [choice["value"] for choice in line.get("data", {}).get("choices", ())]
        if line.get("data", {}).get("offers_human"):
            if one.mood == "says_no":
                await self._writes(one, self._words(NO[one.language]))
            elif one.mood == "presses" and YES_HUMAN in choices:
                await self._press(one, line, YES_HUMAN)
            else:
                await self._writes(one, self._words(YES[one.language]))
        elif one.facts:
            await self._writes(one, self._words(one.facts.pop(0)))
        elif line["text"].rstrip().endswith("?") and one.matter in ("order", "no_number", "person"):
            one.matter = ""
            await self._writes(one, self._words(UNKNOWN[one.language]))

    async def _waits(self, one: Customer, c: Conversation) -> None:
        """In the queue: takes the wish back, picks a time, says where to tell, or simply waits."""
        if one.mood == "takes_back" and not c.alarm:
            await self.services.cases.withdraw(c.id)
        elif one.mood == "by_mail":
            by_mail = self.services.ways.chosen("email", f"{c.id[-8:]}@asiakas.fi")
            self.by_mail[c.id] = by_mail["address"]
            await self.services.cases.do(c.id, lambda _world, x: notify.chosen(x, by_mail))
        elif one.mood == "picks_a_time":
            free = await self.services.promises.free(c)
            if free["slots"]:
                slot = self.choice.choice(free["slots"])["slot"]
                one_call = Promise("n" + c.id[-8:], "", "call", self.clock(), "phone", phone="+358401234567")
                await self.services.promises.ask(c.id, self._next_id(), slot, one_call)

    async def _press(self, one: Customer, line: dict[str, Any], value: str) -> None:
        choice = {"event_id": line["id"], "value": value}
        label = next(c["label"] for c in line["data"]["choices"] if c["value"] == value)
        await self._writes(one, Said(label, self._next_id(), value, None, choice))

    def _pending(self) -> bool:
        """Nobody waits for what was promised for later: what becomes of promises is the month's."""
        return False

    def _words(self, text: str) -> Said:
        return Said(text, self._next_id())

    def _next_id(self) -> str:
        self._lines += 1
        return str(self._lines)

    def _seen(self, cid: str) -> Log:
        return [shown for event in self.log(cid) if (shown := for_customer(event))]

    async def _on_call(self, cid: str) -> None:
        """Whoever was woken takes the case, without being at the desk for anybody else."""
        c = (await self.services.store.load(cid)).conversation
        woken = [e["data"]["to"] for e in self.log(cid) if e["type"] == "alert.raised" and e["data"]["to"]]
        if c.handler == "queue" and woken:
            await self.services.cases.claim(cid, woken[0][0])
            await self.services.cases.agent_wrote(cid, woken[0][0], f"o{cid}", "Olen päivystäjä. Olen tässä.")

    async def _heard(self) -> None:
        """Whether lines still gather is the store's own clock's word: it gets its time before ours moves on."""
        if self._written:
            self._written = False
            await asyncio.sleep(GATHERING_S)

    # What becomes of it.

    async def _judge(self) -> None:
        """Before anybody has come: what each customer has by now."""
        await self.services.roster.refresh()
        for cid in self.cases:
            c = (await self.services.store.load(cid)).conversation
            place = await self.services.store.lists.position(cid) if c.handler == "queue" else None
            log = self.log(cid)
            state = view.state(self.services.roster.world(), c, place)
            self.ends[cid] = ended(log, state, self.customers[cid].answer)
            if c.alarm:
                self.lacking += [f"{cid}: no {one}" for one in in_danger_without(log)]
            missed = not c.alarm and self.customers[cid].matter in IN_DANGER
            self.missed += missed
            if self.tell or missed or self.ends[cid] == "dead_ends":
                what = "danger missed" if missed else self.ends[cid]
                print(f"{what}: {self.customers[cid]}\n  " + "\n  ".join(_told(log)), file=sys.stderr)

    async def _morning(self) -> None:
        """Everybody answers what waits, in the order of the queue."""
        agents = sorted(self.services.company.people)
        while waiting := await self.services.store.lists.waiting(50):
            for cid in waiting:
                self.first_served.append(cid)
                agent = self.choice.choice(agents)
                await self.services.cases.claim(cid, agent)
                await self.services.cases.agent_wrote(
                    cid, agent, f"m{cid}", "Hyvää huomenta. Hoidan tämän nyt."
                )
                await self.services.cases.resolve(cid, agent, None)

    def unmet(self) -> list[str]:
        """Commitments that Monday's first hour did not meet: no person's line and no promise to come.

        Whoever chose to be told by e-mail and was answered has been told so there.
        """
        return [cid for cid, end in self.ends.items() if end == "commitments" and not self._met(cid)]

    def _met(self, cid: str) -> bool:
        kinds = {(e["type"], e["by"]["kind"]) for e in self.log(cid)}
        if ("message", "agent") not in kinds:
            return ("promise.made", "customer") in kinds
        return cid not in self.by_mail or ("notice.delivered", "system") in kinds

    async def mailed(self, box: Mailbox) -> int:
        """How many of those who chose e-mail have their letter; the last ones may still be on their way."""
        with suppress(TimeoutError):
            await until(lambda: not self.unmet(), MAILED_WITHIN_S)
        addresses = {letter["To"] for letter in box.letters}
        return sum(address in addresses for address in self.by_mail.values())

    def alarms_first(self) -> bool:
        """Whether the morning began with those in danger."""
        alarms = [
            any(e["type"] == "alert.raised" and e["data"].get("alarm") for e in self.log(cid))
            for cid in self.first_served
        ]
        return alarms == sorted(alarms, reverse=True)


def _told(log: Log) -> list[str]:
    return [f"{e['by']['kind']} {e['type']}: {e.get('text') or e.get('data')}" for e in log]


async def lived(
    plan: Plan, conversations: int, rasa: str | None = None, tell: bool = False
) -> dict[str, Any]:
    """How so many conversations of closed hours ended.

    Args:
        rasa: a real assistant's address; None: the stand-in.
        tell: every conversation goes to stderr, not only dead ends.
    """
    fake = FakeAssistant()
    fake.answer = assistant
    size = Plan(plan.seed, conversations, plan.days, min(plan.kills, 12), 0, plan.stretches)
    async with (
        serving(fake.app(), fake.port),
        serving_mail() as box,
        stage(size, Nights, rasa or fake.url, SMTP_URL=box.url, TELEGRAM_TOKEN="1:x") as month,
    ):
        assert isinstance(month, Nights)
        month.tell = tell
        await month.run()
        mailed = await month.mailed(box)
        ends = Counter(month.ends.values())
        for line in month.lacking:
            print(line, file=sys.stderr)
        return {"conversations": conversations} | {end: ends[end] for end in ENDS} | {
            "unmet": len(month.unmet()), "danger_unheard": len(month.lacking), "danger_missed": month.missed,
            "alarms_first": month.alarms_first(), "mailed": mailed, "kills": month.kills,
        }  # fmt: skip
