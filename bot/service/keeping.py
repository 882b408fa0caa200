"""What the machinery does so that promises are kept: what the clock asks, and a keeper for whoever leaves.

Who could keep it and free times are looked up before a step; the step decides upon the newest record.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import suppress
from functools import partial

from bot.core import promise, promise_clock, promise_keepers, promised, shifts
from bot.core.conversation import Conversation, Promise
from bot.core.errors import AinaError, Unknown
from bot.service.cases import Cases
from bot.service.times import Times
from bot.store.promised import Promised

log = logging.getLogger("aina.promises")
AT_ONCE = 100


class Keeping:
    """One per process."""

    def __init__(self, cases: Cases, times: Times, promised: Promised) -> None:
        self._cases = cases
        self._times = times
        self._promised = promised

    async def fell_due(self, cid: str) -> None:
        """What the clock asks. Who else could keep it and free times are looked up before the step; it decides upon the
        newest record.

        Promises that need a time get theirs one after the other: what one took is not free for the next.
        """
        await self._cases.roster.lately()
        c = (await self._cases.store.load(cid)).conversation
        for one, why in promise_clock.needs_keeper(self._cases.roster.world(), c):
            if await self._handed_on(cid, one, why):
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
        async with self._times.held(world, free[one.id][0], c.language) as ours:
            if ours:  # else somebody else took it this moment: the lease brings us back
                await self._cases.do(cid, lambda w, x: promise_clock.fell_due(w, x, free))

    async def rehome(self, agent: str, why: str, until: float | None = None) -> int:
        """Gives a person's promises to those who can keep them; each customer is told who. Gives how many were.

        Args:
            why: left (a person gone for good) or off_duty.
            until: only what falls due before this instant, epoch seconds.
        """
        await self._cases.roster.refresh()
        return sum([await self._rehomed(cid, pid, why) async for cid, pid in self._of(agent, until)])

    async def hours_changed(self, agent: str) -> None:
        """A person has other hours now: until when each of their promises is theirs is looked at anew."""
        async for cid, pid in self._of(agent):
            with suppress(Unknown):
                await self._cases.do(cid, partial(promise_clock.shift_changed, pid=pid))

    async def _of(self, agent: str, until: float | None = None) -> AsyncIterator[tuple[str, str]]:
        """A person's promises, the soonest first, each once, while they may change hands. `until`: as in `rehome`."""
        done = set[tuple[str, str]]()
        while rows := [
            row for row in await self._promised.first(agent, AT_ONCE + len(done)) if row[:2] not in done
        ]:
            for cid, pid, due in rows:
                if until is not None and due >= until:
                    return
                done.add((cid, pid))
                yield cid, pid

    async def rehome_departed(self) -> None:
        """Whoever is no longer in company.yml keeps no promise: looked at when a gateway starts."""
        here = self._cases.roster.company.people
        gone = [agent for agent in await self._promised.known_people() if agent not in here]
        for agent in gone:
            await self.rehome(agent, "left")
        empty = [agent for agent in gone if not await self._promised.first(agent, 1)]
        await self._promised.remember_people(list(here), empty)

    async def off_duty(self, agent: str) -> None:
        """A person signed out: what falls due before their next shift begins goes to those who can keep it."""
        world = self._cases.roster.world()
        back = shifts.back_at(world.company, world.company.people[agent], world.now)
        await self.rehome(agent, "off_duty", back.timestamp() if back else None)

    async def _rehomed(self, cid: str, pid: str, why: str) -> bool:
        try:
            c = (await self._cases.store.load(cid)).conversation
            one = next((one for one in promised.pending(c) if one.id == pid), None)
            if one and await self._handed_on(cid, one, why):
                return True
            await self._cases.do(cid, lambda w, x: promise_clock.without(w, x, pid))
        except Unknown:
            pass
        except AinaError as error:
            log.warning("promises.not_rehomed", extra={"conversation": cid, "code": error.code})
        return False

    async def _handed_on(self, cid: str, one: Promise, why: str) -> bool:
        """To the first who can keep it and has that time free; False: there is none, or it is no longer as it was."""
        world, c = self._cases.roster.world(), (await self._cases.store.load(cid)).conversation
        if not promised.is_to_do(one, world.now):
            return False
        for to in promise_keepers.takers(world, c, one, why):
            async with self._times.held_for(c, one, to) as free:
                if free:
                    verb = partial(promise.handed_on, seen=one, to=to, why=why)
                    return bool((await self._cases.do(cid, verb)).events)
        return False
