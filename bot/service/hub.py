"""Fan-out within one process: who follows which conversation. Nothing here is durable; the log is."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bot.core.event import comes_after
from bot.store.stored import Outcome

TOO_FAR_BEHIND = 1000
AT_ONCE, PAUSE_S = 20, 0.01
# What moves a place in the queue: the others who wait look again.
MOVES = frozenset({"conversation.reopened", "conversation.resolved"})


class Follower:
    """One socket's or poll's view of what is new. `notes` holds frames that are no events (typing).

    `behind`: the store must be read again, since something may have changed that no event tells. `waiting`: its
    customer is in the queue.
    """

    __slots__ = ("_wake", "behind", "events", "notes", "overflown", "waiting")

    def __init__(self) -> None:
        self.events: deque[tuple[str, dict[str, Any]]] = deque()
        self.notes: deque[dict[str, Any]] = deque(maxlen=20)
        self.overflown = False
        self.behind = False
        self.waiting = False
        self._wake = asyncio.Event()

    def push(self, cid: str, event: dict[str, Any]) -> None:
        """An event; a follower that never reads is marked and left behind."""
        if len(self.events) >= TOO_FAR_BEHIND:
            self.overflown = True
        else:
            self.events.append((cid, event))
        self._wake.set()

    def note(self, frame: dict[str, Any]) -> None:
        """Something that is no event; only the newest few are kept."""
        self.notes.append(frame)
        self._wake.set()

    async def wait(self, timeout_s: float | None = None) -> None:
        """Until there is something, or the time is over."""
        try:
            async with asyncio.timeout(timeout_s):
                await self._wake.wait()
        except TimeoutError:
            pass
        self._wake.clear()

    def wake(self) -> None:
        """Has the follower look at the state again."""
        self._wake.set()

    def look_again(self) -> None:
        """Has the follower read the store again."""
        self.behind = True
        self._wake.set()

    def caught_up(self) -> bool:
        """Whether it was behind; asking is promising to read."""
        was, self.behind = self.behind, False
        return was

    def take(self) -> list[tuple[str, dict[str, Any]]]:
        """All events so far."""
        taken = list(self.events)
        self.events.clear()
        return taken


class Hub:
    """Followers by conversation, and the desks, which follow all."""

    def __init__(self) -> None:
        self._by_case: dict[str, set[Follower]] = defaultdict(set)
        # Of cases that are followed: the newest event given, once the feed has brought one.
        self._given: dict[str, str] = {}
        self._desks: set[Follower] = set()
        self._to_wake: list[Follower] = []
        self._waking: asyncio.Task[None] | None = None

    @contextmanager
    def follow(self, cid: str) -> Iterator[Follower]:
        """A follower of one conversation, for as long as the block runs."""
        follower = Follower()
        self._by_case[cid].add(follower)
        try:
            yield follower
        finally:
            self._by_case[cid].discard(follower)
            if not self._by_case[cid]:
                del self._by_case[cid]
                self._given.pop(cid, None)

    @contextmanager
    def follow_desk(self) -> Iterator[Follower]:
        """A follower of every conversation."""
        follower = Follower()
        self._desks.add(follower)
        try:
            yield follower
        finally:
            self._desks.discard(follower)

    def stored(self, outcome: Outcome) -> None:
        """What this process has just stored, to its own sockets at once, ahead of the feed.

        Only if they have been given all that came before in the conversation; else the feed brings both, in order.
        """
        cid = outcome.conversation.id
        if outcome.events and self._given.get(cid) == outcome.before:
            for event in outcome.events:
                self._give(cid, event)

    def _give(self, cid: str, event: dict[str, Any]) -> None:
        if followers := self._by_case.get(cid):
            self._given[cid] = event["id"]
            for follower in followers:
                follower.push(cid, event)

    def deliver(self, cid: str, event: dict[str, Any]) -> None:
        """An event from the feed, to all who follow its conversation."""
        given = self._given.get(cid)
        if not given or comes_after(event["id"], given):
            self._give(cid, event)
        for desk in self._desks:
            desk.push(cid, event)
        if event["type"].startswith("handoff.") or event["type"] in MOVES:
            self.queue_moved()

    def queue_moved(self) -> None:
        """Places in the queue may differ now."""
        for followers in self._by_case.values():
            for follower in followers:
                if follower.waiting:
                    follower.look_again()

    def resync(self) -> None:
        """The feed is followed from here on: what came before stands in the logs only."""
        self._given.clear()
        for followers in (*self._by_case.values(), self._desks):
            for follower in followers:
                follower.look_again()

    def frame(self, cid: str, frame: dict[str, Any]) -> None:
        """A frame that is no event, to a conversation's customer or to the desks, as its `to` says."""
        if frame["type"] == "state":
            for follower in self._by_case.get(cid, ()):
                follower.look_again()
            return
        shown = {key: value for key, value in frame.items() if key != "to"}
        if frame.get("to") == "desk":
            for follower in self._desks:
                follower.note({**shown, "conversation": cid})
        else:
            for follower in self._by_case.get(cid, ()):
                follower.note(shown)

    def people_changed(self) -> None:
        """States may differ now: everybody looks again, a few at a time, so that no message waits for thousands."""
        everybody = [follower for followers in self._by_case.values() for follower in followers]
        self._to_wake = [*everybody, *self._desks]  # from its end: desks first
        self._wake_some()
        if self._to_wake and not self._waking:
            self._waking = asyncio.create_task(self._wake_the_rest())

    def _wake_some(self) -> None:
        for follower in self._to_wake[-AT_ONCE:]:
            follower.wake()
        del self._to_wake[-AT_ONCE:]

    async def _wake_the_rest(self) -> None:
        while self._to_wake:
            await asyncio.sleep(PAUSE_S)
            self._wake_some()
        self._waking = None
