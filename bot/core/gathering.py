"""What the log tells for the brief, event by event: the matters, what was tried, what the customer would like. Pure.

Each step folds its own events into `Conversation.facts`, so that nobody reads a log for it. What people and promises add
stands in the record anyway (bot/core/briefing.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.core import own_words
from bot.core.conversation import Change, Fact
from bot.core.kinds import Kinds

KEPT = 24
OFFERS = {
    "return.ask": "return", "cancel.delivered": "return", "cancel.ask": "cancel", "return.not_sent": "cancel",
    "repair.ask": "repair", "repair.ask_late": "repair", "repair.which": "repair",
    "change.ask_address": "change", "change.ask_method": "change", "change.confirm_address": "change",
    "invoice.move_ask": "move_invoice", "invoice.copy_ask": "copy_invoice",
}  # fmt: skip
"""Keys of the bot's lines that offer to do something."""
TROUBLE = {
    "order.not_found": "not_found",
    "order.unclear": "not_found",
    "order.down": "down",
    "deed.down": "down",
}
"""Keys of lines by which the bot tells what kept it from answering."""
NO_ANSWER = (
    "complaint.",
    "critical.",
    "soft.",
    "fraud.given",
    "delivery.open_",
    "payment.open_",
    "return.open",
)
"""Beginnings of keys of lines that answer nothing: a word for what happened, or an opening before the order is asked for."""

Facts = tuple[Fact, ...]
Event = Mapping[str, Any]


def heard(kinds: Kinds, change: Change) -> Change:
    """The change with what its events tell gathered in its record."""
    c, facts = change.conversation, change.conversation.facts
    for event in change.events:
        facts = told(kinds, facts, event.to_json(), c.last_text or "")
    return change if facts is c.facts else Change(c.but(facts=facts), change.events)


def told(kinds: Kinds, facts: Facts, event: Event, last: str) -> Facts:
    """The facts with what one event adds. `last`: the customer's last words."""
    data, by = event.get("data") or {}, event["by"]["kind"]
    if event["type"] == "message" and by == "customer":
        return _by_customer(kinds, facts, event.get("text") or "")
    if event["type"] == "reply.suppressed":
        return _done(_about(facts, data), data)
    if event["type"] == "message" and by == "bot":
        return _by_bot(facts, data, last)
    return facts


def _by_customer(kinds: Kinds, facts: Facts, text: str) -> Facts:
    own = own_words.matter(text)
    if own and not any(one.kind == "matter" for one in facts):
        facts = _with(facts, Fact("matter", text=own))
    if wish := own_words.wish(kinds, text):
        facts = _with(facts, Fact("wants", text=wish))
    if attempt := own_words.attempt(kinds, text):
        facts = _with(facts, Fact("tried", text=attempt))
    return facts


def _by_bot(facts: Facts, data: Mapping[str, Any], last: str) -> Facts:
    own = own_words.matter(last)
    if data.get("miss") and "matter" not in data and own:
        facts = _with(facts, Fact("matter", text=own))
    facts = _done(_about(facts, data), data)
    if data.get("did"):
        return facts
    for key in _tried(data):
        facts = _with(facts, Fact("tried", key))
    return facts


def _about(facts: Facts, data: Mapping[str, Any]) -> Facts:
    """The matter that the assistant heard takes the place of the words it was told in, while nothing was tried for these."""
    key = data.get("matter")
    if not key:
        return facts
    tried = max((at for at, one in enumerate(facts) if one.kind == "tried" and one.key), default=-1)
    kept = (one for at, one in enumerate(facts) if at < tried or one.kind != "matter" or one.key)
    return _with(tuple(kept), Fact("matter", key))


def _done(facts: Facts, data: Mapping[str, Any]) -> Facts:
    """What the assistant really did, also where its reply came too late to show; what it offered is settled by it."""
    did = data.get("did") or ()
    if did:
        facts = tuple(one for one in facts if not one.key.startswith("offered."))
    for one in did:
        facts = _with(facts, Fact("tried", f"did.{one['action']}"))
    return facts


def _tried(data: Mapping[str, Any]) -> list[str]:
    """What a line of the bot's came to: what it offered, what kept it from answering, or that it told something."""
    gists = str(data.get("gist") or "").split("+")
    if found := [f"offered.{OFFERS[one]}" for one in gists if one in OFFERS]:
        return found[-1:]
    if found := [TROUBLE[one] for one in gists if one in TROUBLE]:
        return found[-1:]
    if data.get("miss"):
        return ["miss"]
    answers = [one for one in gists if one and not one.startswith(NO_ANSWER)]
    return [f"told.{data.get('matter') or 'other'}"] if answers else []


def _with(facts: Facts, new: Fact) -> Facts:
    """The latest stands last, once."""
    return (*(one for one in facts if one != new), new)[-KEPT:]
