"""Who a customer's request comes from: the bearer token of one conversation."""

from __future__ import annotations

import hmac
from typing import Any

from sanic import HTTPResponse, Request

from bot.core import earliest, people
from bot.core.conversation import Conversation
from bot.core.errors import AinaError, StoreUnavailable, Unauthorised
from bot.core.told import hours_fact
from bot.http.problem import of_error
from bot.service.services import Services
from bot.store.stored import Stored, hash_token


async def of_request(services: Services, request: Request) -> Stored:
    """The conversation that the request's path names, if its token fits.

    Raises:
        Unknown: `conversation_unknown`.
        Unauthorised: `unauthorised`.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    cid, token = request.match_info["cid"], token if scheme.lower() == "bearer" else ""
    known = services.store.at_hand(cid) if request.method == "POST" else None
    if known and _fits(token, known):
        return known  # the step that follows finds out whether the record is a newer one
    return await with_token(services, cid, token)


async def with_token(services: Services, cid: str, token: str) -> Stored:
    """The conversation, if the token fits."""
    stored = await services.store.load(cid)
    if not _fits(token, stored):
        raise Unauthorised()
    return stored


def _fits(token: str, stored: Stored) -> bool:
    given = hash_token(token)
    return bool(token) and any(hmac.compare_digest(given, known) for known in stored.token.split())


def failure(services: Services, request: Request, error: AinaError) -> HTTPResponse:
    """A problem, with the customer's words for it where there are some.

    While the store is away with phone, hours and the person, since nothing else can be reached.
    """
    language = language_of(services, request.headers.get("accept-language"))
    if isinstance(error, StoreUnavailable):
        error = StoreUnavailable(**ways_out(services, language))
    key = f"problem_{error.code}"
    said = {"say": services.lines.say(key, language)} if key in services.lines.catalogue else {}
    return of_error(error, **said)


def ways_out(services: Services, language: str) -> dict[str, Any]:
    """Phone, hours and a named person, from company.yml alone."""
    world = services.roster.world()
    # Who was here a moment ago cannot be reserved now.
    absent = {id: people.Member(person) for id, person in services.company.people.items()}
    nobody = Conversation(id="", language=language, created_at=world.now)
    return {
        "phone": services.company.phone,
        "hours": hours_fact(world, nobody, reachable=False)["line"],
        "human": earliest.human(nobody, absent, services.company, world.now),
    }


def language_of(services: Services, wish: str | None) -> str:
    """The first of our languages in an Accept-Language or `language` value; else the company's first."""
    for part in (wish or "").replace(";", ",").split(","):
        tag = part.strip().lower().partition("-")[0]
        if tag in services.company.languages:
            return tag
    return services.company.languages[0]
