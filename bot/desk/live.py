"""The desk's view of the feed: which events a person may see, and cursors over all shards."""

from __future__ import annotations

from typing import Any

from bot.core.company import Person
from bot.core.errors import CursorUnknown, Unknown
from bot.desk.views import may_see
from bot.service.services import Services
from bot.store import feed
from bot.store.conversations import well_formed
from bot.store.keys import Shard

PAGE = 200
_MEMORY = 20_000


class Sight:
    """Who may see which conversation, remembered for this process: every event tells what it changes."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._with_people: dict[str, bool] = {}

    async def visible(self, person: Person, cid: str, event: dict[str, Any]) -> bool:
        """Whether this person may see this event."""
        if "lead" in person.roles:
            return True
        if event["type"].startswith("handoff.") or event["by"]["kind"] == "agent":
            self._remember(cid, True)
        if cid not in self._with_people:
            try:
                c = (await self._services.store.load(cid)).conversation
            except Unknown:
                return False
            self._remember(cid, may_see(person, c))
        return self._with_people[cid]

    def _remember(self, cid: str, with_people: bool) -> None:
        if len(self._with_people) >= _MEMORY:
            self._with_people.clear()
        self._with_people[cid] = with_people


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
