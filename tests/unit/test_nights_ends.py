"""The judge of the nights sees what it is there to see: a dead end, a place without a time, danger that nobody hears."""

from typing import Any

import pytest

from tests.nights.ends import ended, in_danger_without

AT = "2026-11-28T20:00:00.000Z"
BOT: dict[str, Any] = {
    "handler": "bot", "promises": [], "human": {"name": "Aino", "expected_at": "2026-11-30T06:00:00.000Z"},
}  # fmt: skip
QUEUE = BOT | {"handler": "queue"}


def line(by: str, text: str, **data: Any) -> dict[str, Any]:
    return {"id": "1-0", "type": "message", "at": AT, "by": {"kind": by}, "text": text, "data": data}


def event(type: str, by: str = "customer", **data: Any) -> dict[str, Any]:
    return {"id": "1-0", "type": type, "at": AT, "by": {"kind": by}, "data": data}


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
    ],
)
def test_how_a_conversation_of_the_night_ended(
    log: list[dict[str, Any]], state: dict[str, Any], end: str
) -> None:
    assert ended(log, state) == end


def test_danger_that_nobody_hears_is_seen() -> None:
    raised = event("alert.raised", "system", alarm=True, to=["mikko"])
    number = line("bot", "Jos joku on vaarassa, soita heti 112.")
    assert in_danger_without([WISH]) == ["emergency number", "on-call person"]
    assert in_danger_without([WISH, number]) == ["on-call person"]
    assert in_danger_without([WISH, number, raised]) == []
