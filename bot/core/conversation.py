"""The record of one conversation: who has it, what is pending, what was promised. Frozen; verbs return a new one.

"Who owns the conversation" is this record, never Rasa's pause flag. `epoch` grows whenever a person takes the
conversation or lets it go, so that a line computed before can be told from one computed after (invariant 2).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.core.event import Event, instant, stamp

URGENCIES = ("normal", "high", "critical")


@dataclass(frozen=True)
class Turn:
    """Customer lines on their way through the assistant, frozen when taken so that a take-over repeats the same ones."""

    id: str
    text: str
    first_at: dt.datetime
    taken_until: dt.datetime
    epoch: int = 0
    payload: str | None = None


@dataclass(frozen=True)
class Transfer:
    """A hand-over to a colleague or a team that has not accepted yet; `agreed`: the customer need not be asked."""

    to: str
    by: str
    reason: str
    agreed: bool = True


@dataclass(frozen=True)
class Wait:
    """What the screen says of the wait, seconds, and until when that holds (bot/core/wait.py). `hands`: people here then."""

    low_s: int
    high_s: int
    position: int
    hands: int
    low_at: dt.datetime
    high_at: dt.datetime
    why: str | None = None


@dataclass(frozen=True)
class Promise:
    """Who, what, by when, where. `due_at` aware UTC. Status: open, moved, tried, kept, broken, disputed or withdrawn.

    Attributes:
        by: whose word it is: agent, customer or transfer.
        moves: times that we moved it (not the customer).
        reminded: steps of the ladder taken (bot/core/promise_rules.py).
        confirmed_at: the one who keeps it said that it is under way.
        given_at: a promised answer was written; kept once the customer has seen it.
        tries: calls that met nobody.
        late: its time has passed, and the desk was told so.
        edition: how often time, person or end changed, as calendars count it (RFC 5545, SEQUENCE).
        leaves_at: when the owner's last shift before its time ends, and it goes to somebody else; None: it need not.
        alone: its owner has left, and nobody could take it so far.
        why: what its end was, where the status alone would say too much: unknown (whether it was kept), unseen (answered, but
            not seen in time) of a broken one, no_answer (our calls met nobody) of a withdrawn one; empty: as the status says.
    """

    id: str
    agent: str
    what: str
    due_at: dt.datetime
    where: str
    text: str = ""
    phone: str | None = None
    status: str = "open"
    moves: int = 0
    reminded: int = 0
    made_at: dt.datetime | None = None
    by: str = "agent"
    confirmed_at: dt.datetime | None = None
    given_at: dt.datetime | None = None
    tries: int = 0
    late: bool = False
    edition: int = 0
    leaves_at: dt.datetime | None = None
    alone: bool = False
    why: str = ""


@dataclass(frozen=True)
class Later:
    """A person's line that is sent at its time (bot/core/later.py)."""

    id: str
    agent: str
    text: str
    send_at: dt.datetime
    set_at: dt.datetime


@dataclass(frozen=True)
class Goodwill:
    """A kindness within the company's limits (bot/core/goodwill.py). `reason`: a key of company.yml's `goodwill`."""

    agent: str
    reason: str
    amount_eur: float
    text: str = ""
    given_at: dt.datetime | None = None


@dataclass(frozen=True)
class Asked:
    """A colleague whose word the case waits for."""

    to: str
    by: str
    asked_at: dt.datetime


@dataclass(frozen=True)
class Arrival:
    """A file that a chat has announced and that is being fetched (bot/core/arrivals.py). `file`: the chat's name for it.

    `next_at`: when it is tried; `told`: the customer's line was shown without it, since it took too long.
    """

    id: str
    file: str
    kind: str
    name: str
    came_at: dt.datetime
    next_at: dt.datetime
    text: str = ""
    group: str = ""
    tries: int = 0
    told: bool = False
    origin: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Fact:
    """One thing that the log tells for the brief (bot/core/gathering.py). `kind`: matter, tried or wants.

    `key` names its words in data/lines/brief.yml; where it is empty, `text` has the customer's own.
    """

    kind: str
    key: str = ""
    text: str = ""


@dataclass(frozen=True)
class Conversation:
    """One case. Instants are aware UTC; None means "not so far"."""

    id: str
    language: str
    created_at: dt.datetime
    channel: str = "web"
    status: str = "open"
    handler: str = "bot"
    agent: str | None = None
    epoch: int = 0
    # The customer.
    name: str | None = None
    customer: str | None = None
    page: str | None = None
    # The IANA name of the zone that their clock shows; None: unknown, the company's.
    zone: str | None = None
    language_fixed: bool = False
    # The Telegram chat, why it cannot be reached, and files on their way from it. `channel`: the one used last.
    chat: str | None = None
    unreachable: str | None = None
    arriving: tuple[Arrival, ...] = ()
    # Waiting for the bot.
    pending: tuple[str, ...] = ()
    pending_since: dt.datetime | None = None
    pending_at: dt.datetime | None = None
    payload: str | None = None
    greeting_only: bool = False
    turn: Turn | None = None
    turns: int = 0
    told_at: dt.datetime | None = None
    queue_told: bool = False
    bot_lines: tuple[str, ...] = ()
    misses: int = 0
    # The bot's last word was no answer: it could not, it asked for something, or it offered a person (bot/core/left_open.py).
    left_open: bool = False
    offering: bool = False
    # How the customer is doing: the last turns' words, frustration and answers, when the person was offered and declined.
    heard: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()
    felt: tuple[float, ...] = ()
    frustration: float = 0.0
    offered_turn: int = 0
    refused_turn: int = 0
    refused_felt: float = 0.0
    # Waiting for a person.
    waiting_since: dt.datetime | None = None
    urgency: str = "normal"
    alarm: bool = False
    topic: str | None = None
    reasons: tuple[str, ...] = ()
    signals: tuple[Mapping[str, str], ...] = ()
    wanted: str | None = None
    offered: str | None = None
    offered_until: dt.datetime | None = None
    offer_at: dt.datetime | None = None
    named: str | None = None
    late: bool = False
    unknown: str | None = None
    only: str | None = None
    chose: bool = False
    front: bool = False
    declined: tuple[str, ...] = ()
    # Announcements told here, and those of them whose end was told too (bot/core/announced.py).
    announced: tuple[str, ...] = ()
    announced_over: tuple[str, ...] = ()
    helped_by: tuple[str, ...] = ()
    helped_before: tuple[str, ...] = ()
    asked_choice: bool = False
    next_word_at: dt.datetime | None = None
    wait: Wait | None = None
    # What was said of it first (bot/core/wait.py): low and high in seconds, rounds, seconds waited before it was said.
    said_first: tuple[int, int, int, int] | None = None
    alert_at: dt.datetime | None = None
    alert_step: int = 0
    alert_level: str | None = None
    acked_by: tuple[str, ...] = ()
    # Of an alarm: whom a notice has reached away from the desk. Of any alert: it was said that nobody could be told.
    alerted: tuple[str, ...] = ()
    unheard_told: bool = False
    # Whose having seen the alarm the customer was told of. (`acked_by`: who has seen it since it last sounded.)
    seen_told: tuple[str, ...] = ()
    transfer: Transfer | None = None
    transfers: int = 0
    asked: str | None = None
    asked_reason: str = ""
    asked_now: bool = False
    asks: int = 0
    to_tell: Mapping[str, str] = field(default_factory=dict)
    # What was understood and promised. `brief`: the order, and what the customer put right (`corrected`: its keys).
    brief: Mapping[str, str] = field(default_factory=dict)
    corrected: tuple[str, ...] = ()
    # `kind` and `until`: the line that the customer's next words put right (bot/core/correcting.py).
    correcting: Mapping[str, str] = field(default_factory=dict)
    facts: tuple[Fact, ...] = ()
    promises: tuple[Promise, ...] = ()
    notify: Mapping[str, str] = field(default_factory=lambda: {"by": "page"})
    # What the person who has it put off, gave, asked and read.
    later: tuple[Later, ...] = ()
    snoozed_until: dt.datetime | None = None
    goodwill: tuple[Goodwill, ...] = ()
    asked_of: tuple[Asked, ...] = ()
    joined: tuple[str, ...] = ()
    merged_into: str | None = None
    read_by_customer: str | None = None
    nudged_at: dt.datetime | None = None
    lost_at: dt.datetime | None = None
    read_by_agent: str | None = None
    blocked_until: dt.datetime | None = None
    # What the customer has not seen yet, who wrote the last line of it, and when the chosen channel was asked to tell it
    # (bot/core/notify.py).
    unseen_since: dt.datetime | None = None
    unseen_what: str = "answer"
    unseen_by: str | None = None
    notified_at: dt.datetime | None = None
    notify_tries: int = 0
    notify_again_at: dt.datetime | None = None
    # Life. `last_by`: `customer` or `agent`, whoever of these wrote last.
    last_by: str | None = None
    # All that the customer has written since a person did is thanks: nobody waits for a word (bot/core/case.py).
    thanked: bool = False
    wrote_at: dt.datetime | None = None
    last_at: dt.datetime | None = None
    last_text: str | None = None
    resolved_at: dt.datetime | None = None
    resolved_by: str | None = None
    about: str | None = None
    # A practice customer's: whose, and which line of the script comes next; -1: they have said all (bot/core/practice.py).
    practised_by: str | None = None
    practice_step: int = 0

    def but(self, **changes: Any) -> Conversation:
        """A copy with some fields changed. (dataclasses.replace sets seventy fields one by one, a dozen times a turn.)"""
        if unknown := changes.keys() - _FIELDS.keys():
            raise TypeError(f"a conversation has no {', '.join(sorted(unknown))}")
        copy = object.__new__(Conversation)
        copy.__dict__.update(self.__dict__, **changes)
        return copy

    @property
    def open(self) -> bool:
        """Not resolved."""
        return self.status == "open"

    @property
    def owed_a_word(self) -> bool:
        """Whether the customer wrote last, and more than thanks."""
        return self.last_by == "customer" and not self.thanked


@dataclass(frozen=True)
class Change:
    """What a verb gives: the new record, and the events that say what happened. Stored in one atomic step."""

    conversation: Conversation
    events: tuple[Event, ...] = ()

    def then(self, verb: Callable[[Conversation], Change]) -> Change:
        """Another verb upon the result of this one, within the same step."""
        after = verb(self.conversation)
        return Change(after.conversation, self.events + after.events)


_INSTANTS = ("_at", "_since", "_until")


def to_doc(conversation: Conversation) -> dict[str, Any]:
    """The record as JSON-ready data; fields at their default are left out."""
    values = conversation.__dict__.items()
    changed = (
        (key, value) for key, value in values if value is not (usual := _DEFAULTS[key]) and value != usual
    )
    return {key: _dump(value) for key, value in changed}


def from_doc(doc: Mapping[str, Any]) -> Conversation:
    """The other way round; unknown keys (a newer version's) are ignored."""
    values = {key: _load(key, value) for key, value in doc.items() if key in _FIELDS}
    return Conversation(**values)


def _dump(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return stamp(value)
    if isinstance(value, Mapping):
        return {key: _dump(item) for key, item in value.items()}
    if dataclasses.is_dataclass(value):
        return {spec.name: _dump(getattr(value, spec.name)) for spec in dataclasses.fields(value)}
    if isinstance(value, (list, tuple)):
        return [_dump(item) for item in value]
    return value


def _load(key: str, value: Any) -> Any:
    if value is None:
        return None
    if key.endswith(_INSTANTS):
        return instant(value)
    if key in _PARTS:
        return _PARTS[key](**{k: _load(k, v) for k, v in value.items()})
    if key in _ROWS:
        return tuple(_ROWS[key](**{k: _load(k, v) for k, v in item.items()}) for item in value)
    return tuple(value) if isinstance(value, list) else value


_PARTS: dict[str, Any] = {"turn": Turn, "transfer": Transfer, "wait": Wait}
_ROWS: dict[str, Any] = {
    "promises": Promise, "later": Later, "goodwill": Goodwill, "asked_of": Asked, "arriving": Arrival,
    "facts": Fact,
}  # fmt: skip
_FIELDS = {spec.name: spec for spec in dataclasses.fields(Conversation)}
_DEFAULTS: dict[str, Any] = {
    name: spec.default_factory() if spec.default_factory is not dataclasses.MISSING else spec.default
    for name, spec in _FIELDS.items()
}
