"""What a customer reads is so: what happened, who does it, and only choices that are there."""

import dataclasses
import datetime as dt
from typing import Any

import pytest

from bot.channels.mail import letters
from bot.channels.telegram.standing import standing
from bot.core import case, notify, promise_calls, promise_clock
from bot.core.conversation import Conversation, Promise
from bot.core.event import Event
from bot.core.slots import Slot
from bot.core.told import hours_fact
from bot.core.view import state
from tests.unit.factories import COMPANY, LINES, NOON, conversation, local, world


@pytest.mark.parametrize(("language", "word"), [("fi", "aika"), ("en", "time"), ("sv", "tid")])
def test_the_letter_about_a_promise_announces_no_new_time_for_it_goes_out_for_any_news_of_one(
    language: str, word: str
) -> None:
    letter = letters.notice(LINES, COMPANY, language, "promise", "Aino", "https://x.example/")
    assert word not in f"{letter['Subject']} {letter.get_content()}".lower()


def test_the_notice_names_who_wrote_whoever_has_the_case_by_then() -> None:
    w = world(NOON, aino="online", mikko="online")
    c = conversation(handler="agent", agent="aino", notify={"by": "email", "address": "m@example.fi"})
    wrote = case.agent_wrote(w, c, "aino", "Löytyi.", {}).conversation.but(agent="mikko")
    [due] = notify.fell_due(world(NOON + dt.timedelta(minutes=2)), wrote).events
    assert due.data["who"] == "aino"


DUE = NOON + dt.timedelta(hours=2)
FREE: list[Slot] = [(DUE + dt.timedelta(minutes=minutes), "aino") for minutes in (60, 90)]
NIGHT = local("2026-11-26 02:00")


def told(c: Conversation, now: dt.datetime, free: list[Slot], **people: Any) -> Event:
    """What the customer reads of a call whose time comes, and what can be pressed below it."""
    change = promise_clock.fell_due(world(now, **people), c, {"p": free})
    return next(event for event in change.events if event.type == "message")


def promised(what: str = "call", due: dt.datetime = DUE, *, case: Any = None, **changes: Any) -> Conversation:
    one = Promise("p", "aino", what, due, "web", phone="+358401234567", reminded=4, made_at=NOON, **changes)
    return conversation(promises=(one,), **(case or {}))


def test_another_time_is_named_only_where_there_is_one_to_press() -> None:
    almost = DUE - dt.timedelta(minutes=3)
    both, alone = (told(promised(), almost, free, aino="online") for free in (FREE, FREE[:1]))
    assert ("valita toisen" in str(both.text), len(both.data["choices"])) == (True, 1)
    assert ("valita toisen" in str(alone.text), "choices" in alone.data) == (False, False)


@pytest.mark.parametrize(("what", "does"), [("call", "soittaa"), ("answer", "vastaa"), ("action", "hoitaa")])
def test_whoever_takes_it_does_what_was_promised(what: str, does: str) -> None:
    theirs: list[Slot] = [(at, "mikko") for at, _ in FREE]
    line = told(promised(what), DUE - dt.timedelta(minutes=3), theirs, aino="online", mikko="online")
    assert f"Mikko, toimitukset, {does}" in str(line.text)


HELD = {"handler": "agent", "agent": "aino"}
LATE = DUE + dt.timedelta(days=1, minutes=20)


@pytest.mark.parametrize("broken", [{"moves": 1}, {"confirmed_at": NOON}, {"given_at": NOON, "late": True}])
@pytest.mark.parametrize("free", [FREE, []])
@pytest.mark.parametrize(("case", "here"), [({}, True), ({}, False), (HELD, True)])
def test_what_was_broken_ends_with_the_choices_that_are_there_and_no_others(
    case: dict[str, Any], here: bool, free: list[Slot], broken: dict[str, Any]
) -> None:
    line = told(promised(case=case, **broken), LATE, free, **({"aino": "online"} if here else {}))
    values = [choice["value"] for choice in line.data.get("choices", ())]
    said = str(line.text)
    assert ("alitse sinulle" in said) == any(value != "human" for value in values)
    assert ("mukaan nyt" in said) == ("human" in values) == (here and not case)


def test_at_night_with_no_time_free_it_says_who_answers_and_when() -> None:
    line = told(promised(due=NIGHT), NIGHT + dt.timedelta(minutes=1), [])
    assert str(line.text).endswith("Aino, laskutus, vastaa sinulle tänä aamuna klo 8 alkaen.")


def test_after_the_last_try_no_time_is_said_to_be_chosen_from() -> None:
    over = promise_calls.tried(world(DUE, aino="online"), promised(tries=3), "p", "aino", None)
    assert "Valitse" not in over.events[0].data["notice"]


def test_after_the_end_nobody_is_promised_the_same_person_who_may_be_away() -> None:
    c = conversation(handler="agent", agent="aino")
    [said] = case.resolve(world(aino="online"), c, "aino", None).events
    assert said.data["notice"].endswith("vastaa Aino, tai kollega, jos Aino ei ole paikalla.")


def test_closed_with_no_opening_in_sight_there_is_the_phone() -> None:
    closed = dataclasses.replace(COMPANY, hours=dataclasses.replace(COMPANY.hours, weekly={}))
    fact = hours_fact(dataclasses.replace(world(), company=closed), conversation())
    assert (fact["open"], fact["line"]) == (False, f"Nyt olemme kiinni. Puhelinnumeromme on {COMPANY.phone}.")


@pytest.mark.parametrize(
    ("broken", "why", "words"),
    [
        ({"confirmed_at": NOON}, "unknown", "Emme tiedä, toteutuiko tämä."),
        ({"given_at": NOON, "late": True}, "unseen", "Vastaus on tässä keskustelussa."),
        ({}, None, ""),
    ],
)
def test_what_became_of_it_is_the_same_in_the_line_the_state_and_the_chat(
    broken: dict[str, Any], why: str | None, words: str
) -> None:
    w = world(LATE, aino="online")
    c = promise_clock.fell_due(w, promised(**broken), {"p": FREE}).conversation
    [shown] = state(w, c, None)["promises"]
    assert (shown["status"], shown.get("why")) == ("broken", why)
    assert words in standing(w, c, None)
    disputed = promise_calls.disputed(w, c, "p").conversation
    assert "why" not in state(w, disputed, None)["promises"][0]


def test_a_call_that_met_nobody_four_times_is_not_said_to_be_cancelled() -> None:
    w = world(DUE, aino="online")
    c = promise_calls.tried(w, promised(tries=3), "p", "aino", None).conversation
    assert state(w, c, None)["promises"][0]["why"] == "no_answer"
    assert "emme saaneet sinua kiinni" in standing(w, c, None)
