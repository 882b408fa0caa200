"""Which days a question names: "huomenna", "på lördag", "24.12.", "over Christmas". Pure; dates in the company's zone."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator

from babel.dates import get_month_names

from actions.facts import COMPANY
from actions.feasts import holidays_named
from actions.kinds import has
from actions.turn import Turn
from bot.core.earliest import desk_hours
from bot.core.kinds import without_dots

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
AHEAD = {"today": 0, "tomorrow": 1, "day_after_tomorrow": 2}
SEASONS = {"christmas": ((12, 24), (12, 25), (12, 26)), "new_year": ((12, 31), (1, 1))}
SHORTEST = 3
"""Of a month's name in English and Swedish so much is enough ("24 Dec")."""
_CLOCK = re.compile(
    r"\b24/7\b|\b(?:kello|klo|kl|at)\b\.?\s*\d\d?(?:[.:]\d\d)?(?:\s*[-–]\s*\d\d?(?:[.:]\d\d)?)?", re.I
)
_DAY_MONTH = re.compile(r"\b([0-3]?\d)[./]([01]?\d)\b")
_DAY_NAME = re.compile(r"\b([0-3]?\d)(?:\.|st|nd|rd|th)?\s+([^\W\d]+)")


def asked_for(turn: Turn) -> list[dt.date]:
    """The days that this message names; none where today is not told."""
    country = desk_hours(COMPANY, turn.language).country
    return named(turn.text, turn.today, country) if turn.today else []


def named(text: str, today: dt.date, country: str | None) -> list[dt.date]:
    """The days that a text names, today or later, in order; empty when it names none."""
    days = {*_ahead(text, today), *_weekdays(text, today), *_seasons(text, today), *_dates(text, today)}
    return sorted(days | set(holidays_named(text, today, country) if country else ()))


def _ahead(text: str, today: dt.date) -> Iterator[dt.date]:
    yield from (today + dt.timedelta(days=n) for word, n in AHEAD.items() if has(text, f"day_{word}"))


def _weekdays(text: str, today: dt.date) -> Iterator[dt.date]:
    """The coming ones; of next week's where that is said, or "next Friday" is said on a Friday."""
    wanted = {at for at, name in enumerate(WEEKDAYS) if has(text, f"day_{name}")}
    wanted |= {5, 6} if has(text, "day_weekend") else set()
    later = has(text, "day_next_week") or (has(text, "day_next") and today.weekday() in wanted)
    for at in wanted:
        days = at - today.weekday()
        yield today + dt.timedelta(days=days + 7 if later else days % 7)


def _seasons(text: str, today: dt.date) -> Iterator[dt.date]:
    for name, days in SEASONS.items():
        if has(text, f"day_{name}"):
            yield from filter(None, (_next(today, month, day) for month, day in days))


def _dates(text: str, today: dt.date) -> Iterator[dt.date]:
    plain = _CLOCK.sub(" ", text)
    pairs = [(int(day), int(month)) for day, month in _DAY_MONTH.findall(plain)]
    pairs += [(int(day), _month(without_dots(word.lower()))) for day, word in _DAY_NAME.findall(plain)]
    for day, month in pairs:
        if at := _next(today, month, day):
            yield at


def _month(word: str) -> int:
    """The month that a word names, bent ("joulukuuta") or cut short ("Dec"); 0: none."""
    for month, name in get_month_names("wide", locale="fi").items():
        if word.startswith(without_dots(name).removesuffix("uu")):
            return int(month)
    names = (pair for locale in ("en", "sv") for pair in get_month_names("wide", locale=locale).items())
    return next((m for m, name in names if len(word) >= SHORTEST and name.lower().startswith(word)), 0)


def _next(today: dt.date, month: int, day: int) -> dt.date | None:
    """That day this year, or next year's when it is past; None: there is no such day."""
    for year in (today.year, today.year + 1):
        if 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]:
            at = dt.date(year, month, day)
            if at >= today:
                return at
    return None
