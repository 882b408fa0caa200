"""Returning customers: known by a secret their browser keeps, never by looks. Holds who helped them before."""

from __future__ import annotations

import secrets

from bot.store.connection import Client, store_errors
from bot.store.stored import hash_token

KEPT_HELPERS = 5
OPENED_S = 600


class Customers:
    """One record a customer, expiring with the cases.

    Raises (every method): StoreUnavailable while Redis does not answer.
    """

    def __init__(self, redis: Client, retention_s: int) -> None:
        self._redis = redis
        self._retention_s = retention_s

    async def known(self, secret: str | None) -> tuple[str, str, tuple[str, ...]]:
        """The customer's secret (a new one for a stranger), their key, and who helped them, latest last."""
        if secret:
            key = hash_token(secret)
            async with store_errors():
                if await self._redis.exists(self._name(key)):
                    helpers = await self._redis.zrange(self._name(key, "helpers"), 0, -1)
                    return secret, key, tuple(helpers)
        fresh = secrets.token_urlsafe(32)
        return fresh, hash_token(fresh), ()

    async def cases(self, key: str, limit: int = 20) -> list[str]:
        """Their cases, the newest first."""
        async with store_errors():
            found: list[str] = await self._redis.zrange(self._name(key), 0, limit - 1, desc=True)
        return found

    async def of_key(self, key: str | None) -> tuple[str, tuple[str, ...]]:
        """The customer of a key that a channel keeps (a new one for a stranger), and who helped them, latest last."""
        if not key:
            return hash_token(secrets.token_urlsafe(32)), ()
        async with store_errors():
            return key, tuple(await self._redis.zrange(self._name(key, "helpers"), 0, -1))

    async def remember(self, key: str, cid: str, at: float, helper: str | None = None) -> None:
        """A case of theirs, and who helped in it. `at`: epoch seconds."""
        async with store_errors(), self._redis.pipeline(transaction=True) as pipe:
            pipe.zadd(self._name(key), {cid: at})
            pipe.expire(self._name(key), self._retention_s)
            if helper:
                pipe.zadd(self._name(key, "helpers"), {helper: at})
                pipe.zremrangebyrank(self._name(key, "helpers"), 0, -KEPT_HELPERS - 1)
                pipe.expire(self._name(key, "helpers"), self._retention_s)
            await pipe.execute()

    async def forget(self, key: str) -> None:
        """Nothing is known of a customer any more."""
        async with store_errors():
            await self._redis.delete(self._name(key), self._name(key, "helpers"))

    async def opened(self, request: str, cid: str) -> str | None:
        """The conversation that the same request opened within ten minutes; None: this is the first, and opens `cid`."""
        async with store_errors():
            before: str | None = await self._redis.set(
                f"aina:{{opened{request[:2]}}}:{request}", cid, nx=True, get=True, ex=OPENED_S
            )
        return before

    @staticmethod
    def _name(key: str, *part: str) -> str:
        return ":".join((f"aina:{{cust{key[:2]}}}:{key}", *part))
