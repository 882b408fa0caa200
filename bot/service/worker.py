"""Serves what falls due: turns, honest lines, offers, silent cases. Any process may; each item is one process's."""

from __future__ import annotations

import asyncio
import functools
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from bot.assistant.client import Assistant, AssistantDown
from bot.core import alerts, case, later, notify, turns
from bot.core.conversation import Change, Conversation, Turn
from bot.core.errors import AinaError, StoreUnavailable, Unknown
from bot.core.hours import Hours
from bot.core.world import World, phrase
from bot.service.cases import Cases, Verb
from bot.service.promises import Promises
from bot.store.conversations import Outcome, Stored
from bot.store.due import Due
from bot.store.keys import Shard

log = logging.getLogger("aina.worker")
IDLE_S = 0.25
BREATH_S = 0.005
SLOW_TURNS = 200
# Of a lease: who comes to a turn of its own later than that leaves it to whoever takes it over.
LATEST_START = 0.75
Item = tuple[str, str]
Work = Callable[[], Awaitable[Any]]


class Worker:
    """One per process."""

    def __init__(self, cases: Cases, due: Due, assistant: Assistant, promises: Promises) -> None:
        self._cases = cases
        self._due = due
        self._assistant = assistant
        self._running: dict[Item, asyncio.Task[None]] = {}
        self._again: dict[Item, Work | None] = {}
        self._expected: dict[str, Stored] = {}
        self._wake = asyncio.Event()
        self._kinds: dict[str, Callable[[str], Awaitable[Any]]] = {
            "turn": self._take_over,
            "honest": self._honest,
            "offer": self._cases.offer,
            "close": self._close,
            "promise": promises.fell_due,
            "notify": functools.partial(self._step, notify.fell_due),
            "alert": functools.partial(self._step, alerts.fell_due),
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

    def expect(self, outcome: Outcome) -> None:
        """Lines gather, and this process stored the last of them: the turn will be its own to begin.

        Should it end before, the `due` list brings another one to it when the lease ends.
        """
        c, known = outcome.conversation, self._cases.store.after(outcome)
        if known and c.pending_at and turns.gathering(c):
            self._expected[c.id] = known
            self._ring(known, (c.pending_at - self._cases.roster.clock()).total_seconds())

    def _ring(self, known: Stored, left_s: float) -> None:
        """Begins the turn in so many seconds, unless something newer is expected by then."""
        if left_s > 0:
            asyncio.get_running_loop().call_later(left_s, self._ring, known, 0)
        elif self._expected.get(known.conversation.id) is known:
            del self._expected[known.conversation.id]
            self._begin(("turn", known.conversation.id), functools.partial(self._mine, known))

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

    async def _mine(self, known: Stored) -> None:
        """Begins the turn of the lines that were stored here, at the instant the store's clock says so."""
        found = await self._cases.store.begin(known)
        if not found:
            return
        since_s, stored = found
        c = self._cases.store.as_of(stored)
        if since_s < 0 and turns.gathering(c):
            self._expected[c.id] = stored
            self._ring(stored, -since_s)
        elif c.turn and c.handler != "agent" and since_s < LATEST_START * self._due.lease_s:
            await self._through(stored, c.turn, since_s)

    async def _take_over(self, cid: str) -> None:
        """Takes a dead process's turn over."""
        taken: list[bool] = []

        def take(world: World, c: Conversation) -> Change:
            change = turns.take_over(world, c)
            taken[:] = [change.conversation is not c]
            return change

        outcome = await self._cases.do(cid, take)
        stored, turn = self._cases.store.after(outcome), outcome.conversation.turn
        if stored and turn and taken[0]:
            await self._through(stored, turn, None)

    async def _through(self, stored: Stored, turn: Turn, since_s: float | None) -> None:
        """The turn through the assistant. `since_s`: since when it runs; None: taken over from another process."""
        cid = stored.conversation.id
        log.info("turn.taken", extra={"conversation": cid, "turn": turn.id, "taken_over": since_s is None})
        async with self._due.renewed("turn", cid, since_s or 0.0):
            await self._answer(stored, turn, since_s is None)

    async def _answer(self, stored: Stored, turn: Turn, taken_over: bool) -> None:
        c = self._cases.store.as_of(stored)
        try:
            await self._tell(c)
            reply = await self._assistant.recover(c.id, turn.id) if taken_over else None
            known = metadata(self._cases.roster.world(), c, turn.id, c.handler)
            reply = reply or await self._assistant.turn(c.id, turn.payload or turn.text, known)
        except AssistantDown as error:
            log.warning("assistant.down", extra={"conversation": c.id, "turn": turn.id, "error": error.title})
            await self._cases.failed(c.id, turn.id)
            return
        try:
            await self._cases.replied(c.id, turn.id, reply, stored)
        except AinaError:
            raise
        except Exception:
            log.exception("turn.reply_unusable", extra={"conversation": c.id, "turn": turn.id})
            await self._cases.failed(c.id, turn.id)

    async def _tell(self, c: Conversation) -> None:
        """What happened while a person had the case, told to the assistant in one event before its next turn."""
        if c.to_tell:
            await self._assistant.tell(c.id, "returned", dict(c.to_tell))
            await self._cases.do(c.id, lambda _world, x: Change(x.but(to_tell={})))

    async def _honest(self, cid: str) -> None:
        await self._cases.do(cid, _honest_if_owed)

    async def _step(self, verb: Verb, cid: str) -> None:
        await self._cases.do(cid, verb)

    async def _close(self, cid: str) -> None:
        await self._cases.do(cid, case.close_silent)

    def _now(self) -> float:
        return self._cases.roster.clock().timestamp()


def _honest_if_owed(world: World, c: Conversation) -> Change:
    owed = c.handler != "agent" and (c.turn or c.pending)
    return turns.honest(world, c) if owed else Change(c)


def metadata(world: World, c: Conversation, turn_id: str, handler: str) -> dict[str, Any]:
    """What the assistant gets to know with a turn (docs/protocol.md)."""
    human = world.human(c)
    return {
        "turn_id": turn_id,
        "language": c.language,
        "handler": handler,
        "human": human | {"phrase": phrase(human, c.language)},
        "hours": hours_fact(world, c),
    }


def hours_fact(world: World, c: Conversation) -> dict[str, Any]:
    """Whether the desk is open, and that as a sentence."""
    say = functools.partial(world.lines.say, language=c.language)
    hours: Hours = world.company.hours
    closes = hours.closes_at(world.now)
    if closes:
        return {"open": True, "line": say("hours_open", when=world.when(closes, c))}
    opens = hours.opens_at(world.now)
    if not opens:
        return {"open": False, "line": say("hours_closed_long")}
    return {"open": False, "line": say("hours_closed", when=world.when(opens, c))}
