"""The judge of the nights sees what it is there to see: a dead end, a place without a time, danger that nobody hears."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.month.audit import Log
from tests.nights.ends import ended, in_danger_without
from tests.nights.play import Nights

Judging = Callable[[Mapping[str, Log]], Nights]
AT = "2026-11-28T20:00:00.000Z"
BOT: dict[str, Any] = {
    "handler": "bot", "promises": [], "human": {"name": "Aino", "expected_at": "2026-11-30T06:00:00.000Z"},
}  # fmt: skip
QUEUE = BOT | {"handler": "queue"}


def line(by: str, text: str, **data: Any) -> dict[str, Any]:
    return {"id": "1-0", "type": "message", "at": AT, "by": {"kind": by}, "text": text, "data": data}


def event(type: str, by: str = "customer", **data: Any) -> dict[str, Any]:
    return {"id": "1-0", "type": type, "at": AT, "by": {"kind": by}, "data": data}


@pytest.fixture
def nights(monkeypatch: pytest.MonkeyPatch) -> Callable[[Mapping[str, Log]], Nights]:
    """Only what judges, upon these logs: no gateways, no Redis."""

    def judging(logs: Mapping[str, Log]) -> Nights:
        one = Nights.__new__(Nights)
        monkeypatch.setattr(one, "log", logs.__getitem__)
        return one

    return judging


ASKED = line("customer", "koska paketti tulee")
MISS = line("bot", "En osaa. Pyydänkö mukaan?", miss=True, offers_human=True)
WISH = event("handoff.requested", urgency="normal")
TOLD = line("bot", "Aino on paikalla maanantaina klo 8 alkaen.")


@pytest.mark.parametrize(
    ("log", "state", "end"),
    [
        ([ASKED], BOT, "dead_ends"),
        ([ASKED, line("bot", "Torstaina.")], BOT, "answers"),
        ([ASKED, MISS], BOT, "dead_ends"),
        ([ASKED, line("bot", "Näin se on. Pyydänkö mukaan?", offers_human=True)], BOT, "dead_ends"),
        ([ASKED, MISS, line("customer", "ei kiitos")], BOT, "no_thanks"),
        ([ASKED, MISS, line("customer", "ei kiitos"), line("bot", "Selvä.")], BOT, "no_thanks"),
        ([ASKED, MISS, line("customer", "ei kiitos"), ASKED, MISS], BOT, "dead_ends"),
        ([ASKED, line("agent", "Hoidan tämän.")], BOT, "answers"),
        ([ASKED, WISH, TOLD], QUEUE, "commitments"),
        ([ASKED, WISH], QUEUE, "dead_ends"),
        ([ASKED, WISH, TOLD], QUEUE | {"human": {"name": "Aino", "expected_at": None}}, "dead_ends"),
        ([ASKED, WISH, TOLD, event("handoff.withdrawn")], BOT, "no_thanks"),
        ([ASKED, MISS], BOT | {"promises": [{"status": "open"}]}, "commitments"),
        ([ASKED, MISS], BOT | {"promises": [{"status": "withdrawn"}]}, "dead_ends"),
        ([ASKED, MISS], BOT | {"promises": [{"status": "broken"}]}, "dead_ends"),
        ([ASKED, line("bot", "Selvitän, missä se on.\n\nMikä on tilausnumero? Se lukee vahvistuksessa.")], BOT, "dead_ends"),
        ([ASKED, line("bot", "Vielä tilauksen postinumero, kiitos.")], BOT, "dead_ends"),
        ([ASKED, line("bot", "Ei mitään kiirettä. Kerro omin sanoin, mikä on vialla.")], BOT, "dead_ends"),
        ([ASKED, line("bot", "Torstaina."), line("customer", "entä laskuni")], BOT, "dead_ends"),
        ([line("customer", "moi"), line("bot", "Hei. Miten voin auttaa?")], BOT, "answers"),
        ([line("customer", "moi"), MISS], BOT, "dead_ends"),
        ([ASKED, line("bot", "Torstaina.")], QUEUE, "dead_ends"),
        ([ASKED, WISH, TOLD], QUEUE | {"human": {"name": "", "expected_at": AT}}, "dead_ends"),
        ([line("bot", "Terve."), ASKED, line("customer", "ei kiitos mitään")], BOT, "dead_ends"),
        ([ASKED, WISH, TOLD, event("handoff.withdrawn"), ASKED, MISS], BOT, "dead_ends"),
    ],
)  # fmt: skip
def test_how_a_conversation_of_the_night_ended(
    log: list[dict[str, Any]], state: dict[str, Any], end: str
) -> None:
    assert ended(log, state) == end


def test_what_was_asked_for_is_an_answer_whatever_is_asked_after_it() -> None:
    log = [ASKED, line("bot", "Palautusaikaa on 30 päivää.\n\nMikä on tilausnumero?")]
    assert ended(log, BOT, r"\b30\b") == "answers"
    assert ended(log, BOT, r"4,90") == "dead_ends"
    assert ended([*log[:-1], MISS], BOT, r"\b30\b") == "dead_ends"


def test_a_letter_that_never_came_and_an_answer_nobody_gave_are_unmet(nights: Judging) -> None:
    logs = {
        "answered": [line("agent", "Hoidan tämän.")], "waits": [TOLD],
        "promised": [event("promise.made")], "mailed": [line("agent", "Hoidan."), event("notice.delivered", "system")],
        "not mailed": [line("agent", "Hoidan.")],
    }  # fmt: skip
    one = nights(logs)
    one.ends = dict.fromkeys(logs, "commitments")
    one.by_mail = {"mailed": "a@asiakas.fi", "not mailed": "b@asiakas.fi"}
    assert one.unmet() == ["waits", "not mailed"]


def test_a_morning_that_does_not_begin_with_those_in_danger_is_seen(nights: Judging) -> None:
    alarm = [event("alert.raised", "system", alarm=True, to=["mikko"])]
    one = nights({"a": alarm, "b": [WISH], "c": alarm})
    for served, well in ((["a", "c", "b"], True), (["b", "a"], False), (["a", "b", "c"], False)):
        one.first_served = served
        assert one.alarms_first() is well


def test_danger_that_nobody_hears_is_seen() -> None:
    raised = event("alert.raised", "system", alarm=True, to=["mikko"])
    number = line("bot", "Jos joku on vaarassa, soita heti 112.")
    assert in_danger_without([WISH]) == ["emergency number", "on-call person"]
    assert in_danger_without([WISH, number]) == ["on-call person"]
    assert in_danger_without([WISH, number, raised]) == []
