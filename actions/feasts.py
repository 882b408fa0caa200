"""Public holidays by the names that people give them: "itsenäisyyspäivänä", "at easter", "på midsommar". Pure.

The names in Finnish, English and Swedish, and the dates, are those of the `holidays` library.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache

import holidays

from actions.kinds import has
from bot.core.kinds import without_dots

SPOKEN = ("fi", "en_US", "sv_FI")
FEASTS = {"easter": ("Good Friday", "Easter Monday"), "midsummer": ("Midsummer Eve", "Midsummer Day")}
"""Feasts of several days: their first and last holiday, as the library calls them in English."""
SHORTEST, ENDING = 5, 3
"""Of a holiday's name this much must stand in the text; so many last letters bend ("loppiainen", "loppiaisena")."""


def holidays_named(text: str, today: dt.date, country: str) -> Iterator[dt.date]:
    """The next day of each holiday, and all days of each feast, that the text names."""
    spoken = without_dots(text.lower())
    coming = ((name, day) for name, day in _names(country, today.year) if day >= today)
    meant = [(name, day) for name, day in coming if name in spoken]
    yield from dict(reversed(meant)).values()
    for feast, (first, last) in FEASTS.items():
        if has(text, f"day_{feast}"):
            yield from _feast(country, today, first, last)


def _feast(country: str, today: dt.date, first: str, last: str) -> Iterator[dt.date]:
    known = holidays.country_holidays(country, years=(today.year, today.year + 1), language="en_US")
    end = min((day for day in known.get_named(last) if day >= today), default=None)
    start = max((day for day in known.get_named(first) if end and day <= end), default=end)
    if start and end:
        yield from (start + dt.timedelta(days=n) for n in range((end - start).days + 1))


@lru_cache(maxsize=8)
def _names(country: str, year: int) -> tuple[tuple[str, dt.date], ...]:
    named_days = (
        (name, day)
        for language in SPOKEN
        for day, name in holidays.country_holidays(country, years=(year, year + 1), language=language).items()
    )
    return tuple(sorted(((_stem(name), day) for name, day in named_days), key=lambda named: named[1]))


def _stem(name: str) -> str:
    plain = without_dots(name.lower())
    return plain[: max(SHORTEST, len(plain) - ENDING)]
