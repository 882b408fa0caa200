"""Promises with their times: what is free, booked for one customer only, moved, withdrawn, disputed."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from bot.core import case, people, promise, slots, steps
from bot.core.conversation import Change, Conversation, Promise
from bot.core.errors import Conflict, Invalid
from bot.core.event import Actor, instant, stamp
from bot.core.message import digest
from bot.core.world import World
from bot.service.cases import Cases
from bot.store.conversations import Outcome
from bot.store.desk import Desk

MOST_SLOTS = 12
KEPT_S = 3600


class Promises:
    """The verbs upon promises, with the times they take."""

    def __init__(self, cases: Cases, desk: Desk) -> None:
        self._cases = cases
        self._desk = desk

    async def free(self, c: Conversation) -> list[dict[str, Any]]:
        """Real free times of the person who would keep the promise, the soonest first."""
        world = self._cases.roster.world()
        for person in slots.people_for(world, c):
            found = [stamp(at) for at in slots.times(world.company, person, world.now)]
            taken = await self._desk.booked(person.id, found)
            free = [slot for slot in found if slot not in taken][:MOST_SLOTS]
            if free:
                who = people.describe(person, world.company, c.language)
                return [{"slot": f"{slot}~{person.id}", "at": slot, "who": who} for slot in free]
        return []

    async def make(self, cid: str, agent: str, client_id: str, one: Promise) -> Outcome:
        """By an agent's word."""

        def verb(world: World, c: Conversation) -> Change:
            case.hold(world, c, agent)
            return promise.made(world, c, one, world.actor(agent, c.language), client_id)

        key = (
            f"p:{agent}:{client_id}",
            digest(one.what, stamp(one.due_at), one.where, one.phone or "", one.text),
        )
        return await self._cases.do(cid, verb, key)

    async def ended_by(self, cid: str, pid: str, agent: str, do: str) -> Outcome:
        """The person says that it is kept, or takes it back."""
        if do == "kept":
            return await self._cases.do(cid, lambda world, c: promise.kept(world, c, pid, agent))
        return await self._cases.do(
            cid, lambda w, c: promise.withdrawn(w, c, pid, w.actor(agent, c.language))
        )

    async def move(self, cid: str, pid: str, slot: str) -> Outcome:
        """To a free time that the customer picked; booked first, so that nobody else gets it.

        Raises:
            Invalid: `slot_unknown`. Conflict: `slot_taken`.
        """
        at, agent = self._slot(slot)
        before = promise.find((await self._cases.store.load(cid)).conversation, pid)
        if not await self._desk.book(agent, stamp(at), cid, at.timestamp() + KEPT_S):
            raise Conflict("Somebody else has just taken that time.", code="slot_taken")
        outcome = await self._cases.do(cid, lambda w, c: promise.moved(w, c, pid, at, agent=agent))
        if (before.agent, before.due_at) != (agent, at):
            await self._desk.unbook(before.agent, stamp(before.due_at), cid)
        return outcome

    async def withdraw(self, cid: str, pid: str) -> Outcome:
        """The customer needs it no more; its time is free again."""
        before = promise.find((await self._cases.store.load(cid)).conversation, pid)
        outcome = await self._cases.do(cid, lambda world, c: promise.withdrawn(world, c, pid))
        await self._desk.unbook(before.agent, stamp(before.due_at), cid)
        return outcome

    async def dispute(self, cid: str, pid: str) -> Outcome:
        """ "Nobody called"."""
        return await self._cases.do(cid, lambda world, c: steps.promise_disputed(world, c, pid))

    async def moved_by(self, cid: str, pid: str, agent: str, to: dt.datetime) -> Outcome:
        """The person moves it, once."""
        return await self._cases.do(cid, lambda w, c: promise.moved(w, c, pid, to, _actor(w, c, agent)))

    def _slot(self, slot: str) -> tuple[dt.datetime, str]:
        world = self._cases.roster.world()
        text, _, agent = slot.partition("~")
        try:
            at = instant(text)
        except ValueError:
            raise Invalid("This is none of the times offered.", code="slot_unknown", field="slot") from None
        person = world.company.people.get(agent)
        if not person or at not in slots.times(world.company, person, world.now):
            raise Invalid("This is none of the times offered.", code="slot_unknown", field="slot")
        return at, agent


def new_id() -> str:
    """A promise's id."""
    return secrets.token_hex(8)


def _actor(world: World, c: Conversation, agent: str) -> Actor:
    return world.actor(agent, c.language)
