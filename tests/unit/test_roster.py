"""Who is here: looks that overlap end with the newest one, and nobody who came or went is swallowed."""

import asyncio
from typing import Any, cast

from bot.core.empathy.matters import Matters
from bot.core.people import Member
from bot.core.world import Timing
from bot.service.roster import Roster
from bot.store.accounts import Accounts
from bot.store.desk import Desk
from bot.store.desk import Presence as Present
from tests.unit.factories import COMPANY, KINDS, LINES, NOON


class Presence:
    """The desk's word on who is here; the first look is slow."""

    def __init__(self) -> None:
        self.status: dict[str, str] = {}
        self.slow = asyncio.Event()
        self.looks = 0

    async def presence(self, _now: float) -> dict[str, Present]:
        self.looks += 1
        seen = {agent: Present(status, None) for agent, status in self.status.items()}
        if self.looks == 1:
            await self.slow.wait()
        return seen

    async def loads(self, agents: list[str], _now: float) -> dict[str, int]:
        return dict.fromkeys(agents, 0)


class NoAccounts:
    async def all(self) -> dict[str, Any]:
        return {}


async def _no_chats() -> tuple[str, ...]:
    return ()


def roster(desk: Presence) -> Roster:
    accounts = cast("Accounts", NoAccounts())
    return Roster(
        COMPANY, LINES, cast("Desk", desk), accounts, Timing(), lambda: NOON, KINDS, Matters(), _no_chats
    )


def here(found: Roster) -> list[str]:
    return [member.person.id for member in cast("dict[str, Member]", found.members).values() if member.online]


async def test_a_slow_look_does_not_overwrite_a_later_one() -> None:
    desk = Presence()
    found = roster(desk)
    slow = asyncio.create_task(found.refresh())
    await asyncio.sleep(0)
    desk.status = {"mikko": "online"}
    later = [asyncio.create_task(found.refresh()) for _ in range(20)]
    await asyncio.sleep(0)
    desk.slow.set()
    await asyncio.gather(slow, *later)
    assert here(found) == ["mikko"]
    assert desk.looks == 2


async def test_what_another_look_saw_first_is_news_all_the_same() -> None:
    desk = Presence()
    desk.slow.set()
    found = roster(desk)
    assert not await found.news()
    desk.status = {"mikko": "online"}
    await found.refresh()
    assert await found.news()
    assert not await found.news()
