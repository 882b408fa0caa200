"""Serves what falls due: turns of dead processes, honest lines, offers, silent cases. Any process may; each item is one's.

Turns of this process's own are begun without asking what is due (bot/service/taker.py).
"""

from __future__ import annotations

import asyncio
import functools
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from bot.assistant.client import Assistant
from bot.core import alerts, case, later, notify, standin, unaided
from bot.core.conversation import Change, Conversation
from bot.core.errors import AinaError, StoreUnavailable, Unknown
from bot.core.world import World
from bot.service.cases import Cases, Verb
from bot.service.keeping import Keeping
from bot.service.taker import Item, Taker, Work
from bot.store.due import Due
from bot.store.keys import Shard

log = logging.getLogger("aina.worker")
IDLE_S = 0.25
BREATH_S = 0.005
SLOW_TURNS = 200


class Worker:
    """One per process."""

    def __init__(self, cases: Cases, due: Due, assistant: Assistant, keeping: Keeping) -> None:
        self._cases = cases
        self._due = due
        self._running: dict[Item, asyncio.Task[None]] = {}
        self._again: dict[Item, Work | None] = {}
        self._wake = asyncio.Event()
        self.taker = Taker(cases, due, assistant, self._begin)
        self._kinds: dict[str, Callable[[str], Awaitable[Any]]] = {
            "turn": self.taker.take_over,
            "honest": self._honest,
            "offer": self._cases.offer,
            "close": self._close,
            "promise": keeping.fell_due,
            "notify": functools.partial(self._step, notify.fell_due),
            "alert": self._alert,
            "nudge": functools.partial(self._step, standin.nudge),
            "later": functools.partial(self._step, later.later_due),
            "wake": functools.partial(self._step, later.wake_due),
        }

    def serve_also(self, kind: str, serve: Callable[[str], Awaitable[Any]]) -> None:
        """A kind of timer that a channel serves itself; a process without that channel leaves it to the others."""
        self._kinds[kind] = serve

    def begin(self, kind: str, cid: str) -> None:
        """What is known to be due is begun here and now; should this process end, the `due` list has it."""
        self._begin((kind, cid))

    def wake(self) -> None:
        """Something may fall due sooner than thought."""
        self._wake.set()

    async def run(self, shard: Shard) -> None:
        """Serves one shard for ever."""
        while True:
            try:
                await self._sleep(await self._serve(shard))
            except StoreUnavailable:
                await asyncio.sleep(IDLE_S)
            except Exception:
                log.exception("worker.failed", extra={"shard": shard.number})
                await asyncio.sleep(IDLE_S)

    async def _serve(self, shard: Shard) -> float | None:
        """Begins what is due; gives when to look again, if that is known."""
        room = max(1, SLOW_TURNS - len(self._running))
        found, later = await self._due.take(shard, self._now(), room)
        for item in found:
            self._begin(item)
        return self._now() + BREATH_S if len(found) >= room else later

    def _begin(self, item: Item, work: Work | None = None) -> None:
        """`work`: what to do instead of what is done with anything due of that kind."""
        if item in self._running:
            self._again[item] = work or self._again.get(item)
        else:
            self._running[item] = asyncio.create_task(self._one(*item, work))
            self._running[item].add_done_callback(functools.partial(self._done, item))

    def _done(self, item: Item, _task: asyncio.Task[None]) -> None:
        del self._running[item]
        if item not in self._again:
            return
        if work := self._again.pop(item):
            self._begin(item, work)
        else:
            self.wake()

    async def _sleep(self, at: float | None) -> None:
        pause = min(IDLE_S, max(0.0, at - self._now())) if at else IDLE_S
        try:
            async with asyncio.timeout(pause):
                await self._wake.wait()
        except TimeoutError:
            pass
        self._wake.clear()

    async def _one(self, kind: str, cid: str, work: Work | None) -> None:
        try:
            if serve := work or self._served(kind, cid):
                await serve()
        except Unknown:
            await self._due.drop(kind, cid)
        except AinaError as error:
            log.warning("worker.later", extra={"kind": kind, "conversation": cid, "code": error.code})
        except Exception:
            log.exception("worker.item_failed", extra={"kind": kind, "conversation": cid})

    def _served(self, kind: str, cid: str) -> Work | None:
        serve = self._kinds.get(kind)
        return functools.partial(serve, cid) if serve else None

    async def _honest(self, cid: str) -> None:
        await self._cases.do(cid, _honest_if_owed)

    async def _alert(self, cid: str) -> None:
        """Who can be told is looked at first: a process that has just begun knows of nobody yet."""
        await self._cases.roster.lately()
        await self._step(alerts.fell_due, cid)

    async def _step(self, verb: Verb, cid: str) -> None:
        await self._cases.do(cid, verb)

    async def _close(self, cid: str) -> None:
        await self._cases.do(cid, case.close_silent)

    def _now(self) -> float:
        return self._cases.roster.clock().timestamp()


def _honest_if_owed(world: World, c: Conversation) -> Change:
    owed = c.handler != "agent" and (c.turn or c.pending)
    return unaided.honest(world, c) if owed else Change(c)
