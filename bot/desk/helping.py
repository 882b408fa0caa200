"""What helps a person answer: canned replies, what was told already, a suggestion, earlier cases, the order beside it."""

from __future__ import annotations

import secrets

from sanic import Request

from bot.core import about, answered, briefing, canned, told, tone
from bot.core.canned import Canned
from bot.core.conversation import Conversation
from bot.core.event import stamp
from bot.core.message import clean
from bot.core.promise_words import shown
from bot.core.promised import PENDING
from bot.core.world import World
from bot.desk import views
from bot.desk.bodies import Draft, NewCanned
from bot.desk.door import api, is_lead, log_of, visible
from bot.http.api import Answer
from bot.service.services import Services
from bot.store.desk import Session

MOST_KEYS = 5
MOST_LINES = 10


@api.route("GET", "/v1/desk/canned")
async def canned_list(services: Services, session: Session, request: Request) -> Answer:
    """Canned replies; with `?conversation=` each filled in with that case's facts, gaps shown."""
    replies = await services.canned.listed()
    rows = [one.public() for one in replies]
    if cid := request.args.get("conversation"):
        c, world = await visible(services, session, cid), services.roster.world()
        for row, one in zip(rows, replies, strict=True):
            row["filled"] = canned.fill(world, c, one, session.agent)
    return 200, {"canned": rows, "facts": list(canned.FACTS)}


@api.route("PUT", "/v1/desk/canned/<id:str>", NewCanned)
async def canned_keep(services: Services, session: Session, body: NewCanned, id: str) -> Answer:
    """Keeps a reply, if the tone guide lets it pass: for leads."""
    is_lead(services, session)
    now = stamp(services.roster.clock())
    one = canned.checked(Canned(id, body.name, body.texts, session.agent, now), services.tone)
    await services.canned.keep(one)
    return 200, one.public()


@api.route("DELETE", "/v1/desk/canned/<id:str>")
async def canned_drop(services: Services, session: Session, _request: Request, id: str) -> Answer:
    """Takes a reply away: for leads."""
    is_lead(services, session)
    await services.canned.drop(id)
    return 200, {}


@api.route("POST", "/v1/desk/conversations/<cid:str>/check", Draft)
async def check(services: Services, session: Session, body: Draft, cid: str) -> Answer:
    """What a draft asks that the customer has told already, and which tone rules it breaks. Nothing is stored."""
    c = await visible(services, session, cid)
    text = clean(body.text)
    known = briefing.known(services.roster.world(), c)
    already = answered.told_already(text, known, c.name, await log_of(services, cid))
    return 200, {"already": already, "tone": list(tone.broken(text, c.language, services.tone))}


@api.route("GET", "/v1/desk/conversations/<cid:str>/earlier")
async def earlier(services: Services, session: Session, _request: Request, cid: str) -> Answer:
    """The same customer's other cases, the newest first, with what is still promised in them."""
    c = await visible(services, session, cid)
    cids = [one for one in await services.customers.cases(c.customer) if one != cid] if c.customer else []
    world, person = services.roster.world(), services.company.people[session.agent]
    rows = [
        views.row(world, one)
        | {
            "promises": [shown(world, one, p) for p in one.promises if p.status in PENDING],
            "about": one.about,
        }
        for one in await services.store.lists.records(cids)
        if views.may_see(person, one)
    ]
    return 200, {"conversations": rows}


@api.route("GET", "/v1/desk/conversations/<cid:str>/order")
async def order(services: Services, session: Session, request: Request, cid: str) -> Answer:
    """The order of the brief (or `?number=`), opened by what the customer gave as proof, nothing else; null: not so."""
    c = await visible(services, session, cid)
    number = request.args.get("number") or c.brief.get("order") or ""
    keys = answered.keys_of(await log_of(services, cid))
    found = await services.orders.find(number, keys[:MOST_KEYS]) if number.isalnum() else None
    return 200, {"number": number or None, "order": found}


@api.route("POST", "/v1/desk/conversations/<cid:str>/suggest")
async def suggest(services: Services, session: Session, _request: Request, cid: str) -> Answer:
    """What the assistant would answer to the customer's last lines; null where it has nothing. Never sent by itself.

    It is asked in a dialogue of its own, so that the customer's is not touched, which begins with what that one and the case
    know; and it may do nothing to orders.
    """
    c, log = await visible(services, session, cid), await log_of(services, cid)
    text = "\n".join(_unanswered(log))
    if not text:
        return 200, {"text": None}
    aside = f"suggest-{secrets.token_hex(12)}"
    remembered = await services.assistant.slots(cid)
    if slots := told.aside(c, remembered, answered.keys_of(log)):
        await services.assistant.tell(aside, slots)
    reply = await services.assistant.turn(
        aside, text, told.metadata(services.roster.world(), c, aside, "suggest")
    )
    return 200, {"text": reply.text if reply.text and not reply.miss else None}


@api.route("GET", "/v1/desk/conversations/<cid:str>/about")
async def about_suggested(services: Services, session: Session, _request: Request, cid: str) -> Answer:
    """ "What was it about": likely words, learned from how earlier cases were resolved."""
    c = await visible(services, session, cid)
    words = words_of(services.roster.world(), c)
    return 200, {"suggestions": about.suggested(words, await services.abouts.labels())}


def words_of(world: World, c: Conversation) -> str:
    """What the case says about its matter."""
    wishes = (one.text for one in c.facts if one.kind == "wants")
    return " ".join(filter(None, (briefing.known(world, c).get("matter"), *wishes, c.topic)))


def _unanswered(events: list[dict[str, object]]) -> list[str]:
    """The customer's lines since the last one of anybody else, as the assistant may get them."""
    lines: list[str] = []
    for event in reversed(events):
        if event["type"] == "message":
            if event["by"]["kind"] != "customer":  # type: ignore[index]
                break
            lines.insert(0, str(event.get("text") or "").lstrip("/ "))
    return [line for line in lines if line][-MOST_LINES:]
