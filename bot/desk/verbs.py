"""What a person does with a case: take it, write, promise, hand it on, end it."""

from __future__ import annotations

from sanic import Request

from bot.core import alerts, case, colleagues
from bot.core.conversation import Promise
from bot.core.message import clean, digest
from bot.core.practice_colleague import stands_in
from bot.desk.bodies import Decline, Line, Message, NewPromise, Once, PromiseEnd, Resolve, Return, Transfer
from bot.desk.door import api, sent, state_of, tidy, visible
from bot.desk.helping import words_of
from bot.http.api import Answer
from bot.http.fields import due_at, e164
from bot.service.promises import new_id
from bot.service.services import Services
from bot.store.desk import Session


@api.route("POST", "/v1/desk/conversations/<cid:str>/claim", Once)
async def claim(services: Services, session: Session, body: Once, cid: str) -> Answer:
    """Takes a waiting case, or accepts one offered to me or my team."""
    return await state_of(services, await services.cases.claim(cid, session.agent, body.client_id))


@api.route("POST", "/v1/desk/conversations/<cid:str>/ack")
async def acknowledge(services: Services, session: Session, _request: Request, cid: str) -> Answer:
    """I have seen that it waits, and could take it: it does not sound again for a while."""
    outcome = await services.cases.do(cid, lambda world, c: alerts.acknowledge(world, c, session.agent))
    return await state_of(services, outcome)


@api.route("POST", "/v1/desk/conversations/<cid:str>/decline", Decline)
async def decline(services: Services, session: Session, body: Decline, cid: str) -> Answer:
    """Says no to an offer, with a reason; it is offered on at once."""
    reason = clean(body.reason, "reason")
    return await state_of(services, await services.cases.decline(cid, session.agent, reason, body.client_id))


@api.route("POST", "/v1/desk/conversations/<cid:str>/messages", Message, status=202)
async def write(services: Services, session: Session, body: Message, cid: str) -> Answer:
    """A line to the customer under the agent's name. 200: it was sent already."""
    files = await services.files.named(cid, body.files)
    text = "" if files and not body.text.strip() else clean(body.text)
    return sent(await services.cases.agent_wrote(cid, session.agent, body.client_id, text, files))


@api.route("POST", "/v1/desk/conversations/<cid:str>/notes", Line, status=202)
async def note(services: Services, session: Session, body: Line, cid: str) -> Answer:
    """A note for colleagues; anyone at the desk may leave one."""
    await visible(services, session, cid)
    text = clean(body.text)
    key = (f"n:{session.agent}:{body.client_id}", digest(text))
    return sent(
        await services.cases.do(
            cid, lambda w, c: colleagues.answered_inside(w, c, session.agent, text, body.client_id), key
        )
    )


@api.route("POST", "/v1/desk/conversations/<cid:str>/promises", NewPromise, status=202)
async def promise(services: Services, session: Session, body: NewPromise, cid: str) -> Answer:
    """A promise by the holder's word: who, what, by when, where."""
    case.hold(services.roster.world(), await visible(services, session, cid), session.agent)
    one = Promise(
        id=new_id(), agent=session.agent, what=body.what, due_at=due_at(body.due_at, services.company.zone), where=body.where,
        text=tidy(body.text, "text"), phone=e164(body.phone) if body.phone else None,
    )  # fmt: skip
    return sent(await services.promises.make(cid, session.agent, body.client_id, one))


@api.route("POST", "/v1/desk/conversations/<cid:str>/promises/<pid:str>", PromiseEnd)
async def promise_end(services: Services, session: Session, body: PromiseEnd, cid: str, pid: str) -> Answer:
    """On it, kept (with the outcome in writing), nobody answered the call, taken back (with the reason), or moved to another time (once)."""
    await visible(services, session, cid)
    if body.do == "move":
        outcome = await services.promises.moved_by(
            cid, pid, session.agent, due_at(body.due_at or "", services.company.zone)
        )
    else:
        outcome = await services.promises.ended_by(
            cid, pid, session.agent, body.do, tidy(body.text, "text"), asked=body.asked
        )
    return await state_of(services, outcome)


@api.route("POST", "/v1/desk/conversations/<cid:str>/transfer", Transfer)
async def transfer(services: Services, session: Session, body: Transfer, cid: str) -> Answer:
    """Asks a colleague or a team; the holder keeps the case until one accepts. 202: the customer is asked first."""
    outcome, asks = await services.cases.transfer(
        cid, session.agent, stands_in(cid, body.to), clean(body.reason, "reason"), body.client_id
    )
    return await state_of(services, outcome, 202 if asks else 200)


@api.route("POST", "/v1/desk/conversations/<cid:str>/return", Return, status=202)
async def give_back(services: Services, session: Session, body: Return, cid: str) -> Answer:
    """Proposes that the bot goes on; waits for the customer's choice."""
    outcome = await services.cases.ask_return(cid, session.agent, tidy(body.reason, "reason"), body.client_id)
    return await state_of(services, outcome, 202)


@api.route("POST", "/v1/desk/conversations/<cid:str>/resolve", Resolve)
async def resolve(services: Services, session: Session, body: Resolve, cid: str) -> Answer:
    """The matter is dealt with; a word from the customer brings it back to the same person."""
    about = tidy(body.about, "about") or None
    outcome = await services.cases.resolve(cid, session.agent, about, body.client_id)
    if about and outcome.events and not outcome.conversation.practised_by:
        await services.abouts.learn(about, words_of(services.roster.world(), outcome.conversation))
    return await state_of(services, outcome)
