"""Search over cases: words in any form, a customer's name, an order's number."""

from __future__ import annotations

from sanic import Request

from bot.core.company import Person
from bot.core.conversation import Conversation
from bot.core.errors import Invalid
from bot.desk import views
from bot.desk.door import api
from bot.desk.lists import MOST_CASES, MOST_ROWS, limit_of
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
    world = services.roster.world()
    found = await _visible(services, services.company.people[session.agent], query, limit_of(request))
    rows = [views.row(world, c) | {"snippet": snippet, "about": c.about} for c, snippet in found]
    return 200, {"conversations": rows}


async def _visible(
    services: Services, person: Person, query: str, limit: int
) -> list[tuple[Conversation, str]]:
    """The likeliest cases that this person may see: those they may not see take nobody's place."""
    found: list[tuple[Conversation, str]] = []
    size, skip = limit, 0
    while len(found) < limit and skip < MOST_CASES:
        hits = await services.search.find(query, size, skip)
        snippets = {hit.cid: hit.snippet for hit in hits}
        cases = await services.store.lists.records(list(snippets))
        found += [(c, snippets[c.id]) for c in cases if views.may_see(person, c)]
        if len(hits) < size:
            break
        size, skip = MOST_ROWS, skip + size
    return found[:limit]
