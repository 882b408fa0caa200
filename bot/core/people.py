"""Who could answer: the directory of company.yml with who is here now. Pure.

Language comes before skill, since a colleague can be asked; then who helped this customer before, then load.
Segments of customers are no input here, on purpose (voices, V27).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from bot.core.company import Company, Person
from bot.core.conversation import Conversation
from bot.core.event import Actor

_DOUBLE = re.compile(r"([kpt])\1([aeiouyäö]+)$")
_CASES = r"(?:['’]?s|i?(?:n|a|ä|lle|ll[aä]|lt[aä]|st[aä]|ss[aä]|an|on|in|en|kin|ko|kö))"


@dataclass(frozen=True)
class Member:
    """A person as of now.

    `load`: conversations held or reserved; `status`: online, away or offline; `stands_by`: on call, outside of their hours:
    there for what cannot wait, and for nothing else; `chat`: a notice finds them there, wherever they are.
    `left_at`: when they signed out, while that is their last word; None: they are here, or fell silent, or never came.
    """

    person: Person
    status: str = "offline"
    load: int = 0
    stands_by: bool = False
    chat: bool = False
    left_at: dt.datetime | None = field(default=None, compare=False)

    @property
    def online(self) -> bool:
        """At the desk and taking cases."""
        return self.status == "online"

    @property
    def free(self) -> bool:
        """Online with room for one more."""
        return self.online and self.load < self.person.capacity

    @property
    def heard(self) -> bool:
        """Whether an alarm gets to them at any hour."""
        return self.online or self.chat

    def facing(self, conversation: Conversation) -> Member:
        """As this case finds them: who only stands by is not there for what can wait."""
        waits = self.stands_by and not conversation.alarm and conversation.urgency != "critical"
        return replace(self, status="away") if waits and self.online else self


def role(person: Person, company: Company, language: str) -> str:
    """The person's role as said to a customer: their own words for it, or the team's name in that language."""
    return person.role_line or company.teams[person.team].name(language)


def actor(person: Person, company: Company, language: str) -> Actor:
    """The person as the sender of a line (only ever for a line they sent themselves)."""
    return Actor("agent", person.name, role(person, company, language), person.id)


def ranked(conversation: Conversation, members: Iterable[Member], company: Company) -> list[Member]:
    """Everybody who may be offered this conversation, as it finds them, best first; those who declined it come last."""
    team = company.team_for(conversation.topic)

    def order(member: Member) -> tuple[Any, ...]:
        person = member.person
        return (
            person.id in conversation.declined,
            person.id != conversation.wanted,
            not member.free,
            not member.online,
            conversation.language not in person.languages,
            team is not None and person.team != team.id,
            person.id not in (*conversation.helped_by, *conversation.helped_before),
            conversation.alarm and not person.on_call,
            member.load,
        )

    found = [member.facing(conversation) for member in members]
    eligible = [m for m in found if conversation.only in (None, m.person.id)]
    return sorted(eligible or found, key=order)


def find_by_name(name: str, company: Company) -> Person | None:
    """The person a customer means by a name: "Aino", "aino virtanen", in Finnish cases too ("Ainon", "Mikolle", "Aino's")."""
    wanted = name.strip().casefold()
    people = company.people.values()
    plain = (p for p in people if wanted in (p.name.casefold(), p.id, full(p).casefold()))
    return next(plain, next((p for p in people if inflected(wanted, p.name.casefold())), None))


def inflected(word: str, name: str) -> bool:
    """Whether the word is the name with a Finnish case ending, its double stop weakened where Finnish does so, or a possessive."""
    weak = _DOUBLE.sub(r"\1\2", name)
    return any(re.fullmatch(re.escape(stem) + _CASES, word) for stem in {name, weak})


def full(person: Person) -> str:
    """First name and surname."""
    return f"{person.name} {person.surname}".strip()


def next_five_minutes(at: dt.datetime) -> dt.datetime:
    """The next full five minutes: times are told no finer than that."""
    floor = at.replace(minute=at.minute - at.minute % 5, second=0, microsecond=0)
    return floor + dt.timedelta(minutes=5)


def describe(person: Person, company: Company, language: str) -> dict[str, Any]:
    """A person as customers may know them: never the surname or the address."""
    return {
        "id": person.id,
        "name": person.name,
        "role": role(person, company, language),
        "photo": person.photo,
    }
