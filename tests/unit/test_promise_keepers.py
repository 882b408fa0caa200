"""Who keeps a promise when its owner leaves, and that we move one once, by whatever way it came to where it is."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from bot.core import finding_out, joined, promise, promise_calls, promise_clock, promise_keepers, shifts
from bot.core.conversation import Change, Conversation, Promise
from bot.core.errors import Conflict
from bot.core.event import CUSTOMER
from bot.core.people import Member
from bot.core.slots import Slot, times_of
from bot.core.world import Timing, World
from tests.unit.factories import NOON, conversation, local, world

MORNING = {"mon-fri": "8-13"}
AFTERNOON = {"mon-fri": "14-18"}
AT_THREE = local("2026-11-25 15:00")
LATER: list[Slot] = [(local("2026-11-26 09:00"), "aino")]


def shifted(now: dt.datetime = NOON, left: Mapping[str, dt.datetime] | None = None, **people: Any) -> World:
    """A Wednesday on which Aino works until one and Sanna from two; Mikko as long as the desk is open.

    `left`: who signed out, and when.
    """
    w = world(now, **people)
    hours = {"aino": MORNING, "sanna": AFTERNOON}
    staff = {
        id: dataclasses.replace(person, hours=tuple(hours.get(id, {}).items()))
        for id, person in w.company.people.items()
    }
    members = {
        id: Member(staff[id], m.status, m.load, left_at=(left or {}).get(id)) for id, m in w.members.items()
    }
    return dataclasses.replace(w, company=dataclasses.replace(w.company, people=staff), members=members)


def promised(w: World, due: dt.datetime = AT_THREE, **changes: Any) -> Conversation:
    """A case of Aino's, with an answer promised while she worked as long as the desk is open; now her hours are these."""
    basis: dict[str, Any] = {"id": "p", "agent": "aino", "what": "answer", "due_at": due, "where": "web"}
    one = Promise(**(basis | changes))
    before = promise.made(world(w.now), conversation(helped_by=("aino",)), one, CUSTOMER).conversation
    return promise_clock.shift_changed(w, before, "p").conversation


def one(c: Conversation) -> Promise:
    return c.promises[0]


def test_the_end_of_the_last_shift_before_its_time_stands_in_the_record_and_is_its_timer() -> None:
    w = shifted(aino="online")
    assert one(promised(w)).leaves_at == local("2026-11-25 13:00")
    assert promise_clock.next_at(one(promised(w)), Timing().promise) == local("2026-11-25 13:00")
    friday = promised(w, local("2026-11-27 15:00"))
    assert one(friday).leaves_at == local("2026-11-27 13:00"), "not today's end: they are back before"
    monday = promised(w, local("2026-11-30 09:00"))
    assert one(monday).leaves_at is None
    assert one(promised(w, local("2026-11-25 13:00"))).leaves_at is None, "the closing minute counts"


@pytest.mark.parametrize(
    ("made", "due", "ends"),
    [
        ("2026-10-23 12:00", "2026-10-26 15:00", "2026-10-26 13:00"),  # the clocks go back on the 25th
        ("2026-03-27 12:00", "2026-03-30 15:00", "2026-03-30 13:00"),  # and forth on the 29th of March
        ("2026-12-22 12:00", "2026-12-28 17:00", "2026-12-28 13:00"),  # over Christmas
    ],
)
def test_shifts_end_by_the_clock_on_the_wall(made: str, due: str, ends: str) -> None:
    assert one(promised(shifted(local(made)), local(due))).leaves_at == local(ends)


def test_whose_shift_is_over_already_keeps_it_while_they_are_here_and_else_lets_it_go_at_once() -> None:
    half_past_one = local("2026-11-25 13:30")
    assert one(promised(shifted(half_past_one, aino="online"))).leaves_at is None
    assert one(promised(shifted(half_past_one))).leaves_at == half_past_one


def test_in_danger_the_person_on_call_has_no_shifts() -> None:
    w = shifted(local("2026-11-25 12:00"), mikko="online")
    night = Promise("p", "mikko", "answer", local("2026-11-26 02:00"), "web")
    assert (
        promise.made(w, conversation(alarm=True), night, CUSTOMER).conversation.promises[0].leaves_at is None
    )


def test_those_here_come_before_those_who_come_in_time_and_who_signed_out_is_never_asked() -> None:
    w = shifted(mikko="online")
    c = promised(w)
    assert promise_keepers.takers(w, c, one(c), "off_duty") == ["mikko", "sanna"]
    gone = shifted(left={"mikko": NOON})
    assert promise_keepers.takers(gone, c, one(c), "off_duty") == ["sanna"]
    yesterday = shifted(left={"mikko": NOON - dt.timedelta(days=1)})
    assert "mikko" in promise_keepers.takers(yesterday, c, one(c), "off_duty")
    swedish = c.but(language="sv")
    assert promise_keepers.takers(w, swedish, one(c), "off_duty") == ["sanna", "mikko"], "she speaks it"
    assert promise_keepers.takers(w, swedish, one(c), "missing") == ["mikko"], "he is here"
    early = promised(w, local("2026-11-25 13:30"))
    assert promise_keepers.takers(gone, early, one(early), "off_duty") == [], "sanna's shift begins later"


def test_for_who_is_gone_for_good_somebody_who_is_not_expected_is_better_than_nobody() -> None:
    gone = shifted(left={"mikko": NOON, "sanna": NOON})
    c = promised(gone)
    assert promise_keepers.takers(gone, c, one(c), "off_duty") == []
    assert set(promise_keepers.takers(gone, c, one(c), "left")) == {"mikko", "sanna"}


def test_near_its_time_only_who_is_here_will_do() -> None:
    w = shifted(sanna="online")
    c = promised(w)
    assert promise_keepers.takers(w, c, one(c), "missing") == ["sanna"]


def test_who_has_signed_out_is_away_until_their_next_shift() -> None:
    w = shifted(left={"aino": NOON})
    today, tomorrow = promised(w, local("2026-11-25 12:30")), promised(w, local("2026-11-26 12:30"))
    assert promise_keepers.away_then(w, today, one(today))
    assert not promise_keepers.away_then(w, tomorrow, one(tomorrow))
    assert shifts.gone(w.company, w.members["aino"], NOON)
    assert not shifts.gone(w.company, w.members["aino"], local("2026-11-26 08:00"))


def test_times_of_somebody_who_has_signed_out_begin_with_their_next_shift() -> None:
    w = shifted(left={"aino": NOON})
    person = w.company.people["aino"]
    assert times_of(w, person, "fi")[0] == local("2026-11-26 08:00")
    assert times_of(shifted(aino="online"), person, "fi")[0] == local("2026-11-25 12:30")


def test_who_confirmed_it_and_left_is_on_it_no_more_so_the_customer_is_told_before_its_time() -> None:
    here = shifted(aino="online")
    c = promise.confirmed(here, promised(here), "p", "aino").conversation
    gone = shifted(left=dict.fromkeys(("aino", "mikko", "sanna"), NOON))
    change = promise_clock.without(gone, c, "p")
    assert (one(change.conversation).confirmed_at, one(change.conversation).alone) == (None, True)
    assert change.events[0].data["left"]
    assert promise_clock.next_at(one(change.conversation), Timing().promise) == local("2026-11-25 14:30")
    stays = promise_clock.without(here, c, "p").conversation
    assert one(stays).confirmed_at, "who is still here keeps it, and has said so"


def test_with_nobody_leads_hear_it_once_and_it_is_moved_at_the_first_reminder() -> None:
    w = shifted(left=dict.fromkeys(("aino", "mikko", "sanna"), NOON))
    c = promised(w)
    change = promise_clock.without(w, c, "p")
    assert [event.type for event in change.events] == ["promise.at_risk"]
    assert change.events[0].data["to"] == ["aino"]
    alone = change.conversation
    assert promise_clock.without(w, alone, "p") == Change(alone)
    at = promise_clock.next_at(one(alone), Timing().promise)
    assert at == AT_THREE - dt.timedelta(minutes=30)
    then = dataclasses.replace(w, now=at)
    assert promise_clock.needs_times(then, alone) == [one(alone)]
    moved = promise_clock.fell_due(then, alone, {"p": LATER}).conversation
    assert (one(moved).status, one(moved).due_at, one(moved).alone) == ("moved", LATER[0][0], False)
    back = promise_clock.fell_due(dataclasses.replace(shifted(at, aino="online")), alone, {}).conversation
    assert (one(back).alone, one(back).reminded, one(back).agent) == (False, 1, "aino")


Way = Callable[[World, Conversation], Conversation]


def by_the_agent(w: World, c: Conversation) -> Conversation:
    return promise.moved(w, c, "p", local("2026-11-25 16:00"), w.actor("aino", "fi")).conversation


def by_the_clock(w: World, c: Conversation) -> Conversation:
    at = dataclasses.replace(w, now=one(c).due_at - dt.timedelta(minutes=3))
    slot = (local("2026-11-25 16:00"), "aino")
    reminded = c.but(promises=(dataclasses.replace(one(c), reminded=4),))
    return promise_clock.fell_due(at, reminded, {"p": [slot]}).conversation


def by_want_of_a_keeper(w: World, c: Conversation) -> Conversation:
    left = dataclasses.replace(w, members={id: Member(m.person) for id, m in w.members.items()})
    alone = c.but(promises=(dataclasses.replace(one(c), alone=True),))
    at = dataclasses.replace(left, now=one(c).due_at - dt.timedelta(minutes=30))
    return promise_clock.fell_due(at, alone, {"p": [(local("2026-11-25 16:00"), "aino")]}).conversation


def then_handed_on(w: World, c: Conversation) -> Conversation:
    moved = by_the_agent(w, c)
    return promise.handed_on(w, moved, one(moved), "mikko", "off_duty").conversation


def then_moved_by_the_customer(w: World, c: Conversation) -> Conversation:
    moved = by_the_clock(w, c)
    slot = (local("2026-11-25 17:00"), "aino")
    return promise_clock.moved(w, moved, "p", slot, "q").conversation


def then_a_call_that_met_nobody(w: World, c: Conversation) -> Conversation:
    moved = by_the_agent(w, c)
    due = dataclasses.replace(w, now=one(moved).due_at)
    soon = due.now + dt.timedelta(minutes=15)
    return promise_calls.tried(due, moved, "p", "aino", soon).conversation


def then_joined_to_another_case(w: World, c: Conversation) -> Conversation:
    into = conversation(id="0-b", handler="agent", agent="aino")
    return joined.take_in(w, into, by_the_agent(w, c), "aino").conversation


def then_accepted_by_a_colleague(w: World, c: Conversation) -> Conversation:
    moved = by_the_agent(w, c).but(handler="agent", agent="aino")
    moved = moved.but(promises=(dataclasses.replace(one(moved), by="transfer"),))
    return finding_out.passed_on(w, moved, "mikko")


WAYS = [
    by_the_agent, by_the_clock, by_want_of_a_keeper, then_handed_on, then_moved_by_the_customer,
    then_a_call_that_met_nobody, then_joined_to_another_case, then_accepted_by_a_colleague,
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_we_move_a_promise_once_whoever_did_and_whatever_came_after(way: Way) -> None:
    w = world(NOON, aino="online", mikko="online")
    c = way(w, promised(w, local("2026-11-25 15:00"), what="call", where="phone", phone="+358401234567"))
    assert one(c).moves == 1
    before = dataclasses.replace(w, now=one(c).due_at - dt.timedelta(minutes=5))
    with pytest.raises(Conflict) as refused:
        promise.moved(before, c, "p", local("2026-11-25 17:30"), w.actor("aino", "fi"))
    assert refused.value.code == "promise_moved_before"
    lapsed = c.but(promises=(dataclasses.replace(one(c), reminded=4),))
    near = dataclasses.replace(w, now=one(c).due_at - dt.timedelta(minutes=3))
    change = promise_clock.fell_due(near, lapsed, {"p": LATER})
    assert one(change.conversation).status == "broken"
    assert [event.type for event in change.events][:2] == ["promise.broken", "message"]
    assert "meidän virheemme" in str(change.events[1].text)
