"""What a decision may look at besides the conversation: the time, the people here now, the company, the lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.core import earliest, people, when
from bot.core.alert_rules import AlertRules
from bot.core.announcement import Announcement
from bot.core.company import Company
from bot.core.conversation import Conversation
from bot.core.empathy.matters import Matters
from bot.core.event import Actor
from bot.core.kinds import Kinds
from bot.core.lines import Lines, join_names
from bot.core.people import Member
from bot.core.promise_rules import PromiseRules


@dataclass(frozen=True)
class Timing:
    """How long the product waits, in seconds (design: "A turn is a record")."""

    quiet_s: float = 0.8
    greeting_s: float = 1.5
    latest_s: float = 2.5
    honest_s: float = 4.5
    lease_s: float = 2.0
    offer_s: float = 60.0
    silent_close_s: float = 1800.0
    unwritten_s: float = 3600.0
    promise: PromiseRules = field(default_factory=PromiseRules)
    alerts: AlertRules = field(default_factory=AlertRules)


@dataclass(frozen=True)
class World:
    """One consistent look at everything around a conversation, taken before a step. `now` is aware UTC.

    `waits`: what waits were lately, seconds for one round, by team and hour (bot/core/wait.py). `kinds`: words that
    tell what is the matter. `matters`: words for what cannot wait, for when the assistant is away.
    """

    now: dt.datetime
    company: Company
    lines: Lines
    members: Mapping[str, Member]
    timing: Timing = field(default_factory=Timing)
    announcements: tuple[Announcement, ...] = ()
    waits: Mapping[str, Sequence[float]] = field(default_factory=dict)
    kinds: Kinds = field(default_factory=Kinds)
    matters: Matters = field(default_factory=Matters)

    def anybody_here(self, conversation: Conversation) -> bool:
        """Whether somebody is at the desk and taking cases like this one."""
        return any(member.facing(conversation).online for member in self.members.values())

    def member(self, id: str, conversation: Conversation) -> Member:
        """A person as this case finds them."""
        return self.members[id].facing(conversation)

    @property
    def on_call(self) -> list[Member]:
        """Who is on call, wherever they are."""
        return [member for member in self.members.values() if member.person.on_call]

    @property
    def on_shift(self) -> list[Member]:
        """At the desk, or within their hours."""
        here = self.members.values()
        return [
            m
            for m in here
            if m.status != "offline" or earliest.shift_of(self.company, m.person).closes_at(self.now)
        ]

    def human(self, conversation: Conversation) -> dict[str, Any]:
        """`state.human` of the contract."""
        return earliest.human(conversation, self.members, self.company, self.now)

    def outlook(self, conversation: Conversation) -> earliest.Outlook:
        """Who would take it, and what is known of when."""
        return earliest.outlook(conversation, self.members, self.company, self.now)

    def actor(self, agent: str, language: str) -> Actor:
        """An agent as sender."""
        return people.actor(self.company.person(agent), self.company, language)

    def say(self, key: str, conversation: Conversation, **facts: object) -> str:
        """A line in the conversation's language, not in the words just used."""
        facts.setdefault("phone", self.company.phone)
        return self.lines.say(key, conversation.language, conversation.bot_lines, **facts)

    def when(self, at: dt.datetime, conversation: Conversation) -> str:
        """An instant as people say it, in the zone of the customer where it is known, else in the company's."""
        zone = when.zone_named(conversation.zone) or self.company.zone
        return when.day_and_clock(at, self.now, conversation.language, zone)

    def when_here(self, at: dt.datetime, language: str) -> str:
        """The same for our own people: in the company's zone."""
        return when.day_and_clock(at, self.now, language, self.company.zone)

    def person(self, agent: str, language: str) -> str:
        """ "Aino, laskutus"."""
        return phrase(people.describe(self.company.person(agent), self.company, language), language)

    def someone(self, conversation: Conversation) -> str:
        """Whom to offer: "Aino, laskutus", or "Aino tai Mikko, laskutus" while nobody is reserved."""
        return phrase(self.human(conversation), conversation.language)


def phrase(human: Mapping[str, Any], language: str) -> str:
    """A person, or the people who may answer, in the nominative (tone.md, rule 11)."""
    everyone = [human, *human.get("others", ())][:3]
    if len({one["role"] for one in everyone}) == 1:
        return f"{join_names([one['name'] for one in everyone], language)}, {human['role']}"
    return join_names([f"{one['name']} ({one['role']})" for one in everyone], language)
