"""Who is here now: the directory joined with presence and load, kept fresh in each process."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from bot.core import earliest, staff
from bot.core.announcement import Announcement
from bot.core.company import Company, Person
from bot.core.empathy.matters import Matters
from bot.core.kinds import Kinds
from bot.core.lines import Lines
from bot.core.people import Member
from bot.core.world import Timing, World
from bot.store.accounts import Accounts
from bot.store.desk import Desk, Presence

LATELY_S = 1.0


class Roster:
    """The latest snapshot of people. Between refreshes it is at most `refresh` old; reservations are exact regardless.

    `chats`: whose chat a notice would reach now.
    """

    def __init__(
        self,
        company: Company,
        lines: Lines,
        desk: Desk,
        accounts: Accounts,
        timing: Timing,
        clock: Callable[[], datetime],
        kinds: Kinds,
        matters: Matters,
        chats: Callable[[], Awaitable[Collection[str]]],
    ) -> None:
        self.company = company
        self._lines = lines
        self._desk = desk
        self._timing = timing
        self.clock = clock
        self._kinds = kinds
        self._matters = matters
        self._accounts = accounts
        self._chats = chats
        self._of_file = dict(company.people)
        self.members: Mapping[str, Member] = {id: Member(person) for id, person in company.people.items()}
        self.announcements: tuple[Announcement, ...] = ()
        self.waits: Mapping[str, tuple[float, ...]] = {}
        self._told: Mapping[str, Member] = self.members
        self._looking = asyncio.Lock()
        self._asked = self._served = 0
        self._looked = datetime.min.replace(tzinfo=UTC)

    async def lately(self) -> None:
        """Looks again unless that was within this second: for what falls due by the hundred.

        Whoever comes or goes is told to every process besides.
        """
        if abs((self.clock() - self._looked).total_seconds()) >= LATELY_S:
            await self.refresh()

    async def news(self) -> bool:
        """Looks again; True when something is different from when this was asked before."""
        await self.refresh()
        changed, self._told = self.members != self._told, self.members
        return changed

    async def refresh(self) -> None:
        """Looks again, one after the other: what began to look earlier must not overwrite what looked later.

        Who waits for a look that began after they asked needs none of their own.
        """
        self._asked += 1
        mine = self._asked
        async with self._looking:
            if self._served < mine:
                asked, at = self._asked, self.clock()
                await self._look()
                self._served, self._looked = asked, at

    async def _look(self) -> None:
        self._join(await self._accounts.all())
        at = self.clock()
        now, today = at.timestamp(), at.astimezone(self.company.zone).date()
        present, chats = await self._desk.presence(now), await self._chats()
        loads = await self._desk.loads(list(self.company.people), now)
        book = self.company.people
        fresh = {
            id: _member(staff.as_of(person, today), present.get(id), loads[id]) for id, person in book.items()
        }
        self.members = {
            id: replace(
                one, chat=id in chats,
                stands_by=one.person.on_call and not earliest.shift_of(self.company, one.person).is_open(at),
            )
            for id, one in fresh.items()
        }  # fmt: skip

    def _join(self, kept: Mapping[str, Person | None]) -> None:
        """The directory: company.yml's people with the desk's accounts in place of them or besides.

        The company's own mapping is changed, in one go without a pause, so that all who hold the company see the same
        people. Somebody of a team that is gone is left out until a lead says where they belong.
        """
        joined = {**self._of_file, **kept}
        fresh = {id: one for id, one in joined.items() if one and one.team in self.company.teams}
        book = self.company.people
        if fresh and fresh != book and isinstance(book, dict):
            book.clear()
            book.update(fresh)

    def world(self) -> World:
        """What decisions look at, as of now."""
        return World(
            self.clock(),
            self.company,
            self._lines,
            self.members,
            self._timing,
            self.announcements,
            self.waits,
            self._kinds,
            self._matters,
        )


def _member(person: Person, present: Presence | None, load: int) -> Member:
    if not present:
        return Member(person, load=load)
    left_at = datetime.fromtimestamp(present.left_at, UTC) if present.left_at else None
    return Member(person, present.status, load, left_at=left_at)
