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
    return {"id": "1-0", "type": type, "at": at, "by": {"kind": by}, "data": {"promise": promise} | data}


def line(by: str = "bot", text: str = "Olemme pahoillamme.") -> dict[str, Any]:
    return {"type": "message", "at": DUE, "by": {"kind": by}, "text": text}


MADE = event("promise.made", by="agent")


def judged(*log: dict[str, Any]) -> Findings:
    return audited({"0-a": list(log)}, NOW)


def test_kept_withdrawn_and_broken_and_told_are_ends() -> None:
    assert judged(MADE, event("promise.kept")).kept == 1
    assert judged(MADE, event("promise.withdrawn")).withdrawn == 1
    over = event("promise.withdrawn")
    over["data"]["promise"]["why"] = "no_answer"
    assert (judged(MADE, over).unreached, judged(MADE, event("promise.withdrawn")).unreached) == (1, 0)
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
    left = event("promise.at_risk") | {"data": {"promise": "p", "why": "away", "left": True}}
    assert judged(MADE, event("promise.confirmed"), left, late, line()).told_late == 1
    looked = event("promise.at_risk") | {"data": {"promise": "p", "why": "too_much"}}
    assert judged(MADE, event("promise.confirmed"), looked, late, line()).told_late == 0
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
    ahead = event("promise.tried")  # the time promised stands, and that somebody called is news
    assert judged(MADE, ahead, event("promise.kept")).double_notices == 0
    assert judged(MADE, ahead, ahead, event("promise.kept")).double_notices == 1
    later = event("promise.tried", at="2026-11-25T11:40:00.000Z")  # another call, and again nobody
    assert judged(MADE, ahead, later, event("promise.kept")).double_notices == 0


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


def booked(
    first: int, last: int, due: str = DUE, by: str = "customer", what: str = "call"
) -> list[dict[str, Any]]:
    """A promise from one word to another, in the store's order."""
    made = event("promise.made", due=due, by=by) | {"id": f"{first}-0"}
    made["data"]["promise"]["what"] = what
    return [made, event("promise.withdrawn", due=due) | {"id": f"{last}-0"}]


def test_one_time_given_to_two_customers_at_once_is_seen_and_is_a_failure() -> None:
    answer = {"what": "answer"}
    found = audited({"a": booked(1, 5, **answer), "b": booked(3, 9, **answer)}, NOW)
    assert (found.double_bookings, found.sound) == (1, False)
    after = audited({"a": booked(1, 5, **answer), "b": booked(5, 9, **answer)}, NOW)
    assert (after.double_bookings, after.sound) == (0, True)
    own = audited({"a": booked(1, 5, by="agent", **answer), "b": booked(3, 9, **answer)}, NOW)
    assert own.double_bookings == 0, "an answer that a person promises takes nobody's time"


def test_two_calls_of_one_person_at_once_are_seen_whoever_made_them() -> None:
    near, far = "2026-11-25T12:09:00.000Z", "2026-11-25T12:10:00.000Z"
    for due, count in ((near, 1), (far, 0)):
        logs = {"a": booked(1, 5, by="agent"), "b": booked(3, 9, due, by="agent")}
        assert audited(logs, NOW).double_bookings == count


def test_what_is_owned_late_is_a_failure_too() -> None:
    late = event("promise.broken", at="2026-11-25T12:00:01.000Z")
    assert not judged(MADE, late, line()).sound
    assert judged(MADE, event("promise.broken"), line()).sound


def test_a_night_counts_only_while_a_promise_is_open_through_it() -> None:
    night = dt.datetime(2026, 11, 25, 11, 30, tzinfo=dt.UTC)
    ended = event("promise.kept", at="2026-11-25T11:59:00.000Z")
    assert audited({"a": [MADE, ended]}, NOW, (), {"night": night}).over == ["night"]
    early = event("promise.kept", at="2026-11-25T11:29:00.000Z")
    assert audited({"a": [MADE, early]}, NOW, (), {"night": night}).over == []
