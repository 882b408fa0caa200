"""company.yml as records: what the operating company decides. Pure; the file is read at the edge.

Every mistake raises BadConfiguration with the key, the value and the form wanted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.core.desk_rules import DeskRules, parse_desk
from bot.core.errors import BadConfiguration
from bot.core.fields import LANGUAGES, flag, listed, mapping, names, some_of, span_of_two, text, whole
from bot.core.hours import Hours
from bot.core.hours_table import parse_by_language, parse_hours, parse_week
from bot.core.promise_rules import PromiseRules, parse_rules
from bot.core.terms import Terms, parse_terms

ROLES = ("agent", "lead", "admin")


@dataclass(frozen=True)
class Team:
    """A group of people and the matters it handles. Ranges in minutes, names per language, nominative.

    `hours_in`: hours of its own for a language; elsewhere `hours`.
    """

    id: str
    names: Mapping[str, str]
    topics: tuple[str, ...]
    wait_minutes: tuple[int, int]
    limit_minutes: int
    hours: Hours
    hours_in: Mapping[str, Hours] = field(default_factory=dict)

    def name(self, language: str) -> str:
        """The team's name in a language, in the nominative."""
        return self.names.get(language) or next(iter(self.names.values()))


@dataclass(frozen=True)
class Person:
    """Someone who answers customers. `capacity`: how many conversations are offered at once at most.

    `role_line`: what customers are told of the role, instead of the team's name; `skills`: for colleagues to search.
    `hours`: of the team's hours, those this person works, as (days, span) like ("mon-fri", "8-16"); empty: all of them.
    `new_until`: the last of somebody's first days, with one case at a time (bot/core/staff.py).
    """

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
    role_line: str = ""
    skills: tuple[str, ...] = ()
    hours: tuple[tuple[str, str], ...] = ()
    new_until: dt.date | None = None

    @property
    def leads(self) -> bool:
        """Whether what is for leads is theirs: a lead's, and an admin's too."""
        return bool({"lead", "admin"} & set(self.roles))


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
    hours_in: Mapping[str, Hours] = field(default_factory=dict)
    promises: PromiseRules = field(default_factory=PromiseRules)
    desk: DeskRules = field(default_factory=DeskRules)
    terms: Terms = field(default_factory=Terms)
    demo: bool = False
    retention_days: int = 180
    help_lines: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)

    def person(self, id: str) -> Person:
        """A person of the directory; for somebody who has left, the company itself under the first team's name."""
        left = Person(id=id, email="", name=self.name, surname="", team=next(iter(self.teams)))
        return self.people.get(id, left)

    def hours_for(self, team: str, language: str) -> Hours:
        """When a team answers in a language: its own hours for it, else the company's for it, else the team's."""
        own = self.teams[team]
        return own.hours_in.get(language) or self.hours_in.get(language) or own.hours

    def hours_of(self, person: Person, language: str | None = None) -> Hours:
        """When a person answers in a language (None: in any): their team's hours, as far as they work them."""
        team = self.hours_for(person.team, language) if language else self.teams[person.team].hours
        return team.limited_to(parse_week("hours", dict(person.hours)))

    def team_for(self, topic: str | None) -> Team | None:
        """The team that handles a topic; None where no team claims it."""
        return next((team for team in self.teams.values() if topic in team.topics), None)


def parse_company(raw: object) -> Company:
    """Turns the parsed YAML into a Company."""
    doc = mapping("company.yml", raw)
    zone = _zone(doc.get("timezone", "Europe/Helsinki"))
    hours = parse_hours("hours", doc.get("hours"), zone)
    teams = {
        str(key): _team(str(key), value, hours, zone)
        for key, value in mapping("teams", doc.get("teams")).items()
    }
    people = _people(doc.get("people"), teams)
    return Company(
        name=text("name", doc.get("name")),
        phone=text("phone", doc.get("phone")),
        email=text("email", doc.get("email")),
        site=text("site", doc.get("site")),
        zone=zone,
        languages=some_of("languages", doc.get("languages", list(LANGUAGES)), LANGUAGES),
        hours=hours,
        teams=teams,
        hours_in=parse_by_language("hours_in", doc.get("hours_in"), zone),
        promises=parse_rules("promises", doc.get("promises") or {}, text("phone", doc.get("phone"))),
        people={person.id: person for person in people},
        desk=parse_desk("desk", doc.get("desk") or {}),
        terms=parse_terms(doc),
        demo=flag("demo", doc.get("demo", False)),
        retention_days=whole("retention_days", doc.get("retention_days", 180), 1),
        help_lines=mapping("help_lines", doc.get("help_lines") or {}),
        facts=doc,
    )


def _team(key: str, value: object, hours: Hours, zone: ZoneInfo) -> Team:
    doc = mapping(f"teams.{key}", value)
    low, high = span_of_two(f"teams.{key}.wait_minutes", doc.get("wait_minutes", [2, 10]))
    return Team(
        id=key,
        names=names(f"teams.{key}.name", doc.get("name")),
        topics=tuple(str(topic) for topic in listed(f"teams.{key}.topics", doc.get("topics"))),
        wait_minutes=(low, high),
        limit_minutes=whole(f"teams.{key}.limit_minutes", doc.get("limit_minutes", 15), 1),
        hours=parse_hours(f"teams.{key}.hours", doc["hours"], zone) if "hours" in doc else hours,
        hours_in=parse_by_language(f"teams.{key}.hours_in", doc.get("hours_in"), zone),
    )


def _people(value: object, teams: Mapping[str, Team]) -> list[Person]:
    people = [_person(f"people[{i}]", one, teams) for i, one in enumerate(listed("people", value))]
    if not people:
        raise BadConfiguration(
            "people", value, "a list of one person or more: a customer is always told a name"
        )
    _no_twins(people)
    return people


def _person(key: str, value: object, teams: Mapping[str, Team]) -> Person:
    doc = mapping(key, value)
    team = text(f"{key}.team", doc.get("team"))
    if team not in teams:
        raise BadConfiguration(f"{key}.team", team, f"one of the teams: {', '.join(teams)}")
    email = text(f"{key}.email", doc.get("email")).lower()
    if email.count("@") != 1:
        raise BadConfiguration(f"{key}.email", email, "an e-mail address")
    id = text(f"{key}.id", doc.get("id"))
    if id in teams:
        raise BadConfiguration(f"{key}.id", id, "an id that no team has")
    return Person(
        id=id,
        email=email,
        name=text(f"{key}.name", doc.get("name")),
        surname=str(doc.get("surname", "")),
        team=team,
        roles=some_of(f"{key}.roles", doc.get("roles", ["agent"]), ROLES),
        languages=some_of(f"{key}.languages", doc.get("languages", ["fi"]), LANGUAGES),
        capacity=whole(f"{key}.capacity", doc.get("capacity", 4), 1),
        on_call=flag(f"{key}.on_call", doc.get("on_call", False)),
        photo=doc.get("photo"),
        role_line=str(doc.get("role_line", "")),
        skills=tuple(str(one) for one in listed(f"{key}.skills", doc.get("skills"))),
        hours=_week(f"{key}.hours", doc.get("hours") or {}),
    )


def _week(key: str, value: object) -> tuple[tuple[str, str], ...]:
    """A person's hours as written, once they are known to make sense."""
    parse_week(key, value)
    return tuple((str(days), str(span)) for days, span in mapping(key, value).items())


def _no_twins(people: list[Person]) -> None:
    for attribute in ("id", "email"):
        values = [getattr(person, attribute) for person in people]
        for value in values:
            if values.count(value) > 1:
                raise BadConfiguration(f"people.{attribute}", value, "a value that no other person has")


def _zone(value: object) -> ZoneInfo:
    try:
        return ZoneInfo(str(value))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadConfiguration("timezone", value, "a time zone such as Europe/Helsinki") from None
