"""Which days a question about opening hours names, and what is answered about them."""

from __future__ import annotations

import datetime as dt

import pytest

from actions.days import named
from actions.speech import for_day
from tests.rasa.talk import Customer

FRIDAY = dt.date(2026, 11, 27)
EASTER = ["2027-03-26", "2027-03-27", "2027-03-28", "2027-03-29"]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("ootteko auki tänään", ["2026-11-27"]),
        ("oletteko huomenna paikalla", ["2026-11-28"]),
        ("entä ylihuomenna", ["2026-11-29"]),
        ("entä itsenäisyyspäivänä", ["2026-12-06"]),
        ("ootteks loppiaisena auki", ["2027-01-06"]),
        ("onko jouluaattona ketään", ["2026-12-24"]),
        ("milloin olette jouluna auki", ["2026-12-24", "2026-12-25", "2026-12-26"]),
        ("auki viikonloppuna?", ["2026-11-28", "2026-11-29"]),
        ("entä ensi keskiviikkona", ["2026-12-02"]),
        ("oletteko auki 24.12.", ["2026-12-24"]),
        ("are you open on 24 December", ["2026-12-24"]),
        ("open on independence day?", ["2026-12-06"]),
        ("are you there over the weekend", ["2026-11-28", "2026-11-29"]),
        ("har ni öppet på lördag", ["2026-11-28"]),
        ("har ni öppet på självständighetsdagen", ["2026-12-06"]),
        ("är ni här i jul", ["2026-12-24", "2026-12-25", "2026-12-26"]),
        ("oletteko auki 30.2.", []),
        ("milloin olette auki", []),
        ("voinko soittaa numeroon 40.50", []),
        ("Huomenta! Oletteko auki tänään?", ["2026-11-27"]),
        ("Hyvää huomenta, mihin aikaan aukeatte", []),
        ("voinko soittaa huomisaamuna", ["2026-11-28"]),
        ("are you there the day after tomorrow", ["2026-11-29"]),
        ("saako teidät kiinni tänään vai vasta huomenna", ["2026-11-27", "2026-11-28"]),
        ("are you open 24/7?", []),
        ("oletteko auki 24/7", []),
        ("har ni öppet 24/7", []),
        ("klo 9 maanantaina", ["2026-11-30"]),
        ("can I call after 6 marvellous", []),
        ("oletteko klo 17.10 asti", []),
        ("är ni där kl. 17.10", []),
        ("oletteko paikalla 1. maaliskuuta", ["2027-03-01"]),
        ("are you open on 24 Dec", ["2026-12-24"]),
        ("är det öppet 3 mars", ["2027-03-03"]),
        ("ensi perjantaina", ["2026-12-04"]),
        ("Next Friday?", ["2026-12-04"]),
        ("nästa fredag", ["2026-12-04"]),
        ("entä ensi viikon perjantaina", ["2026-12-04"]),
        ("auki la?", ["2026-11-28"]),
        ("open sat?", ["2026-11-28"]),
        ("mä kysyn vaan onko teillä auki", []),
        ("ootteko juhannuksena auki", ["2027-06-25", "2027-06-26"]),
        ("juhannusaattona?", ["2027-06-25"]),
        ("på midsommar?", ["2027-06-25", "2027-06-26"]),
        ("oletteko pääsiäisenä töissä", EASTER),
        ("are you there at easter", EASTER),
        ("har ni öppet på påsk", EASTER),
        ("open on Easter Monday?", ["2027-03-29"]),
        ("open on Good Friday?", ["2027-03-26"]),
    ],
)
def test_day_that_is_named(text: str, days: list[str]) -> None:
    assert [day.isoformat() for day in named(text, FRIDAY, "FI")] == days


@pytest.mark.parametrize(
    ("language", "text", "answer"),
    [
        ("fi", "ootteko auki huomenna", "Lauantaina 28.11. "),
        ("en", "are you open tomorrow", "Saturday 28 November"),
        ("sv", "har ni öppet imorgon", "Lördag 28 november"),
    ],
)
async def test_named_day_is_answered_by_its_own_hours(language: str, text: str, answer: str) -> None:
    told = (await Customer(language).say(text, "opening_hours")).text
    assert answer in told
    assert "10" in told
    assert "15" in told


async def test_holiday_is_said_to_be_closed() -> None:
    told = (await Customer("fi").say("ootteko itsenäisyyspäivänä auki", "opening_hours")).text
    assert "Sunnuntaina 6.12. " in told
    assert "kiinni" in told or "eivät ole paikalla" in told


@pytest.mark.parametrize(
    ("language", "text", "and_"),
    [("fi", "ootteko jouluna auki", " ja "), ("en", "are you open over christmas", " and "), ("sv", "är ni här i jul", " och ")],
)  # fmt: skip
async def test_days_with_the_same_answer_are_told_in_one_sentence(
    language: str, text: str, and_: str
) -> None:
    told = (await Customer(language).say(text, "opening_hours")).texts
    assert len(told) == 2, told
    assert all(day in told[0] for day in ("24", "25", "26"))
    assert and_ in told[0]


async def test_open_days_are_told_apart_from_closed_ones() -> None:
    saturday, sunday, _ = (await Customer("en").say("open over the weekend?", "opening_hours")).texts
    assert "from 10:00 to 15:00" in saturday
    assert "Sunday" in sunday


@pytest.mark.parametrize("at", range(7))
def test_a_promise_for_a_day_stands_in_its_own_case(at: int) -> None:
    monday = dt.date(2026, 11, 23)
    said = for_day(monday + dt.timedelta(days=at), "fi")
    stem = (
        "maanantaiksi",
        "tiistaiksi",
        "keskiviikoksi",
        "torstaiksi",
        "perjantaiksi",
        "lauantaiksi",
        "sunnuntaiksi",
    )
    assert said == f"{stem[at]} {23 + at}.11."
    assert for_day(monday, "en") == "Monday 23 November"


async def test_no_day_is_answered_by_now_and_the_week() -> None:
    assert "ma–pe 8–18" in (await Customer("fi").say("milloin ootte auki", "opening_hours")).text


async def test_what_else_can_you_do_is_no_change_of_language() -> None:
    told = await Customer("fi").say("osaatko laulaa", "language_switch")
    assert "Jatketaan" not in told.text
