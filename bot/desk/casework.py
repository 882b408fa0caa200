"""What a person does around a case: puts off, takes up again, makes good, joins, blocks, says how far they read."""

from __future__ import annotations

import datetime as dt
import secrets
from functools import partial

from sanic import Request

from bot.core import blocked, case, goodwill, joined, later, seen
from bot.core.conversation import Change, Conversation, Goodwill, Later
from bot.core.errors import Conflict, Invalid, Unknown
from bot.core.event import stamp
from bot.core.message import clean, digest
from bot.core.world import World
from bot.desk.bodies import Block, GiveGoodwill, Merge, Reason, SendLater, Snooze
from bot.desk.door import api, is_lead, state_of, tidy, visible
from bot.http.api import Answer
from bot.http.bodies import SeenUpTo
from bot.http.fields import due_at
from bot.service.services import Services
from bot.store.blocks import Block as Blocking
from bot.store.desk import Session
from bot.store.stored import Outcome, well_formed

# A word promised while two cases are joined is taken in too; more often than this nobody promises in that second.
MERGE_TRIES = 3


@api.route("PUT", "/v1/desk/conversations/<cid:str>/seen", SeenUpTo)
async def mark_seen(services: Services, session: Session, body: SeenUpTo, cid: str) -> Answer:
    """How far the holder has read; the customer sees it in `state.seen`."""
    if not well_formed(body.event_id):
        raise Invalid("event_id is not one of an event.", code="body_invalid", field="event_id")
    outcome = await services.cases.do(
        cid, lambda world, c: seen.by_agent(world, c, session.agent, body.event_id)
    )
    await services.cases.tell_state(cid)
    return await state_of(services, outcome)


@api.route("POST", "/v1/desk/conversations/<cid:str>/later", SendLater, status=202)
async def send_later(services: Services, session: Session, body: SendLater, cid: str) -> Answer:
    """Keeps a line until its time; where it would no longer fit it comes back to the desk instead."""
    text, at = clean(body.text), due_at(body.at, services.company.zone)
    one = Later(secrets.token_hex(8), session.agent, text, at, services.roster.clock())
    key = (f"l:{session.agent}:{body.client_id}", digest(text, stamp(at)))
    outcome = await services.cases.do(cid, lambda world, c: later.send_later(world, c, one), key)
    return 200 if outcome.repeated else 202, {
        "later": [later.shown(each) for each in outcome.conversation.later]
    }


@api.route("DELETE", "/v1/desk/conversations/<cid:str>/later/<lid:str>")
async def take_back(services: Services, session: Session, _request: Request, cid: str, lid: str) -> Answer:
    """A line set for later is not sent."""
    outcome = await services.cases.do(cid, lambda world, c: later.take_back(world, c, session.agent, lid))
    return 200, {"later": [later.shown(each) for each in outcome.conversation.later]}


@api.route("POST", "/v1/desk/conversations/<cid:str>/snooze", Snooze)
async def snooze(services: Services, session: Session, body: Snooze, cid: str) -> Answer:
    """Off my list until a time or until the customer writes; still mine."""
    until = due_at(body.until, services.company.zone)
    return await state_of(
        services, await services.cases.do(cid, lambda w, c: later.snooze(w, c, session.agent, until))
    )


@api.route("POST", "/v1/desk/conversations/<cid:str>/wake")
async def wake(services: Services, session: Session, _request: Request, cid: str) -> Answer:
    """Back on my list now."""
    case.hold(services.roster.world(), await visible(services, session, cid), session.agent)
    return await state_of(services, await services.cases.do(cid, lambda w, c: later.wake(w, c, "agent")))


@api.route("POST", "/v1/desk/conversations/<cid:str>/reopen")
async def reopen(services: Services, session: Session, _request: Request, cid: str) -> Answer:
    """Takes a resolved case up again; the customer is told."""
    await visible(services, session, cid)
    return await state_of(
        services, await services.cases.do(cid, lambda w, c: case.reopened_by(w, c, session.agent))
    )


@api.route("GET", "/v1/desk/conversations/<cid:str>/goodwill")
async def goodwill_fitting(services: Services, session: Session, _request: Request, cid: str) -> Answer:
    """What the company finds fitting, by what happened; and how much is left to give here."""
    c = await visible(services, session, cid)
    person = services.company.people[session.agent]
    given = sum(one.amount_eur for one in c.goodwill)
    return 200, {
        "reasons": goodwill.fitting(services.company, c),
        "limit_eur": goodwill.limit(services.company, person.roles),
        "given": [goodwill.shown(one) for one in c.goodwill],
        "left_eur": max(0.0, goodwill.limit(services.company, person.roles) - given),
    }


@api.route("POST", "/v1/desk/conversations/<cid:str>/goodwill", GiveGoodwill, status=202)
async def give_goodwill(services: Services, session: Session, body: GiveGoodwill, cid: str) -> Answer:
    """Makes good within the limit, with a reason; the customer is told by name."""
    usual = services.company.facts.get("goodwill", {}).get(body.reason, 0)
    amount = float(usual if body.amount_eur is None else body.amount_eur)
    text = tidy(body.text, "text")
    one = Goodwill(session.agent, body.reason, amount, text, services.roster.clock())
    key = (f"g:{session.agent}:{body.client_id}", digest(body.reason, str(amount), text))
    outcome = await services.cases.do(cid, lambda world, c: goodwill.give(world, c, one, body.client_id), key)
    return 200 if outcome.repeated else 202, {"event_id": outcome.repeated or outcome.events[0]["id"]}


@api.route("POST", "/v1/desk/conversations/<cid:str>/merge", Merge)
async def merge(services: Services, session: Session, body: Merge, cid: str) -> Answer:
    """This case goes on in another one of the same customer, which I hold; its promises go along."""
    gone, into = await visible(services, session, cid), await visible(services, session, body.into)
    joined.check(services.roster.world(), gone, into, session.agent)
    for left in reversed(range(MERGE_TRIES)):
        taken = await _taken_in(services, session, gone, body.into)
        try:
            await services.cases.do(cid, partial(_let_go, into=taken.conversation, agent=session.agent))
            break
        except joined.MoreCame:
            if not left:
                raise
            gone = (await services.store.load(cid)).conversation
    return await state_of(services, taken)


def _let_go(world: World, gone: Conversation, *, into: Conversation, agent: str) -> Change:
    return joined.let_go(world, gone, into, agent)


async def _taken_in(services: Services, session: Session, gone: Conversation, into: str) -> Outcome:
    return await services.cases.do(into, lambda world, c: joined.take_in(world, c, gone, session.agent))


@api.route("POST", "/v1/desk/conversations/<cid:str>/block", Block)
async def block(services: Services, session: Session, body: Block, cid: str) -> Answer:
    """Ends the case and takes no more from this customer for some days; the customer is told, and leads see it."""
    reason, now = clean(body.reason, "reason"), services.roster.clock()
    until, c = now + dt.timedelta(days=body.days), await visible(services, session, cid)
    case.hold(services.roster.world(), c, session.agent)
    # On the list first: killed in between, what leads see can be lifted, and the holder, who still has the case, repeats it.
    await services.blocks.add(
        Blocking(cid, c.customer, c.name, session.agent, reason, stamp(now), stamp(until))
    )
    try:
        outcome = await services.cases.do(
            cid, lambda world, c: blocked.block(world, c, session.agent, reason, until)
        )
    except Conflict:
        await services.blocks.lift(cid)
        raise
    return await state_of(services, outcome)


@api.route("GET", "/v1/desk/blocked")
async def blocked_list(services: Services, session: Session, _request: Request) -> Answer:
    """Who is blocked, by whom and why: for leads to look at again."""
    is_lead(services, session)
    now = stamp(services.roster.clock())
    return 200, {"blocked": [one.public() for one in await services.blocks.listed(now)]}


@api.route("POST", "/v1/desk/blocked/<cid:str>/lift", Reason)
async def lift(services: Services, session: Session, body: Reason, cid: str) -> Answer:
    """Takes a block back, with a reason: a lead, or whoever made it."""
    reason, now = clean(body.reason, "reason"), stamp(services.roster.clock())
    found = next((one for one in await services.blocks.listed(now) if one.conversation == cid), None)
    if not found:
        raise Unknown("Nobody is blocked here.", code="block_unknown")
    if found.by != session.agent:
        is_lead(services, session)
    outcome = await services.cases.do(cid, lambda world, c: blocked.lift(world, c, session.agent, reason))
    await services.blocks.lift(cid)
    return await state_of(services, outcome)
