"""What conversations still owe their chats: who is to be looked at, and how far each chat has been told.

The feed's reader notes a conversation here and moves its position in one transaction, so nothing falls between; the
log is what is delivered, from the chat's own place in it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from bot.store.connection import Client, script, store_errors
from bot.store.keys import Shard


def delivery(told: Mapping[str, str]) -> dict[str, Any]:
    """As the desk sees it: what has arrived, until when something waits and why. `told`: see `Outbox.told`.

    `n` grows with every change, so that of two such looks, by whatever way they came, the later one is known.
    """
    return {
        "channel": "telegram", "sent": told.get("at", "0"), "retry_at": told.get("retry_at"), "why": told.get("why"),
        "n": int(told.get("n", 0)),
    }  # fmt: skip


class Outbox:
    """Of one shard.

    Raises (every method): StoreUnavailable while Redis does not answer.
    """

    def __init__(self, redis: Client, shard: Shard, kept_s: int) -> None:
        self._redis = redis
        self._shard = shard
        self._kept_s = kept_s
        self._settled = redis.register_script(script("settled"))

    async def position(self) -> str | None:
        """The last event of the feed that was looked at."""
        async with store_errors():
            found: str | None = await self._redis.get(self._shard.of("tg_position"))
        return found

    async def note(self, cids: Collection[str], position: str | None = None) -> list[str]:
        """Conversations that may owe their chats something; gives those that have one."""
        chats, owed = self._shard.of("chats"), self._shard.of("tg_owed")
        async with store_errors():
            scores = await self._redis.zmscore(chats, list(cids)) if cids else []
            found = [cid for cid, score in zip(cids, scores, strict=True) if score is not None]
            async with self._redis.pipeline(transaction=True) as pipe:
                for cid in found:
                    pipe.hincrby(owed, cid, 1)
                if position:
                    pipe.set(self._shard.of("tg_position"), position)
                await pipe.execute()
        return found

    async def has_chat(self, cid: str) -> bool:
        """Whether a conversation has a chat."""
        async with store_errors():
            return await self._redis.zscore(self._shard.of("chats"), cid) is not None

    async def all_chats(self) -> list[str]:
        """Every conversation with a chat: for a reader that fell behind the feed."""
        async with store_errors():
            return list(await self._redis.zrange(self._shard.of("chats"), 0, -1))

    async def gone(self, cid: str) -> None:
        """The conversation has expired."""
        async with store_errors(), self._redis.pipeline(transaction=True) as pipe:
            pipe.zrem(self._shard.of("chats"), cid)
            pipe.hdel(self._shard.of("tg_owed"), cid)
            await pipe.execute()

    async def owed(self) -> list[str]:
        """Every conversation that is to be looked at."""
        async with store_errors():
            return list(await self._redis.hkeys(self._shard.of("tg_owed")))

    async def mark(self, cid: str) -> str:
        """What is owed now; to be given back to `settle`."""
        async with store_errors():
            return str(await self._redis.hget(self._shard.of("tg_owed"), cid) or "")

    async def settle(self, cid: str, mark: str) -> bool:
        """Nothing is owed any more; False: something came in the meantime."""
        async with store_errors():
            return bool(await self._settled(keys=[self._shard.of("tg_owed")], args=[cid, mark])) or not mark

    async def told(self, cid: str) -> dict[str, str]:
        """How far the chat has been told (see `Told` of the Telegram channel)."""
        async with store_errors():
            return dict(await self._redis.hgetall(self._shard.conversation(cid, "chat")))

    async def tell(self, cid: str, changes: Mapping[str, str], old_buttons: str = "") -> None:
        """Keeps changes of that; an empty value forgets its field. `old_buttons`: a message that is to lose its own."""
        key = self._shard.conversation(cid, "chat")
        kept = {field: value for field, value in changes.items() if value != ""}
        async with store_errors(), self._redis.pipeline(transaction=True) as pipe:
            if gone := [field for field, value in changes.items() if value == ""]:
                pipe.hdel(key, *gone)
            if kept:
                pipe.hset(key, mapping=kept)
            if old_buttons:
                pipe.sadd(self._shard.of("tg_old_buttons"), f"{cid} {old_buttons}")
            pipe.hincrby(key, "n", 1)
            pipe.expire(key, self._kept_s)
            await pipe.execute()

    async def old_buttons(self) -> list[tuple[str, str]]:
        """Conversation and message of all lines that still have buttons and are not the newest."""
        async with store_errors():
            rows = await self._redis.smembers(self._shard.of("tg_old_buttons"))
        return [(cid, message) for cid, _, message in (row.partition(" ") for row in sorted(rows))]

    async def without_buttons(self, cid: str, message: str) -> None:
        """That line has none any more."""
        async with store_errors():
            await self._redis.srem(self._shard.of("tg_old_buttons"), f"{cid} {message}")
