"""The way back to the web page, by a link of single use: from the customer's own Telegram chat, or from an e-mail.

A browser that holds the conversation opens it at once; one that comes from an e-mail needs two proofs (mail/proofs.py).
"""

from __future__ import annotations

from typing import Any

from sanic import Request

from bot.channels import cursor, customer
from bot.channels.bodies import Opened
from bot.channels.mail import facts
from bot.channels.mail.letters import CODE_MINUTES, masked
from bot.channels.web import api
from bot.core.errors import TooMany, Unauthorised, Unknown
from bot.http.api import Answer
from bot.service.services import Services

WINDOW_S = CODE_MINUTES * 60
GUESSES = 20


@api.route("POST", "/v1/conversations/open", Opened, open=True)
async def opened(services: Services, request: Request, body: Opened) -> Answer:
    """Uses the link where the browser holds the conversation; else says that a code is needed, and where it would go.

    `needs: browser` where the customer named nothing that could be asked for: only the browser that holds it opens it.
    A code from the customer's own Telegram chat needs no further proof: it was asked for there a moment ago.
    """
    if await services.desk.count_try(f"open:{request.client_ip}", WINDOW_S) > GUESSES:
        raise TooMany("Too many tries. Wait ten minutes.", retry_after_s=WINDOW_S)
    if carried := await services.web_links.take(body.secret):
        return 200, await entered(services, carried["conversation"])
    link = await services.letters.look(body.secret)
    if body.id == link["conversation"] and await _holds(services, body):
        await services.letters.use(body.secret)
        return 200, {"id": body.id}
    c = (await services.store.load(link["conversation"])).conversation
    needs = "code" if await facts.named(services, c) else "browser"
    return 200, {"needs": needs, "address": masked(link["address"])}


async def entered(services: Services, cid: str) -> dict[str, Any]:
    """The conversation for one more browser."""
    token, c = await services.store.add_token(cid), (await services.store.load(cid)).conversation
    state = await services.cases.state(c)
    return {"id": cid, "token": token, "cursor": cursor.make(cursor.START, state), "state": state}


async def _holds(services: Services, body: Opened) -> bool:
    try:
        await customer.with_token(services, body.id or "", body.token or "")
    except (Unknown, Unauthorised):
        return False
    return True
