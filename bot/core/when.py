"""Instants as people say them, in the customer's zone: "tänään klo 14.30", "tomorrow, Monday, at 9" (tone.md, rule 9)."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_DAYS = {
    "fi": (
        "maanantaina",
        "tiistaina",
        "keskiviikkona",
        "torstaina",
        "perjantaina",
        "lauantaina",
        "sunnuntaina",
    ),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "sv": ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"),
}
_MONTHS = ("Jan", "Feb", "March", "April", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")


def zone_named(name: str | None) -> ZoneInfo | None:
    """A zone by its IANA name, such as "Europe/Helsinki"; None: none is named, or there is no such zone."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None  # OSError: "Europe" is a folder of zones


def clock(at: dt.datetime, language: str, zone: ZoneInfo) -> str:
    """The time of day: "klo 14.30", "at 14:30", "kl. 14.30"; whole hours without minutes."""
    local = at.astimezone(zone)
    dot = ":" if language == "en" else "."
    digits = f"{local.hour}{dot}{local.minute:02}" if local.minute or language == "en" else str(local.hour)
    return {"fi": f"klo {digits}", "sv": f"kl. {digits}"}.get(language, f"at {digits}")


def day_and_clock(at: dt.datetime, now: dt.datetime, language: str, zone: ZoneInfo) -> str:
    """An instant as one would say it now. Between midnight and five, the coming morning is "this morning"."""
    day = _day(at.astimezone(zone), now.astimezone(zone), language)
    return f"{day} {clock(at, language, zone)}"


def _day(local: dt.datetime, here: dt.datetime, language: str) -> str:
    ahead = (local.date() - here.date()).days
    weekday = _DAYS[language][local.weekday()]
    if ahead == 0:
        morning = here.hour < 5 <= local.hour < 12
        return {
            "fi": "tänä aamuna" if morning else "tänään",
            "en": "this morning" if morning else "today",
            "sv": "i dag",
        }[language]
    if ahead == 1:
        return {"fi": f"huomenna {weekday}", "en": f"tomorrow, {weekday},", "sv": f"i morgon {weekday}"}[
            language
        ]
    if 1 < ahead < 7:
        return {"fi": weekday, "en": f"on {weekday}", "sv": f"på {weekday}"}[language]
    return _date(local, language, weekday)


def _date(local: dt.datetime, language: str, weekday: str) -> str:
    if language == "en":
        return f"on {weekday} {local.day} {_MONTHS[local.month - 1]}"
    if language == "sv":
        return f"{weekday} {local.day}.{local.month}"
    return f"{weekday} {local.day}.{local.month}."
