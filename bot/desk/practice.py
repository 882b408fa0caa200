"""Practising: a customer of one's own."""

from __future__ import annotations

from bot.desk import views
from bot.desk.bodies import InLanguage
from bot.desk.door import api
from bot.http.api import Answer
from bot.service.services import Services
from bot.store.desk import Session


@api.route("POST", "/v1/desk/practice", InLanguage, status=201)
async def begin_practice(services: Services, session: Session, body: InLanguage) -> Answer:
    """A practice customer who waits for me alone; the same one while they are there. They count in no figure."""
    c = await services.practice.begin(session.agent, body.language or services.company.languages[0])
    return 201, {"conversation": views.row(services.roster.world(), c)}
