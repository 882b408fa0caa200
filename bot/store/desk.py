"""What the desk keeps in Redis: password hashes, sessions, presence, and units of capacity reserved.

Directory facts (name, team, languages) are company.yml's; only what changes at run time lives here.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import NamedTuple

from bot.store.connection import Client, script, store_errors
from bot.store.keys import Shard, desk
from bot.store.stored import hash_token

SESSION_S = 12 * 3600
PRESENCE_S = 180
FEED_KEPT = 1000


@dataclass(frozen=True)
class Session:
    """A signed-in agent. `id` is the hash of the cookie's secret; `csrf` goes in the header of every change."""

    id: str
    agent: str
    csrf: str


class Presence(NamedTuple):
    """`status`: online, away or offline (also when nothing was heard for 3 min). `left_at`: epoch seconds, for who signed
    out; None for who meant to stay.
    """

    status: str
    left_at: float | None


class Desk:
    """Accounts, sessions, presence, reservations.

    Raises (every method): StoreUnavailable while Redis does not answer.
    """

    def __init__(self, redis: Client, shards: int) -> None:
        self._redis = redis
        self._shards = [Shard(number) for number in range(shards)]
        self._reserve = redis.register_script(script("reserve"))

    async def password_hash(self, agent: str) -> str | None:
        """The argon2 hash of an agent's password; None: no password was ever set."""
        async with store_errors():
            found: str | None = await self._redis.hget(desk("passwords"), agent)
        return found

    async def set_password_hash(self, agent: str, hashed: str) -> None:
        """Keeps a password hash."""
        async with store_errors():
            await self._redis.hset(desk("passwords"), agent, hashed)

    async def open_session(self, agent: str) -> tuple[str, Session]:
        """A new session and the cookie's secret."""
        secret, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
        session = Session(hash_token(secret), agent, csrf)
        async with store_errors(), self._redis.pipeline(transaction=True) as pipe:
            pipe.set(desk("session", session.id), json.dumps([agent, csrf]), ex=SESSION_S)
            pipe.sadd(desk("sessions", agent), session.id)
            pipe.expire(desk("sessions", agent), SESSION_S)
            await pipe.execute()
        return secret, session

    async def session(self, secret: str) -> Session | None:
        """The session of a cookie's secret; None: foreign or ended."""
        key = hash_token(secret)
        async with store_errors():
            raw = await self._redis.get(desk("session", key))
        return Session(key, *json.loads(raw)) if raw else None

    async def end_session(self, session: Session) -> None:
        """Ends a session at once, for every process."""
        async with store_errors():
            await self._redis.delete(desk("session", session.id))

    async def end_sessions(self, agent: str) -> None:
        """Ends every session of somebody at once."""
        async with store_errors():
            ids = await self._redis.smembers(desk("sessions", agent))
            await self._redis.delete(*(desk("session", id) for id in ids), desk("sessions", agent))

    async def count_try(self, key: str, window_s: int) -> int:
        """Counts a try (a sign-in, a code) within a window; gives the count so far."""
        name = desk("tries", hash_token(key))
        async with store_errors(), self._redis.pipeline(transaction=True) as pipe:
            pipe.incr(name)
            pipe.expire(name, window_s, nx=True)
            count, _ = await pipe.execute()
        return int(count)

    async def forget_tries(self, key: str) -> None:
        """After a success."""
        async with store_errors():
            await self._redis.delete(desk("tries", hash_token(key)))

    async def set_presence(self, agent: str, status: str, now: float) -> None:
        """The agent's own word, and that the desk session is alive."""
        async with store_errors(), self._redis.pipeline(transaction=True) as pipe:
            pipe.hset(desk("presence"), agent, status)
            pipe.hset(desk("heard"), agent, now)
            pipe.xadd(desk("feed"), {"agent": agent}, maxlen=FEED_KEPT)
            await pipe.execute()

    async def touch(self, agent: str, now: float) -> None:
        """The session was heard of: presence holds for 3 min more."""
        async with store_errors():
            await self._redis.hset(desk("heard"), agent, now)

    async def changed(self) -> None:
        """Tells every process to look at people and load again."""
        async with store_errors():
            await self._redis.xadd(desk("feed"), {"agent": ""}, maxlen=FEED_KEPT)

    async def presence(self, now: float) -> dict[str, Presence]:
        """How each agent is here; who has never come is left out."""
        async with store_errors():
            said = await self._redis.hgetall(desk("presence"))
            heard = await self._redis.hgetall(desk("heard"))
        return {agent: _presence(status, float(heard.get(agent, 0)), now) for agent, status in said.items()}

    async def lost(self, now: float) -> list[str]:
        """Who meant to be here and was not heard of for 3 min: their connection is gone."""
        async with store_errors():
            said = await self._redis.hgetall(desk("presence"))
            heard = await self._redis.hgetall(desk("heard"))
        return [
            a for a, word in said.items() if word != "offline" and now - float(heard.get(a, 0)) > PRESENCE_S
        ]

    async def loads(self, agents: list[str], now: float) -> dict[str, int]:
        """Agent to number of conversations held or reserved; one that was just claimed stands in both, and counts once."""
        async with store_errors(), self._redis.pipeline(transaction=False) as pipe:
            for agent in agents:
                for shard in self._shards:
                    pipe.zrange(shard.of(f"held:{agent}"), 0, -1)
                pipe.zrangebyscore(desk("reserved", agent), now, "+inf")
            found = await pipe.execute()
        width = len(self._shards) + 1
        return {
            agent: len(set().union(*found[i * width : (i + 1) * width])) for i, agent in enumerate(agents)
        }

    async def reserve(self, agent: str, cid: str, now: float, until: float, capacity: int) -> bool:
        """One unit of capacity until an instant; False: no room.

        Exact among processes: the unit is taken first, and kept only if there is room beside what the agent holds *now*.
        Whoever looks later sees it, so two that come at once never both find the same room.
        """
        async with store_errors():
            keys, unit = [desk("reserved", agent)], [cid, now, until, capacity]
            if not await self._reserve(keys=keys, args=unit):
                return False
            return bool(await self._reserve(keys=keys, args=[*unit, *sorted(await self.held(agent))]))

    async def release(self, agent: str, cid: str) -> None:
        """Gives the unit back."""
        async with store_errors():
            await self._redis.zrem(desk("reserved", agent), cid)

    async def held(self, agent: str) -> set[str]:
        """The conversations that the agent holds."""
        async with store_errors(), self._redis.pipeline(transaction=False) as pipe:
            for shard in self._shards:
                pipe.zrange(shard.of(f"held:{agent}"), 0, -1)
            return set().union(*await pipe.execute())


def _presence(said: str, heard: float, now: float) -> Presence:
    status = said if now - heard <= PRESENCE_S else "offline"
    return Presence(status, heard if said == "offline" else None)
