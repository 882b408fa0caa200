"""Who is upset is not asked to say it otherwise: in no slot of the form, with no question of ours open, in no language."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from actions.facts import COMPANY, LINES
from bot.core import care
from bot.core.conversation import Conversation
from bot.core.people import Member
from bot.core.turns import Reply
from bot.core.world import World
from tests.rasa.talk import Answer, Customer

NOON = dt.datetime(2026, 11, 25, 10, 0, tzinfo=dt.timezone.utc)
UPSET = {"frustration": 0.7, "signals": [{"name": "anger", "text": "…"}]}
ASKS_AGAIN = ("miss.first", "miss.rest", "order.no_trouble", "order.ask_number", "order.ask_key", "order.ask_contact",
              "order.ask_postcode", "order.not_found", "talk.yes")  # fmt: skip
BEFORE: dict[str, list[tuple[str, str]]] = {
    "nothing": [],
    "order_number": [("missä paketti", "track_order")],
    "order_number after a miss": [("missä paketti", "track_order"), ("xyzzy", "nlu_fallback")],
    "order_key": [("missä paketti", "track_order"), ("1001", "inform")],
    "order_key by phone": [("missä paketti", "track_order"), ("040 111 0002", "inform")],
    "a new one or the money": [("tuli rikki", "delivery_problem"), ("1027", "inform"), ("00250", "inform")],
    "a new address": [("vaihda osoite", "change_order"), ("1004", "inform"), ("00100", "inform")],
    "shall I cancel": [("peru tilaus 1006, 90100", "cancel_order")],
    "the person on offer": [("xyzzy", "nlu_fallback")],
}
PENDING = {
    "a new one or the money": "replacement", "a new address": "address", "shall I cancel": "cancel",
    "the person on offer": "handoff", "order_number after a miss": "handoff",
}  # fmt: skip
SAID = ("nlu_fallback", "out_of_scope", "affirm", "deny")
ANSWERED = {
    ("the person on offer", "deny"), ("order_number after a miss", "deny"), ("shall I cancel", "affirm"),
}  # fmt: skip
"""Real answers to our question: the talk goes on from them."""


def shown(told: Answer, language: str) -> str:
    """What the customer reads of an answer once the gateway has weighed how upset they are."""
    custom: dict[str, Any] = told.custom
    reply = Reply(
        told.text, miss=bool(custom.get("miss")), propose=custom.get("propose"), reason=custom.get("reason"),
        gist=custom.get("gist"), frustration=0.7, signals=tuple(UPSET["signals"]),  # type: ignore[arg-type]
    )  # fmt: skip
    here = World(NOON, COMPANY, LINES, {id: Member(one, "online", 0) for id, one in COMPANY.people.items()})
    c = Conversation(id="0-a", language=language, created_at=NOON)
    return care.considered(here, c, "xyzzy", reply)[1].text


def asked_again(text: str, language: str) -> list[str]:
    """The lines in a text that ask the customer to begin again, up to their first fact."""
    found = [(key, one) for key in ASKS_AGAIN for one in LINES.variants(key, language)]
    return [key for key, one in found if one.split("{")[0].strip() and one.split("{")[0].strip() in text]


@pytest.mark.parametrize("language", ["fi", "en", "sv"])
@pytest.mark.parametrize(("where", "heard"), [(w, h) for w in BEFORE for h in SAID if (w, h) not in ANSWERED])
async def test_nobody_upset_is_asked_to_begin_again(
    where: str, heard: str, language: str, orders: str
) -> None:
    customer = Customer(language, id=f"{where}.{heard}.{language}")
    for text, intent in BEFORE[where]:
        await customer.say(text, intent)
    pending = (customer.slots["pending"] or {}).get("do") if customer.slots.get("pending") else None
    assert pending == PENDING.get(where)
    told = await customer.say("xyzzy on se nyt kumma", heard, empathy=UPSET)
    text = shown(told, language)
    assert asked_again(text, language) == []


async def test_the_same_answers_do_ask_who_is_calm() -> None:
    customer = Customer()
    await customer.say("missä paketti", "track_order")
    told = await customer.say("xyzzy", "nlu_fallback")
    assert asked_again(told.text, "fi")
