"""Real free times: half hours on duty in which nothing is promised yet, held while somebody picks one."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.core import slots
from bot.core.conversation import Conversation
from bot.core.event import stamp
from bot.core.slots import Slot
from bot.core.world import World
from bot.service.roster import Roster
from bot.store.promised import Promised

MOST = 12


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
            found = slots.times(world.company, person, world.now, c.language)
            taken = await self._taken(person.id, found)
            free = [(at, person.id) for at in found if at not in taken]
            if free and slots.soon_enough(world.company, person, world.now, c.language, free[0][0]):
                return free[:most]
        return []

    @asynccontextmanager
    async def held(self, world: World, cid: str, slot: Slot, language: str) -> AsyncIterator[bool]:
        """A time for the length of a step; gives whether it is this customer's to take."""
        at, agent = slot
        name = stamp(at)
        ours = await self._promised.hold(agent, name, cid)
        try:
            yield ours and await self._is_free(world, slot, language)
        finally:
            if ours:
                await self._promised.let_go(agent, name, cid)

    async def _is_free(self, world: World, slot: Slot, language: str) -> bool:
        at, agent = slot
        person = world.company.people.get(agent)
        if not person or at not in slots.times(world.company, person, world.now, language):
            return False
        end = (at + slots.STEP).timestamp()
        return not await self._promised.between(agent, at.timestamp(), end)

    async def _taken(self, agent: str, among: list[dt.datetime]) -> set[dt.datetime]:
        """Which of these half hours a promise falls into."""
        if not among:
            return set()
        until = (among[-1] + slots.STEP).timestamp()
        dues = [due for _, _, due in await self._promised.between(agent, among[0].timestamp(), until)]
        length = slots.STEP.total_seconds()
        return {at for at in among if any(0 <= due - at.timestamp() < length for due in dues)}
