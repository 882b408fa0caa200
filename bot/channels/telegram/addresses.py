"""Which conversation an update belongs to: the chat's own, the one it was joined to, or a new one where that is over."""

from __future__ import annotations

import asyncio

from bot.channels import customer
from bot.channels.telegram.channel import Channel
from bot.channels.telegram.inbound import Heard
from bot.core import reach
from bot.core.blocked import Blocked
from bot.core.conversation import Conversation
from bot.core.errors import Unknown
from bot.core.event import stamp


class Addresses:
    """One per process."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    async def case(self, heard: Heard) -> str:
        """The conversation that an update belongs to: the chat's own, a new one where that is over."""
        chats = self._channel.services.chats
        if before := await chats.addressed(heard.update):
            return before
        cid, key = await chats.of(heard.chat)
        now = await self._goes_on(heard, cid) if cid else None
        mine = now or await self._opened(heard, cid, key)
        return await chats.address(heard.update, mine, heard.chat)

    async def _goes_on(self, heard: Heard, cid: str) -> str | None:
        """Where a chat's conversation goes on: in itself, or in the one it was joined to; None: it is over."""
        try:
            c = (await self._channel.services.store.load(cid)).conversation
        except Unknown:
            return None
        if not c.merged_into:
            return cid
        await self._channel.services.chats.enter(heard.chat, c.merged_into, c.customer)
        return await self._goes_on(heard, c.merged_into)

    async def _opened(self, heard: Heard, over: str | None, key: str | None) -> str:
        services = self._channel.services
        known, helped_by = await services.customers.of_key(key)
        if found := await services.blocks.of_customer(key, stamp(services.roster.clock())):
            raise Blocked(phone=services.company.phone, until=found.until)
        fresh = Conversation(
            id=services.store.new_id(),
            language=self.language(heard),
            created_at=services.roster.clock(),
            channel=reach.CHAT,
            name=heard.name,
            customer=known,
            helped_before=helped_by,
        )
        remembered = services.customers.remember(known, fresh.id, services.now())
        await asyncio.gather(services.store.create(fresh), remembered)
        return await services.chats.begin(heard.chat, fresh.id, over, known)

    def language(self, heard: Heard) -> str:
        """The language of a chat that is new: as their Telegram speaks, where we do."""
        return customer.language_of(self._channel.services, heard.language)
