"""Who would answer: language before skill, then who helped before, then load; and what is said of them."""

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import people
from bot.core.conversation import Conversation
from bot.core.event import instant
from bot.core.world import World
from tests.unit.factories import COMPANY, NOON, conversation, local, world


def order(w: World, c: Conversation) -> list[str]:
    return [m.person.id for m in people.ranked(c, w.members.values(), w.company)]


def test_language_comes_before_skill() -> None:
    w = world(aino="online", mikko="online", sanna="online")
    assert order(w, conversation(language="sv", topic="invoice"))[0] == "sanna"
    assert order(w, conversation(topic="invoice"))[0] == "aino"
    assert order(w, conversation(topic="delivery"))[0] == "mikko"


def test_skill_comes_before_who_helped_and_that_before_load() -> None:
    w = world(aino=("online", 3), mikko=("online", 0), sanna=("online", 0))
    assert order(w, conversation(topic="delivery", helped_by=("aino",)))[0] == "mikko"
    assert order(w, conversation(helped_by=("aino",)))[0] == "aino"
    assert order(w, conversation())[-1] == "aino"


def test_who_was_asked_for_by_name_comes_first_even_when_away() -> None:
    w = world(aino="online", mikko="online")
    assert order(w, conversation(wanted="sanna"))[0] == "sanna"


def test_the_free_come_before_the_full_and_they_before_the_absent() -> None:
    w = world(aino=("online", 4), mikko="away", sanna="online")
    assert order(w, conversation(topic="invoice")) == ["sanna", "aino", "mikko"]


def test_an_alarm_prefers_the_one_on_call() -> None:
    w = world(aino="online", mikko="online", sanna="online")
    assert order(w, conversation(alarm=True))[0] == "mikko"


def test_waiting_for_one_person_only_names_nobody_else() -> None:
    w = world(aino="online", mikko="online")
    assert order(w, conversation(only="sanna")) == ["sanna"]
    assert w.human(conversation(only="sanna"))["others"] == []


@pytest.mark.parametrize("name", ["Aino", "aino", " AINO ", "Aino Virtanen", "aino virtanen"])
def test_a_name_finds_its_person(name: str) -> None:
    found = people.find_by_name(name, COMPANY)
    assert found is not None
    assert found.id == "aino"


@pytest.mark.parametrize("name", ["Riitta", "Virtanen?", "", "ai"])
def test_a_strange_name_finds_nobody(name: str) -> None:
    assert people.find_by_name(name, COMPANY) is None


def test_the_names_are_a_choice_until_somebody_is_reserved() -> None:
    w = world(aino="online", mikko="online")
    assert w.someone(conversation()) == "Aino (laskutus) tai Mikko (toimitukset)"
    assert w.someone(conversation(handler="queue", offered="mikko")) == "Mikko, toimitukset"
    assert w.someone(conversation(language="sv", offered="mikko")) == "Mikko, leveranser"


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-25 19:00", "2026-11-26 08:00"), ("2026-11-28 16:00", "2026-11-30 08:00"),
        ("2026-12-23 19:00", "2026-12-28 08:00"), ("2026-11-26 03:00", "2026-11-26 08:00"),
    ],
)  # fmt: skip
def test_with_nobody_here_the_next_opening_is_named(now: str, expected: str) -> None:
    human = world(local(now)).human(conversation())
    assert human["available"] is False
    assert instant(human["expected_at"]) == local(expected)


def test_somebody_full_is_expected_within_the_teams_range() -> None:
    human = world(aino=("online", 4)).human(conversation(topic="invoice"))
    assert human["available"] is False
    assert dt.timedelta(minutes=6) <= instant(human["expected_at"]) - NOON <= dt.timedelta(minutes=12)


statuses = st.sampled_from(["online", "away", "offline"])
everybody = st.fixed_dictionaries({id: st.tuples(statuses, st.integers(0, 6)) for id in COMPANY.people})


@given(
    everybody,
    st.sampled_from(["fi", "en", "sv"]),
    st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2027, 1, 1), timezones=st.just(dt.UTC)),
    st.sampled_from([None, "aino", "sanna"]),
)
def test_a_person_is_always_named_and_available_only_when_free_now(
    staff: dict[str, tuple[str, int]], language: str, now: dt.datetime, wanted: str | None
) -> None:
    w = world(now, (), **staff)
    c = conversation(language=language, wanted=wanted)
    human = w.human(c)
    assert human["name"]
    assert human["role"]
    assert "surname" not in human
    assert human["available"] == w.member(human["id"], c).free
    if not human["available"]:
        assert instant(human["expected_at"]) > now
    else:
        assert human["expected_at"] is None


def test_segments_do_not_decide() -> None:
    """V27: nothing of the customer but what they asked, when, in which language, and who helped, moves the order."""
    w = world(aino="online", mikko="online", sanna="online")
    orders = {
        tuple(order(w, conversation(name=name, page=page, customer=customer)))
        for name, page, customer in itertools.product(
            (None, "Kuningas"), (None, "https://shop/vip"), (None, "x")
        )
    }
    assert len(orders) == 1
