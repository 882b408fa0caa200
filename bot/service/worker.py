"""Serves what falls due: turns, honest lines, offers, silent cases. Any process may; each item is one process's."""

from __future__ import annotations

import asyncio
import functools
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from bot.assistant.client import Assistant, AssistantDown
from bot.core import case, later, notify, turns
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


class Worker:
    """One per process."""

    def __init__(self, cases: Cases, due: Due, assistant: Assistant, promises: Promises) -> None:
        self._cases = cases
        self._due = due
        self._assistant = assistant
        self._running: dict[tuple[str, str], asyncio.Task[None]] = {}
        self._again: set[tuple[str, str]] = set()
        self._wake = asyncio.Event()
        self._kinds: dict[str, Callable[[str], Awaitable[Any]]] = {
            "honest": self._honest,
            "offer": self._cases.offer,
            "close": self._close,
            "promise": promises.fell_due,
            "notify": functools.partial(self._step, notify.fell_due),
            "later": functools.partial(self._step, later.later_due),
            "wake": functools.partial(self._step, later.wake_due),
        }

    def wake(self) -> None:
        """Something may fall due sooner than thought."""
        self._wake.set()

    def expect(self, outcome: Outcome) -> None:
        """A customer's line was stored here: its turn is begun here too, on time and without asking what is due.

        Should this process end before, the `due` list brings another one to it.
        """
        c = outcome.conversation
        if c.pending and not c.turn and c.pending_at and c.handler != "agent":
            self._ring(c.pending_at.timestamp(), ("turn", c.id), self._cases.store.after(outcome))

    def _ring(self, at: float, item: tuple[str, str], known: Stored | None) -> None:
        left = at - self._now()
        if left <= 0:
            self._begin(item, known)
        else:
            asyncio.get_running_loop().call_later(left, self._ring, at, item, known)

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

    def _begin(self, item: tuple[str, str], known: Stored | None = None) -> None:
        if item in self._running:
            self._again.add(item)
        else:
            self._running[item] = asyncio.create_task(self._one(*item, known))
            self._running[item].add_done_callback(functools.partial(self._done, item))

    def _done(self, item: tuple[str, str], _task: asyncio.Task[None]) -> None:
        del self._running[item]
        if item in self._again:
            self._again.discard(item)
            self.wake()

    async def _sleep(self, at: float | None) -> None:
        pause = min(IDLE_S, max(0.0, at - self._now())) if at else IDLE_S
        try:
            async with asyncio.timeout(pause):
                await self._wake.wait()
        except TimeoutError:
            pass
        self._wake.clear()

    async def _one(self, kind: str, cid: str, known: Stored | None) -> None:
        try:
            await (self._turn(cid, known) if kind == "turn" else self._kinds[kind](cid))
        except Unknown:
            await self._due.drop(kind, cid)
        except AinaError as error:
            log.warning("worker.later", extra={"kind": kind, "conversation": cid, "code": error.code})
        except Exception:
            log.exception("worker.item_failed", extra={"kind": kind, "conversation": cid})

    async def _turn(self, cid: str, known: Stored | None) -> None:
        """Takes the pending lines through the assistant; a turn already under way is a dead process's, taken over."""
        before: list[Turn | None] = []
        taken: list[bool] = []

        def take(world: World, c: Conversation) -> Change:
            change = turns.take(world, c)
            before[:], taken[:] = [c.turn], [change.conversation is not c]
            return change

        outcome = await self._cases.do(cid, take, known=known)
        turn = outcome.conversation.turn
        if not turn or not taken[0]:
            return
        taken_over = before[0] is not None
        log.info("turn.taken", extra={"conversation": cid, "turn": turn.id, "taken_over": taken_over})
        async with self._due.renewed("turn", cid):
            await self._answer(outcome, turn, taken_over)

    async def _answer(self, outcome: Outcome, turn: Turn, taken_over: bool) -> None:
        c = outcome.conversation
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
            await self._cases.replied(c.id, turn.id, reply, self._cases.store.after(outcome))
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
