"""Announcements at work: made and ended by leads, brought to every case they concern, whoever dies in between.

A case is told within a step of its own record, so twice is once. The sweep only sees to it that each case has such a
step: any process takes it up where another left off, until a pass that began after every process knew has ended.
"""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import itertools
import logging
from collections.abc import Mapping
from contextlib import suppress

from bot.core.announcement import Announcement
from bot.core.conversation import Change
from bot.core.errors import Conflict, Invalid, Unknown
from bot.service.cases import Cases
from bot.store.announcements import Announcements as Store
from bot.store.desk import Desk
from bot.store.lease import Lease

log = logging.getLogger("aina.announcements")
AT_ONCE = 50
LOOK_EVERY_S = 5.0
KNOWN_AFTER = dt.timedelta(seconds=10)
"""By then every process has looked again (it does every 5 s), so no case can slip past a sweep that begins later."""
MANY = 1000
"""From so many on, the number of cases has to be confirmed."""


class Announcements:
    """One per process; all of them serve the same announcements."""

    def __init__(self, cases: Cases, store: Store, desk: Desk) -> None:
        self._cases = cases
        self._lists = cases.store.lists
        self._store = store
        self._desk = desk
        self._woken = asyncio.Event()

    async def run(self) -> None:
        """Looks again and sweeps, for ever: every 5 s, and when something was made or ended anywhere."""
        while True:
            self._woken.clear()
            await self.refresh()
            await self.sweep()
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY_S):
                    await self._woken.wait()

    def wake(self) -> None:
        """Something may have been made or ended."""
        self._woken.set()

    async def refresh(self) -> None:
        """Looks again at what is being announced, and what has just ended."""
        every = await self._store.every()
        self._cases.roster.announcements = tuple(one for one in every if not (one.ended_at and one.swept))

    async def every(self) -> list[Announcement]:
        """All of them, newest first."""
        return await self._store.every()

    async def reach(self, one: Announcement) -> int:
        """How many open cases it concerns now."""
        return await self._lists.count("open") if one.everyone else len(await self._concerned(one))

    async def _concerned(self, one: Announcement) -> set[str]:
        """The cases to look at: no record is read for that, however many are open."""
        if one.ended_at:
            return await self._lists.union([f"announced:{one.id}"])
        if one.everyone:
            return await self._lists.union(["open"])
        by = [*(f"topic:{topic}" for topic in one.topics), *(f"order:{order}" for order in one.orders)]
        return await self._lists.union(by) | await self._lists.those_in("open", one.cases)

    async def make(self, one: Announcement, confirmed: int | None = None) -> tuple[Announcement, int]:
        """Begins one; gives it and how many cases it reaches now. The same id again is the same one.

        Raises:
            Invalid: `announcement_to_nobody`: none of the cases picked by hand is open.
            Conflict: `announcement_reaches_many`: over a thousand cases, and their number was not confirmed.
        """
        reaches = await self.reach(one)
        if not (reaches or one.everyone or one.topics or one.orders):
            raise Invalid("None of these is open.", code="announcement_to_nobody", field="cases")
        if reaches > MANY and (confirmed or 0) < reaches:
            raise Conflict(
                f"This would be told in {reaches} conversations. Confirm that number.",
                code="announcement_reaches_many", count=reaches,
            )  # fmt: skip
        await self._store.add(one)
        await self._told_everybody()
        return one, reaches

    async def end(self, id: str, now: dt.datetime, until: Mapping[str, str]) -> Announcement:
        """Ends one; who was told that it began is told that it is over. Ended already: as it was.

        Raises:
            Unknown: `announcement_unknown`.
        """
        one = next((one for one in await self._store.every() if one.id == id), None)
        if not one:
            raise Unknown("There is no such announcement.", code="announcement_unknown")
        if one.ended_at:
            return one
        ended = dataclasses.replace(one, ended_at=now, until=until, swept=False)
        await self._store.keep(ended)
        await self._told_everybody()
        return ended

    async def sweep(self) -> None:
        """Brings what is announced to the cases that have not had a step since."""
        for one in self._cases.roster.announcements:
            mine = self._store.sweep(one.id)
            if not one.swept and await mine.keep():
                try:
                    await self._swept(one, mine)
                finally:
                    await mine.release()

    async def _swept(self, one: Announcement, mine: Lease) -> None:
        began = self._cases.roster.clock()
        cids = await self._concerned(one)
        for some in itertools.batched(cids, AT_ONCE):
            await asyncio.gather(*(self._tell(cid, one) for cid in some))
            await mine.holds()
        if began >= (one.ended_at or one.made_at) + KNOWN_AFTER:
            await self._store.keep(dataclasses.replace(one, swept=True))
            await self.refresh()
            log.info("announcement.swept", extra={"announcement": one.id, "cases": len(cids)})

    async def _tell(self, cid: str, one: Announcement) -> None:
        try:
            await self._cases.do(cid, lambda _world, c: Change(c))
        except Unknown:  # expired meanwhile
            for name in (f"announced:{one.id}", "open"):
                await self._lists.take_off(name, cid)

    async def _told_everybody(self) -> None:
        await self.refresh()
        await self._desk.changed()


def checked(texts: Mapping[str, str], languages: tuple[str, ...], field: str = "texts") -> dict[str, str]:
    """The texts, one for each of the company's languages.

    Raises:
        Invalid: `announcement_language_missing`, naming it.
    """
    for language in languages:
        if not texts.get(language):
            raise Invalid(
                f"The text in {language} is missing: every customer is told in their language.",
                code="announcement_language_missing", field=f"{field}.{language}",
            )  # fmt: skip
    return {language: texts[language] for language in languages}
