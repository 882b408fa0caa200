"""Real free times: half hours on duty in which nothing is promised yet, and minutes free for a call; held while one is booked.

A person has one call at a time: two calls are `promise_minutes` of company.yml apart.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.core import earliest, slots
from bot.core.conversation import Conversation, Promise
from bot.core.people import next_five_minutes
from bot.core.promise_keepers import covers
from bot.core.promise_limits import inside
from bot.core.slots import Slot
from bot.core.world import World
from bot.service.roster import Roster
from bot.store.promised import Promised

MOST = 12
A_DAY = dt.timedelta(days=1)
SHIFTS = 5


class Times:
    """Looks in the records, so nothing is ever booked twice or left booked."""

    def __init__(self, roster: Roster, promised: Promised) -> None:
        self._roster = roster
        self._promised = promised

    async def free(self, c: Conversation, first: str | None = None, most: int = MOST) -> list[Slot]:
        """Free times of whoever would keep the promise, the soonest first; empty when none comes within a working day.

        Args:
            first: the person asked before all others.
        """
        world = self._roster.world()
        for person in slots.people_for(world, c, first):
            found = slots.times_of(world, person, c.language)
            taken = await self._taken(person.id, found)
            free = [(at, person.id) for at in found if at not in taken]
            if free and slots.soon_enough(world.company, person, world.now, c.language, free[0][0]):
                return free[:most]
        return []

    @asynccontextmanager
    async def held(self, world: World, slot: Slot, language: str) -> AsyncIterator[bool]:
        """A half hour for the length of a step; gives whether it is free to take."""
        at, agent = slot
        async with self._while_held(agent, at - self._call, at + slots.STEP) as ours:
            yield ours and await self._is_free(world, slot, language)

    @asynccontextmanager
    async def held_for(self, c: Conversation, one: Promise, agent: str) -> AsyncIterator[bool]:
        """The time of a promise for the length of a step; gives whether that person is free for it: always, but for a call."""
        if one.what != "call" or c.practised_by:
            yield True
            return
        at = one.due_at
        async with self._while_held(agent, at - self._call, at + self._call) as ours:
            yield ours and not await self._calls(agent, at, one.id)

    async def next_call(
        self, c: Conversation, agent: str, at: dt.datetime, but: str = ""
    ) -> dt.datetime | None:
        """The first time from an instant on at which that person is free for a call; None: none in the shifts to come.

        Args:
            but: a promise whose own time does not stand in its way.
        """
        world, company = self._roster.world(), self._roster.company
        for _ in range(SHIFTS):
            at = await self._gap(agent, at, but)
            if inside(world, c, at, agent) and covers(world, c, agent, at):
                return at
            hours = earliest.hours_of(company, company.person(agent), c)
            opens = hours.opens_at(at) if hours else None
            if not opens or opens <= at:
                return None
            at = opens
        return None

    async def _gap(self, agent: str, at: dt.datetime, but: str) -> dt.datetime:
        """The first instant from this one on with no call too near."""
        rows = await self._promised.between(
            agent, (at - self._call).timestamp(), (at + A_DAY).timestamp(), "calls"
        )
        for due in sorted(dt.datetime.fromtimestamp(due, dt.UTC) for _, pid, due in rows if pid != but):
            if abs(due - at) < self._call:
                at = _full_five(due + self._call)
        return at

    @property
    def _call(self) -> dt.timedelta:
        return dt.timedelta(minutes=self._roster.company.desk.promise_minutes)

    @asynccontextmanager
    async def _while_held(self, agent: str, start: dt.datetime, end: dt.datetime) -> AsyncIterator[bool]:
        span = (start.timestamp(), end.timestamp())
        holder = await self._promised.hold(agent, *span)
        try:
            yield holder is not None
        finally:
            if holder:
                await self._promised.let_go(agent, *span, holder)

    async def _is_free(self, world: World, slot: Slot, language: str) -> bool:
        at, agent = slot
        person = world.company.people.get(agent)
        if not person or at not in slots.times_of(world, person, language):
            return False
        return at not in await self._taken(agent, [at])

    async def _taken(self, agent: str, among: list[dt.datetime]) -> set[dt.datetime]:
        """Which of these half hours a promise falls into, or a call that begins before."""
        if not among:
            return set()
        call, length = self._call.total_seconds(), slots.STEP.total_seconds()
        start, until = among[0].timestamp(), among[-1].timestamp() + length
        dues = [due for _, _, due in await self._promised.between(agent, start, until)]
        calls = [due for _, _, due in await self._promised.between(agent, start - call + 1, until, "calls")]
        return {
            at
            for at in among
            if any(0 <= due - at.timestamp() < length for due in dues)
            or any(0 < at.timestamp() - due < call for due in calls)
        }

    async def _calls(self, agent: str, at: dt.datetime, but: str) -> bool:
        """Whether another call of that person's is too near."""
        call, now = self._call.total_seconds(), at.timestamp()
        rows = await self._promised.between(agent, now - call, now + call, "calls")
        return any(pid != but and abs(due - now) < call for _, pid, due in rows)


def _full_five(at: dt.datetime) -> dt.datetime:
    """The next full five minutes, this one included."""
    return next_five_minutes(at - dt.timedelta(microseconds=1))
