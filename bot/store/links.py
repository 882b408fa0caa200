"""Links of single use: a secret in an address, kept only as its hash, with what it is for. They end by themselves."""

from __future__ import annotations

import json
import secrets
from typing import Any

from bot.core.errors import Unknown
from bot.store.connection import Client, store_errors
from bot.store.keys import desk
from bot.store.stored import hash_token

# What carries somebody from one channel to another.
CARRIES_S = 600
# Tells an agent's link from a customer's in the start parameter of a chat.
AGENT_PREFIX = "agent-"


class LinkUnknown(Unknown):
    """Never there, used, taken back or over."""

    code = "link_unknown"


class Links:
    """One kind of link, `valid_s` seconds each. `kind` keeps an invitation from opening anything else.

    Raises (every method): StoreUnavailable while Redis does not answer.
    """

    def __init__(self, redis: Client, kind: str, valid_s: int) -> None:
        self._redis = redis
        self._kind = kind
        self.valid_s = valid_s

    async def make(self, what: dict[str, Any]) -> str:
        """The secret of a new link (192 bits)."""
        secret = secrets.token_urlsafe(24)
        async with store_errors():
            await self._redis.set(self._key(secret), json.dumps(what), ex=self.valid_s)
        return secret

    async def look(self, secret: str) -> dict[str, Any]:
        """What a link is for; looking does not use it.

        Raises:
            LinkUnknown: `link_unknown`.
        """
        async with store_errors():
            raw = await self._redis.get(self._key(secret))
        if not raw:
            raise LinkUnknown(
                "This link was used already or has ended. Ask for a new one.", code="link_unknown"
            )
        found: dict[str, Any] = json.loads(raw)
        return found

    async def use(self, secret: str) -> bool:
        """Uses a link up; False: somebody else just did. Exactly one caller gets True."""
        async with store_errors():
            return bool(await self._redis.delete(self._key(secret)))

    async def use_as(self, secret: str, by: str) -> dict[str, Any] | None:
        """What a link is for, for whoever used it first; None: unknown, over, or used by somebody else.

        Args:
            by: who uses it. The same one again gets the same answer, since an update of Telegram may come twice.
        """
        key = self._key(secret)
        async with store_errors():
            raw = await self._redis.get(key)
            first = (
                await self._redis.set(f"{key}:by", by, nx=True, get=True, ex=self.valid_s) if raw else None
            )
        return json.loads(raw) if raw and first in (None, by) else None

    async def take(self, secret: str) -> dict[str, Any] | None:
        """What a link is for, exactly once; None: unknown, over or used."""
        async with store_errors():
            raw = await self._redis.getdel(self._key(secret))
        return json.loads(raw) if raw else None

    async def put_code(self, secret: str, digits: str, valid_s: int) -> None:
        """A code that was sent to prove who follows a link; the newest counts."""
        async with store_errors():
            await self._redis.set(f"{self._key(secret)}:code", digits, ex=valid_s)

    async def code(self, secret: str) -> str | None:
        """The code sent last; None: none was, or it is over."""
        async with store_errors():
            found: str | None = await self._redis.get(f"{self._key(secret)}:code")
        return found

    def _key(self, secret: str) -> str:
        return desk("link", self._kind, hash_token(secret))
