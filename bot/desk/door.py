"""The desk's group of endpoints, and what its rooms have in common: who may see what, and how verbs answer."""

from __future__ import annotations

from typing import Any

from bot.core.conversation import Conversation
from bot.core.errors import NotAllowed
from bot.core.message import clean
from bot.desk import accounts, views
from bot.http.api import Answer, Api
from bot.service.services import Services
from bot.store.conversations import Outcome
from bot.store.desk import Session

api = Api(accounts.of_request, "desk")


def tidy(text: str | None, field: str) -> str:
    """A text that may be left out, as it is kept."""
    return clean(text, field) if text and text.strip() else ""


async def visible(services: Services, session: Session, cid: str) -> Conversation:
    """A case that this person may see.

    Raises:
        Unknown: `conversation_unknown`. NotAllowed: only the bot has it.
    """
    c = (await services.store.load(cid)).conversation
    if not views.may_see(services.company.people[session.agent], c):
        raise NotAllowed("This conversation is with the bot only.", field="id")
    return c


async def state_of(services: Services, outcome: Outcome, status: int = 200) -> Answer:
    """The state after a verb."""
    return status, {"state": await services.cases.state(outcome.conversation)}


async def log_of(services: Services, cid: str) -> list[dict[str, Any]]:
    """Everything that happened in a case, in order."""
    events: list[dict[str, Any]] = []
    while page := await services.store.log(cid, events[-1]["id"] if events else "0"):
        events += page
    return events


def is_lead(services: Services, session: Session) -> None:
    """Refuses what is for leads.

    Raises:
        NotAllowed: `forbidden`.
    """
    if "lead" not in services.company.people[session.agent].roles:
        raise NotAllowed("This is for leads.")


def sent(outcome: Outcome) -> Answer:
    """Where a line was stored; 200: it was already."""
    if outcome.repeated:
        return 200, {"event_id": outcome.repeated}
    return 202, {"event_id": outcome.events[0]["id"]}
