"""Lines that chats are owed outside of any conversation (a link to the web, "erased", an agent's notice of linking).

Kept before the update that asks for one is answered, taken off once Telegram has it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from bot.store import keys
from bot.store.connection import Client, script, store_errors

KNOWN_S = 48 * 3600


@dataclass(frozen=True)
class Errand:
    """A line of the catalogue for a chat; its words are made when it is sent.

    Attributes:
        id: the same one again is the same errand.
        until: from then on it is of no use, epoch seconds.
        case: the conversation that it carries to the web; its code is made when it is sent, and never kept.
        leave: the chat is left afterwards.
        flying: a call for it was begun (given by `all` only).
    """

    id: str
    chat: str
    key: str
    language: str
    until: float
    facts: Mapping[str, str] = field(default_factory=dict)
    case: str = ""
    leave: bool = False
    flying: bool = False


class Errands:
    """Raises (every method): StoreUnavailable while Redis does not answer."""

    def __init__(self, redis: Client) -> None:
        self._redis = redis
        self._all, self._flying = keys.telegram("errands"), keys.telegram("errands_flying")
        self._add = redis.register_script(script("errand"))

    async def add(self, one: Errand, known_s: int = KNOWN_S) -> None:
        """Keeps it, once. `known_s`: how long the same id is known to be the same."""
        marker = keys.telegram("errand", one.id)
        async with store_errors():
            await self._add(keys=[marker, self._all], args=[json.dumps(asdict(one)), known_s])

    async def all(self) -> dict[str, Errand]:
        """What is owed, oldest first, by the place it has."""
        async with store_errors():
            rows = await self._redis.xrange(self._all)
            flying = await self._redis.smembers(self._flying) if rows else ()
        return {at: Errand(**(json.loads(fields["e"]) | {"flying": at in flying})) for at, fields in rows}

    async def flies(self, at: str) -> None:
        """A call for it begins."""
        async with store_errors():
            await self._redis.sadd(self._flying, at)

    async def done(self, at: str) -> None:
        """Telegram has it, or it is of no use any more."""
        async with store_errors(), self._redis.pipeline(transaction=True) as pipe:
            pipe.xdel(self._all, at)
            pipe.srem(self._flying, at)
            await pipe.execute()
