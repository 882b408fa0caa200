"""Who can take it, and when at the earliest: one answer, by language, by team, at night, for danger at any hour."""

import dataclasses
import datetime as dt

import yaml

from bot.core import alerts, earliest, handoff, offering, people, view
from bot.core.company import parse_company
from bot.core.event import CUSTOMER
from bot.core.told import hours_fact
from bot.core.world import World
from tests.unit.factories import NOON, ROOT, conversation, local, world

NIGHT = local("2026-11-26 02:14")


def with_swedish_hours(now: dt.datetime) -> World:
    """Swedish is answered from one to two only."""
    document = yaml.safe_load((ROOT / "company.yml").read_text("utf-8"))
    document["hours_in"] = {"sv": {"mon-fri": "13-14"}}
    return dataclasses.replace(world(now), company=parse_company(document))


def test_a_language_with_hours_of_its_own_is_told_the_same_time_everywhere() -> None:
    w, c = with_swedish_hours(NOON), conversation(language="sv", topic="account")
    one = local("2026-11-25 13:00")
    assert earliest.earliest(c, w.members, w.company, w.now)[0].at == one
    assert w.human(c)["expected_at"] == "2026-11-25T11:00:00.000Z"
    assert "kl. 13" in view.state(w, c, None)["greeting"]
    asked = handoff.request(w, c, by=CUSTOMER).conversation
    assert "kl. 13" in str(offering.offer(w, asked, None, 1).events[-1].text)
    assert "kl. 13" in hours_fact(w, c)["line"]


def test_at_night_the_morning_is_told_and_for_danger_the_person_on_call_has_no_hours() -> None:
    w = world(NIGHT)
    assert earliest.earliest(conversation(), w.members, w.company, w.now)[0].at == local("2026-11-26 08:00")
    danger = conversation(alarm=True)
    mikko = next(
        r for r in earliest.earliest(danger, w.members, w.company, w.now) if r.member.person.id == "mikko"
    )
    assert mikko.at is not None
    assert mikko.at - NIGHT < dt.timedelta(minutes=15)


def test_the_best_one_who_is_free_can_take_it_now() -> None:
    w = world(NOON, mikko="online", sanna=("online", 4))
    first = earliest.earliest(conversation(topic="order"), w.members, w.company, w.now)[0]
    assert (first.member.person.id, first.at) == ("mikko", None)
    assert first.member == people.ranked(conversation(topic="order"), w.members.values(), w.company)[0]


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
