"""People who were invited or changed at the desk. They stand beside company.yml's, and before them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from typing import Any

from bot.core.company import Person
from bot.store.connection import Client, store_errors
from bot.store.keys import desk

GONE = ""


class Accounts:
    """Person by id; an empty value is somebody who has left, also out of company.yml.

    Raises (every method): StoreUnavailable while Redis does not answer.
    """

    def __init__(self, redis: Client) -> None:
        self._redis = redis

    async def all(self) -> dict[str, Person | None]:
        """Everyone kept here; None: has left."""
        async with store_errors():
            rows = await self._redis.hgetall(desk("accounts"))
        return {id: _person(raw) if raw else None for id, raw in rows.items()}

    async def keep(self, person: Person) -> None:
        """New, or as changed."""
        async with store_errors():
            await self._redis.hset(desk("accounts"), person.id, _dumped(person))

    async def drop(self, id: str) -> None:
        """Has left: no password, no second factor, nothing to sign in with."""
        async with store_errors(), self._redis.pipeline(transaction=True) as pipe:
            pipe.hset(desk("accounts"), id, GONE)
            pipe.hdel(desk("passwords"), id)
            pipe.hdel(desk("totp"), id)
            await pipe.execute()

    async def totp(self, id: str) -> str | None:
        """The secret of somebody's second factor; None: there is none."""
        async with store_errors():
            found: str | None = await self._redis.hget(desk("totp"), id)
        return found

    async def set_totp(self, id: str, secret: str | None) -> None:
        """Keeps a second factor, or takes it away."""
        async with store_errors():
            if secret:
                await self._redis.hset(desk("totp"), id, secret)
            else:
                await self._redis.hdel(desk("totp"), id)

    async def first_use(self, id: str, code: str) -> bool:
        """Whether a code is used for the first time; each opens one door only. Remembered as long as it could fit."""
        async with store_errors():
            return bool(await self._redis.set(desk("totp-used", id, code), 1, nx=True, ex=180))


def _dumped(person: Person) -> str:
    until = person.new_until and person.new_until.isoformat()
    return json.dumps(dataclasses.asdict(person) | {"new_until": until})


def _person(raw: str) -> Person:
    known = {spec.name for spec in dataclasses.fields(Person)}
    values: dict[str, Any] = {key: value for key, value in json.loads(raw).items() if key in known}
    until = values.pop("new_until", None)
    values = {key: _frozen(value) for key, value in values.items()}
    return Person(**values, new_until=dt.date.fromisoformat(until) if until else None)


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
