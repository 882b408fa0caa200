"""Which days a question names: "huomenna", "på lördag", "24.12.", "over Christmas". Pure; dates in the company's zone.

Public holidays have the names that the `holidays` library gives them in Finnish, English and Swedish.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from functools import lru_cache

import holidays
from babel.dates import get_month_names

from actions.kinds import has
from bot.core.kinds import without_dots

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
AHEAD = {"today": (0,), "day_after_tomorrow": (2,), "tomorrow": (1,)}
SEASONS = {"christmas": ((12, 24), (12, 25), (12, 26)), "new_year": ((12, 31), (1, 1))}
SPOKEN = ("fi", "en_US", "sv_FI")
SHORTEST, ENDING = 5, 3
"""Of a holiday's name this much must stand in the text; so many last letters bend ("loppiainen", "loppiaisena")."""
_DAY_MONTH = re.compile(r"\b([0-3]?\d)[./]([01]?\d)\b")
_DAY_NAME = re.compile(r"\b([0-3]?\d)(?:\.|st|nd|rd|th)?\s+([^\W\d]{3})")


def named(text: str, today: dt.date, country: str | None) -> list[dt.date]:
    """The days that a text names, today or later, in order; empty when it names none."""
    return sorted(
        {*_ahead(text, today), *_weekdays(text, today), *_seasons(text, today), *_dates(text, today)}
        | set(_holidays(text, today, country or ""))
    )


def _ahead(text: str, today: dt.date) -> Iterator[dt.date]:
    word = next(
        (word for word in ("day_after_tomorrow", "tomorrow", "today") if has(text, f"day_{word}")), None
    )
    yield from (today + dt.timedelta(days=n) for n in AHEAD.get(word or "", ()))


def _weekdays(text: str, today: dt.date) -> Iterator[dt.date]:
    wanted = {at for at, name in enumerate(WEEKDAYS) if has(text, f"day_{name}")}
    wanted |= {5, 6} if has(text, "day_weekend") else set()
    yield from (today + dt.timedelta(days=(at - today.weekday()) % 7) for at in wanted)


def _seasons(text: str, today: dt.date) -> Iterator[dt.date]:
    for name, days in SEASONS.items():
        if has(text, f"day_{name}"):
            yield from filter(None, (_next(today, month, day) for month, day in days))


def _dates(text: str, today: dt.date) -> Iterator[dt.date]:
    pairs = [(int(day), int(month)) for day, month in _DAY_MONTH.findall(text)]
    pairs += [
        (int(day), _months().get(without_dots(name.lower()), 0)) for day, name in _DAY_NAME.findall(text)
    ]
    for day, month in pairs:
        if at := _next(today, month, day):
            yield at


def _holidays(text: str, today: dt.date, country: str) -> Iterator[dt.date]:
    spoken = without_dots(text.lower())
    coming = ((name, day) for name, day in _holiday_names(country, today.year) if day >= today)
    meant = [(name, day) for name, day in coming if name in spoken] if country else []
    yield from dict(reversed(meant)).values()


@lru_cache(maxsize=8)
def _holiday_names(country: str, year: int) -> tuple[tuple[str, dt.date], ...]:
    named_days = (
        (name, day)
        for language in SPOKEN
        for day, name in holidays.country_holidays(country, years=(year, year + 1), language=language).items()
    )
    return tuple(sorted(((_stem(name), day) for name, day in named_days), key=lambda named: named[1]))


def _stem(name: str) -> str:
    plain = without_dots(name.lower())
    return plain[: max(SHORTEST, len(plain) - ENDING)]


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    names = [get_month_names("wide", locale=locale) for locale in ("fi", "en", "sv")]
    return {without_dots(name[:3].lower()): month for table in names for month, name in table.items()}


def _next(today: dt.date, month: int, day: int) -> dt.date | None:
    """That day this year, or next year's when it is past; None: there is no such day."""
    for year in (today.year, today.year + 1):
        if 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]:
            at = dt.date(year, month, day)
            if at >= today:
                return at
    return None
