"""Who can take it, and when at the earliest: one answer, by language, by team, at night, for danger at any hour."""

import dataclasses
import datetime as dt

import pytest
import yaml

from bot.core import alerts, earliest, handoff, offering, people, slots, view
from bot.core.company import parse_company
from bot.core.earliest import Outlook
from bot.core.errors import Invalid
from bot.core.event import CUSTOMER
from bot.core.promise_limits import check_time, inside
from bot.core.told import hours_fact
from bot.core.world import World
from tests.unit.factories import NOON, ROOT, conversation, local, world

NIGHT = local("2026-11-26 02:14")


def with_swedish_hours(now: dt.datetime) -> World:
    """Swedish is answered from one to two only."""
    document = yaml.safe_load((ROOT / "company.yml").read_text("utf-8"))
    document["hours_in"] = {"sv": {"mon-fri": "13-14"}}
    return dataclasses.replace(world(now), company=parse_company(document))


def working(now: dt.datetime, id: str, hours: dict[str, str]) -> World:
    """One of them works part of the team's hours."""
    document = yaml.safe_load((ROOT / "company.yml").read_text("utf-8"))
    next(one for one in document["people"] if one["id"] == id)["hours"] = hours
    return dataclasses.replace(world(now), company=parse_company(document))


def test_a_language_with_hours_of_its_own_is_told_the_same_time_everywhere() -> None:
    w, c = with_swedish_hours(NOON), conversation(language="sv", topic="account")
    one = local("2026-11-25 13:00")
    assert w.outlook(c) == Outlook(w.members["sanna"], "opens", one)
    assert w.human(c)["expected_at"] == "2026-11-25T11:00:00.000Z"
    assert "kl. 13" in view.state(w, c, None)["greeting"]
    asked = handoff.request(w, c, by=CUSTOMER).conversation
    assert "kl. 13" in str(offering.offer(w, asked, None, 1).events[-1].text)
    assert "kl. 13" in hours_fact(w, c)["line"]


def test_at_night_the_morning_is_told_and_for_danger_the_person_on_call_has_no_hours() -> None:
    w = world(NIGHT)
    assert w.outlook(conversation()).at == local("2026-11-26 08:00")
    mikko = earliest.of(w.members["mikko"], w.company, w.now, conversation(alarm=True))
    assert mikko.kind == "unknown", "awake or not, nobody knows; no opening is waited for"
    assert mikko.at is not None
    assert mikko.at - NIGHT <= dt.timedelta(minutes=20)


def test_the_best_one_who_is_free_can_take_it_now() -> None:
    w = world(NOON, mikko="online", sanna=("online", 4))
    first = w.outlook(conversation(topic="order"))
    assert first == Outlook(w.members["mikko"], "here")
    assert first.member == people.ranked(conversation(topic="order"), w.members.values(), w.company)[0]


def test_a_promise_is_checked_against_the_hours_of_its_person_in_the_customers_language() -> None:
    w, c = with_swedish_hours(NOON), conversation(language="sv", agent="sanna", handler="agent")
    assert inside(w, c, local("2026-11-25 13:30"), "sanna")
    with pytest.raises(Invalid, match="Open again tomorrow, Thursday, at 13"):
        check_time(w, c, local("2026-11-25 16:00"), "sanna")
    assert inside(w, c.but(language="fi"), local("2026-11-25 16:00"), "sanna")


def test_somebody_who_works_part_of_the_day_promises_nothing_for_the_rest_of_it() -> None:
    w = working(NOON, "aino", {"mon-fri": "8-14"})
    check_time(w, conversation(), local("2026-11-25 14:00"), "aino")
    with pytest.raises(Invalid, match="Nobody is here at that time"):
        check_time(w, conversation(), local("2026-11-25 15:00"), "aino")
    mikko = working(NOON, "mikko", {"mon-fri": "8-14"})
    check_time(mikko, conversation(alarm=True), local("2026-11-25 23:00"), "mikko")


def test_the_times_offered_are_times_that_may_be_promised() -> None:
    for w, language in ((with_swedish_hours(NOON), "sv"), (working(NOON, "aino", {"mon-thu": "9-11"}), "fi")):
        for id in w.members:
            for at in slots.times(w.company, w.company.person(id), w.now, language):
                check_time(w, conversation(language=language), at, id)


def test_in_danger_at_night_the_customer_sees_who_was_woken_and_who_has_seen_it_112_first() -> None:
    asked = handoff.request(
        world(NIGHT), conversation(), by=CUSTOMER, urgency="critical", alarm=True
    ).conversation
    change = alerts.fell_due(world(NIGHT), asked)
    [raised] = change.events
    assert (raised.type, raised.data["route"], raised.data["to"]) == ("alert.raised", "on_call", ["mikko"])
    reached = alerts.reached(world(NIGHT), change.conversation, "mikko")
    [line] = reached.events
    assert str(line.text).startswith("Jos joku on vaarassa, soita heti 112.")
    assert "klo 2.14: Mikko" in str(line.text)
    assert alerts.reached(world(NIGHT), reached.conversation, "mikko").events == ()
    later = world(NIGHT + dt.timedelta(minutes=2))
    seen = alerts.acknowledge(later, reached.conversation, "mikko")
    assert alerts.next_at(seen.conversation, later.timing.alerts) == later.now + dt.timedelta(minutes=5)
    assert [event.type for event in seen.events] == ["alert.acknowledged", "message"]
    assert "Mikko näki hälytyksen klo 2.16" in str(seen.events[1].text)
