"""Accounts: invited by link, changed by those who may, ended at once; and the log of what they did."""

from __future__ import annotations

import asyncio
import dataclasses

from sanic import HTTPResponse, Request

from bot.core import staff
from bot.core.company import Person
from bot.core.errors import Invalid, NotAllowed
from bot.desk import accounts
from bot.desk.bodies import Accept, ChangeAccount, Invite
from bot.desk.door import api, is_lead
from bot.desk.entry import signed_in, with_cookie
from bot.http.api import Answer, reply
from bot.http.download import download
from bot.http.upload import Upload
from bot.service.services import Services
from bot.store import filetypes
from bot.store.desk import Session

PAGE = "/desk/#invitation/"
SHORTEST = 8


@api.route("POST", "/v1/desk/invitations", Invite, status=201)
async def invite(services: Services, session: Session, body: Invite) -> Answer:
    """A link of single use, good for a week, by which somebody makes their account."""
    fields = body.model_dump(exclude_none=True)
    person = staff.new(services.company, fields)
    staff.may_invite(services.company.people[session.agent], person.roles)
    secret = await services.invitations.make({"fields": fields, "by": session.agent})
    return 201, {"link": f"{services.settings.public_url or ''}{PAGE}{secret}"}


@api.route("GET", "/v1/invitations/<secret:str>", open=True)
async def invitation(services: Services, _request: Request, _body: Request, secret: str) -> Answer:
    """Whom a link invites, and to what, the team's name in every language; looking does not use it."""
    person = staff.new(services.company, (await services.invitations.look(secret))["fields"])
    team, languages = services.company.teams[person.team], services.company.languages
    teams = {language: team.name(language) for language in languages}
    return 200, {
        "email": person.email, "name": person.name, "team": teams[languages[0]], "teams": teams,
        "company": services.company.name,
    }  # fmt: skip


@api.route("POST", "/v1/invitations/<secret:str>", Accept, status=201, open=True)
async def accept(services: Services, _request: Request, body: Accept, secret: str) -> HTTPResponse:
    """Makes the account and signs in; the link is used up."""
    found = await services.invitations.look(secret)
    accounts.check_password(body.password)
    own = {"name": body.name} if body.name else {}
    person = staff.new(services.company, {**found["fields"], **own})
    person = staff.joined(services.company, person, services.today())
    if not await services.invitations.use(secret):
        await services.invitations.look(secret)  # somebody else just used it: says so
    await services.accounts.keep(person)
    await accounts.set_password(services, [person], body.password)
    await services.staff_changed()
    made = {"invited_by": found["by"], "email": person.email}
    await services.did(services.deed(person.id, "account.made", made))
    cookie, session = await services.desk.open_session(person.id)
    return with_cookie(services, reply(201, await signed_in(services, session)), cookie)


@api.route("GET", "/v1/desk/accounts")
async def listed(services: Services, session: Session, _request: Request) -> Answer:
    """Everyone's account: for leads and admins."""
    is_lead(services, session)
    return 200, {"accounts": [_account(services, one) for one in services.company.people.values()]}


@api.route("PUT", "/v1/desk/accounts/<id:str>", ChangeAccount)
async def change(services: Services, session: Session, body: ChangeAccount, id: str) -> Answer:
    """Changes some of an account: one's own, or as a lead or an admin may."""
    fields = body.model_dump(exclude_none=True)
    by, whom = services.company.people[session.agent], staff.find(services.company, id)
    staff.permitted(by, whom, fields)
    after = staff.changed(services.company, whom, fields)
    if after.email != whom.email and accounts.by_email(services, after.email):
        raise Invalid("Somebody has this address already.", code="email_taken", field="email")
    if whom.leads and not after.leads:
        staff.last_admin(services.company, whom)
    await services.accounts.keep(after)
    await services.staff_changed()
    if {"hours", "team"} & fields.keys():
        await services.keeping.hours_changed(id)
    return 200, {"account": _account(services, after)}


@api.route("POST", "/v1/desk/accounts/<id:str>/disable")
async def disable(services: Services, session: Session, _request: Request, id: str) -> Answer:
    """Somebody has left: signed out everywhere at once; what they held and promised goes to the next. For admins."""
    whom = staff.find(services.company, id)
    if "admin" not in services.company.people[session.agent].roles:
        raise NotAllowed("This is for admins.")
    staff.last_admin(services.company, whom)
    await services.accounts.drop(id)
    await services.photos.drop(id)
    await services.desk.end_sessions(id)
    await services.staff_changed()
    await services.keeping.rehome(id, "left")
    return 200, {}


@api.route("POST", "/v1/desk/accounts/<id:str>/sign-out")
async def sign_out(services: Services, session: Session, _request: Request, id: str) -> Answer:
    """Ends every session of one's own, or as an admin of anybody's."""
    staff.find(services.company, id)
    if id != session.agent and "admin" not in services.company.people[session.agent].roles:
        raise NotAllowed("This is for admins.")
    await services.desk.end_sessions(id)
    services.hub.people_changed()
    return 200, {}


@api.route("GET", "/v1/desk/audit")
async def audit(services: Services, session: Session, request: Request) -> Answer:
    """What accounts did, newest first, before `before`. Nobody can change it here. For leads and admins."""
    is_lead(services, session)
    return 200, {"deeds": await services.audit.page(request.args.get("before"))}


@api.route("POST", "/v1/desk/accounts/<id:str>/photo", status=201, file=True)
async def photo(services: Services, session: Session, body: Upload, id: str) -> Answer:
    """A photo of one's own, or as a lead or an admin may: what customers see beside the name."""
    whom = _whose_photo(services, session, id)
    name = await services.photos.keep(id, body.stream)
    return 201, {"account": await _with_photo(services, whom, f"/v1/people/{id}/photo/{name}")}


@api.route("DELETE", "/v1/desk/accounts/<id:str>/photo")
async def no_photo(services: Services, session: Session, _request: Request, id: str) -> Answer:
    """Takes the photo away; the first letter of the name stands in its place."""
    whom = _whose_photo(services, session, id)
    await services.photos.drop(id)
    return 200, {"account": await _with_photo(services, whom, None)}


@api.route("GET", "/v1/people/<id:str>/photo/<name:str>", open=True)
async def photo_of(services: Services, _request: Request, _body: Request, id: str, name: str) -> HTTPResponse:
    """A photo as customers see it. Its name is made of its content, so it may be kept for ever."""
    path = services.photos.path(services.company.people.get(id), name)
    size = (await asyncio.to_thread(path.stat)).st_size
    answer = await download(path, f"{id}.webp", filetypes.PREVIEW_TYPE, size, shown=True)
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer


def _whose_photo(services: Services, session: Session, id: str) -> Person:
    by, whom = services.company.people[session.agent], staff.find(services.company, id)
    staff.permitted(by, whom, {"photo": None})
    return whom


async def _with_photo(services: Services, whom: Person, photo: str | None) -> dict[str, object]:
    after = dataclasses.replace(whom, photo=photo)
    await services.accounts.keep(after)
    await services.staff_changed()
    return _account(services, after)


def _account(services: Services, person: Person) -> dict[str, object]:
    member = services.roster.members.get(person.id)
    status = member.status if member else "offline"
    until = person.new_until and person.new_until.isoformat()
    plain = dataclasses.asdict(person) | {"hours": dict(person.hours), "new_until": until}
    return {**plain, "status": status}
