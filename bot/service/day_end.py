"""Once a day, at the company's time: leads are told what today's staff can no longer keep (bot/core/day_end.py)."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from functools import partial

from bot.core import day_end
from bot.core.day_end import Risk
from bot.core.message import digest
from bot.core.world import World
from bot.service.cases import Cases
from bot.store.connection import Client, store_errors
from bot.store.errands import Errand, Errands
from bot.store.keys import desk
from bot.store.promised import Promised
from bot.store.routes import Routes

log = logging.getLogger("aina.desk")
LOOK_EVERY_S = 20.0
KEPT_S = 3 * 86400
OF_USE_S = 4 * 3600


class DayEnd:
    """One per process; whichever looks first tells, and a look that was cut short is begun again without telling twice."""

    def __init__(self, cases: Cases, promised: Promised, routes: Routes, redis: Client) -> None:
        self._cases = cases
        self._promised = promised
        self._routes = routes
        self._errands = Errands(redis)
        self._redis = redis

    async def run(self) -> None:
        """For ever."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_EVERY_S)

    async def at_risk(self) -> list[Risk]:
        """What cannot be kept today as things stand now, resolved cases too."""
        world = self._cases.roster.world()
        zone = world.company.zone
        tomorrow = world.now.astimezone(zone).date() + dt.timedelta(days=1)
        end = dt.datetime.combine(tomorrow, dt.time(), zone).timestamp()
        cids: dict[str, None] = {}
        for agent in {*world.members, *await self._promised.known_people()}:
            cids |= dict.fromkeys(cid for cid, _, _ in await self._promised.between(agent, 0, end))
        return day_end.at_risk(world, await self._cases.store.lists.records(list(cids)))

    async def look(self) -> None:
        """Tells, where it is time and nobody has told today."""
        world = self._cases.roster.world()
        key = desk("day-end", world.now.astimezone(world.company.zone).date().isoformat())
        if not day_end.is_time(world) or await self._told(key):
            return
        risks, to = await self.at_risk(), day_end.leads(world)
        for risk in risks:
            verb = partial(day_end.tell, pid=risk.promise.id, why=risk.why, to=to)
            await self._cases.do(risk.case.id, verb, (f"{key}:{risk.promise.id}", digest(risk.promise.id)))
        if risks:
            await self._push(world, key, risks)
        async with store_errors():
            await self._redis.set(key, len(risks), ex=KEPT_S)
        log.info("desk.day_end", extra={"at_risk": len(risks)})

    async def _push(self, world: World, key: str, risks: list[Risk]) -> None:
        """The list, to the linked chats of leads on shift; each once, however often this is begun."""
        chats, until = await self._routes.chats(), world.now.timestamp() + OF_USE_S
        for person in day_end.leads_on_shift(world):
            if chat := chats.get(person.id):
                language = person.languages[0]
                facts = {"count": str(len(risks)), "list": day_end.listed(world, risks, language)}
                await self._errands.add(
                    Errand(f"{key}:{person.id}", chat, "tg_agent_day_end", language, until, facts), KEPT_S
                )

    async def _told(self, key: str) -> bool:
        async with store_errors():
            return bool(await self._redis.exists(key))
