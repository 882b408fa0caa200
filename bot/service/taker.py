"""Takes turns through the assistant: those whose last line was stored here, and those of dead processes (docs/adr/0007).

lines gather ── READY_S before ──▶ the request is made ready ── at the instant ──▶ mine? ──▶ asked ──▶ replied
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from time import perf_counter
from typing import Any

from bot.assistant.client import Assistant, AssistantDown
from bot.core import told, turns
from bot.core.conversation import Change, Conversation, Turn
from bot.core.errors import AinaError
from bot.core.turns import Reply
from bot.core.world import World
from bot.service.cases import Cases
from bot.store.due import Due
from bot.store.stored import Outcome, Stored

log = logging.getLogger("aina.taker")
# While the bot still waits for another line: so near the instant that who is here and how late it is stays true.
READY_S = 0.003
# Of a lease: who comes to a turn of its own later than that leaves it to whoever takes it over.
LATEST_START = 0.75
Item = tuple[str, str]
Work = Callable[[], Awaitable[Any]]


@dataclass
class Coming:
    """A turn that will be this process's own, at an instant of `perf_counter`; `request`: once it is ready."""

    known: Stored
    at: float
    request: bytes | None = None


class Taker:
    """One per process.

    Args:
        begin: has work done on an item, after what is being done on the same one.
    """

    def __init__(
        self, cases: Cases, due: Due, assistant: Assistant, begin: Callable[[Item, Work], None]
    ) -> None:
        self._cases = cases
        self._due = due
        self._assistant = assistant
        self._begin = begin
        self._coming: dict[str, Coming] = {}

    def expect(self, outcome: Outcome) -> None:
        """Lines gather, and this process stored the last of them: the turn will be its own to begin.

        Should it end before, the `due` list brings another one to it when the lease ends.
        """
        c, known = outcome.conversation, self._cases.store.after(outcome)
        if known and turns.gathering(c):
            coming = self._coming[c.id] = Coming(known, outcome.begins_at)
            left_s = coming.at - perf_counter()
            asyncio.get_running_loop().call_later(max(0.0, left_s - READY_S), self._make_ready, coming)

    def _still(self, coming: Coming) -> bool:
        """Whether nothing newer is expected by now."""
        return self._coming.get(coming.known.conversation.id) is coming

    def _make_ready(self, coming: Coming) -> None:
        if self._still(coming):
            c = turns.begun(coming.known.conversation, self._due.lease_s)
            coming.request = self._request(c, c.turn) if c.turn else None
            self._ring(coming)

    def _ring(self, coming: Coming) -> None:
        """Begins the turn at its instant. (A loop's timers come early or late by a millisecond.)"""
        left_s, cid = coming.at - perf_counter(), coming.known.conversation.id
        if not self._still(coming):
            return
        if left_s > 0:
            asyncio.get_running_loop().call_later(left_s, self._ring, coming)
        else:
            del self._coming[cid]
            self._begin(("turn", cid), partial(self._mine, coming))

    async def _mine(self, coming: Coming) -> None:
        """Takes a turn of lines that were stored here, if the store's clock says so too."""
        found = await self._cases.store.begin(coming.known)
        if not found:
            return
        since_s, stored = found
        c = self._cases.store.as_of(stored)
        request = coming.request if stored.version == coming.known.version else None
        if since_s < 0 and turns.gathering(c):
            self._coming[c.id] = Coming(stored, perf_counter() - since_s, request)
            self._ring(self._coming[c.id])
        elif c.turn and c.handler != "agent" and since_s < LATEST_START * self._due.lease_s:
            await self._through(stored, c.turn, request, since_s)

    async def take_over(self, cid: str) -> None:
        """Takes a dead process's turn over."""
        taken: list[bool] = []

        def take(world: World, c: Conversation) -> Change:
            change = turns.take_over(world, c)
            taken[:] = [change.conversation is not c]
            return change

        outcome = await self._cases.do(cid, take)
        stored, turn = self._cases.store.after(outcome), outcome.conversation.turn
        if stored and turn and taken[0]:
            await self._through(stored, turn, None, None)

    async def _through(
        self, stored: Stored, turn: Turn, request: bytes | None, since_s: float | None
    ) -> None:
        """The turn through the assistant. `since_s`: since when it runs; None: taken over from another process."""
        cid = stored.conversation.id
        what = {"conversation": cid, "turn": turn.id, "taken_over": since_s is None}
        asyncio.get_running_loop().call_soon(partial(log.info, "turn.taken", extra=what))
        async with self._due.renewed("turn", cid, since_s or 0.0):
            try:
                reply = await self._asked(self._cases.store.as_of(stored), turn, request, since_s is None)
            except AssistantDown as error:
                log.warning(
                    "assistant.down", extra={"conversation": cid, "turn": turn.id, "error": error.title}
                )
                await self._cases.failed(cid, turn.id)
            else:
                await self._replied(stored, turn, reply)

    async def _asked(self, c: Conversation, turn: Turn, request: bytes | None, taken_over: bool) -> Reply:
        await self._tell(c)
        reply = await self._assistant.recover(c.id, turn.id) if taken_over else None
        return reply or await self._assistant.ask(request or self._request(c, turn))

    async def _replied(self, stored: Stored, turn: Turn, reply: Reply) -> None:
        cid = stored.conversation.id
        try:
            await self._cases.replied(cid, turn.id, reply, stored)
        except AinaError:
            raise
        except Exception:
            log.exception("turn.reply_unusable", extra={"conversation": cid, "turn": turn.id})
            await self._cases.failed(cid, turn.id)

    async def _tell(self, c: Conversation) -> None:
        """What happened while a person had the case, told to the assistant in one event before its next turn."""
        if c.to_tell:
            await self._assistant.tell(c.id, {"returned": dict(c.to_tell)})
            await self._cases.do(c.id, lambda _world, x: Change(x.but(to_tell={})))

    def _request(self, c: Conversation, turn: Turn) -> bytes:
        known = told.metadata(self._cases.roster.world(), c, turn.id, c.handler)
        return self._assistant.request(c.id, turn.payload or turn.text, known)
