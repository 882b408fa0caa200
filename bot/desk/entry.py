"""Coming in and going: sign-in, presence, who else is here."""

from __future__ import annotations

from typing import Any

from sanic import HTTPResponse, Request

from bot.desk import accounts, live, views
from bot.desk.bodies import Login, Presence
from bot.desk.door import api
from bot.http.api import Answer, reply
from bot.service.services import Services
from bot.store.desk import SESSION_S, Session


@api.route("POST", "/v1/desk/login", Login, open=True)
async def login(services: Services, request: Request, body: Login) -> HTTPResponse:
    """Signs in; the cookie is the session, `csrf` goes into X-CSRF-Token of every change."""
    secret, session = await accounts.sign_in(
        services, body.email, body.password, request.client_ip, body.code
    )
    await services.did(services.deed(session.agent, "signed_in", {"address": request.client_ip}))
    return with_cookie(services, reply(200, await signed_in(services, session)), secret)


def with_cookie(services: Services, answer: HTTPResponse, secret: str) -> HTTPResponse:
    """The answer with the session's cookie."""
    secure = (services.settings.public_url or "").startswith("https://")
    answer.add_cookie(
        accounts.COOKIE, secret, path="/", httponly=True, secure=secure, samesite="Strict", max_age=SESSION_S
    )
    return answer


@api.route("POST", "/v1/desk/logout")
async def logout(services: Services, session: Session, _request: Request) -> HTTPResponse:
    """Ends the session everywhere at once."""
    await services.desk.end_session(session)
    await services.desk.set_presence(session.agent, "offline", services.now())
    await services.people_changed()
    await services.keeping.off_duty(session.agent)
    services.hub.people_changed()  # the sockets of this session look, and close
    answer = reply(200, {})
    answer.delete_cookie(accounts.COOKIE, path="/")
    return answer


@api.route("GET", "/v1/desk/me")
async def whoami(services: Services, session: Session, _request: Request) -> Answer:
    """The session that the cookie holds."""
    return 200, await signed_in(services, session)


@api.route("PUT", "/v1/desk/presence", Presence)
async def presence(services: Services, session: Session, body: Presence) -> Answer:
    """Online, away or offline; coming online is offered the front of the queue."""
    await services.desk.set_presence(session.agent, body.status, services.now())
    await services.people_changed()
    if body.status == "offline":
        await services.keeping.off_duty(session.agent)
    return 200, {"agent": me(services, session)}


@api.route("GET", "/v1/desk/people")
async def people(services: Services, _session: Session, request: Request) -> Answer:
    """The directory: who handles what, and who is here; `?q=` by name, role, team, topic, skill or language."""
    world = services.roster.world()
    language = services.company.languages[0]
    teams = [
        {"id": t.id, "names": dict(t.names), "topics": list(t.topics)}
        for t in services.company.teams.values()
    ]
    rows = [views.member(world, m, language) for m in world.members.values()]
    wanted = (request.args.get("q") or "").casefold().split()
    found = [row for row in rows if all(word in views.spoken_of(services.company, row) for word in wanted)]
    return 200, {"people": found, "teams": teams}


async def signed_in(services: Services, session: Session) -> dict[str, Any]:
    """What a desk starts with; `cursor`: where the feed ends now, to go on from."""
    return {"csrf": session.csrf, "agent": me(services, session), "cursor": await live.now(services)}


def me(services: Services, session: Session) -> dict[str, Any]:
    """The signed-in person."""
    world = services.roster.world()
    return views.member(world, world.members[session.agent], services.company.languages[0])
