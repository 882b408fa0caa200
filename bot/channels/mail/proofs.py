"""Two proofs that an e-mail's link is followed by its customer: a code mailed to that address, and something that the
customer told us (an order number or a postcode).
"""

from __future__ import annotations

import hmac
import secrets
from typing import Any

from sanic import Request

from bot.channels.bodies import Proof, Secret
from bot.channels.mail import facts
from bot.channels.mail.letters import CODE_MINUTES, masked
from bot.channels.mail.notices import Notices
from bot.channels.returning import entered
from bot.channels.web import api
from bot.core.conversation import Conversation
from bot.core.errors import NotAllowed, TooMany
from bot.http.api import Answer
from bot.service.services import Services
from bot.store.links import LinkUnknown

CODE_S = CODE_MINUTES * 60
TRIES = 5
CODES = 3


@api.route("POST", "/v1/conversations/open/code", Secret, status=202, open=True)
async def code(services: Services, _request: Request, body: Secret) -> Answer:
    """Mails a code to the address that the link went to; three times at most."""
    link = await services.letters.look(body.secret)
    if await services.desk.count_try(f"codes:{body.secret}", CODE_S) > CODES:
        raise TooMany("Three codes were sent already. The newest one works.", code="codes_many")
    c = await _case(services, link)
    digits = f"{secrets.randbelow(1_000_000):06d}"
    await services.letters.put_code(body.secret, digits, CODE_S)
    await Notices(services).code(c, link["address"], digits, secrets.token_hex(8))
    return 202, {"address": masked(link["address"])}


@api.route("POST", "/v1/conversations/open/proof", Proof, open=True)
async def proof(services: Services, _request: Request, body: Proof) -> Answer:
    """Opens the conversation for a browser that shows both; the link is used up.

    Raises:
        NotAllowed: `proof_wrong`: one of the two does not fit; which one is not said.
        TooMany: `proof_tries`: five wrong ones end the link.
    """
    link = await services.letters.look(body.secret)
    if await services.desk.count_try(f"proof:{body.secret}", CODE_S) > TRIES:
        await services.letters.use(body.secret)
        raise TooMany("That was wrong five times, so the link has ended.", code="proof_tries")
    c = await _case(services, link)
    digits = await services.letters.code(body.secret)
    fits = bool(digits) and hmac.compare_digest((digits or "").encode(), body.code.strip().encode())
    if not (await _told_us(services, c, body.fact) and fits):
        raise NotAllowed("The code or the order number or postcode does not fit.", code="proof_wrong")
    if not await services.letters.use(body.secret):
        raise LinkUnknown()
    return 200, await entered(services, c.id)


async def _case(services: Services, link: dict[str, Any]) -> Conversation:
    return (await services.store.load(link["conversation"])).conversation


async def _told_us(services: Services, c: Conversation, fact: str) -> bool:
    """Whether the customer named this order number or postcode in the conversation."""
    wanted = facts.DIGITS.findall(fact)
    return len(wanted) == 1 and wanted[0] in await facts.named(services, c)
