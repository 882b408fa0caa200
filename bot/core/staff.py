"""Accounts that are kept at the desk, beside the people of company.yml: who may change what of whom."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

from bot.core.company import ROLES, Company, Person
from bot.core.errors import BadConfiguration, Conflict, Invalid, NotAllowed, Unknown
from bot.core.fields import LANGUAGES
from bot.core.hours_table import parse_week
from bot.core.message import clean

# What everybody may say of themselves; the rest is a lead's or an admin's to say.
OWN = frozenset({"name", "role_line", "skills", "languages", "hours", "photo"})
LEADS = OWN | {"capacity", "on_call", "team", "surname"}
ADMINS = LEADS | {"roles", "email"}
MOST_CAPACITY = 50
LONGEST = 80


def may_invite(person: Person, roles: tuple[str, ...]) -> None:
    """A lead may bring in agents, an admin anybody.

    Raises:
        NotAllowed: `forbidden`.
    """
    if "admin" in person.roles or ("lead" in person.roles and roles == ("agent",)):
        return
    raise NotAllowed("An admin invites leads and admins; a lead invites agents.")


def new(company: Company, fields: Mapping[str, Any]) -> Person:
    """The person an invitation makes. The id is made of the address, as no one else has it.

    Raises:
        Conflict: `email_taken`. Invalid: what `changed` raises.
    """
    email = str(fields.get("email", "")).strip().lower()
    if any(one.email == email for one in company.people.values()):
        raise Conflict("Somebody has this address already.", code="email_taken", field="email")
    stem = (
        "".join(letter for letter in email.partition("@")[0] if letter.isascii() and letter.isalnum()) or "x"
    )
    taken = {*company.people, *company.teams}
    id = next(name for n in range(len(taken) + 1) if (name := stem if not n else f"{stem}{n}") not in taken)
    blank = Person(id=id, email=email, name="", surname="", team=next(iter(company.teams)))
    return changed(company, blank, {**fields, "email": email})


def permitted(by: Person, whom: Person, fields: Mapping[str, Any]) -> None:
    """Refuses changes that are not this person's to make.

    Raises:
        NotAllowed: `forbidden`, naming the field.
    """
    allowed: frozenset[str] = OWN if by.id == whom.id else frozenset()
    if "lead" in by.roles and not {"lead", "admin"} & set(whom.roles) - {"lead" if by.id == whom.id else ""}:
        allowed |= LEADS
    if "admin" in by.roles:
        allowed |= ADMINS
    for field in fields:
        if field not in allowed:
            raise NotAllowed(f"{field} is not yours to change here.", field=field)


def changed(company: Company, person: Person, fields: Mapping[str, Any]) -> Person:
    """The person with some fields changed. Whoever says how many cases they take at once ends their first days.

    Raises:
        Invalid: `account_invalid`, naming the field.
    """
    kept = {field: _CHECKS[field](company, field, value) for field, value in fields.items()}
    kept |= {"new_until": None} if "capacity" in kept else {}
    after = dataclasses.replace(person, **kept)
    if not after.name:
        raise _wrong("name", "is the name that customers see")
    return after


def joined(company: Company, person: Person, today: dt.date) -> Person:
    """Somebody new: one case at a time for their first days, whatever their capacity is to be. `today`: local."""
    days = company.desk.first_days
    return dataclasses.replace(person, new_until=today + dt.timedelta(days=days - 1) if days else None)


def as_of(person: Person, today: dt.date) -> Person:
    """The person with the capacity that holds today."""
    new = person.new_until and today <= person.new_until
    return dataclasses.replace(person, capacity=1) if new else person


def last_admin(company: Company, gone: Person) -> None:
    """Refuses to shut the last one out who can let people in.

    Raises:
        Conflict: `last_admin`.
    """
    heads = [p for p in company.people.values() if p.leads]
    if [p.id for p in heads] == [gone.id]:
        raise Conflict("Nobody else could let people in.", code="last_admin")


def find(company: Company, id: str) -> Person:
    """A person by id.

    Raises:
        Unknown: `account_unknown`.
    """
    if id not in company.people:
        raise Unknown("There is nobody of that id.", code="account_unknown")
    return company.people[id]


def _wrong(field: str, why: str) -> Invalid:
    return Invalid(f"{field} {why}.", code="account_invalid", field=field)


def _text(_company: Company, field: str, value: Any) -> str:
    text = clean(value, field) if value else ""
    if len(text) > LONGEST or "\n" in text:
        raise _wrong(field, f"is one line of {LONGEST} characters at most")
    return text


def _team(company: Company, field: str, value: Any) -> str:
    if value not in company.teams:
        raise _wrong(field, f"is one of {', '.join(company.teams)}")
    return str(value)


def _some(known: tuple[str, ...]) -> Any:
    def check(_company: Company, field: str, value: Any) -> tuple[str, ...]:
        if not isinstance(value, list) or not value or any(one not in known for one in value):
            raise _wrong(field, f"is a list of {', '.join(known)}")
        return tuple(dict.fromkeys(value))

    return check


def _skills(company: Company, field: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > 50:
        raise _wrong(field, "is a list of at most 50 words")
    return tuple(dict.fromkeys(text for one in value if (text := _text(company, field, one))))


def _capacity(_company: Company, field: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_CAPACITY:
        raise _wrong(field, f"is a whole number from 1 to {MOST_CAPACITY}")
    return value


def _flag(_company: Company, field: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise _wrong(field, "is true or false")
    return value


def _hours(_company: Company, field: str, value: Any) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, dict) or len(value) > 7:
        raise _wrong(field, _HOURS_FORM)
    try:
        parse_week(field, value)
    except BadConfiguration:
        raise _wrong(field, _HOURS_FORM) from None
    return tuple((str(days), str(span)) for days, span in value.items())


_HOURS_FORM = 'is a week such as {"mon-thu": "8-16", "fri": "8-14"}'


def _email(company: Company, field: str, value: Any) -> str:
    text = _text(company, field, value).lower()
    name, at, host = text.partition("@")
    if not (name and at and "." in host) or " " in text or "@" in host:
        raise _wrong(field, "is an e-mail address")
    return text


_CHECKS: Mapping[str, Any] = {
    "name": _text, "surname": _text, "role_line": _text, "email": _email, "team": _team,
    "roles": _some(ROLES), "languages": _some(LANGUAGES), "skills": _skills, "capacity": _capacity,
    "on_call": _flag, "hours": _hours,
}  # fmt: skip
