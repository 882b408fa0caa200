"""What the clock asks of a promise, with the time passed in: reminded, moved once, re-homed, broken and told; never silent."""

import datetime as dt
from typing import Any

import pytest

from bot.core import (
    places,
    plain,
    promise,
    promise_back,
    promise_calls,
    promise_clock,
    promise_keepers,
    steps,
)
from bot.core.conversation import Change, Conversation, Promise
from bot.core.errors import AinaError, Conflict, Invalid, NotAllowed
from bot.core.event import CUSTOMER, Event
from bot.core.said import Picked, Said
from bot.core.slots import Slot, picked, value_of
from bot.core.world import Timing
from tests.unit.factories import NOON, conversation, local, world

DUE = NOON + dt.timedelta(hours=2)
SOON = DUE + dt.timedelta(minutes=15)
HERE: dict[str, Any] = {"aino": "online", "mikko": "online"}
FREE: list[Slot] = [(DUE + dt.timedelta(minutes=60), "aino"), (DUE + dt.timedelta(minutes=90), "aino")]


def promised(**changes: Any) -> Conversation:
    """A case that Aino had, resolved for the day, with a call of hers in two hours."""
    basis: dict[str, Any] = {
        "id": "p",
        "agent": "aino",
        "what": "call",
        "due_at": DUE,
        "where": "phone",
        "phone": "+358401234567",
    }
    one = Promise(**basis | changes)
    made = promise.made(world(NOON, **HERE), conversation(helped_by=("aino",)), one, CUSTOMER)
    return made.conversation


def one(c: Conversation) -> Promise:
    return c.promises[0]


def at(c: Conversation, when: dt.datetime, free: list[Slot] | None = None, **people: Any) -> Change:
    times = {"p": FREE if free is None else free}
    return promise_clock.fell_due(world(when, **(people or HERE)), c, times)


def kinds(change: Change) -> list[str]:
    return [event.type for event in change.events]


def before(minutes: float) -> dt.datetime:
    return DUE - dt.timedelta(minutes=minutes)


def through(c: Conversation, until: dt.datetime, **people: Any) -> tuple[Conversation, list[Event]]:
    """Every step of the clock up to an instant, each at its own time."""
    events: list[Event] = []
    rules = Timing().promise
    while (due := promise_clock.next_at(one(c), rules)) and due <= until:
        change = at(c, due, **people)
        assert change.conversation != c, "the clock asks for ever"
        c, events = change.conversation, events + list(change.events)
    return c, events


def test_owner_twice_then_team_then_lead_are_reminded_then_the_customer_is_told_before_the_time() -> None:
    c, events = through(promised(), before(3))
    asked = [(e.data["to"], e.data["agents"], e.at) for e in events if e.type == "promise.reminded"]
    assert asked == [
        ("owner", ["aino"], before(30)), ("owner", ["aino"], before(10)),
        ("team", ["aino"], before(7)), ("lead", ["aino"], before(5)),
    ]  # fmt: skip
    [moved] = [e for e in events if e.type == "promise.moved"]
    assert moved.at == before(3)
    assert (one(c).status, one(c).moves, one(c).due_at) == ("moved", 1, FREE[0][0])
    told = events[-1]
    assert told.by.kind == "bot"
    assert "olemme siitä pahoillamme" in (told.text or "")
    assert [choice["value"] for choice in told.data["choices"]] == [value_of("p", FREE[1])]


def test_a_second_time_is_broken_told_with_times_and_a_person_and_goes_to_the_lead() -> None:
    c, _ = through(promised(moves=1), before(3))
    assert one(c).status == "broken"
    assert (c.handler, c.wanted, c.front, c.urgency) == ("queue", "aino", True, "high")
    change = at(promised(moves=1, reminded=4), before(3))
    line = next(e for e in change.events if e.type == "message")
    assert "meidän virheemme" in (line.text or "")
    assert [choice["value"] for choice in line.data["choices"]][-1] == "human"


def test_a_promise_whose_time_passed_untold_is_owned_as_broken_never_called_moved() -> None:
    change = at(promised(), DUE + dt.timedelta(hours=2))
    assert kinds(change)[0] == "promise.broken"
    assert "aika meni ohi" in str(change.events[1].text)


def test_who_picks_a_time_for_what_lapsed_is_asked_to_pick_nothing_and_waits_in_no_queue() -> None:
    w = world(DUE + dt.timedelta(minutes=1), **HERE)
    change = promise_clock.moved(w, promised(), "p", FREE[0], "q")
    assert kinds(change) == ["promise.broken", "message", "promise.made"]
    assert "alitse" not in str(change.events[1].text)
    assert not change.events[1].data.get("choices")
    assert (change.conversation.handler, change.events[0].data["to"]) == ("bot", "aino")


def test_confirmed_by_its_owner_nobody_is_reminded_and_silence_afterwards_is_owned() -> None:
    c = promise.confirmed(world(before(29), **HERE), promised(reminded=1), "p", "aino").conversation
    assert promise_clock.next_at(one(c), Timing().promise) == DUE + dt.timedelta(minutes=15)
    assert at(c, before(3)).conversation == c
    change = at(c, DUE + dt.timedelta(minutes=15))
    assert kinds(change)[0] == "promise.broken"
    assert "En tiedä" in str(change.events[1].text)


def test_a_colleague_who_confirms_has_it_from_now_on_and_the_customer_is_told() -> None:
    lead = world(before(6), aino="offline", mikko="online")
    c = promised(agent="mikko")
    change = promise.confirmed(lead, c, "p", "aino")  # a lead
    assert (one(change.conversation).agent, kinds(change)) == ("aino", ["promise.moved", "promise.confirmed"])
    assert change.events[0].data["notice"].startswith("Lupauksesta vastaa nyt Aino, laskutus.")


def test_only_owner_holder_team_and_lead_may_say_what_became_of_it() -> None:
    w = world(NOON, **HERE)
    for verb in (promise.kept, promise.confirmed):
        with pytest.raises(NotAllowed):
            verb(w, promised(), "p", "mikko")
    with pytest.raises(NotAllowed):
        promise_back.taken_back(w, promised(), "p", "mikko", "Kiire.")


def test_an_owner_who_is_missing_at_the_second_reminder_is_replaced_by_who_is_here_at_the_same_time() -> None:
    c, _ = through(promised(), before(30), aino="offline", mikko="online")
    w = world(before(10), aino="offline", mikko="online")
    assert promise_clock.needs_keeper(world(before(30), aino="offline"), c) == []
    assert promise_clock.needs_keeper(w, c) == [(one(c), "missing")]
    assert promise_keepers.takers(w, c, one(c), "missing") == ["mikko"]
    change = promise.handed_on(w, c, one(c), "mikko", "missing")
    theirs = one(change.conversation)
    assert (theirs.agent, theirs.due_at, theirs.moves, kinds(change)) == ("mikko", DUE, 0, ["promise.moved"])
    assert promise.handed_on(w, change.conversation, one(c), "sanna", "missing").events == ()
    change = at(change.conversation, before(7), aino="offline", mikko="online")
    assert (kinds(change), change.events[0].data["agents"]) == (["promise.reminded"], ["mikko"])


def test_no_step_is_taken_twice_when_the_clock_goes_back_or_jumps() -> None:
    c, first = through(promised(), before(10))
    again = [at(c, before(minutes)) for minutes in (130, 45, 11)]
    assert all(change.conversation == c and not change.events for change in again)
    jumped = at(c, before(5))
    assert kinds(jumped) == ["promise.reminded"]
    assert jumped.events[0].data["to"] == "lead"
    assert len(first) == 2


def test_with_no_free_time_left_the_customer_gets_the_phone_and_the_lead_has_it() -> None:
    change = at(promised(reminded=4), before(3), free=[])
    assert kinds(change)[:2] == ["promise.broken", "message"]
    assert "+358 9 4245 1000" in str(change.events[1].text)


def test_without_free_times_looked_up_it_waits_for_the_next_look() -> None:
    c = promised(reminded=4)
    assert promise_clock.fell_due(world(before(3), **HERE), c, {}).conversation == c
    assert promise_clock.needs_times(world(before(3), **HERE), c) == [one(c)]


def test_a_call_that_met_nobody_is_tried_again_then_told_in_writing_with_a_new_time() -> None:
    w = world(DUE, **HERE)
    first = promise_calls.tried(w, promised(), "p", "aino", SOON)
    assert (one(first.conversation).status, one(first.conversation).due_at) == (
        "tried",
        DUE + dt.timedelta(minutes=15),
    )
    assert "+358 9 4245 1000" in first.events[0].data["notice"]
    second = promise_calls.tried(w, first.conversation, "p", "aino", SOON, FREE[0])
    assert (one(second.conversation).status, one(second.conversation).due_at) == ("tried", FREE[0][0])
    assert "Soitimme, eikä puheluun vastattu. Uusi aika" in second.events[0].data["notice"]
    third = promise_calls.tried(w, second.conversation, "p", "aino", SOON).conversation
    over = promise_calls.tried(w, third, "p", "aino", SOON, FREE[1])
    assert one(over.conversation).status == "withdrawn"
    assert over.events[0].data["notice"]


def test_a_call_that_met_nobody_just_before_closing_gets_a_time_in_opening_hours() -> None:
    late = local("2026-11-25 17:55")
    tomorrow = (local("2026-11-26 08:00"), "aino")
    change = promise_calls.tried(
        world(late, **HERE), promised(due_at=late), "p", "aino", tomorrow[0], tomorrow
    )
    assert (one(change.conversation).status, one(change.conversation).due_at) == ("tried", tomorrow[0])
    assert "Uusi aika" in change.events[0].data["notice"]


def test_only_a_call_can_meet_nobody() -> None:
    with pytest.raises(Conflict) as refused:
        promise_calls.tried(world(NOON, **HERE), promised(what="answer"), "p", "aino", SOON)
    assert refused.value.code == "promise_no_call"


SAID = [
    ("kukaan ei soittanut", True), ("Kukaan ei ole soittanut!!", True), ("ei kukaan oo soittanu", True),
    ("puhelua ei koskaan tullut", True), ("ette soittaneet", True), ("mulle ei soitettu", True),
    ("Nobody called me", True), ("you never called", True), ("I never got a call", True), ("No one has called.", True),
    ("ingen ringde", True), ("ni ringde aldrig", True), ("ingen har ringt mig", True),
    ("soittaako joku minulle?", False), ("kukaan ei vastannut", False), ("please call me", False),
    ("ovikello ei soinut", False), ("voitko soittaa", False), ("ring mig", False), ("kuka soitti", False),
]  # fmt: skip


@pytest.mark.parametrize(("text", "so"), SAID)
def test_that_nobody_called_is_heard_when_it_is_typed(text: str, so: bool) -> None:
    assert plain.says_nobody_called(text) is so


@pytest.mark.parametrize("status", ["kept", "tried"])
def test_typed_that_nobody_called_beats_what_the_agent_said(status: str) -> None:
    w = world(DUE + dt.timedelta(minutes=5), **HERE)
    c = promised()
    c = (
        promise.kept(w, c, "p", "aino", "Lasku on hyvitetty.")
        if status == "kept"
        else promise_calls.tried(w, c, "p", "aino", w.now + dt.timedelta(minutes=15))
    ).conversation
    change = steps.customer_wrote(w, c, Said("kukaan ei soittanut", "m1"))
    assert one(change.conversation).status == "disputed"
    assert (change.conversation.handler, change.conversation.front) == ("queue", True)
    assert "eikä puhelua tullut" in str(change.events[-1].text)


def test_before_its_time_that_nobody_called_is_no_dispute() -> None:
    change = steps.customer_wrote(world(NOON, **HERE), promised(), Said("kukaan ei soittanut", "m1"))
    assert one(change.conversation).status == "open"


def test_the_outcome_of_a_call_is_found_in_writing() -> None:
    change = promise.kept(world(DUE, **HERE), promised(), "p", "aino", "Lasku hyvitetään perjantaina.")
    assert (change.events[0].text, one(change.conversation).status) == (
        "Lasku hyvitetään perjantaina.",
        "kept",
    )
    assert change.conversation.unseen_since == DUE


def test_who_writes_before_the_time_comes_to_the_front_of_the_one_who_promised() -> None:
    change = steps.customer_wrote(world(NOON, **HERE), promised(), Said("tuli vielä yksi asia mieleen", "m1"))
    c = change.conversation
    assert (c.handler, c.wanted, c.front, c.pending) == (
        "queue",
        "aino",
        True,
        ("tuli vielä yksi asia mieleen",),
    )
    away = steps.customer_wrote(world(NOON), promised(), Said("tuli vielä yksi asia mieleen", "m1"))
    assert away.conversation.handler == "bot"


def test_a_picked_time_moves_what_is_promised_or_begins_anew_what_was_broken() -> None:
    w = world(NOON, **HERE)
    it = Picked("p", "q", FREE[0], True)
    moved = steps.customer_wrote(w, promised(), Said("klo 15", "m1", slot=it)).conversation
    assert (one(moved).id, one(moved).due_at, one(moved).moves) == ("p", FREE[0][0], 0)
    broken = promised().but(
        promises=(Promise("p", "aino", "call", DUE, "phone", phone="+358401234567", status="broken"),)
    )
    anew = steps.customer_wrote(w, broken, Said("klo 15", "m1", slot=it)).conversation
    assert [(p.id, p.status, p.what, p.phone) for p in anew.promises] == [
        ("p", "broken", "call", "+358401234567"), ("q", "open", "call", "+358401234567"),
    ]  # fmt: skip
    gone = steps.customer_wrote(
        w, promised(), Said("klo 15", "m1", slot=Picked("p", "q", FREE[0], False, (FREE[1],)))
    )
    assert one(gone.conversation).due_at == DUE
    assert next(choice["value"] for choice in gone.events[-1].data["choices"]) == value_of("p", FREE[1])


@pytest.mark.parametrize(
    ("due", "code"),
    [
        ("2026-11-25 11:59", "promise_past"), ("2031-11-25 12:00", "promise_too_far"), ("2026-11-25 18:01", "promise_closed"),
        ("2026-11-29 12:00", "promise_closed"), ("2026-12-24 12:00", "promise_closed"), ("2026-11-26 03:00", "promise_closed"),
    ],
)  # fmt: skip
def test_what_cannot_be_promised_is_refused(due: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        promised(due_at=local(due))
    assert refused.value.code == code


def test_on_call_somebody_may_promise_any_hour_to_a_case_of_danger() -> None:
    night = local("2026-11-26 02:40")
    one = Promise("p", "mikko", "call", night, "phone", phone="+358401234567")
    promise.made(world(local("2026-11-26 02:14"), mikko="online"), conversation(alarm=True), one, CUSTOMER)
    with pytest.raises(Invalid):
        promise.made(world(local("2026-11-26 02:14"), mikko="online"), conversation(), one, CUSTOMER)


def test_the_timers_and_the_list_of_a_person_follow_from_the_record() -> None:
    c = promised()
    found = places.places(c, Timing())
    assert found["due", f"promise:{c.id}"] == before(30).timestamp()
    assert found["promised:aino", f"{c.id}~p"] == DUE.timestamp()
    ended = promise.withdrawn(world(NOON, **HERE), c, "p").conversation
    assert not [key for key in places.places(ended, Timing()) if key[0] in ("due", "promised:aino")]


def test_a_button_names_its_promise_and_its_time() -> None:
    assert picked(value_of("p", FREE[0])) == ("p", FREE[0])
    assert picked("human") is None
    assert picked(None) is None
    with pytest.raises(AinaError):
        picked("slot:p:tomorrow~aino")


def test_what_is_moved_after_its_time_was_broken_and_is_a_new_promise() -> None:
    w = world(DUE + dt.timedelta(minutes=1), **HERE)
    with pytest.raises(Conflict) as refused:
        promise.moved(w, promised(), "p", FREE[0][0], w.actor("aino", "fi"))
    assert refused.value.code == "promise_late"
    change = promise_clock.moved(w, promised(), "p", FREE[0], "q")
    assert [(one.id, one.status) for one in change.conversation.promises] == [("p", "broken"), ("q", "open")]
    assert "aika meni ohi" in str(change.events[1].text)
