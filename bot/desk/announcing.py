"""What leads tell everybody whom the same trouble concerns: a preview, its beginning, its end, and what there has been."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sanic import Request

from bot.core import tone
from bot.core.announcement import Announcement
from bot.core.errors import Invalid
from bot.core.event import stamp
from bot.core.message import clean, digest
from bot.desk.bodies import Announce, EndAnnouncement, Whom
from bot.desk.door import api, is_lead
from bot.http.api import Answer
from bot.service.announcements import checked
from bot.service.services import Services
from bot.store.desk import Session


@api.route("GET", "/v1/desk/announcements")
async def announcements(services: Services, _session: Session, _request: Request) -> Answer:
    """All of them, newest first; `ended_at` is null while one lasts."""
    return 200, {"announcements": [shown(one) for one in await services.announcements.every()]}


@api.route("POST", "/v1/desk/announcements/preview", Whom)
async def preview(services: Services, session: Session, body: Whom) -> Answer:
    """In how many conversations it would be told now."""
    is_lead(services, session)
    return 200, {"count": await services.announcements.reach(_drafted(services, session, body, "", {}))}


@api.route("POST", "/v1/desk/announcements", Announce, status=201)
async def announce(services: Services, session: Session, body: Announce) -> Answer:
    """Tells every case it concerns, once each, in its language; who comes while it lasts too."""
    is_lead(services, session)
    texts = _worded(services, body.texts)
    id = digest(session.agent, body.client_id)
    one = _drafted(services, session, body, id, texts)
    made, count = await services.announcements.make(one, body.confirm)
    return 201, {"announcement": shown(made), "count": count}


@api.route("POST", "/v1/desk/announcements/<aid:str>/end", EndAnnouncement)
async def end(services: Services, session: Session, body: EndAnnouncement, aid: str) -> Answer:
    """It is over: whoever was told that it began is told so, once each, in their language."""
    is_lead(services, session)
    now = services.roster.clock()
    ended = await services.announcements.end(aid, now, _worded(services, body.texts))
    return 200, {"announcement": shown(ended)}


def shown(one: Announcement) -> dict[str, Any]:
    """An announcement as the desk sees it."""
    return {
        "id": one.id,
        "by": one.by,
        "made_at": stamp(one.made_at),
        "ended_at": stamp(one.ended_at) if one.ended_at else None,
        "texts": dict(one.texts),
        "until": dict(one.until) if one.until else None,
        "everyone": one.everyone,
        "topics": sorted(one.topics),
        "orders": sorted(one.orders),
        "cases": sorted(one.cases),
    }


def _drafted(
    services: Services, session: Session, body: Whom, id: str, texts: Mapping[str, str]
) -> Announcement:
    known = {topic for team in services.company.teams.values() for topic in team.topics}
    if unknown := sorted(set(body.topics) - known):
        raise Invalid(
            f"There is no topic {unknown[0]}; there are {', '.join(sorted(known))}.",
            code="topic_unknown", field="topics",
        )  # fmt: skip
    if not (body.everyone or body.topics or body.orders or body.cases):
        raise Invalid("Say whom it concerns.", code="announcement_to_nobody", field="topics")
    return Announcement(
        id, session.agent, services.roster.clock(), texts, body.everyone, frozenset(body.topics),
        frozenset(body.orders), frozenset(body.cases),
    )  # fmt: skip


def _worded(services: Services, texts: Mapping[str, str]) -> dict[str, str]:
    """The texts in every language, held to the tone guide: so many read them."""
    cleaned = {language: clean(text, f"texts.{language}") for language, text in texts.items()}
    complete = checked(cleaned, services.company.languages)
    tone.hold(complete, services.tone)
    return complete
