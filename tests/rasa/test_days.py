"""Which days a question about opening hours names, and what is answered about them."""

from __future__ import annotations

import datetime as dt

import pytest

from actions.days import named
from tests.rasa.talk import Customer

FRIDAY = dt.date(2026, 11, 27)


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


async def test_no_day_is_answered_by_now_and_the_week() -> None:
    assert "ma–pe 8–18" in (await Customer("fi").say("milloin ootte auki", "opening_hours")).text


async def test_what_else_can_you_do_is_no_change_of_language() -> None:
    told = await Customer("fi").say("osaatko laulaa", "language_switch")
    assert "Jatketaan" not in told.text
