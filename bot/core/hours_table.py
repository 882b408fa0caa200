"""Opening hours as company.yml writes them, as Hours. Every mistake names the line."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

from bot.core.errors import BadConfiguration
from bot.core.fields import LANGUAGES, listed, mapping
from bot.core.hours import Eves, Hours, Span, public_holidays

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN = re.compile(r"(\d{1,2})(?:[.:](\d{2}))?\s*[-–]\s*(\d{1,2})(?:[.:](\d{2}))?")


def parse_span(key: str, value: object) -> Span:
    """ "8-18" or "8.30–16" as two local times."""
    found = _SPAN.fullmatch(str(value).strip())
    if not found:
        raise BadConfiguration(key, value, 'opening hours such as "8-18" or "8.30-16"')
    h1, m1, h2, m2 = (int(part or 0) for part in found.groups())
    try:
        span = dt.time(h1, m1), dt.time(23, 59, 59) if (h2, m2) == (24, 0) else dt.time(h2, m2)
    except ValueError:
        raise BadConfiguration(key, value, "clock times between 0 and 24") from None
    if span[0] >= span[1]:
        raise BadConfiguration(key, value, "an opening time before the closing time")
    return span


def parse_hours(key: str, value: object, zone: ZoneInfo) -> Hours:
    """A table such as `{mon-fri: "8-18", sat: "10-15", holidays: FI, eves: "8-14", closed: [2026-12-23]}`."""
    weekly: dict[int, Span] = {}
    exceptions: dict[dt.date, Span | None] = {}
    country = None
    eves: Eves = "library"
    for name, entry in mapping(key, value).items():
        if name == "holidays":
            country = _country(f"{key}.holidays", entry)
        elif name == "eves":
            eves = _eves(f"{key}.eves", entry)
        elif name == "closed":
            exceptions |= {_date(f"{key}.closed", day): None for day in listed(f"{key}.closed", entry)}
        elif name == "exceptions":
            exceptions |= {
                _date(f"{key}.exceptions", day): parse_span(f"{key}.exceptions.{day}", span)
                for day, span in mapping(f"{key}.exceptions", entry or {}).items()
            }
        else:
            weekly |= {day: parse_span(f"{key}.{name}", entry) for day in _days(f"{key}.{name}", str(name))}
    return Hours(zone, weekly, exceptions, country, eves)


def parse_week(key: str, value: object) -> dict[int, Span]:
    """One person's week, such as `{mon-thu: "8-16", fri: "8-14"}`: weekday (Monday is 0) to span, local time."""
    return {
        day: parse_span(f"{key}.{name}", span)
        for name, span in mapping(key, value).items()
        for day in _days(f"{key}.{name}", str(name))
    }


def _days(key: str, name: str) -> range:
    first, _, last = name.partition("-")
    if first not in DAYS or (last or first) not in DAYS:
        raise BadConfiguration(key, name, "a weekday or a range of them: mon, tue, … or mon-fri")
    if last and DAYS.index(last) <= DAYS.index(first):
        raise BadConfiguration(key, name, "the earlier day of the week first, such as mon-fri")
    return range(DAYS.index(first), DAYS.index(last or first) + 1)


def parse_by_language(key: str, value: object, zone: ZoneInfo) -> dict[str, Hours]:
    """Language to hours of its own: `{sv: {mon-fri: "9-15"}}`."""
    found = {}
    for language, table in mapping(key, value or {}).items():
        if language not in LANGUAGES:
            raise BadConfiguration(f"{key}.{language}", language, f"one of {', '.join(LANGUAGES)}")
        found[str(language)] = parse_hours(f"{key}.{language}", table, zone)
    return found


def _eves(key: str, value: object) -> Eves:
    return value if value in ("library", "open", "closed") else parse_span(key, value)


def _country(key: str, value: object) -> str:
    try:
        public_holidays(str(value), 2026)
    except NotImplementedError:
        raise BadConfiguration(key, value, "a country code such as FI") from None
    return str(value)


def _date(key: str, value: object) -> dt.date:
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        raise BadConfiguration(key, value, "a date such as 2026-12-24") from None
