"""Everything a gateway process works with, put together in one place (see bot/build.py for how)."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.assistant.client import Assistant
from bot.core.company import Company
from bot.core.errors import StoreUnavailable
from bot.core.event import stamp
from bot.core.lines import Lines
from bot.service.announcements import Announcements
from bot.service.cases import Cases
from bot.service.day_end import DayEnd
from bot.service.hub import Hub
from bot.service.keeping import Keeping
from bot.service.orders import Orders
from bot.service.post import Post
from bot.service.practice import Practice
from bot.service.promises import Promises
from bot.service.roster import Roster
from bot.service.search import Search
from bot.service.sight import Sight
from bot.service.telegram import Station
from bot.service.ways import Ways
from bot.service.worker import Worker
from bot.settings import Settings
from bot.store.abouts import Abouts
from bot.store.accounts import Accounts
from bot.store.audit import Audit, Deed
from bot.store.blocks import Blocks
from bot.store.canned import CannedReplies
from bot.store.chats import Chats
from bot.store.clock import StoreClock
from bot.store.connection import Client
from bot.store.conversations import Conversations
from bot.store.customers import Customers
from bot.store.desk import Desk
from bot.store.due import Due
from bot.store.files import Files
from bot.store.links import Links
from bot.store.photos import Photos
from bot.store.routes import Routes
from bot.store.waits import Waits

log = logging.getLogger("aina.desk")
HEARD_EVERY_S = 20.0
MOST_HELD = 500


@dataclass(frozen=True, kw_only=True)
class Services:
    """One per process; handlers get it, tests build it with their own clock."""

    settings: Settings
    company: Company
    lines: Lines
    redis: Client
    store: Conversations
    customers: Customers
    desk: Desk
    due: Due
    roster: Roster
    hub: Hub
    cases: Cases
    promises: Promises
    keeping: Keeping
    practice: Practice
    day_end: DayEnd
    worker: Worker
    assistant: Assistant
    files: Files
    photos: Photos
    blocks: Blocks
    audit: Audit
    outside: Links
    letters: Links
    post: Post | None
    canned: CannedReplies
    abouts: Abouts
    orders: Orders
    tone: Mapping[str, Any]
    search: Search
    accounts: Accounts
    invitations: Links
    announcements: Announcements
    sight: Sight
    waits: Waits
    ways: Ways
    chats: Chats
    chat_links: Links
    web_links: Links
    agent_links: Links
    routes: Routes
    clock: StoreClock
    telegram: Station = field(default_factory=Station)
    _heard: dict[str, float] = field(default_factory=dict)

    def deed(self, agent: str, what: str, data: dict[str, Any]) -> Deed:
        """What an account does now."""
        return Deed(stamp(self.roster.clock()), agent, what, data)

    async def did(self, deed: Deed) -> None:
        """Writes down what an account did. The deed itself stands where it was done: it is not undone for want of this."""
        try:
            await self.audit.record(deed)
        except StoreUnavailable:
            log.error("audit.lost", extra={"agent": deed.agent, "what": deed.what})

    async def staff_changed(self) -> None:
        """Accounts are different now: every process looks."""
        await self.roster.refresh()
        await self.desk.changed()
        self.hub.people_changed()

    async def offer_lost_ones(self) -> None:
        """Cases of those whose connection is gone are offered on; theirs until somebody accepts."""
        for agent in await self.desk.lost(self.now()):
            for c in await self.store.lists.records(
                await self.store.lists.members(f"held:{agent}", MOST_HELD)
            ):
                if not c.snoozed_until:
                    await self.cases.lost(c.id, agent)

    @property
    def origins(self) -> tuple[str, ...]:
        """Pages of other origins that may talk to customers' endpoints: as set, and the demo shop's own."""
        settings = self.settings
        shop = (f"http://localhost:{settings.port}",) if self.company.demo and not settings.public_url else ()
        return (*settings.allowed_origins, *shop)

    def now(self) -> float:
        """Now, epoch seconds."""
        return self.roster.clock().timestamp()

    def today(self) -> dt.date:
        """The date where the company is."""
        return self.roster.clock().astimezone(self.company.zone).date()

    async def presence_heard(self, agent: str) -> None:
        """A request or frame of this agent came in; written down every 20 s at most."""
        now = self.now()
        if now - self._heard.get(agent, 0.0) >= HEARD_EVERY_S:
            self._heard[agent] = now
            await self.desk.touch(agent, now)

    async def look_again(self) -> None:
        """Presence, load or what is announced changed somewhere: states may differ now."""
        self.announcements.wake()
        try:
            if await self.roster.news():
                self.hub.people_changed()
        except StoreUnavailable:
            return

    async def people_changed(self) -> None:
        """Looks at people and load again; who waits is offered to whoever came or got free."""
        if await self.roster.news():
            self.hub.people_changed()
        await self.cases.offer_backlog()
