"""One-time codes that carry a person from one channel to another: 192 bits, hashed at rest, gone after ten minutes."""

from __future__ import annotations

import secrets

from bot.store import keys
from bot.store.connection import Client, store_errors
from bot.store.stored import hash_token

LASTS_S = 600
# Tells an agent's code from a customer's in the start parameter of a chat.
AGENT_PREFIX = "agent-"


class Codes:
    """`kind`: what a code is for (`chat`, `web`, `agent`); a code of one kind opens nothing of another.

    Raises (every method): StoreUnavailable while Redis does not answer.
    """

    def __init__(self, redis: Client) -> None:
        self._redis = redis

    async def make(self, kind: str, what: str) -> str:
        """A new code for something (a conversation, an agent): 32 characters that may stand in an address."""
        code = secrets.token_urlsafe(24)
        async with store_errors():
            await self._redis.set(self._key(kind, code), what, ex=LASTS_S)
        return code

    async def use(self, kind: str, code: str, by: str) -> str | None:
        """What a code is for; None: unknown, over, or used by somebody else.

        Args:
            by: who uses it. The same one again gets the same answer, since an update may come twice.
        """
        key = self._key(kind, code)
        async with store_errors():
            what: str | None = await self._redis.get(key)
            if what is None:
                return None
            first = await self._redis.set(f"{key}:by", by, nx=True, get=True, ex=LASTS_S)
        return what if first in (None, by) else None

    async def use_up(self, kind: str, code: str) -> str | None:
        """What a code is for, exactly once; None: unknown, over or used."""
        async with store_errors():
            what: str | None = await self._redis.getdel(self._key(kind, code))
        return what

    @staticmethod
    def _key(kind: str, code: str) -> str:
        return keys.telegram("code", kind, hash_token(code))
