"""No promise lapses silently, whatever is killed and however the clocks jump: the month of docs/promises.md, made small."""

import pytest

from tests.month.drive import Plan, simulated
from tests.nights.play import WRONG, lived

# A minute on a machine of its own; one that has other things to do may take ten.
pytestmark = pytest.mark.timeout(900)


async def test_in_a_small_month_no_promise_lapses_silently_and_nothing_is_told_twice() -> None:
    found, kills = await simulated(Plan(seed=7, promises=210, days=9, kills=15, jumps=9))
    assert found.why == []
    assert (found.silent_lapses, found.double_notices, found.double_bookings, found.told_late) == (0,) * 4
    assert found.sound
    assert sorted(found.over) == ["autumn", "christmas", "spring"], "both nights of the clocks, and Christmas"
    assert found.promises >= 210
    assert found.kept + found.broken_and_told + found.withdrawn == found.promises
    assert min(found.kept, found.moved, found.broken_and_told, found.withdrawn) > 0
    assert kills >= 15


async def test_every_conversation_of_closed_hours_ends_with_an_answer_a_commitment_or_no_thanks() -> None:
    ends = await lived(Plan(seed=7, kills=4), 70)
    assert [ends[wrong] for wrong in WRONG] == [0, 0, 0, 0]
    assert ends["alarms_first"]
    assert min(ends[end] for end in ("answers", "commitments", "no_thanks", "mailed")) > 0
