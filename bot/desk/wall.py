"""The wall around a practice case: nobody else gets at it, and nothing gets out of it."""

from __future__ import annotations

from sanic import Request

from bot.core.errors import Conflict, Unknown
from bot.core.practice import NOT_HERE
from bot.core.practice_colleague import is_practice
from bot.service.services import Services
from bot.store.desk import Session


async def wall(services: Services, session: Session, request: Request) -> None:
    """Looks at the case that the address names, before anything else does.

    Raises:
        Unknown: `conversation_unknown`: somebody else's. Conflict: `practice_alone`: what would reach others.
    """
    cid = str(request.match_info.get("cid", ""))
    if not is_practice(cid):
        return
    if (await services.store.load(cid)).conversation.practised_by != session.agent:
        raise Unknown("There is no such conversation.", code="conversation_unknown")
    if request.method != "GET" and request.path.rpartition("/")[2] in NOT_HERE:
        raise Conflict("This is a practice customer: nobody else can be brought in.", code="practice_alone")
