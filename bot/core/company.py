"""company.yml as records: what the operating company decides. Pure; the file is read at the edge.

Every mistake raises BadConfiguration with the key, the value and the form wanted.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.core.errors import BadConfiguration
from bot.core.hours import Hours, Span, public_holidays

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LANGUAGES = ("fi", "en", "sv")
ROLES = ("agent", "lead")
_SPAN = re.compile(r"(\d{1,2})(?:[.:](\d{2}))?\s*[-–]\s*(\d{1,2})(?:[.:](\d{2}))?")


@dataclass(frozen=True)
class Team:
    """A group of people and the matters it handles. Ranges in minutes, names per language, nominative."""

    id: str
    names: Mapping[str, str]
    topics: tuple[str, ...]
    wait_minutes: tuple[int, int]
    limit_minutes: int
    hours: Hours

    def name(self, language: str) -> str:
        """The team's name in a language, in the nominative."""
        return self.names.get(language) or next(iter(self.names.values()))


@dataclass(frozen=True)
class Person:
    """Someone who answers customers. `capacity`: how many conversations are offered at once at most."""

    id: str
    email: str
    name: str
    surname: str
    team: str
    roles: tuple[str, ...] = ("agent",)
    languages: tuple[str, ...] = ("fi",)
    capacity: int = 4
    on_call: bool = False
    photo: str | None = None


@dataclass(frozen=True)
class Company:
    """Everything of company.yml. `facts` holds the rest of the file as it stands (delivery, returns, limits …)."""

    name: str
    phone: str
    email: str
    site: str
    zone: ZoneInfo
    languages: tuple[str, ...]
    hours: Hours
    teams: Mapping[str, Team]
    people: Mapping[str, Person]
    demo: bool = False
    retention_days: int = 180
    help_lines: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)

    def person(self, id: str) -> Person:
        """A person of the directory; for somebody who has left, the company itself under the first team's name."""
        left = Person(id=id, email="", name=self.name, surname="", team=next(iter(self.teams)))
        return self.people.get(id, left)

    def team_for(self, topic: str | None) -> Team | None:
        """The team that handles a topic; None where no team claims it."""
        return next((team for team in self.teams.values() if topic in team.topics), None)


def parse_company(raw: object) -> Company:
    """Turns the parsed YAML into a Company."""
    doc = _mapping("company.yml", raw)
    zone = _zone(doc.get("timezone", "Europe/Helsinki"))
    hours = _hours("hours", doc.get("hours"), zone)
    teams = {
        str(key): _team(str(key), value, hours, zone)
        for key, value in _mapping("teams", doc.get("teams")).items()
    }
    people = _people(doc.get("people"), teams)
    return Company(
        name=_text("name", doc.get("name")),
        phone=_text("phone", doc.get("phone")),
        email=_text("email", doc.get("email")),
        site=_text("site", doc.get("site")),
        zone=zone,
        languages=_some_of("languages", doc.get("languages", list(LANGUAGES)), LANGUAGES),
        hours=hours,
        teams=teams,
        people={person.id: person for person in people},
        demo=_flag("demo", doc.get("demo", False)),
        retention_days=_whole("retention_days", doc.get("retention_days", 180), 1),
        help_lines=_mapping("help_lines", doc.get("help_lines") or {}),
        facts=doc,
    )


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


def _hours(key: str, value: object, zone: ZoneInfo) -> Hours:
    weekly: dict[int, Span] = {}
    exceptions: dict[dt.date, Span | None] = {}
    country = None
    for name, entry in _mapping(key, value).items():
        if name == "holidays":
            country = _country(f"{key}.holidays", entry)
        elif name == "closed":
            exceptions |= {_date(f"{key}.closed", day): None for day in _list(f"{key}.closed", entry)}
        elif name == "exceptions":
            exceptions |= {
                _date(f"{key}.exceptions", day): parse_span(f"{key}.exceptions.{day}", span)
                for day, span in _mapping(f"{key}.exceptions", entry or {}).items()
            }
        else:
            weekly |= {day: parse_span(f"{key}.{name}", entry) for day in _days(f"{key}.{name}", str(name))}
    return Hours(zone, weekly, exceptions, country)


def _days(key: str, name: str) -> range:
    first, _, last = name.partition("-")
    if first not in DAYS or (last or first) not in DAYS:
        raise BadConfiguration(key, name, "a weekday or a range of them: mon, tue, … or mon-fri")
    if last and DAYS.index(last) <= DAYS.index(first):
        raise BadConfiguration(key, name, "the earlier day of the week first, such as mon-fri")
    return range(DAYS.index(first), DAYS.index(last or first) + 1)


def _team(key: str, value: object, hours: Hours, zone: ZoneInfo) -> Team:
    doc = _mapping(f"teams.{key}", value)
    low, high = _range(f"teams.{key}.wait_minutes", doc.get("wait_minutes", [2, 10]))
    return Team(
        id=key,
        names=_names(f"teams.{key}.name", doc.get("name")),
        topics=tuple(str(topic) for topic in _list(f"teams.{key}.topics", doc.get("topics"))),
        wait_minutes=(low, high),
        limit_minutes=_whole(f"teams.{key}.limit_minutes", doc.get("limit_minutes", 15), 1),
        hours=_hours(f"teams.{key}.hours", doc["hours"], zone) if "hours" in doc else hours,
    )


def _people(value: object, teams: Mapping[str, Team]) -> list[Person]:
    people = [_person(f"people[{i}]", one, teams) for i, one in enumerate(_list("people", value))]
    if not people:
        raise BadConfiguration(
            "people", value, "a list of one person or more: a customer is always told a name"
        )
    _no_twins(people)
    return people


def _person(key: str, value: object, teams: Mapping[str, Team]) -> Person:
    doc = _mapping(key, value)
    team = _text(f"{key}.team", doc.get("team"))
    if team not in teams:
        raise BadConfiguration(f"{key}.team", team, f"one of the teams: {', '.join(teams)}")
    email = _text(f"{key}.email", doc.get("email")).lower()
    if email.count("@") != 1:
        raise BadConfiguration(f"{key}.email", email, "an e-mail address")
    id = _text(f"{key}.id", doc.get("id"))
    if id in teams:
        raise BadConfiguration(f"{key}.id", id, "an id that no team has")
    return Person(
        id=id,
        email=email,
        name=_text(f"{key}.name", doc.get("name")),
        surname=str(doc.get("surname", "")),
        team=team,
        roles=_some_of(f"{key}.roles", doc.get("roles", ["agent"]), ROLES),
        languages=_some_of(f"{key}.languages", doc.get("languages", ["fi"]), LANGUAGES),
        capacity=_whole(f"{key}.capacity", doc.get("capacity", 4), 1),
        on_call=_flag(f"{key}.on_call", doc.get("on_call", False)),
        photo=doc.get("photo"),
    )


def _no_twins(people: list[Person]) -> None:
    for attribute in ("id", "email"):
        values = [getattr(person, attribute) for person in people]
        for value in values:
            if values.count(value) > 1:
                raise BadConfiguration(f"people.{attribute}", value, "a value that no other person has")


def _mapping(key: str, value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise BadConfiguration(key, value, "a table of keys and values")
    return value


def _text(key: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise BadConfiguration(key, value, "a text")
    return value.strip()


def _whole(key: str, value: object, least: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise BadConfiguration(key, value, f"a whole number, {least} or more")
    return value


def _range(key: str, value: object) -> tuple[int, int]:
    if not (isinstance(value, list) and len(value) == 2 and all(isinstance(v, int) for v in value)):
        raise BadConfiguration(key, value, "two whole numbers such as [2, 6]")
    if not 0 <= value[0] <= value[1]:
        raise BadConfiguration(key, value, "the lower number first")
    return value[0], value[1]


def _some_of(key: str, value: object, known: tuple[str, ...]) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or any(one not in known for one in value):
        raise BadConfiguration(key, value, f"a list of {', '.join(known)}")
    return tuple(value)


def _list(key: str, value: object) -> list[Any]:
    if value is not None and not isinstance(value, list):
        raise BadConfiguration(key, value, "a list")
    return value or []


def _flag(key: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise BadConfiguration(key, value, "true or false")
    return value


def _names(key: str, value: object) -> dict[str, str]:
    names = {str(k): str(v) for k, v in _mapping(key, value).items()}
    if not names:
        raise BadConfiguration(key, value, "the name in one language or more, such as {fi: laskutus}")
    return names


def _zone(value: object) -> ZoneInfo:
    try:
        return ZoneInfo(str(value))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadConfiguration("timezone", value, "a time zone such as Europe/Helsinki") from None


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
