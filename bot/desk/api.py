"""The desk's endpoints: sign-in, presence, lists, cases and the verbs upon them."""

from __future__ import annotations

import asyncio
import itertools
from typing import Any

from sanic import HTTPResponse, Request

from bot.core import case
from bot.core.company import Person
from bot.core.conversation import Conversation, Promise
from bot.core.errors import CursorUnknown, Invalid, NotAllowed
from bot.core.message import clean
from bot.desk import accounts, live, views
from bot.desk.bodies import Decline, Line, Login, NewPromise, Presence, PromiseEnd, Resolve, Return, Transfer
from bot.desk.fields import due_at, e164
from bot.http.api import Answer, Api, reply, wait_s
from bot.service.promises import new_id
from bot.service.services import Services
from bot.store.conversations import Outcome
from bot.store.desk import SESSION_S, Session

api = Api(accounts.of_request, "desk")
MOST_ROWS = 500
MOST_CASES = 10_000
LONGEST_NUMBER = 9
VIEWS = ("mine", "offered", "waiting", "team", "resolved")


@api.route("POST", "/v1/desk/login", Login, open=True)
async def login(services: Services, request: Request, body: Login) -> HTTPResponse:
    """Signs in; the cookie is the session, `csrf` goes into X-CSRF-Token of every change."""
    secret, session = await accounts.sign_in(services, body.email, body.password, request.ip)
    answer = reply(200, await signed_in(services, session))
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
    return 200, {"agent": me(services, session)}


@api.route("GET", "/v1/desk/people")
async def people(services: Services, _session: Session, _request: Request) -> Answer:
    """The directory: who handles what, and who is here."""
    world = services.roster.world()
    language = services.company.languages[0]
    teams = [
        {"id": t.id, "names": dict(t.names), "topics": list(t.topics)}
        for t in services.company.teams.values()
    ]
    return 200, {"people": [views.member(world, m, language) for m in world.members.values()], "teams": teams}


@api.route("GET", "/v1/desk/queue")
async def queue(services: Services, _session: Session, request: Request) -> Answer:
    """Who waits, most urgent first."""
    cids = await services.store.waiting(_limit(request))
    return 200, {"conversations": _shown(services, await services.store.many(cids))}


@api.route("GET", "/v1/desk/conversations")
async def conversations(services: Services, session: Session, request: Request) -> Answer:
    """The lists of the desk: mine, offered, waiting, team, resolved."""
    view = request.args.get("view") or "mine"
    if view not in VIEWS:
        raise Invalid(f"view is one of {', '.join(VIEWS)}.", code="query_invalid", field="view")
    person, limit = services.company.people[session.agent], _limit(request)
    after = request.args.get("after")
    found = await _page(services, person, view, limit, None if after in (None, "", "0") else after)
    return 200, {"conversations": _shown(services, found)}


@api.route("GET", "/v1/desk/conversations/<cid:str>")
async def conversation(services: Services, session: Session, _request: Request, cid: str) -> Answer:
    """A case with everything said so far."""
    c = await _visible(services, session, cid)
    events: list[dict[str, Any]] = []
    while page := await services.store.log(cid, events[-1]["id"] if events else "0"):
        events += page
    state = await services.cases.state(c)
    return 200, views.whole(services.roster.world(), c, state, events)


@api.route("POST", "/v1/desk/conversations/<cid:str>/claim")
async def claim(services: Services, session: Session, _request: Request, cid: str) -> Answer:
    """Takes a waiting case, or accepts one offered to me or my team."""
    return await _state(services, await services.cases.claim(cid, session.agent))


@api.route("POST", "/v1/desk/conversations/<cid:str>/decline", Decline)
async def decline(services: Services, session: Session, body: Decline, cid: str) -> Answer:
    """Says no to an offer, with a reason; it is offered on at once."""
    return await _state(
        services, await services.cases.decline(cid, session.agent, clean(body.reason, "reason"))
    )


@api.route("POST", "/v1/desk/conversations/<cid:str>/messages", Line, status=202)
async def write(services: Services, session: Session, body: Line, cid: str) -> Answer:
    """A line to the customer under the agent's name. 200: it was sent already."""
    text = clean(body.text)
    return _sent(await services.cases.agent_wrote(cid, session.agent, body.client_id, text))


@api.route("POST", "/v1/desk/conversations/<cid:str>/notes", Line, status=202)
async def note(services: Services, session: Session, body: Line, cid: str) -> Answer:
    """A note for colleagues; anyone at the desk may leave one."""
    await _visible(services, session, cid)
    return _sent(await services.cases.noted(cid, session.agent, body.client_id, clean(body.text)))


@api.route("POST", "/v1/desk/conversations/<cid:str>/promises", NewPromise, status=202)
async def promise(services: Services, session: Session, body: NewPromise, cid: str) -> Answer:
    """A promise by the holder's word: who, what, by when, where."""
    case.hold(services.roster.world(), await _visible(services, session, cid), session.agent)
    one = Promise(
        id=new_id(), agent=session.agent, what=body.what, due_at=due_at(body.due_at), where=body.where,
        text=_tidy(body.text, "text"), phone=e164(body.phone) if body.phone else None,
    )  # fmt: skip
    return _sent(await services.promises.make(cid, session.agent, body.client_id, one))


@api.route("POST", "/v1/desk/conversations/<cid:str>/promises/<pid:str>", PromiseEnd)
async def promise_end(services: Services, session: Session, body: PromiseEnd, cid: str, pid: str) -> Answer:
    """Kept, taken back, or moved to another time (once)."""
    await _visible(services, session, cid)
    if body.do == "move":
        outcome = await services.promises.moved_by(cid, pid, session.agent, due_at(body.due_at or ""))
    else:
        outcome = await services.promises.ended_by(cid, pid, session.agent, body.do)
    return await _state(services, outcome)


@api.route("POST", "/v1/desk/conversations/<cid:str>/transfer", Transfer)
async def transfer(services: Services, session: Session, body: Transfer, cid: str) -> Answer:
    """Asks a colleague or a team; the holder keeps the case until one accepts. 202: the customer is asked first."""
    outcome, asks = await services.cases.transfer(cid, session.agent, body.to, clean(body.reason, "reason"))
    return await _state(services, outcome, 202 if asks else 200)


@api.route("POST", "/v1/desk/conversations/<cid:str>/return", Return, status=202)
async def give_back(services: Services, session: Session, body: Return, cid: str) -> Answer:
    """Proposes that the bot goes on; waits for the customer's choice."""
    outcome = await services.cases.ask_return(cid, session.agent, _tidy(body.reason, "reason"))
    return await _state(services, outcome, 202)


@api.route("POST", "/v1/desk/conversations/<cid:str>/resolve", Resolve)
async def resolve(services: Services, session: Session, body: Resolve, cid: str) -> Answer:
    """The matter is dealt with; a word from the customer brings it back to the same person."""
    about = _tidy(body.about, "about") or None
    return await _state(services, await services.cases.resolve(cid, session.agent, about))


@api.route("GET", "/v1/desk/events")
async def events(services: Services, session: Session, request: Request) -> Answer:
    """Long poll over every case I may see, where sockets are blocked."""
    person, sight = services.company.people[session.agent], live.Sight(services)
    at, until = (
        live.positions(services, request.args.get("after")),
        asyncio.get_running_loop().time() + wait_s(request),
    )
    with services.hub.follow_desk() as follower:
        while True:
            shown, reached = await live.page(services, sight, person, at)
            left = until - asyncio.get_running_loop().time()
            if shown or (left <= 0 and reached == at):
                return 200, {"events": shown, "cursor": "_".join(reached)}
            if reached == at:
                await follower.wait(left)
            at = reached


async def signed_in(services: Services, session: Session) -> dict[str, Any]:
    """What a desk starts with; `cursor`: where the feed ends now, to go on from."""
    return {"csrf": session.csrf, "agent": me(services, session), "cursor": await live.now(services)}


def me(services: Services, session: Session) -> dict[str, Any]:
    """The signed-in person."""
    world = services.roster.world()
    return views.member(world, world.members[session.agent], services.company.languages[0])


def _tidy(text: str | None, field: str) -> str:
    """A text that may be left out, as it is kept."""
    return clean(text, field) if text and text.strip() else ""


async def _visible(services: Services, session: Session, cid: str) -> Conversation:
    c = (await services.store.load(cid)).conversation
    if not views.may_see(services.company.people[session.agent], c):
        raise NotAllowed("This conversation is with the bot only.", field="id")
    return c


async def _listed(services: Services, person: Person, view: str, limit: int) -> list[str]:
    store = services.store
    if view == "waiting":
        return await store.waiting(limit)
    if view == "resolved":
        return await store.listed("resolved", limit, newest_first=True)
    if view == "offered":
        mine = await store.listed(f"offered:{person.id}", limit)
        return list(dict.fromkeys(mine + await store.listed(f"offered:{person.team}", limit)))[:limit]
    if view == "mine":
        return await store.listed(f"held:{person.id}", limit, newest_first=True)
    return await store.listed("cases", limit, newest_first=True)


async def _page(
    services: Services, person: Person, view: str, limit: int, after: str | None
) -> list[Conversation]:
    """The next cases of a list, after the one that ended the page before."""
    some = view == "team" and "lead" not in person.roles
    cids = await _listed(services, person, view, MOST_CASES if after or some else limit)
    if after:
        if after not in cids:
            raise CursorUnknown()
        cids = cids[cids.index(after) + 1 :]
    found: list[Conversation] = []
    for chunk in itertools.batched(cids, MOST_ROWS if some else limit):
        cases = await services.store.many(list(chunk))
        found += [c for c in cases if not some or views.is_of_team(services.company, person, c)]
        if len(found) >= limit:
            break
    return found[:limit]


def _shown(services: Services, cases: list[Conversation]) -> list[dict[str, Any]]:
    world = services.roster.world()
    return [views.row(world, c) for c in cases]


async def _state(services: Services, outcome: Outcome, status: int = 200) -> Answer:
    return status, {"state": await services.cases.state(outcome.conversation)}


def _sent(outcome: Outcome) -> Answer:
    if outcome.repeated:
        return 200, {"event_id": outcome.repeated}
    return 202, {"event_id": outcome.events[0]["id"]}


def _limit(request: Request) -> int:
    raw = request.args.get("limit") or "100"
    if not raw.isdecimal() or len(raw) > LONGEST_NUMBER or int(raw) < 1:
        raise Invalid("limit must be a whole number, 1 or more.", code="query_invalid", field="limit")
    return min(int(raw), MOST_ROWS)
