"""Danger is heard also while the assistant is away: the fixed words, a person and an alarm at once."""

import dataclasses

import pytest

from bot.build import CRITICAL, load_yaml
from bot.core import offering, steps, turns, unaided
from bot.core.conversation import Conversation
from bot.core.empathy.matters import Matters
from bot.core.turns import Reply
from bot.core.world import World
from tests.unit.factories import NOON, ROOT, conversation, local, world

GRAVE = load_yaml(ROOT / CRITICAL)
MATTERS = Matters.compiled(GRAVE["ideas"], GRAVE["rules"])
NIGHT = local("2026-11-28 23:12")


def now() -> World:
    return dataclasses.replace(world(NIGHT), matters=MATTERS)


def asked(text: str, language: str = "fi") -> Conversation:
    """A line on its way to the assistant."""
    c = turns.queue_line(now(), conversation(language=language, wrote_at=NIGHT, last_at=NIGHT), text)
    return turns.begun(c, 2.0)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fi", "laturista tulee savua ja kipinöitä"),
        ("en", "sparks are coming out of the charger"),
        ("sv", "det kommer rök och gnistor ur laddaren"),
    ],
)
@pytest.mark.parametrize("how", ["slow", "broken"])
def test_danger_is_answered_and_sounds_also_without_the_assistant(how: str, language: str, text: str) -> None:
    c = asked(text, language)
    assert c.turn
    if how == "slow":
        change = unaided.honest(now(), c)
    else:
        change = steps.assistant_answered(now(), c, c.turn.id, Reply())
    said = str(next(e for e in change.events if e.type == "message").text)
    assert "112" in said
    after = change.conversation
    assert (after.handler, after.alarm, after.urgency) == ("queue", True, "critical")
    late = steps.assistant_answered(now(), after, c.turn.id, Reply())
    assert not [e for e in late.events if e.type == "message"], "nothing is said twice"


@pytest.mark.parametrize(
    "text",
    [
        "joku tilaa mun kortilla teiltä just nyt",
        "someone is ordering with my card right now",
        "någon beställer med mitt kort just nu",
    ],
)
def test_fraud_in_progress_is_heard_without_the_assistant_in_each_language(text: str) -> None:
    found = unaided.reply(now(), text)
    assert found is not None
    assert (found.alarm, [one["name"] for one in found.signals]) == (True, ["fraud"])


@pytest.mark.parametrize(
    "text",
    [
        "voiko joku muu maksaa mun tilauksen",
        "someone else is paying with a gift card",
        "kan någon annan betala min beställning",
    ],
)
def test_somebody_else_who_pays_is_no_fraud(text: str) -> None:
    assert unaided.reply(now(), text) is None


def test_what_can_wait_gets_the_honest_line() -> None:
    change = unaided.honest(now(), asked("missä pakettini on"))
    assert change.conversation.handler == "bot"
    assert change.events[-1].data["miss"]


def test_a_death_is_heard_with_its_words_and_wakes_nobody() -> None:
    change = unaided.honest(now(), asked("äitini kuoli viime viikolla, mitä hänen tilaukselleen tehdään"))
    assert (change.conversation.urgency, change.conversation.alarm) == ("critical", False)
    assert str(change.events[0].text).startswith("Otamme osaa.")


def test_in_an_alarm_the_next_word_comes_within_minutes_at_any_hour() -> None:
    c = unaided.honest(now(), asked("laturista tulee savua ja kipinöitä")).conversation
    told = offering.offer(now(), c, None, 1).conversation
    assert told.next_word_at
    assert (told.next_word_at - NIGHT).total_seconds() <= 600
    assert NOON < NIGHT


def test_who_is_brought_forward_by_their_words_is_not_said_to_have_asked() -> None:
    change = unaided.honest(now(), asked("laturista tulee savua ja kipinöitä"))
    [wanted] = [e for e in change.events if e.type == "handoff.requested"]
    assert (wanted.data or {})["notice"] == "Asiasi siirtyi ihmiselle."
