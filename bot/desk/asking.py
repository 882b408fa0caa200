"""Asking a colleague in the case, or the back office by a link of single use."""

from __future__ import annotations

from sanic import Request

from bot.core import briefing, colleagues
from bot.core.message import clean, digest
from bot.core.practice_colleague import around, stands_in
from bot.desk.bodies import Ask, OutsideAnswer
from bot.desk.door import api, sent, visible
from bot.http.api import Answer
from bot.service.services import Services
from bot.store.desk import Session

PAGE = "/desk/#answer/"


@api.route("POST", "/v1/desk/conversations/<cid:str>/ask", Ask, status=202)
async def ask(services: Services, session: Session, body: Ask, cid: str) -> Answer:
    """A question to a colleague, which puts the case on their list; the customer does not change hands."""
    world = around(services.roster.world(), await visible(services, session, cid))
    text, to = clean(body.text), colleagues.colleague(world, stands_in(cid, body.to))
    key = (f"q:{session.agent}:{body.client_id}", digest(to, text))
    return sent(
        await services.cases.do(
            cid, lambda w, c: colleagues.ask(w, c, session.agent, to, text, body.client_id), key
        )
    )


@api.route("POST", "/v1/desk/conversations/<cid:str>/ask-outside", Ask, status=201)
async def ask_outside(services: Services, session: Session, body: Ask, cid: str) -> Answer:
    """A question to somebody without an account; gives the link by which they answer once, within a week."""
    await visible(services, session, cid)
    text, place = clean(body.text), clean(body.to, "to")
    key = (f"q:{session.agent}:{body.client_id}", digest(place, text))
    await services.cases.do(
        cid, lambda w, c: colleagues.ask_outside(w, c, session.agent, place, text, body.client_id), key
    )
    secret = await services.outside.make({"cid": cid, "by": session.agent, "place": place, "text": text})
    return 201, {"link": f"{services.settings.public_url or ''}{PAGE}{secret}"}


@api.route("GET", "/v1/outside/<secret:str>", open=True)
async def outside_question(services: Services, _request: Request, _body: Request, secret: str) -> Answer:
    """What is asked, by whom, and what is known; looking does not use the link."""
    what = await services.outside.look(secret)
    c = (await services.store.load(what["cid"])).conversation
    world = services.roster.world()
    return 200, {
        "question": what["text"],
        "place": what["place"],
        "by": world.actor(what["by"], c.language).public(),
        "brief": briefing.known(world, c),
    }


@api.route("POST", "/v1/outside/<secret:str>", OutsideAnswer, open=True)
async def outside_answer(services: Services, _request: Request, body: OutsideAnswer, secret: str) -> Answer:
    """The back office's word, as a note under the name given; the link is used up."""
    what = await services.outside.look(secret)
    text, name = clean(body.text), clean(body.name, "name")
    key = (f"o:{secret[:16]}", digest(name, text))
    await services.cases.do(
        what["cid"],
        lambda w, c: colleagues.answered_outside(w, c, name, what["place"], what["by"], text),
        key,
    )
    await services.outside.use(secret)
    return 200, {}
