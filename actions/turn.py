"""One turn of the customer, read from the tracker: what was said, in which language, and what is known so far."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from rasa_sdk import Tracker

from actions.facts import COMPANY
from bot.core.language import detect

FORM = "order_form"
NOBODY = {"fi": "asiakaspalvelu", "en": "customer service", "sv": "kundtjänsten"}


@dataclass(frozen=True)
class Turn:
    """What an action needs to know. `person`: who would answer, as a phrase in the nominative ("Aino, laskutus").

    `today`: in the company's zone; None: not told. `matters`: the intents of a message that brings several matters;
    `nearest`: the two that it is likest to; `before`: intent and text of the
    customer's last turns before, the latest first.
    """

    text: str = ""
    intent: str = ""
    matters: tuple[str, ...] = ()
    nearest: tuple[str, ...] = ()
    before: tuple[tuple[str, str], ...] = ()
    language: str = "fi"
    person: str = "asiakaspalvelu"
    when: str = ""
    hours_line: str = ""
    today: dt.date | None = None
    turn_id: str = ""
    handler: str = "bot"
    entities: Mapping[str, list[str]] = field(default_factory=dict)
    slots: Mapping[str, Any] = field(default_factory=dict)
    asked: str | None = None
    said: tuple[str, ...] = ()
    number: int = 0
    empathy: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, tracker: Tracker) -> Turn:
        """The turn now, from a tracker snapshot."""
        message = tracker.latest_message or {}
        meta = _metadata(tracker)
        text = message.get("text") or ""
        language = meta.get("language") or detect(text, "fi")
        human = meta.get("human") or {}
        form = (tracker.active_loop or {}).get("name") == FORM
        return cls(
            text=text,
            intent=(message.get("intent") or {}).get("name") or "",
            matters=tuple(one["name"] for one in message.get("matters") or ()),
            nearest=_nearest(message),
            before=_before(tracker.events),
            language=language,
            person=human.get("phrase") or human.get("name") or NOBODY[language],
            when=human.get("when") or "",
            hours_line=(meta.get("hours") or {}).get("line") or "",
            today=_date((meta.get("hours") or {}).get("today")),
            turn_id=str(meta.get("turn_id") or f"{tracker.sender_id}.{_turns(tracker)}"),
            handler=meta.get("handler") or "bot",
            entities=_entities(message.get("entities") or []),
            slots=dict(tracker.slots),
            asked=tracker.slots.get("requested_slot") if form else None,
            said=_said(tracker.events),
            number=_turns(tracker),
            empathy=message.get("empathy") or {},
        )

    def first(self, entity: str) -> str | None:
        """The first thing of a kind that was named in this message."""
        return next(iter(self.entities.get(entity) or ()), None)

    def facts(self) -> dict[str, Any]:
        """What every line may use."""
        answers = f"{self.person}, {self.when}" if self.when else self.person
        return {
            "person": self.person, "answers": answers, "hours": self.hours_line,
            "company": COMPANY.name, "phone": COMPANY.phone, "email": COMPANY.email, "site": COMPANY.site,
            **asdict(COMPANY.terms),
        }  # fmt: skip

    @property
    def order_known(self) -> bool:
        """Whether the order and the key that goes with it were given."""
        return bool(self.slots.get("order_number") and self.slots.get("order_key"))


def _date(iso: str | None) -> dt.date | None:
    return dt.date.fromisoformat(iso) if iso else None


def _metadata(tracker: Tracker) -> Mapping[str, Any]:
    """The metadata of the latest message; a button's payload carries the same."""
    meta: Mapping[str, Any] = (tracker.latest_message or {}).get("metadata") or {}
    users = (event for event in reversed(tracker.events) if event.get("event") == "user")
    return meta or next((event["metadata"] for event in users if event.get("metadata")), {})


def _nearest(message: Mapping[str, Any]) -> tuple[str, ...]:
    ranked = (one["name"] for one in message.get("intent_ranking") or ())
    return tuple(name for name in ranked if name != "nlu_fallback")[:2]


HEARD = 6
"""How far back; no more is told with the call (`bot/rasa/action_call.py`)."""


def _before(events: list[dict[str, Any]]) -> tuple[tuple[str, str], ...]:
    earlier = [event for event in events if event.get("event") == "user"][:-1][-HEARD:]
    heard = ((event.get("parse_data") or {}, event.get("text") or "") for event in reversed(earlier))
    return tuple(((parsed.get("intent") or {}).get("name") or "", text) for parsed, text in heard)


def _entities(found: list[dict[str, Any]]) -> dict[str, list[str]]:
    named: dict[str, list[str]] = {}
    for item in found:
        if item.get("value") is not None:
            named.setdefault(item["entity"], []).append(str(item["value"]))
    return named


def _turns(tracker: Tracker) -> int:
    return sum(event.get("event") == "user" for event in tracker.events)


def _said(events: list[dict[str, Any]], turns: int = 2) -> tuple[str, ...]:
    """What the bot said within the last turns, this one included, oldest first."""
    said: list[str] = []
    for event in reversed(events):
        turns -= event.get("event") == "user"
        if turns < 0:
            break
        if event.get("event") == "bot" and event.get("text"):
            said.append(event["text"])
    return tuple(reversed(said))
