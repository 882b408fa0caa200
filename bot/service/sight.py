"""What the customer's page has shown, or a channel has brought: only then is an answer seen (bot/core/notify.py)."""

from __future__ import annotations

from typing import Any

from bot.core import steps
from bot.core.conversation import Conversation
from bot.service.cases import Cases
from bot.store.stored import Outcome, well_formed


class Sight:
    """Brings it into the record. Costs nothing while nothing is unseen."""

    def __init__(self, cases: Cases) -> None:
        self._cases = cases

    async def shown(self, c: Conversation, until: str) -> None:
        """The page has everything up to an event (its id; "0": nothing)."""
        if not c.unseen_since or not well_formed(until):
            return
        while rows := await self._cases.store.logs.after(c.id, until):
            if any(_has_to_be_seen(event) for event in rows):
                return
            until = rows[-1]["id"]
        await self._cases.do(c.id, steps.all_seen)

    async def delivered(self, cid: str, by: str) -> Outcome:
        """A channel has brought the notice."""
        return await self._cases.do(cid, lambda world, c: steps.notice_delivered(world, c, by))


def _has_to_be_seen(event: dict[str, Any]) -> bool:
    of_a_person = event["type"] == "message" and event["by"]["kind"] == "agent"
    return of_a_person or (event["type"].startswith("promise.") and "notice" in event.get("data", {}))
