"""The judge of the simulated month sees what it is there to see: a lapse, a late move, an untold break, a double notice."""

import datetime as dt
from typing import Any

from tests.month.audit import Findings, audited

NOW = dt.datetime(2026, 11, 26, 12, 0, tzinfo=dt.UTC)
DUE = "2026-11-25T12:00:00.000Z"
LATER = "2026-11-25T13:00:00.000Z"


def event(
    type: str, at: str = "2026-11-25T11:00:00.000Z", due: str = DUE, by: str = "system", **data: Any
) -> dict[str, Any]:
    promise = {"id": "p", "due_at": due, "who": {"name": "Aino"}}
    return {"type": type, "at": at, "by": {"kind": by}, "data": {"promise": promise} | data}


def line(by: str = "bot", text: str = "Olemme pahoillamme.") -> dict[str, Any]:
    return {"type": "message", "at": DUE, "by": {"kind": by}, "text": text}


MADE = event("promise.made", by="agent")


def judged(*log: dict[str, Any]) -> Findings:
    return audited({"0-a": list(log)}, NOW)


def test_kept_withdrawn_and_broken_and_told_are_ends() -> None:
    assert judged(MADE, event("promise.kept")).kept == 1
    assert judged(MADE, event("promise.withdrawn")).withdrawn == 1
    assert judged(MADE, event("promise.broken"), line()).broken_and_told == 1
    assert judged(MADE, event("promise.kept"), event("promise.disputed")).broken_and_told == 1


def test_a_promise_without_a_word_is_a_silent_lapse() -> None:
    assert judged(MADE).silent_lapses == 1
    assert judged(MADE, event("promise.reminded", step=1)).silent_lapses == 1
    assert judged(MADE, event("promise.moved", due=LATER)).silent_lapses == 1


def test_a_move_after_its_time_and_a_break_that_nobody_told_are_lapses() -> None:
    late = event("promise.moved", at="2026-11-25T12:00:01.000Z", due=LATER)
    assert judged(MADE, late, event("promise.kept")).silent_lapses == 1
    assert judged(MADE, event("promise.broken")).silent_lapses == 1
    assert judged(MADE, event("promise.broken"), line("customer")).silent_lapses == 1


def test_what_is_owned_only_after_its_time_is_counted_unless_somebody_was_on_it() -> None:
    late = event("promise.broken", at="2026-11-25T12:00:01.000Z")
    assert judged(MADE, late, line()).told_late == 1
    assert judged(MADE, event("promise.confirmed"), late, line()).told_late == 0
    assert judged(MADE, event("promise.broken"), line()).told_late == 0
    due = dt.datetime.fromisoformat(DUE)
    jump = [(due - dt.timedelta(hours=1), due + dt.timedelta(hours=1))]
    assert audited({"0-a": [MADE, late, line()]}, NOW, jump).told_late == 0


def test_that_a_promise_is_at_risk_is_no_end_of_it() -> None:
    risk = {"type": "promise.at_risk", "at": DUE, "by": {"kind": "system"}, "data": {"promise": "p"}}
    assert judged(MADE, risk).silent_lapses == 1
    assert judged(MADE, risk, event("promise.kept")).kept == 1


def test_a_call_tried_again_for_the_same_time_is_told_twice() -> None:
    again = event("promise.tried", due=LATER)
    assert judged(MADE, again, event("promise.kept")).double_notices == 0
    assert judged(MADE, again, again, event("promise.kept")).double_notices == 1


def test_moved_in_time_then_kept_is_both() -> None:
    found = judged(MADE, event("promise.moved", due=LATER), event("promise.kept", due=LATER))
    assert (found.promises, found.kept, found.moved, found.silent_lapses) == (1, 1, 1, 0)


def test_the_same_notice_twice_is_seen() -> None:
    reminded = event("promise.reminded", step=1)
    assert judged(MADE, reminded, reminded, event("promise.kept")).double_notices == 1
    assert judged(MADE, event("promise.broken"), line(), event("promise.broken"), line()).double_notices == 1
    moved = event("promise.moved", due=LATER)
    assert judged(MADE, moved, moved, event("promise.kept", due=LATER)).double_notices == 1
    assert (
        judged(MADE, reminded, event("promise.reminded", step=2), event("promise.kept")).double_notices == 0
    )


def test_one_time_given_to_two_customers_at_once_is_seen() -> None:
    def picked(cid: str, first: int, last: int) -> list[dict[str, Any]]:
        made = event("promise.made", by="customer") | {"id": f"{first}-0"}
        return [made, event("promise.withdrawn") | {"id": f"{last}-0"}]

    assert audited({"a": picked("a", 1, 5), "b": picked("b", 3, 9)}, NOW).double_bookings == 1
    assert audited({"a": picked("a", 1, 5), "b": picked("b", 5, 9)}, NOW).double_bookings == 0
