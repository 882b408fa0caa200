"""One case, two channels: a code that carries a conversation to Telegram (back again: returning.py)."""

from __future__ import annotations

from sanic import Request

from bot.channels.web import api
from bot.core.errors import Conflict
from bot.http.api import Answer
from bot.service.services import Services
from bot.store.links import CARRIES_S
from bot.store.stored import Stored


@api.route("POST", "/v1/conversations/<cid:str>/link", status=201)
async def link(services: Services, _stored: Stored, _request: Request, cid: str) -> Answer:
    """A code of single use that opens this conversation in Telegram, and the address that takes it there.

    Raises:
        Conflict: `link_unavailable`: there is no Telegram here, or it does not work now.
    """
    if not services.telegram.ok or not services.telegram.username:
        raise Conflict("This conversation cannot go on in Telegram right now.", code="link_unavailable")
    code = await services.chat_links.make({"conversation": cid})
    return 201, {
        "channel": "telegram", "code": code, "url": services.telegram.link(code), "expires_in_s": CARRIES_S,
    }  # fmt: skip
