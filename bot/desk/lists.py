"""What the desk looks at: the queue, lists of cases, one case, and everything as it happens."""

from __future__ import annotations

import asyncio
import itertools
from typing import Any

from sanic import Request

from bot.core.company import Person
from bot.core.conversation import Conversation
from bot.core.errors import CursorUnknown, Invalid
from bot.desk import filters, live, views
from bot.desk.door import api, log_of, visible
from bot.http.api import Answer, wait_s
from bot.service.services import Services
from bot.store.desk import Session
from bot.store.outbox import Outbox, delivery

MOST_ROWS = 500
MOST_CASES = 10_000
LONGEST_NUMBER = 9
VIEWS = ("mine", "offered", "waiting", "team", "resolved", "snoozed", "asked", "practice")


@api.route("GET", "/v1/desk/queue")
async def queue(services: Services, session: Session, request: Request) -> Answer:
    """Who waits, most urgent first; filtered by `team`, `language`, `channel`, `urgency`."""
    return await _list(services, session, request, "waiting")


@api.route("GET", "/v1/desk/conversations")
async def conversations(services: Services, session: Session, request: Request) -> Answer:
    """The lists of the desk: mine, offered, waiting, team, resolved; snoozed, asked and practice are mine too."""
    view = request.args.get("view") or "mine"
    if view not in VIEWS:
        raise Invalid(f"view is one of {', '.join(VIEWS)}.", code="query_invalid", field="view")
    return await _list(services, session, request, view)


@api.route("GET", "/v1/desk/conversations/<cid:str>")
async def conversation(services: Services, session: Session, _request: Request, cid: str) -> Answer:
    """A case with everything said so far."""
    c = await visible(services, session, cid)
    events = await log_of(services, cid)
    state = await services.cases.state(c)
    return 200, views.whole(services.roster.world(), c, state, events) | await _delivery(services, c)


async def _delivery(services: Services, c: Conversation) -> dict[str, Any]:
    """How far the customer's chat has been told, where there is one."""
    if not c.chat:
        return {"delivery": None}
    outbox = Outbox(services.redis, services.store.shard(c.id), services.company.retention_days * 86400)
    return {"delivery": delivery(await outbox.told(c.id)) | {"unreachable": c.unreachable}}


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


async def _list(services: Services, session: Session, request: Request, view: str) -> Answer:
    person, limit = services.company.people[session.agent], limit_of(request)
    keep = filters.of_request(services.company, request)
    if view == "team" and not person.leads:
        keep.append(lambda c: views.is_of_team(services.company, person.team, c))
    after = request.args.get("after")
    found = await _page(services, person, view, limit, None if after in (None, "", "0") else after, keep)
    world = services.roster.world()
    return 200, {"conversations": [views.row(world, c) for c in found]}


async def _listed(services: Services, person: Person, view: str, limit: int) -> list[str]:
    store = services.store
    if view == "waiting":
        return await store.lists.waiting(limit)
    if view == "resolved":
        return await store.lists.members("resolved", limit, newest_first=True)
    if view == "offered":
        mine = await store.lists.members(f"offered:{person.id}", limit)
        return list(dict.fromkeys(mine + await store.lists.members(f"offered:{person.team}", limit)))[:limit]
    if view == "mine":
        return await store.lists.members(f"held:{person.id}", limit, newest_first=True)
    if view in ("snoozed", "asked", "practice"):
        return await store.lists.members(f"{view}:{person.id}", limit)
    urgent = await store.lists.waiting(limit)  # the queue's own order, then whom somebody has
    newest = await store.lists.members("cases", limit, newest_first=True)
    return list(dict.fromkeys(urgent + newest))[:limit]


async def _page(
    services: Services, person: Person, view: str, limit: int, after: str | None, keep: list[filters.Keep]
) -> list[Conversation]:
    """The next cases of a list, after the one that ended the page before."""
    cids = await _listed(services, person, view, MOST_CASES if after or keep else limit)
    if after:
        if after not in cids:
            raise CursorUnknown()
        cids = cids[cids.index(after) + 1 :]
    found: list[Conversation] = []
    for chunk in itertools.batched(cids, MOST_ROWS if keep else limit):
        cases = await services.store.lists.records(list(chunk))
        found += [c for c in cases if all(fits(c) for fits in keep)]
        if len(found) >= limit:
            break
    return found[:limit]


def limit_of(request: Request) -> int:
    """How many rows are wanted, 500 at most.

    Raises:
        Invalid: `query_invalid`.
    """
    raw = request.args.get("limit") or "100"
    if not raw.isdecimal() or len(raw) > LONGEST_NUMBER or int(raw) < 1:
        raise Invalid("limit must be a whole number, 1 or more.", code="query_invalid", field="limit")
    return min(int(raw), MOST_ROWS)
