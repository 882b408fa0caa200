"""The honest wait: counted from the recent log, falling as time passes, never rising without a word why, with a way on."""

import dataclasses
import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import handoff, offering, steps, view, wait
from bot.core.conversation import Conversation, from_doc, to_doc
from bot.core.event import CUSTOMER, for_customer
from bot.core.said import Picked, Said
from bot.core.world import World
from tests.unit.factories import NOON, conversation, world

BUSY: dict[str, Any] = {"aino": ("online", 4), "mikko": ("online", 4)}


def at(minutes: float = 0, waits: dict[str, list[float]] | None = None, **people: Any) -> World:
    here = world(NOON + dt.timedelta(minutes=minutes), **(people or BUSY))
    return dataclasses.replace(here, waits=waits or {})


def waiting(position: int = 1, **given: Any) -> Conversation:
    """A case in the queue, offered to nobody yet."""
    asked = handoff.request(at(), conversation(), by=CUSTOMER).conversation
    return offering.offer(at(**given), asked, None, position).conversation


def shown(c: Conversation, w: World, position: int = 1) -> dict[str, Any]:
    return dict(view.state(w, c, position)["queue"])


def again(c: Conversation, w: World, position: int = 1) -> Conversation:
    return offering.offer(w, c, None, position).conversation


def test_without_a_log_the_companys_own_figures_are_said() -> None:
    assert shown(waiting(), at()) == {"position": 1, "wait_s": [120, 360], "reason": None}
    assert shown(waiting(3), at(), 3)["wait_s"] == [
        240,
        900,
    ]  # two people: the second round; coarser from ten minutes on


def test_the_range_is_four_fifths_of_the_recent_waits_of_that_team_and_hour() -> None:
    noon, others = [60.0 * n for n in range(1, 11)], [6000.0] * 50
    w = at(waits={"laskutus:12": noon, "laskutus:9": others, "tekninen:12": others})
    assert wait.forecast(w, conversation(topic="invoice"), 1) == (60, 540)
    few = at(waits={"laskutus:12": noon[:3], "laskutus:9": noon})
    assert wait.forecast(few, conversation(topic="invoice"), 1) == (60, 540)  # all of the day together
    assert wait.forecast(at(waits={"laskutus:12": noon[:3]}), conversation(topic="invoice"), 1) == (120, 360)


@given(st.lists(st.floats(1, 5000), min_size=10, max_size=200))
def test_at_least_eight_in_ten_of_the_remembered_waits_lie_within(waits: list[float]) -> None:
    low, high = wait.forecast(at(waits={"laskutus:12": waits}), conversation(topic="invoice"), 1)
    assert sum(low - 1 <= one <= high + 1 for one in waits) >= 0.8 * len(waits)


def test_it_falls_as_time_passes_and_says_nothing_of_it() -> None:
    c = waiting()
    later = again(c, at(2), 1)
    assert shown(later, at(2)) == {"position": 1, "wait_s": [0, 240], "reason": None}
    assert again(later, at(2)).wait == later.wait


@pytest.mark.parametrize(
    ("minutes", "position", "people", "reason"),
    [
        (1, 4, BUSY, "Kiireellisempi asia meni edelle."),
        (7, 1, BUSY, "Edellä olevat asiat kestävät arvioitua kauemmin."),
        (6, 1, {"aino": ("online", 4)}, "Paikalla on nyt vähemmän ihmisiä kuin äsken."),
    ],
)
def test_it_never_rises_without_a_word_why(
    minutes: int, position: int, people: dict[str, Any], reason: str
) -> None:
    c, w = waiting(), at(minutes, **people)
    now = shown(again(c, w, position), w, position)
    assert now["reason"] == reason
    assert now["wait_s"][1] >= 360 - minutes * 60


@given(st.lists(st.tuples(st.floats(0.2, 4), st.integers(1, 5), st.integers(0, 2)), max_size=12))
def test_whatever_happens_a_rise_has_its_reason(walk: list[tuple[float, int, int]]) -> None:
    c, minutes, high = waiting(2), 0.0, shown(waiting(2), at(), 2)["wait_s"][1]
    for passed, position, away in walk:
        minutes += passed
        people: dict[str, Any] = dict(list(BUSY.items())[: max(1, 2 - away)])
        w = at(minutes, **people)
        c = again(c, w, position)
        now = shown(c, w, position)
        assert now["wait_s"][0] < now["wait_s"][1]
        assert now["wait_s"][1] <= high or now["reason"]
        high = now["wait_s"][1]


def test_a_better_place_is_a_shorter_wait() -> None:
    assert shown(again(waiting(5), at(1), 1), at(1))["wait_s"][1] <= 360


def test_longer_than_the_team_lets_anyone_wait_there_is_a_choice() -> None:
    c = waiting(7)
    asked = handoff.request(at(), conversation(), by=CUSTOMER).conversation
    line = offering.offer(at(), asked, None, 7).events[-1]
    assert [choice["value"] for choice in line.data["choices"]] == ["stay", "times"]
    assert "+358 9 4245 1000" in str(line.text)
    stays = steps.customer_wrote(at(), c, Said("Odotan jonossa", "m1", "stay"))
    assert stays.conversation.handler == "queue"
    assert "viimeistään" in str(stays.events[-1].text)
    free = [(NOON + dt.timedelta(hours=1), "aino")]
    times = steps.customer_wrote(at(), c, Said("Sovitaan aika", "m2", "times", times=tuple(free)))
    [choice] = times.events[-1].data["choices"]
    picked = Picked("", "q", free[0], True)
    agreed = steps.customer_wrote(
        at(), times.conversation, Said(choice["label"], "m3", choice["value"], slot=picked)
    )
    assert (agreed.conversation.handler, agreed.conversation.promises[0].by) == ("bot", "customer")
    none = steps.customer_wrote(at(), c, Said("Sovitaan aika", "m4", "times", times=()))
    assert "+358 9 4245 1000" in str(none.events[-1].text)


def test_a_claim_says_whether_the_range_held_and_customers_are_not_shown_it() -> None:
    claimed = [handoff.claim(at(minutes), waiting(), "aino").events[0].to_json() for minutes in (1, 4, 9)]
    assert [event["data"]["waited"]["how"] for event in claimed] == ["sooner", "within", "longer"]
    assert "waited" not in (for_customer(claimed[0]) or {})["data"]


def test_a_range_is_judged_from_when_it_was_said_not_from_before_anybody_came() -> None:
    nobody = world(NOON)
    c = offering.offer(nobody, handoff.request(nobody, conversation(), by=CUSTOMER).conversation, None, 1)
    said = again(c.conversation, at(30))
    [claimed] = [handoff.claim(at(34), said, "aino").events[0].data["waited"]]
    assert (claimed["how"], claimed["waited_s"], claimed["said_s"]) == ("within", 240, [120, 360])


def test_how_often_the_range_held_is_counted_by_team() -> None:
    counts = {("laskutus", "within"): 41, ("laskutus", "sooner"): 5, ("laskutus", "longer"): 4}
    assert wait.shares(["laskutus", "tekninen"], counts) == [
        {"id": "laskutus", "within": 41, "sooner": 5, "longer": 4, "waits": 50},
        {"id": "tekninen", "within": 0, "sooner": 0, "longer": 0, "waits": 0},
    ]


def test_the_wait_survives_being_stored() -> None:
    c = waiting()
    assert from_doc(to_doc(c)) == c
