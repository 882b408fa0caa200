"""Days, dates, sums and weekly hours as they are said in each language. Pure."""

from __future__ import annotations

import datetime as dt

from babel.dates import format_date, get_day_names
from babel.lists import format_list

from actions.facts import COMPANY
from bot.core.hours import Hours

_WEEKDAYS = {
    "on": ("maanantaina", "tiistaina", "keskiviikkona", "torstaina", "perjantaina", "lauantaina", "sunnuntaina"),
    "into": (
        "maanantaihin", "tiistaihin", "keskiviikkoon", "torstaihin", "perjantaihin", "lauantaihin", "sunnuntaihin",
    ),
    "for": (
        "maanantaiksi", "tiistaiksi", "keskiviikoksi", "torstaiksi", "perjantaiksi", "lauantaiksi", "sunnuntaiksi",
    ),
}  # fmt: skip
"""The cases in which Finnish says a weekday, from Monday on."""
LOCALES = {"fi": "fi_FI", "en": "en_GB", "sv": "sv_FI"}


def money(amount: float, language: str) -> str:
    """ "49 €", "12,90 €", "€12.90"."""
    plain = f"{amount:.0f}" if amount == int(amount) else f"{amount:.2f}"
    return f"€{plain}" if language == "en" else f"{plain.replace('.', ',')} €"


def day(iso: str | dt.date, language: str) -> str:
    """A date with its weekday: "torstaina 3.12.", "Thursday 3 December", "torsdag 3 december"."""
    return _with_weekday(iso, language, "on")


def until(iso: str | dt.date, language: str) -> str:
    """A last day: "torstaihin 3.12." (goes with "asti"), "Thursday 3 December"."""
    return _with_weekday(iso, language, "into")


def for_day(iso: str | dt.date, language: str) -> str:
    """A day that something was promised for: "keskiviikoksi 25.11.", "Wednesday 25 November"."""
    return _with_weekday(iso, language, "for")


def _with_weekday(iso: str | dt.date, language: str, case: str) -> str:
    at = _date(iso)
    if language == "fi":
        return f"{_WEEKDAYS[case][at.weekday()]} {date(at, language)}"
    return format_date(at, "EEEE d MMMM", LOCALES[language])


def due(iso: str | dt.date, language: str) -> str:
    """A due date: "3.12." in Finnish, where the weekday would need another case; else with the weekday."""
    return date(iso, language) if language == "fi" else day(iso, language)


def date(iso: str | dt.date, language: str) -> str:
    """A date without its weekday: "3.12.", "3 December", "3 december"."""
    return format_date(_date(iso), {"fi": "d.M."}.get(language, "d MMMM"), LOCALES[language])


def _date(iso: str | dt.date) -> dt.date:
    return dt.date.fromisoformat(iso) if isinstance(iso, str) else iso


def week(hours: Hours, language: str) -> str:
    """The weekly table as one phrase: "ma–pe 8–18, la 10–15"."""
    runs: list[list[int]] = []
    for weekday in sorted(hours.weekly):
        if runs and runs[-1][-1] == weekday - 1 and hours.weekly[runs[-1][-1]] == hours.weekly[weekday]:
            runs[-1].append(weekday)
        else:
            runs.append([weekday])
    return ", ".join(f"{_days(run, language)} {span(hours.weekly[run[0]], language)}" for run in runs)


def _days(run: list[int], language: str) -> str:
    names = get_day_names("abbreviated", "stand-alone", LOCALES[language])
    first, last = names[run[0]].rstrip("."), names[run[-1]].rstrip(".")
    return first if first == last else f"{first}–{last}"


def span(times: tuple[dt.time, dt.time], language: str) -> str:
    """Opening hours of a day: "8–18", "9.30–15"; in English "8:00–18:00"."""
    dot = ":" if language == "en" else "."
    return "–".join(
        f"{t.hour}{dot}{t.minute:02}" if t.minute or language == "en" else str(t.hour) for t in times
    )


def from_to(times: tuple[dt.time, dt.time], language: str) -> str:
    """Opening hours inside a sentence: "8–18"; in English "from 8:00 to 18:00"."""
    said = span(times, language)
    return f"from {said.replace('–', ' to ')}" if language == "en" else said


def listed(names: list[str], language: str) -> str:
    """Several in a row: "a, b ja c"."""
    return format_list(names, locale=LOCALES[language])


def days(count: int, language: str) -> str:
    """How long: "päivän", "2 päivää"; "a day", "2 days"."""
    one, many = {"fi": ("päivän", "päivää"), "en": ("a day", "days"), "sv": ("en dag", "dagar")}[language]
    return one if count == 1 else f"{count} {many}"


def goods(items: list[dict[str, object]], language: str) -> str:
    """The things in an order, by name, in the nominative: "lyhty Kaamos, tuulikello Saaristo"."""
    names = [str(item["name"][language]) for item in items]  # type: ignore[index]
    return ", ".join(
        f"{names.count(name)} × {name}" if names.count(name) > 1 else name for name in dict.fromkeys(names)
    )


def methods(language: str) -> str:
    """ "noutopiste 4,90 € (2–4 arkipäivää), …" from company.yml."""
    word = {"fi": "arkipäivää", "en": "working days", "sv": "vardagar"}[language]
    return ", ".join(
        f"{item['name'][language]} {money(item['price_eur'], language)} ({item['days'][0]}–{item['days'][1]} {word})"
        for item in COMPANY.facts["delivery"]["methods"]
    )
