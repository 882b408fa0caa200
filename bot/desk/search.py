"""Search over cases: words in any form, a customer's name, an order's number."""

from __future__ import annotations

from sanic import Request

from bot.core.errors import Invalid
from bot.desk import views
from bot.desk.door import api
from bot.desk.lists import limit_of
from bot.http.api import Answer
from bot.service.services import Services
from bot.store.desk import Session

LONGEST = 200


@api.route("GET", "/v1/desk/search")
async def search(services: Services, session: Session, request: Request) -> Answer:
    """Cases in which all words of `q` stand, open and resolved, the likeliest first; at most `limit`."""
    query = (request.args.get("q") or "").strip()
    if not query or len(query) > LONGEST:
        raise Invalid("q is 1 to 200 characters to look for.", code="query_invalid", field="q")
    hits = await services.search.find(query, limit_of(request))
    snippets = {hit.cid: hit.snippet for hit in hits}
    world, person = services.roster.world(), services.company.people[session.agent]
    found = await services.store.lists.records(list(snippets))
    rows = [
        views.row(world, c) | {"snippet": snippets[c.id], "about": c.about}
        for c in found
        if views.may_see(person, c)
    ]
    return 200, {"conversations": rows}
