"""The desk's view of the feed: which events a person may see, and cursors over all shards."""

from __future__ import annotations

from typing import Any

from bot.core.company import Person
from bot.core.errors import CursorUnknown, Unknown
from bot.core.event import comes_after
from bot.core.practice_colleague import is_practice
from bot.desk.views import may_see
from bot.service.services import Services
from bot.store import feed
from bot.store.keys import Shard
from bot.store.stored import well_formed

PAGE = 200
GONE = "handoff.withdrawn"
MOVES = ("handoff.", "conversation.")
_MEMORY = 20_000


class Sight:
    """Who may see which conversation, remembered for this process until an event says that it may have changed."""

    def __init__(self, services: Services) -> None:
        self._services = services
        # Conversation to: as of which of its events, and whether people have or had it.
        self._known: dict[str, tuple[str, bool]] = {}

    async def visible(self, person: Person, cid: str, event: dict[str, Any]) -> bool:
        """Whether this person may see this event. That a case left the desk is shown to all whom it left."""
        if is_practice(cid):
            return await self._practises(person, cid)
        if person.leads:
            return True
        until, seen = self._known.get(cid, ("", False))
        if not until or (event["type"].startswith(MOVES) and comes_after(event["id"], until)):
            seen = await self._look(person, cid)
        return seen or event["type"] == GONE

    async def _practises(self, person: Person, cid: str) -> bool:
        """A practice case is one person's: what is remembered of others holds for everybody."""
        try:
            return may_see(person, (await self._services.store.load(cid)).conversation)
        except Unknown:
            return False

    async def _look(self, person: Person, cid: str) -> bool:
        try:
            stored = await self._services.store.load(cid)
        except Unknown:
            return False
        seen = may_see(person, stored.conversation)
        if len(self._known) >= _MEMORY:
            self._known.clear()
        until, _ = self._known.get(cid, ("0", False))
        if not comes_after(until, stored.last):  # else another look was later than this one
            self._known[cid] = (stored.last, seen)
        return seen


async def now(services: Services) -> str:
    """The cursor after everything so far."""
    return "_".join([await feed.end_of(services.redis, shard.of("feed")) for shard in services.due.shards])


def positions(services: Services, cursor: str | None) -> list[str]:
    """The position in each shard's feed.

    Raises:
        CursorUnknown: not a cursor of ours.
    """
    count = len(services.due.shards)
    if not cursor or cursor == "0":
        return ["0-0"] * count
    parts = cursor.split("_")
    if len(parts) != count or not all(well_formed(part) for part in parts):
        raise CursorUnknown()
    return parts


async def page(
    services: Services, sight: Sight, person: Person, at: list[str]
) -> tuple[list[dict[str, Any]], list[str]]:
    """The next events this person may see, and the positions after them; at most 200 a shard.

    Raises:
        CursorUnknown: past the end, or already trimmed away.
    """
    shown: list[dict[str, Any]] = []
    reached = list(at)
    for number, shard in enumerate(services.due.shards):
        rows = await _rows(services, shard, at[number])
        for cid, event in rows:
            if await sight.visible(person, cid, event):
                shown.append({**event, "conversation": cid})
        if rows:
            reached[number] = rows[-1][1]["id"]
    return shown, reached


async def _rows(services: Services, shard: Shard, after: str) -> list[tuple[str, dict[str, Any]]]:
    if after != "0-0" and not await feed.has(services.redis, shard, after):
        raise CursorUnknown()
    return await feed.after(services.redis, shard, after, PAGE)
