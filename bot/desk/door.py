"""The desk's group of endpoints, and what its rooms have in common: who may see what, and how verbs answer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from pydantic import BaseModel
from sanic import Request

from bot.core.conversation import Conversation
from bot.core.errors import NotAllowed
from bot.core.message import clean
from bot.desk import accounts, views
from bot.desk.wall import wall
from bot.http.api import Answer, Api
from bot.service.services import Services
from bot.store.audit import doing
from bot.store.desk import Session
from bot.store.stored import Outcome

# Of what was asked for, what the log of deeds keeps: never words to customers, passwords or codes.
KEPT = frozenset(
    [
        "reason",
        "to",
        "until",
        "at",
        "days",
        "amount_eur",
        "into",
        "status",
        "do",
        "what",
        "where",
        "due_at",
        "email",
        "name",
        "roles",
        "team",
        "capacity",
        "about",
        "on_call",
        "urgency",
        "topic",
    ]
)
# Looking and reading on are no deeds.
NO_DEEDS = ("/seen", "/check", "/suggest", "/presence", "/preview", "/login")


@asynccontextmanager
async def audited(
    services: Services, caller: Any, request: Request, body: Any, path: dict[str, str]
) -> AsyncIterator[None]:
    """Writes a change down: who, which verb, upon what. The step that makes it takes that along."""
    route = request.route.path if request.route else request.path
    if request.method == "GET" or not isinstance(caller, Session) or route.endswith(NO_DEEDS):
        yield
        return
    fields = body.model_dump(exclude_none=True) if isinstance(body, BaseModel) else {}
    kept = {key: value for key, value in fields.items() if key in KEPT}
    deed = services.deed(caller.agent, f"{request.method} /{route.lstrip('/')}", {**path, **kept})
    with doing(deed):
        yield
    if not deed.stored:
        await services.did(deed)


async def caller(services: Services, request: Request) -> Session:
    """Whoever is signed in, and may get at what the address names.

    Raises:
        Unauthorised, CsrfInvalid: see accounts. Unknown, Conflict: a practice case, see `wall`.
    """
    session = await accounts.of_request(services, request)
    await wall(services, session, request)
    return session


api = Api(caller, "desk", audited)


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
    while page := await services.store.logs.after(cid, events[-1]["id"] if events else "0"):
        events += page
    return events


def is_lead(services: Services, session: Session) -> None:
    """Refuses what is for leads.

    Raises:
        NotAllowed: `forbidden`.
    """
    if not services.company.people[session.agent].leads:
        raise NotAllowed("This is for leads.")


def sent(outcome: Outcome) -> Answer:
    """Where a line was stored; 200: it was already."""
    if outcome.repeated:
        return 200, {"event_id": outcome.repeated}
    return 202, {"event_id": outcome.events[0]["id"]}
