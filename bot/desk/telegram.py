"""An agent's own Telegram chat: linked by a code that the desk shows, ended here or in the chat."""

from __future__ import annotations

from sanic import Request

from bot.core.errors import Conflict
from bot.desk.door import api
from bot.http.api import Answer
from bot.service.services import Services
from bot.store.desk import Session
from bot.store.links import AGENT_PREFIX, CARRIES_S


@api.route("POST", "/v1/desk/telegram", status=201)
async def link(services: Services, session: Session, _request: Request) -> Answer:
    """A code of single use that links my private chat, and the address that takes it there.

    Raises:
        Conflict: `link_unavailable`: there is no Telegram here, or it does not work now.
    """
    if not services.telegram.ok or not services.telegram.username:
        raise Conflict("Telegram is not set up here, or does not work right now.", code="link_unavailable")
    code = AGENT_PREFIX + await services.agent_links.make({"agent": session.agent})
    return 201, {"code": code, "url": services.telegram.link(code), "expires_in_s": CARRIES_S}


@api.route("GET", "/v1/desk/telegram")
async def linked(services: Services, session: Session, _request: Request) -> Answer:
    """Whether my chat is linked."""
    return 200, {"linked": await services.routes.chat_of(session.agent) is not None}


@api.route("DELETE", "/v1/desk/telegram")
async def unlink(services: Services, session: Session, _request: Request) -> Answer:
    """I am told nothing there any more."""
    await services.routes.unlink(session.agent)
    return 200, {"linked": False}
