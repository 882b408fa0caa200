"""Seen, or someone else is told: which route, whom, when; nobody off shift but the on-call person for an alarm."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from bot.core import alerts, choosing, offering, places
from bot.core.alert_rules import AlertRules, rules_of
from bot.core.conversation import Change, Conversation, Promise
from bot.core.errors import Conflict
from bot.core.world import Timing, World
from tests.unit.factories import COMPANY, NOON, conversation, local
from tests.unit.factories import world as world_at

RULES = rules_of(COMPANY)
NIGHT = local("2026-11-25 02:00")


def world(now: dt.datetime = NOON, **people: Any) -> World:
    plain = world_at(now, **people)
    return replace(plain, timing=Timing(alerts=RULES))


def waiting(now: dt.datetime = NOON, **fields: Any) -> Conversation:
    return conversation(handler="queue", waiting_since=now, **fields)


def raised(
    c: Conversation, now: dt.datetime, times: int, **people: Any
) -> list[tuple[float, str, list[str]]]:
    """Seconds from the start, route and whom, of so many alerts in a row."""
    found: list[tuple[float, str, list[str]]] = []
    at = now
    while len(found) < times:
        at = alerts.next_at(c, RULES) or at
        change: Change = alerts.fell_due(world(at, **people), c)
        assert change.conversation != c, "it must go on"
        c = change.conversation
        found += [
            ((event.at - now).total_seconds(), event.data["route"], event.data["to"])
            for event in change.events
            if event.type == "alert.raised"
        ]
    return found


@pytest.mark.parametrize(
    ("fields", "limit"),
    [
        ({"urgency": "high"}, 60), ({"urgency": "critical"}, 60), ({"topic": "delivery"}, 600),
        ({"topic": "invoice"}, 900), ({}, 600),
    ],
)  # fmt: skip
def test_it_sounds_again_and_goes_to_the_next_route_after_its_limit(
    fields: dict[str, Any], limit: int
) -> None:
    found = raised(waiting(**fields), NOON, 4, aino="online", mikko="online")
    assert found == [
        (limit, "desk", ["aino", "mikko"]),
        (2 * limit, "telegram", ["aino", "mikko", "sanna"]),
        (3 * limit, "lead", ["aino"]),
        (4 * limit, "lead", ["aino"]),
    ]


def test_an_alarm_sounds_every_30_seconds_with_the_on_call_person_beside() -> None:
    found = raised(waiting(alarm=True, urgency="critical"), NOON, 3, aino="online")
    assert [row[:2] for row in found] == [(30, "desk"), (60, "telegram"), (90, "lead")]
    assert "mikko" in found[1][2]
    assert "mikko" in found[2][2]


def test_an_alarm_at_night_wakes_the_on_call_person_at_once_and_nobody_else() -> None:
    found = raised(waiting(NIGHT, alarm=True, urgency="critical"), NIGHT, 3)
    assert found == [(0, "on_call", ["mikko"]), (30, "telegram", ["mikko"]), (60, "lead", ["mikko"])]


def test_where_nobody_on_call_can_be_woken_the_customer_is_not_told_that_somebody_was() -> None:
    w = world(NIGHT, chats=())
    change = alerts.fell_due(w, waiting(NIGHT, alarm=True, urgency="critical"))
    raised, line = change.events
    assert (raised.data["route"], raised.data["to"]) == ("on_call", [])
    said = str(line.text)
    assert said.startswith("Jos joku on vaarassa, soita heti 112. En saa päivystäjää kiinni.")
    assert "tänä aamuna klo 8" in said
    assert w.company.phone in said
    again = alerts.fell_due(world(NIGHT + dt.timedelta(seconds=30), chats=()), change.conversation)
    assert [event.type for event in again.events] == ["alert.raised"]


def test_a_notice_that_does_not_arrive_is_owned_at_the_next_one_and_one_that_arrives_then_is_told() -> None:
    woken = alerts.fell_due(world(NIGHT), waiting(NIGHT, alarm=True, urgency="critical"))
    assert [event.type for event in woken.events] == ["alert.raised"]
    later = world(NIGHT + dt.timedelta(seconds=30))
    owned = alerts.fell_due(later, woken.conversation)
    assert "En ole vielä saanut ketään kiinni" in str(owned.events[-1].text)
    reached = alerts.reached(later, owned.conversation, "mikko")
    assert "Päivystäjälle lähti hälytys klo 2: Mikko" in str(reached.events[-1].text)


def test_a_notice_to_somebody_who_is_not_on_call_or_of_what_is_no_alarm_is_not_told() -> None:
    for c, agent in (
        (waiting(alarm=True), "aino"),
        (waiting(urgency="high"), "mikko"),
        (conversation(alarm=True), "mikko"),
    ):
        assert alerts.reached(world(NOON), c, agent) == Change(c)


def test_on_call_at_the_desk_at_night_only_what_cannot_wait_comes_and_the_rest_waits_for_the_morning() -> (
    None
):
    w = world(NIGHT, mikko="online")
    assert choosing.candidates(w, waiting(NIGHT)) == []
    assert choosing.candidates(w, waiting(NIGHT, urgency="high", wanted="mikko")) == []
    for grave in ({"urgency": "critical"}, {"urgency": "critical", "alarm": True}):
        assert [m.person.id for m in choosing.candidates(w, waiting(NIGHT, **grave))] == ["mikko"]
    human = w.human(waiting(NIGHT))
    assert (human["available"], human["expected_at"]) == (False, "2026-11-25T06:00:00.000Z")
    told = offering.offer(w, waiting(NIGHT), None, 1)
    assert "tänä aamuna klo 8" in str(told.events[-1].text)
    assert (
        alerts.fell_due(world(NIGHT + dt.timedelta(minutes=11), mikko="online"), waiting(NIGHT)).events == ()
    )
    eight = world(local("2026-11-25 08:00"), mikko="online")
    assert [m.person.id for m in choosing.candidates(eight, told.conversation)] == ["mikko"]
    assert offering.may_be_offered(eight, told.conversation)


def test_what_is_no_alarm_waits_for_the_morning() -> None:
    c = waiting(NIGHT, urgency="high")
    change = alerts.fell_due(world(NIGHT + dt.timedelta(minutes=1)), c)
    assert change.events == ()
    opens = local("2026-11-25 08:00")
    assert change.conversation.alert_at == opens + dt.timedelta(seconds=60)


def test_a_case_that_becomes_an_alarm_does_not_wait_for_the_old_limit() -> None:
    c = alerts.fell_due(world(NOON + dt.timedelta(minutes=10), aino="online"), waiting()).conversation
    worse = c.but(alarm=True, urgency="critical")
    assert alerts.next_at(worse, RULES) == NOON
    now = NOON + dt.timedelta(minutes=11)
    looked = alerts.fell_due(world(now, aino="online"), worse).conversation
    assert looked.alert_at == now + dt.timedelta(seconds=30)


def test_only_who_could_take_it_can_acknowledge_it_and_then_it_is_quiet_for_a_limit() -> None:
    c = waiting(urgency="high")
    for people in ({}, {"mikko": "online"}, {"aino": "away"}, {"aino": ("online", 4)}):
        with pytest.raises(Conflict) as refused:
            alerts.acknowledge(world(NOON, **people), c, "aino")
        assert refused.value.code == "not_free"
    change = alerts.acknowledge(world(NOON, aino="online"), c, "aino")
    assert [event.type for event in change.events] == ["alert.acknowledged"]
    assert alerts.next_at(change.conversation, RULES) == NOON + dt.timedelta(seconds=60)
    assert alerts.acknowledge(world(NOON, aino="online"), change.conversation, "aino").events == ()


def test_whoever_has_seen_it_sees_it_again_when_it_sounds_again() -> None:
    c = alerts.acknowledge(world(NOON, aino="online"), waiting(urgency="high"), "aino").conversation
    later = world(NOON + dt.timedelta(seconds=60), aino="online")
    raised = alerts.fell_due(later, c)
    assert [event.type for event in raised.events] == ["alert.raised"]
    assert raised.conversation.acked_by == (), "nobody has seen it since"
    again = alerts.acknowledge(later, raised.conversation, "aino")
    assert [event.type for event in again.events] == ["alert.acknowledged"]
    assert alerts.next_at(again.conversation, RULES) == NOON + dt.timedelta(seconds=120)
    soon = world(NOON + dt.timedelta(seconds=119), aino="online")
    assert alerts.fell_due(soon, again.conversation).events == ()


def test_the_customer_hears_once_who_has_seen_an_alarm_however_often_it_sounds() -> None:
    c = waiting(alarm=True, urgency="critical", alert_level="alarm", alert_at=NOON)
    first = alerts.acknowledge(world(NOON, aino="online"), c, "aino")
    assert [event.type for event in first.events] == ["alert.acknowledged", "message"]
    later = world(NOON + dt.timedelta(minutes=2), aino="online")
    again = alerts.acknowledge(later, alerts.fell_due(later, first.conversation).conversation, "aino")
    assert [event.type for event in again.events] == ["alert.acknowledged"]


def test_a_case_that_somebody_has_does_not_sound() -> None:
    assert alerts.next_at(conversation(handler="agent", agent="aino"), AlertRules()) is None
    assert alerts.next_at(conversation(), AlertRules()) is None


def score(**fields: Any) -> float:
    found = places.queue_score(waiting(**fields))
    assert found is not None
    return found


def promised(minutes: float) -> tuple[Promise, ...]:
    return (Promise("p", "aino", "answer", NOON + dt.timedelta(minutes=minutes), "web"),)


def test_the_queue_is_urgency_then_promises_about_to_fall_due_then_waiting() -> None:
    alarm, critical, high = (
        score(alarm=True, urgency="critical"),
        score(urgency="critical"),
        score(urgency="high"),
    )
    soon, normal = score(promises=promised(20)), score()
    assert alarm < critical < high < soon < normal
    assert score(promises=promised(14)) < high
    assert score(promises=promised(600)) == normal
    hour = dt.timedelta(hours=1, minutes=1)
    aged = places.queue_score(conversation(handler="queue", waiting_since=NOON - hour))
    assert aged is not None
    assert aged < high


def off_shift(now: dt.datetime, *gone: str, **people: Any) -> World:
    """Open by the calendar, while these people work hours of their own."""
    plain = world(now, **people)
    book = {
        id: replace(one, hours=(("sun", "10-11"),), on_call=False) if id in gone else one
        for id, one in plain.company.people.items()
    }
    members = {id: replace(one, person=book[id]) for id, one in plain.members.items()}
    return replace(plain, company=replace(plain.company, people=book), members=members)


def unacknowledged(now: dt.datetime, **fields: Any) -> Conversation:
    """Desk and Telegram have sounded; the lead is next, and the limit is over."""
    due = {"alert_at": now, "alert_level": "alarm" if fields.get("alarm") else "normal"}
    return waiting(now, alert_step=2, **due, **fields)


def test_with_no_lead_on_shift_everybody_on_shift_is_told_again() -> None:
    around = off_shift(NOON, "aino", sanna="online")
    change = alerts.fell_due(around, unacknowledged(NOON))
    [event] = change.events
    assert (event.data["route"], event.data["to"]) == ("telegram", ["mikko", "sanna"])
    assert change.conversation.alert_step == 3


def test_with_no_lead_on_shift_an_alarm_goes_to_the_on_call_person() -> None:
    around = off_shift(NOON, "aino", "sanna")
    event, *_ = alerts.fell_due(around, unacknowledged(NOON, alarm=True)).events
    assert (event.data["route"], event.data["to"]) == ("lead", ["mikko"])


@pytest.mark.parametrize("alarm", [False, True])
def test_where_nobody_can_be_told_it_is_recorded_and_the_customer_hears_the_truth_once(alarm: bool) -> None:
    around, c = off_shift(NOON, "aino", "mikko", "sanna"), unacknowledged(NOON, alarm=alarm)
    change = alerts.fell_due(around, c)
    assert [event.type for event in change.events] == ["alert.raised", "message"]
    assert (change.events[0].data["route"], change.events[0].data["to"]) == ("nobody", [])
    text = change.events[1].text or ""
    assert ("ole vielä saanut ketään kiinni" if alarm else "kukaan meistä ei ole paikalla") in text
    assert around.company.phone in text
    assert ("112" in text) is alarm
    later = replace(around, now=NOON + dt.timedelta(hours=1))
    again = alerts.fell_due(later, change.conversation)
    assert [event.type for event in again.events] == ["alert.raised"]


def test_somebody_who_comes_is_told_at_the_next_limit() -> None:
    around, c = off_shift(NOON, "aino", "mikko", "sanna"), unacknowledged(NOON)
    c = alerts.fell_due(around, c).conversation
    at = NOON + dt.timedelta(hours=1)
    here = {**around.members, "sanna": replace(around.members["sanna"], status="online")}
    [event] = alerts.fell_due(replace(around, now=at, members=here), c).events
    assert event.data["to"] == ["sanna"]
