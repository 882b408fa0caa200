"""A lead's verbs: the look at right now, a word of help in a case, taking one over."""

from __future__ import annotations

import itertools

from sanic import Request

from bot.core import overview, standin, wait
from bot.core.conversation import Conversation
from bot.core.message import clean, digest
from bot.desk import views
from bot.desk.bodies import Line, Reason
from bot.desk.door import api, is_lead, sent, state_of
from bot.http.api import Answer
from bot.service.services import Services
from bot.store.desk import Session

MOST, CHUNK = 10_000, 500


@api.route("GET", "/v1/desk/overview")
async def now(services: Services, session: Session, _request: Request) -> Answer:
    """Who is on, load, longest wait, promises due, broken and at risk, unhappy customers now; how often the range held."""
    is_lead(services, session)
    world, language = services.roster.world(), services.company.languages[0]
    cases: list[Conversation] = []
    for chunk in itertools.batched(await services.store.lists.members("cases", MOST), CHUNK):
        cases += await services.store.lists.records(list(chunk))
    people = [views.member(world, m, language) for m in world.members.values()]
    teams = services.company.teams
    counted = await services.waits.counted(services.today(), teams)
    seen = overview.overview(world, cases, await services.day_end.at_risk())
    return 200, {"people": people, **seen, "waits": wait.shares(teams, counted)}


@api.route("POST", "/v1/desk/conversations/<cid:str>/help", Line, status=202)
async def help_in(services: Services, session: Session, body: Line, cid: str) -> Answer:
    """A word to whoever has the case: they see it at once, the customer never."""
    is_lead(services, session)
    text = clean(body.text)
    key = (f"y:{session.agent}:{body.client_id}", digest(text))
    return sent(
        await services.cases.do(
            cid, lambda w, c: standin.help_in(w, c, session.agent, text, body.client_id), key
        )
    )


@api.route("POST", "/v1/desk/conversations/<cid:str>/take-over", Reason)
async def take_over(services: Services, session: Session, body: Reason, cid: str) -> Answer:
    """Takes a case from whoever has it, with a reason for colleagues; the customer is told by name."""
    is_lead(services, session)
    reason = clean(body.reason, "reason")
    return await state_of(
        services, await services.cases.do(cid, lambda w, c: standin.take_over(w, c, session.agent, reason))
    )
