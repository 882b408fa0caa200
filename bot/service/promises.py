"""Promises with their times: made, moved, picked, kept, tried, re-homed, and what the clock asks of them."""

from __future__ import annotations

import datetime as dt
import logging
import secrets
from contextlib import AsyncExitStack, nullcontext
from dataclasses import replace
from typing import Any

from bot.core import (
    blocked,
    case,
    choosing,
    earliest,
    people,
    promise,
    promise_back,
    promise_calls,
    promise_clock,
    promise_limits,
    promised,
    slots,
    steps,
    waiting_words,
)
from bot.core.conversation import Change, Conversation, Promise
from bot.core.errors import Conflict, Invalid
from bot.core.event import stamp
from bot.core.message import digest
from bot.core.said import Picked, Said
from bot.core.slots import Slot
from bot.core.world import World
from bot.service.cases import Cases
from bot.service.times import Times
from bot.store.stored import Outcome, Stored

log = logging.getLogger("aina.promises")
AT_ONCE = 100


class Promises:
    """The verbs upon promises, with the times they take."""

    def __init__(self, cases: Cases, times: Times) -> None:
        self._cases = cases
        self._times = times

    async def free(self, c: Conversation, pid: str = "") -> dict[str, Any]:
        """What `GET …/slots` answers: real free times, the soonest first; else the person who is free, or another way.

        Nobody is put off with a new time while someone able is free.

        Args:
            pid: the promise that is to move: first the times of whose it is. Empty: a new time.

        Raises:
            Unknown: `promise_unknown`. Conflict: `promise_ended`.
        """
        world = self._cases.roster.world()
        one = promised.find(c, pid) if pid else None
        if not one and c.handler != "agent" and choosing.candidates(world, c):
            return {"slots": [], "now": world.human(c)}
        found = await self._times.free(c, one.agent if one else None)
        shown = [self._shown(world, c, slot) for slot in found]
        return {"slots": shown} if shown else {"slots": [], "other_way": _other_way(world, c)}

    async def make(self, cid: str, agent: str, client_id: str, one: Promise) -> Outcome:
        """By an agent's word.

        Raises:
            Conflict: `call_time_taken`: they have another call then.
        """

        def verb(world: World, c: Conversation) -> Change:
            case.hold(world, c, agent)
            return promise.made(world, c, one, world.actor(agent, c.language), client_id)

        key = (f"p:{agent}:{client_id}", _digest(one))
        return await self.in_time(cid, one, agent, verb, key)

    async def ask(self, cid: str, client_id: str, slot: str, one: Promise) -> Outcome:
        """By the customer, at a free time of their choice. `one`: what and where; its time and person are the slot's.

        Raises:
            Conflict: `slot_taken`, `slot_same`. Invalid: `slot_unknown`. Blocked: a person took that right away.
        """
        at, agent = slots.slot_of(slot)
        wanted = replace(one, due_at=at, agent=agent, by="customer")
        key = (f"q:{client_id}", _digest(wanted))
        if earlier := await self._cases.store.seen(cid, key):
            return Outcome((await self._cases.store.load(cid)).conversation, "0", repeated=earlier)

        def verb(world: World, c: Conversation) -> Change:
            blocked.refuse(world.now, c, world.company.phone)
            return steps.promise_asked(world, c, wanted, client_id)

        return await self._at(cid, (at, agent), verb, key)

    async def ended_by(
        self, cid: str, pid: str, agent: str, do: str, text: str = "", *, asked: bool = False
    ) -> Outcome:
        """The person confirms it, says that it is kept (with the outcome), that nobody answered, or takes it back (why)."""
        if do == "tried":
            return await self._tried(cid, pid, agent)
        if do == "confirm":
            return await self._confirmed(cid, pid, agent)
        if do == "withdraw":
            return await self._taken_back(cid, pid, agent, text, asked)
        return await self._cases.do(cid, lambda w, c: promise.kept(w, c, pid, agent, text))

    async def move(self, cid: str, pid: str, slot: str) -> Outcome:
        """To a free time that the customer picked.

        Raises:
            Invalid: `slot_unknown`. Conflict: `slot_taken`, `slot_same`.
        """
        at, agent = slots.slot_of(slot)
        promised.find((await self._cases.store.load(cid)).conversation, pid)
        return await self._at(
            cid, (at, agent), lambda w, c: promise_clock.moved(w, c, pid, (at, agent), new_id())
        )

    async def moved_by(self, cid: str, pid: str, agent: str, to: dt.datetime) -> Outcome:
        """The person moves it, once.

        Raises:
            Conflict: `call_time_taken`: whose promise it is has another call then.
        """
        one = promised.find((await self._cases.store.load(cid)).conversation, pid)

        def verb(world: World, c: Conversation) -> Change:
            promised.still(c, one)
            return promise.moved(world, c, pid, to, world.actor(agent, c.language))

        return await self.in_time(cid, replace(one, due_at=to), one.agent, verb)

    async def withdraw(self, cid: str, pid: str) -> Outcome:
        """The customer needs it no more; its time is free again."""
        return await self._cases.do(cid, lambda world, c: promise.withdrawn(world, c, pid))

    async def dispute(self, cid: str, pid: str) -> Outcome:
        """ "Nobody called"."""
        return await self._cases.do(cid, lambda world, c: steps.promise_disputed(world, c, pid))

    async def wrote(self, cid: str, said: Said, known: Stored | None = None) -> Outcome:
        """A customer's line; one that picks a time takes it for them, or says that it has gone and which are left."""
        if said.value == waiting_words.TIMES:
            c = (await self._cases.store.load(cid)).conversation
            said = replace(said, times=tuple(await self._times.free(c, None, 3)))
        picked = slots.picked(said.value)
        if not picked:
            return await self._cases.wrote(cid, said, known)
        pid, slot = picked
        c = (await self._cases.store.load(cid)).conversation
        world = self._cases.roster.world()
        async with self._times.held(world, slot, c.language) as ours:
            others = () if ours else tuple(await self._times.free(c, slot[1], 3))
            it = Picked(pid, new_id(), slot, ours, others)
            return await self._cases.wrote(cid, replace(said, slot=it))

    async def _confirmed(self, cid: str, pid: str, agent: str) -> Outcome:
        c = (await self._cases.store.load(cid)).conversation
        one = promised.find(c, pid)

        def verb(world: World, x: Conversation) -> Change:
            return promise.confirmed(world, x, pid, agent)

        if one.agent == agent:
            return await self._cases.do(cid, verb)
        promise_limits.may(self._cases.roster.world(), c, one, agent)
        return await self.in_time(cid, one, agent, verb)

    async def in_time(
        self, cid: str, one: Promise, agent: str, verb: Any, key: tuple[str, str] | None = None
    ) -> Outcome:
        """A step that gives somebody a promise at a time at which they have no other call."""
        c = (await self._cases.store.load(cid)).conversation
        async with self._times.held_for(c, one, agent) as free:
            if free or (key and await self._cases.store.seen(cid, key)):
                return await self._cases.do(cid, verb, key)
        at = await self._times.next_call(c, agent, one.due_at, one.id)
        said = f" Free next: {self._cases.roster.world().when_here(at, 'en')}." if at else ""
        raise Conflict(
            f"There is another call at that time.{said}", code="call_time_taken", field="due_at",
            next_free=stamp(at) if at else None,
        )  # fmt: skip

    async def _tried(self, cid: str, pid: str, agent: str) -> Outcome:
        """Again shortly, at the first minute at which its owner has no other call; or at a new time."""
        c = (await self._cases.store.load(cid)).conversation
        one = promised.find(c, pid)
        world = self._cases.roster.world()
        again = await self._times.next_call(c, one.agent, promise_calls.next_try(world, one), pid)
        if again and promise_calls.goes_again(world, one, again):

            def verb(world: World, x: Conversation) -> Change:
                promised.still(x, one)
                return promise_calls.tried(world, x, pid, agent, again)

            return await self.in_time(cid, replace(one, due_at=again), one.agent, verb)
        times = await self._times.free(c, one.agent, 1)
        async with AsyncExitStack() as stack:
            holds = self._times.held(world, times[0], c.language) if times else nullcontext(False)
            new = times[0] if await stack.enter_async_context(holds) else None
            return await self._cases.do(cid, lambda w, x: promise_calls.tried(w, x, pid, agent, None, new))

    async def _taken_back(self, cid: str, pid: str, agent: str, reason: str, asked: bool) -> Outcome:
        c = (await self._cases.store.load(cid)).conversation
        free = await self._times.free(c, promised.find(c, pid).agent)
        return await self._cases.do(
            cid, lambda w, x: promise_back.taken_back(w, x, pid, agent, reason, free, asked=asked)
        )

    async def _at(self, cid: str, slot: Slot, verb: Any, key: tuple[str, str] | None = None) -> Outcome:
        c = await self._without(cid, slot)
        world = self._cases.roster.world()
        person = world.company.people.get(slot[1])
        if not person or slot[0] not in slots.times(world.company, person, world.now, c.language):
            raise Invalid("This is none of the times offered.", code="slot_unknown", field="slot")
        async with self._times.held(world, slot, c.language) as ours:
            if not ours:
                await self._without(cid, slot)
                raise Conflict("Somebody else has just taken that time.", code="slot_taken")
            return await self._cases.do(cid, verb, key)

    async def _without(self, cid: str, slot: Slot) -> Conversation:
        """The record, if that time is not the customer's already.

        Raises:
            Conflict: `slot_same`.
        """
        c = (await self._cases.store.load(cid)).conversation
        if promised.has(c, *slot):
            raise Conflict("That time is yours already.", code="slot_same")
        return c

    @staticmethod
    def _shown(world: World, c: Conversation, slot: Slot) -> dict[str, Any]:
        who = people.describe(world.company.person(slot[1]), world.company, c.language)
        return {"slot": slots.name_of(slot), "at": stamp(slot[0]), "who": who}


def new_id() -> str:
    """A promise's id."""
    return secrets.token_hex(8)


def _digest(one: Promise) -> str:
    return digest(one.what, stamp(one.due_at), one.where, one.phone or "", one.text)


def _other_way(world: World, c: Conversation) -> dict[str, Any]:
    """Where no time comes within a working day."""
    opens = earliest.desk_hours(world.company, c.language).opens_at(world.now)
    return {
        "phone": world.company.phone,
        "text": world.say("other_way", c, when=world.when(opens, c)) if opens else None,
    }
