"""Opening hours and how instants are said: DST nights, holidays, exceptions, and the hours between midnight and five."""

import datetime as dt

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.core.company import parse_company
from bot.core.hours import Hours
from bot.core.hours_table import parse_hours, parse_span
from bot.core.when import clock, day_and_clock
from tests.unit.factories import COMPANY, HELSINKI, ROOT, local

WEEK = COMPANY.hours
ALWAYS = Hours(HELSINKI, dict.fromkeys(range(7), parse_span("x", "0-24")))


@pytest.mark.parametrize(
    ("now", "open"),
    [
        ("2026-11-25 07:59", False), ("2026-11-25 08:00", True), ("2026-11-25 17:59", True),
        ("2026-11-25 18:00", False), ("2026-11-28 10:00", True), ("2026-11-28 15:00", False),
        ("2026-11-29 12:00", False), ("2026-12-24 12:00", False), ("2026-12-25 12:00", False),
        ("2026-06-19 12:00", False), ("2026-01-06 12:00", False), ("2026-05-14 12:00", False),
    ],
)  # fmt: skip
def test_open_by_the_week_and_closed_on_finnish_holidays(now: str, open: bool) -> None:
    assert WEEK.is_open(local(now)) is open


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-11-25 03:00", "2026-11-25 08:00"), ("2026-11-25 09:00", "2026-11-25 09:00"),
        ("2026-11-25 18:00", "2026-11-26 08:00"), ("2026-11-28 15:00", "2026-11-30 08:00"),
        ("2026-12-23 18:30", "2026-12-28 08:00"),  # Christmas: Thursday to Saturday (26th) closed, Sunday too
    ],
)  # fmt: skip
def test_the_next_opening(now: str, opens: str) -> None:
    assert WEEK.opens_at(local(now)) == local(opens)


def test_an_exception_wins_over_week_and_holiday() -> None:
    hours = Hours(
        HELSINKI,
        WEEK.weekly,
        {dt.date(2026, 12, 24): parse_span("x", "9-12"), dt.date(2026, 11, 25): None},
        "FI",
    )
    assert hours.is_open(local("2026-12-24 10:00"))
    assert not hours.is_open(local("2026-12-24 12:00"))
    assert not hours.is_open(local("2026-11-25 12:00"))
    assert hours.opens_at(local("2026-11-25 12:00")) == local("2026-11-26 08:00")


@pytest.mark.parametrize(
    ("eves", "open_days", "closed_days"),
    [
        ("library", ["2026-04-30", "2026-12-31"], ["2026-06-19", "2026-12-24"]),
        ("open", ["2026-04-30", "2026-06-19", "2026-12-24"], ["2026-12-25"]),
        ("closed", ["2026-12-23"], ["2026-04-30", "2026-06-19", "2026-12-24", "2026-12-31"]),
    ],
)
def test_a_company_says_what_it_does_on_the_day_before_a_holiday(
    eves: str, open_days: list[str], closed_days: list[str]
) -> None:
    hours = parse_hours("hours", {"mon-fri": "8-18", "holidays": "FI", "eves": eves}, HELSINKI)
    assert all(hours.is_open(local(f"{day} 12:00")) for day in open_days)
    assert not any(hours.is_open(local(f"{day} 12:00")) for day in closed_days)


def test_the_day_before_a_holiday_may_be_short() -> None:
    hours = parse_hours("hours", {"mon-fri": "8-18", "holidays": "FI", "eves": "8-12"}, HELSINKI)
    for eve in ("2026-12-24", "2026-06-19", "2026-12-31"):
        assert hours.closes_at(local(f"{eve} 09:00")) == local(f"{eve} 12:00")
    assert hours.closes_at(local("2026-12-23 09:00")) == local("2026-12-23 18:00")
    assert not hours.is_open(
        local("2026-12-05 10:00")
    )  # a Saturday before a holiday: closed as on any Saturday


def test_a_language_may_have_hours_of_its_own() -> None:
    document = yaml.safe_load((ROOT / "company.yml").read_text("utf-8"))
    document["hours_in"] = {"sv": {"mon-fri": "10-12"}}
    document["teams"]["tekninen"]["hours_in"] = {"sv": {"mon-fri": "13-14"}}
    company = parse_company(document)
    noon, after = local("2026-11-25 11:00"), local("2026-11-25 13:30")
    assert company.hours_for("laskutus", "sv").is_open(noon)
    assert not company.hours_for("laskutus", "sv").is_open(after)
    assert company.hours_for("laskutus", "fi").is_open(after)
    assert company.hours_for("tekninen", "sv").is_open(after)
    assert not company.hours_for("tekninen", "sv").is_open(noon)


def test_closed_for_good_has_no_next_opening() -> None:
    never = Hours(HELSINKI, {})
    assert never.opens_at(local("2026-11-25 12:00")) is None
    assert never.closes_at(local("2026-11-25 12:00")) is None


@pytest.mark.parametrize(
    ("day", "hours"),
    [("2026-03-29", 7), ("2026-10-25", 9), ("2026-11-25", 8)],
    ids=["spring", "autumn", "plain"],
)
def test_a_night_of_changing_clocks_has_its_real_length(day: str, hours: int) -> None:
    nights = Hours(HELSINKI, dict.fromkeys(range(7), parse_span("x", "0-8")))
    start = local(f"{day} 00:00")
    closes = nights.closes_at(start)
    assert closes is not None
    assert closes - start == dt.timedelta(hours=hours)


@pytest.mark.parametrize(
    "now", ["2026-11-25 23:59", "2026-11-26 00:00", "2026-03-29 03:30", "2026-10-25 03:30"]
)
def test_round_the_clock_is_open_at_any_minute(now: str) -> None:
    assert ALWAYS.is_open(local(now))


instants = st.datetimes(dt.datetime(2025, 1, 1), dt.datetime(2029, 1, 1), timezones=st.just(dt.UTC))


@given(instants)
def test_the_next_opening_is_open_and_nothing_before_it_is(now: dt.datetime) -> None:
    opens = WEEK.opens_at(now)
    assert opens is not None
    assert opens >= now
    assert WEEK.is_open(opens)
    if opens > now:
        assert not WEEK.is_open(now)
        assert not WEEK.is_open(opens - dt.timedelta(seconds=1))


@given(instants)
def test_what_is_open_closes_later_and_is_closed_then(now: dt.datetime) -> None:
    closes = WEEK.closes_at(now)
    if closes:
        assert closes > now
        assert not WEEK.is_open(closes)


@pytest.mark.parametrize(
    ("at", "now", "fi", "en", "sv"),
    [
        ("2026-11-25 14:30", "2026-11-25 12:00", "tänään klo 14.30", "today at 14:30", "i dag kl. 14.30"),
        ("2026-11-25 09:00", "2026-11-25 07:00", "tänään klo 9", "today at 9:00", "i dag kl. 9"),
        ("2026-11-25 09:00", "2026-11-25 01:00", "tänä aamuna klo 9", "this morning at 9:00", None),
        ("2026-11-25 09:00", "2026-11-25 04:59", "tänä aamuna klo 9", "this morning at 9:00", None),
        ("2026-11-25 14:00", "2026-11-25 02:00", "tänään klo 14", "today at 14:00", "i dag kl. 14"),
        ("2026-11-26 09:00", "2026-11-25 23:59", "huomenna torstaina klo 9", "tomorrow, Thursday, at 9:00", "i morgon torsdag kl. 9"),
        ("2026-11-28 10:05", "2026-11-25 12:00", "lauantaina klo 10.05", "on Saturday at 10:05", "på lördag kl. 10.05"),
        ("2026-12-01 08:00", "2026-11-25 12:00", "tiistaina klo 8", "on Tuesday at 8:00", "på tisdag kl. 8"),
        ("2026-12-02 08:00", "2026-11-25 12:00", "keskiviikkona 2.12. klo 8", "on Wednesday 2 Dec at 8:00", "onsdag 2.12 kl. 8"),
        ("2027-01-04 08:00", "2026-12-27 12:00", "maanantaina 4.1. klo 8", "on Monday 4 Jan at 8:00", "måndag 4.1 kl. 8"),
    ],
)  # fmt: skip
def test_instants_as_people_say_them(at: str, now: str, fi: str, en: str, sv: str | None) -> None:
    said = {
        language: day_and_clock(local(at), local(now), language, HELSINKI) for language in ("fi", "en", "sv")
    }
    assert (said["fi"], said["en"]) == (fi, en)
    assert sv is None or said["sv"] == sv
    assert "huomenna" not in said["fi"] or at[:10] > now[:10]


@given(instants, st.integers(0, 30 * 24 * 60), st.sampled_from(["fi", "en", "sv"]))
def test_an_instant_is_always_said_with_its_own_clock_time(
    now: dt.datetime, minutes: int, language: str
) -> None:
    at = now + dt.timedelta(minutes=minutes)
    said = day_and_clock(at, now, language, HELSINKI)
    assert said.endswith(clock(at, language, HELSINKI))
    here, there = now.astimezone(HELSINKI), at.astimezone(HELSINKI)
    if here.hour < 5 and here.date() == there.date() and 5 <= there.hour < 12:
        assert said.startswith(("tänä aamuna", "this morning", "i dag"))


@pytest.mark.parametrize("text", ["8-18", "8.30–16", "08:30-16:00", " 0 - 24 ", "23-23.30"])
def test_spans_that_are_understood(text: str) -> None:
    start, end = parse_span("hours.mon", text)
    assert start < end
