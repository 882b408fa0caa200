"""Opening hours: when people can answer. Pure; every instant is aware, results are UTC.

Public holidays come from the `holidays` library. Finland's include two eves, Midsummer and Christmas; what a company does
on these and on the other days before a holiday is its own word (`eves`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

import holidays

Span = tuple[dt.time, dt.time]
Eves = Literal["library", "open", "closed"] | Span
LOOK_AHEAD_DAYS = 60


@lru_cache(maxsize=64)
def public_holidays(country: str, year: int) -> frozenset[dt.date]:
    """The public holidays of a country in a year (ISO 3166 code; `holidays` library), its official eves too."""
    return frozenset(holidays.country_holidays(country, years=year))


@lru_cache(maxsize=64)
def official_eves(country: str, year: int) -> frozenset[dt.date]:
    """Those of the public holidays that are only the day before one: Midsummer Eve, Christmas Eve."""
    named = holidays.country_holidays(country, years=year, language="en_US")
    return frozenset(day for day, name in named.items() if name.endswith(" Eve"))


@dataclass(frozen=True)
class Hours:
    """A weekly table with its exceptions, in one time zone.

    Attributes:
        weekly: weekday (Monday is 0) to opening span, local time; a missing day is closed.
        exceptions: single dates to their span, or None for closed; they win over everything.
        country: closed on this country's public holidays; None: open on them.
        eves: what holds on a day before a public holiday: a span, `closed`, `open` (as on any day), or `library`: closed
            on those that the country itself counts as holidays.
        own: of these hours, the ones that one person works, by weekday; None: all of them.
    """

    zone: ZoneInfo
    weekly: Mapping[int, Span]
    exceptions: Mapping[dt.date, Span | None] = field(default_factory=dict)
    country: str | None = None
    eves: Eves = "library"
    own: Mapping[int, Span] | None = None

    def limited_to(self, own: Mapping[int, Span] | None) -> Hours:
        """These hours as far as one person works them; None, or an empty table: all of them."""
        return replace(self, own=own) if own else self

    def span(self, day: dt.date) -> Span | None:
        """The local opening span of a day; None: closed."""
        whole = self._whole(day)
        if not whole or self.own is None:
            return whole
        mine = self.own.get(day.weekday())
        both = (max(whole[0], mine[0]), min(whole[1], mine[1])) if mine else None
        return both if both and both[0] < both[1] else None

    def _whole(self, day: dt.date) -> Span | None:
        if day in self.exceptions:
            return self.exceptions[day]
        usual = self.weekly.get(day.weekday())
        if not self.country:
            return usual
        official = day in official_eves(self.country, day.year)
        if self._holiday(day) and not official:
            return None
        tomorrow = day + dt.timedelta(days=1)
        if official or (
            self._holiday(tomorrow) and tomorrow not in official_eves(self.country, tomorrow.year)
        ):
            return self._eve(usual, official)
        return usual

    def openings(self, now: dt.datetime) -> Iterator[tuple[dt.datetime, dt.datetime]]:
        """Open stretches that end after `now`, in order, as UTC instants, 60 days ahead."""
        today = now.astimezone(self.zone).date()
        for offset in range(-1, LOOK_AHEAD_DAYS):
            day = today + dt.timedelta(days=offset)
            if span := self.span(day):
                start, end = (self._instant(day, at) for at in span)
                if end > now:
                    yield start, end

    def is_open(self, now: dt.datetime) -> bool:
        """Whether someone is on duty at this instant."""
        return self.closes_at(now) is not None

    def closes_at(self, now: dt.datetime) -> dt.datetime | None:
        """When the present opening ends; None while closed."""
        start, end = next(self.openings(now), (None, None))
        return end if start and start <= now else None

    def opens_at(self, now: dt.datetime) -> dt.datetime | None:
        """The earliest instant at or after `now` at which somebody is on duty; None: not in 60 days."""
        start, _ = next(self.openings(now), (None, None))
        return max(start, now) if start else None

    def _holiday(self, day: dt.date) -> bool:
        return bool(self.country) and day in public_holidays(self.country or "", day.year)

    def _eve(self, usual: Span | None, official: bool) -> Span | None:
        if self.eves == "library":
            return None if official else usual
        if self.eves in ("open", "closed"):
            return usual if self.eves == "open" else None
        return self.eves if usual else None  # type: ignore[return-value]

    def _instant(self, day: dt.date, at: dt.time) -> dt.datetime:
        return dt.datetime.combine(day, at, self.zone).astimezone(dt.timezone.utc)
