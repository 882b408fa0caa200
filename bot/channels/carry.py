"""One case, two channels: a code that carries a conversation to Telegram, and one that brings it back to a browser."""

from __future__ import annotations

from typing import Any

from sanic import Request

from bot.channels import cursor
from bot.channels.bodies import ChatCode
from bot.channels.web import api
from bot.core.errors import Conflict, TooMany, Unknown
from bot.http.api import Answer
from bot.service.services import Services
from bot.store.codes import LASTS_S
from bot.store.conversations import Stored

TRIES = 20


@api.route("POST", "/v1/conversations/<cid:str>/link", status=201)
async def link(services: Services, _stored: Stored, _request: Request, cid: str) -> Answer:
    """A code of single use that opens this conversation in Telegram, and the address that takes it there.

    Raises:
        Conflict: `link_unavailable`: there is no Telegram here, or it does not work now.
    """
    if not services.telegram.ok or not services.telegram.username:
        raise Conflict("This conversation cannot go on in Telegram right now.", code="link_unavailable")
    code = await services.codes.make("chat", cid)
    return 201, {
        "channel": "telegram", "code": code, "url": services.telegram.link(code), "expires_in_s": LASTS_S,
    }  # fmt: skip


@api.route("POST", "/v1/conversations/enter", ChatCode, status=201, open=True)
async def enter(services: Services, request: Request, body: ChatCode) -> Answer:
    """Opens a conversation in this browser by the code after the # of a link from Telegram. It works once.

    Raises:
        Unknown: `code_unknown`: used, over, or never there. TooMany: 20 tries in 10 minutes from one address.
    """
    if await services.desk.count_try(f"enter:{request.client_ip}", LASTS_S) > TRIES:
        raise TooMany("Too many tries. Wait ten minutes.", retry_after_s=LASTS_S)
    cid = await services.codes.use_up("web", body.code)
    if not cid:
        raise Unknown("This link was used already or has ended. Ask for a new one.", code="code_unknown")
    stored = await services.store.load(cid)
    token, state = await services.store.add_token(cid), await services.cases.state(stored.conversation)
    opened: dict[str, Any] = {"id": cid, "token": token, "cursor": cursor.make(cursor.START, state)}
    return 201, opened | {"state": state}
