"""Which conversation a Telegram chat goes on with, and which one an update belongs to.

An update is addressed first and stored then, by one atomic step, under its own key: given again, it gets the same
address, where that step knows it. So it is one message however often, late or out of order it comes.
"""

from __future__ import annotations

import asyncio

from bot.store import keys
from bot.store.connection import Client, script, store_errors

UPDATE_KEPT_S = 48 * 3600
UNREAD_KEPT, LONGEST_UNREAD = 20, 16_000


class Chats:
    """Raises (every method): StoreUnavailable while Redis does not answer."""

    def __init__(self, redis: Client, kept_s: int) -> None:
        self._redis = redis
        self._kept_s = kept_s
        self._begin = redis.register_script(script("enter"))

    async def address(self, update: int, cid: str, chat: str | None = None) -> str:
        """The conversation that an update belongs to: this one, unless it has an address already.

        Args:
            chat: the chat that is thereby in use, and known for as long again.
        """
        key = keys.telegram("update", str(update))
        first = self._redis.set(key, cid, nx=True, get=True, ex=UPDATE_KEPT_S)
        async with store_errors():
            if chat:
                before, _ = await asyncio.gather(
                    first, self._redis.expire(keys.telegram("chat", chat), self._kept_s)
                )
            else:
                before = await first
        return str(before or cid)

    async def addressed(self, update: int) -> str | None:
        """The address that an update has, if it has come before."""
        async with store_errors():
            found: str | None = await self._redis.get(keys.telegram("update", str(update)))
        return found

    async def of(self, chat: str) -> tuple[str | None, str | None]:
        """A chat's conversation, and the key of its customer (bot/store/customers.py)."""
        async with store_errors():
            cid, customer = await self._redis.hmget(keys.telegram("chat", chat), ["cid", "customer"])
        return cid, customer

    async def begin(self, chat: str, cid: str, over: str | None, customer: str) -> str:
        """A new conversation for a chat whose last one is over; gives the one it has, should another be quicker."""
        async with store_errors():
            found = await self._begin(
                keys=[keys.telegram("chat", chat)], args=[cid, over or "", customer, self._kept_s]
            )
        return str(found)

    async def enter(self, chat: str, cid: str, customer: str | None) -> None:
        """The chat goes on with this conversation from now on."""
        key = keys.telegram("chat", chat)
        fields = {"cid": cid} | ({"customer": customer} if customer else {})
        async with store_errors(), self._redis.pipeline(transaction=True) as pipe:
            pipe.hset(key, mapping=fields)
            pipe.expire(key, self._kept_s)
            await pipe.execute()

    async def forget(self, chat: str, *, customer: bool = True) -> None:
        """Nothing is known of the chat any more; `customer` False: but whose it is."""
        async with store_errors():
            if not customer:
                await self._redis.hdel(keys.telegram("chat", chat), "cid")
            gone = [keys.telegram("chat", chat)] if customer else []
            await self._redis.delete(*gone, keys.telegram("unread", chat))

    async def keep_unread(self, chat: str, raw: str) -> None:
        """An update that not even its case can take, as it came: the newest few."""
        key = keys.telegram("unread", chat)
        async with store_errors(), self._redis.pipeline(transaction=True) as pipe:
            pipe.lpush(key, raw[:LONGEST_UNREAD])
            pipe.ltrim(key, 0, UNREAD_KEPT - 1)
            pipe.expire(key, self._kept_s)
            await pipe.execute()
