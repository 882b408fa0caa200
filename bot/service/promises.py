"""Promises with their times: made, moved, picked, kept, tried, re-homed, and what the clock asks of them."""

from __future__ import annotations

import datetime as dt
import logging
import secrets
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from bot.core import (
    blocked,
    case,
    choosing,
    earliest,
    people,
    promise,
    promise_calls,
    promise_clock,
    promised,
    slots,
    steps,
    waiting_words,
)
from bot.core.conversation import Change, Conversation, Promise
from bot.core.errors import AinaError, Conflict, Invalid, Unknown
from bot.core.event import stamp
from bot.core.message import digest
from bot.core.said import Picked, Said
from bot.core.slots import Slot
from bot.core.world import World
from bot.service.cases import Cases
from bot.service.times import Times
from bot.store.promised import Promised
from bot.store.stored import Outcome, Stored

log = logging.getLogger("aina.promises")
AT_ONCE = 100


class Promises:
    """The verbs upon promises, with the times they take."""

    def __init__(self, cases: Cases, times: Times, promised: Promised) -> None:
        self._cases = cases
        self._times = times
        self._promised = promised

    async def free(self, c: Conversation) -> dict[str, Any]:
        """What `GET …/slots` answers: real free times, the soonest first; else the person who is free, or another way.

        Nobody is put off with a time while someone able is free.
        """
        world = self._cases.roster.world()
        if not promised.pending(c) and c.handler != "agent" and choosing.candidates(world, c):
            return {"slots": [], "now": world.human(c)}
        pending = promised.pending(c)
        found = await self._times.free(c, pending[0].agent if pending else None)
        shown = [self._shown(world, c, slot) for slot in found]
        return {"slots": shown} if shown else {"slots": [], "other_way": _other_way(world, c)}

    async def make(self, cid: str, agent: str, client_id: str, one: Promise) -> Outcome:
        """By an agent's word."""

        def verb(world: World, c: Conversation) -> Change:
            case.hold(world, c, agent)
            return promise.made(world, c, one, world.actor(agent, c.language), client_id)

        key = (f"p:{agent}:{client_id}", _digest(one))
        return await self._cases.do(cid, verb, key)

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

    async def ended_by(self, cid: str, pid: str, agent: str, do: str, text: str = "") -> Outcome:
        """The person confirms it, says that it is kept (with the outcome), that nobody answered, or takes it back."""
        verbs = {"kept": promise.kept, "confirm": promise.confirmed}
        if do == "tried":
            return await self._tried(cid, pid, agent)
        if do == "withdraw":
            return await self._cases.do(
                cid, lambda w, c: promise.withdrawn(w, c, pid, w.actor(agent, c.language))
            )
        more = (text,) if do == "kept" else ()
        return await self._cases.do(cid, lambda world, c: verbs[do](world, c, pid, agent, *more))

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
        """The person moves it, once."""
        return await self._cases.do(
            cid, lambda w, c: promise.moved(w, c, pid, to, w.actor(agent, c.language))
        )

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
        async with self._times.held(world, cid, slot, c.language) as ours:
            others = () if ours else tuple(await self._times.free(c, slot[1], 3))
            it = Picked(pid, new_id(), slot, ours, others)
            return await self._cases.wrote(cid, replace(said, slot=it))

    async def fell_due(self, cid: str) -> None:
        """What the clock asks. Free times are looked up before the step; it decides upon the newest record.

        Promises that need a time get theirs one after the other: what one took is not free for the next.
        """
        await self._cases.roster.lately()
        c = (await self._cases.store.load(cid)).conversation
        for one in promise_clock.needs_times(self._cases.roster.world(), c):
            await self._given_a_time(cid, c, one)
        await self._cases.do(cid, lambda w, x: promise_clock.fell_due(w, x, {}))

    async def _given_a_time(self, cid: str, c: Conversation, one: Promise) -> None:
        free = {one.id: await self._times.free(c, one.agent)}
        if not free[one.id]:
            await self._cases.do(cid, lambda w, x: promise_clock.fell_due(w, x, free))
            return
        world = self._cases.roster.world()
        async with self._times.held(world, cid, free[one.id][0], c.language) as ours:
            if ours:  # else somebody else took it this moment: the lease brings us back
                await self._cases.do(cid, lambda w, x: promise_clock.fell_due(w, x, free))

    async def rehome(self, agent: str, why: str, until: float | None = None) -> int:
        """Gives a person's promises to those who are here; each customer is told who. Gives how many were.

        Args:
            why: left (a person gone for good: somebody always gets them) or off_duty.
            until: only what falls due before this instant, epoch seconds.
        """
        await self._cases.roster.refresh()
        count, done = 0, set[tuple[str, str]]()
        while rows := [
            row for row in await self._promised.first(agent, AT_ONCE + len(done)) if row[:2] not in done
        ]:
            for cid, pid, due in rows:
                done.add((cid, pid))
                if until is None or due < until:
                    count += await self._rehomed(cid, pid, why)
            if until is not None and rows[-1][2] >= until:
                break
        return count

    async def rehome_departed(self) -> None:
        """Whoever is no longer in company.yml keeps no promise: looked at when a gateway starts."""
        here = self._cases.roster.company.people
        gone = [agent for agent in await self._promised.known_people() if agent not in here]
        for agent in gone:
            await self.rehome(agent, "left")
        empty = [agent for agent in gone if not await self._promised.first(agent, 1)]
        await self._promised.remember_people(list(here), empty)

    async def off_duty(self, agent: str) -> None:
        """A person signed out: what falls due before their day ends goes to those who are here."""
        world = self._cases.roster.world()
        person = world.company.people[agent]
        closes = world.company.hours_of(person).closes_at(world.now)
        if closes:
            await self.rehome(agent, "off_duty", closes.timestamp() + 1)

    async def _rehomed(self, cid: str, pid: str, why: str) -> bool:
        def verb(world: World, c: Conversation) -> Change:
            one = next(
                (x for x in promised.pending(c) if x.id == pid and promised.is_to_do(x, world.now)), None
            )
            to = one and (promise_clock.substitute(world, c, one) or (why == "left" and _anybody(world, c)))
            return promise.rehomed(world, c, pid, to, why) if to else Change(c)

        try:
            return bool((await self._cases.do(cid, verb)).events)
        except Unknown:
            return False
        except AinaError as error:
            log.warning("promises.not_rehomed", extra={"conversation": cid, "code": error.code})
            return False

    async def _tried(self, cid: str, pid: str, agent: str) -> Outcome:
        c = (await self._cases.store.load(cid)).conversation
        one = promised.find(c, pid)
        world = self._cases.roster.world()
        times = await self._times.free(c, one.agent, 1)
        if not times:
            return await self._cases.do(cid, lambda w, x: promise_calls.tried(w, x, pid, agent, None))
        async with self._times.held(world, cid, times[0], c.language) as ours:
            new = times[0] if ours else None
            return await self._cases.do(cid, lambda w, x: promise_calls.tried(w, x, pid, agent, new))

    async def _at(self, cid: str, slot: Slot, verb: Any, key: tuple[str, str] | None = None) -> Outcome:
        c = await self._without(cid, slot)
        world = self._cases.roster.world()
        person = world.company.people.get(slot[1])
        if not person or slot[0] not in slots.times(world.company, person, world.now, c.language):
            raise Invalid("This is none of the times offered.", code="slot_unknown", field="slot")
        async with self._times.held(world, cid, slot, c.language) as ours:
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


def _anybody(world: World, c: Conversation) -> str:
    """Whoever would get the case, here or not: for what a person who is gone for good had promised."""
    order: Iterable[people.Member] = people.ranked(c.but(only=None), world.members.values(), world.company)
    return next(iter(order)).person.id


def _other_way(world: World, c: Conversation) -> dict[str, Any]:
    """Where no time comes within a working day."""
    opens = earliest.desk_hours(world.company, c.language).opens_at(world.now)
    return {
        "phone": world.company.phone,
        "text": world.say("other_way", c, when=world.when(opens, c)) if opens else None,
    }
