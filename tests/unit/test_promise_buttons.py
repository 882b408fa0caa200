"""The buttons of promises in a chat: what they offer, and what a forged one leads to."""

import datetime as dt

import pytest

from bot.channels.telegram import promise_buttons
from bot.core.errors import Invalid
from tests.unit.factories import world
from tests.unit.test_promise_clock import DUE, HERE, one, promised

HOUR = dt.timedelta(hours=1)


@pytest.mark.parametrize(
    "time",
    ["9" * 40, "99999999999999~aino", "-9" + "9" * 30, "", "~", "aino", "²~aino", "1e9~aino", "nan", "∞"],
)
def test_a_forged_time_is_none_of_those_offered(time: str) -> None:
    with pytest.raises(Invalid) as refused:
        promise_buttons.slot_of(time)
    assert refused.value.code == "slot_unknown"


def test_what_was_said_to_be_kept_can_be_disputed_for_a_day() -> None:
    c = promised(status="kept")
    w = world(DUE + HOUR, **HERE)
    shown = promise_buttons.of_status(w, c)
    assert [b["value"] for b in shown] == ["p:one:p", "p:add"]
    assert [b["label"] for b in promise_buttons.of_one(w, c, one(c))] == ["Kukaan ei soittanut"]
    old = world(DUE + 25 * HOUR, **HERE)
    assert [b["value"] for b in promise_buttons.of_status(old, c)] == ["p:add"]


def test_one_kept_ahead_of_its_time_can_only_be_disputed() -> None:
    c = promised(status="kept")
    buttons = promise_buttons.of_one(world(DUE - HOUR, **HERE), c, one(c))
    assert [b["value"] for b in buttons] == ["p:not:p"]
