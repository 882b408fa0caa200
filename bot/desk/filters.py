"""Filters of the lists: `?team=&language=&channel=&urgency=`. What is left out filters nothing."""

from __future__ import annotations

from collections.abc import Callable

from sanic import Request

from bot.core.company import Company
from bot.core.conversation import URGENCIES, Conversation
from bot.core.errors import Invalid
from bot.core.fields import LANGUAGES
from bot.desk.views import is_of_team

CHANNELS = ("web", "telegram")
Keep = Callable[[Conversation], bool]


def of_request(company: Company, request: Request) -> list[Keep]:
    """What a case has to fulfil; nothing given, nothing asked.

    Raises:
        Invalid: `query_invalid`, naming the field.
    """
    team = _one_of(request, "team", tuple(company.teams))
    found: list[Keep] = [lambda c: is_of_team(company, team, c)] if team else []
    for field, known in (("language", LANGUAGES), ("channel", CHANNELS), ("urgency", URGENCIES)):
        if wanted := _one_of(request, field, known):
            found.append(_is(field, wanted))
    return found


def _is(field: str, wanted: str) -> Keep:
    return lambda c: getattr(c, field) == wanted


def _one_of(request: Request, field: str, known: tuple[str, ...]) -> str | None:
    given: str | None = request.args.get(field)
    if given and given not in known:
        raise Invalid(f"{field} is one of {', '.join(known)}.", code="query_invalid", field=field)
    return given or None
