"""A promise that a person takes back: told with the reason, and no way round breaking it."""

import datetime as dt

import pytest

from bot.core import notify, promise_back
from bot.core.conversation import Change, Conversation
from bot.core.errors import Invalid
from tests.unit.factories import NOON, world
from tests.unit.test_promise_clock import FREE, HERE, before, kinds, one, promised

WHY = "Varaosa ei ole tullut."


def taken_back(
    c: Conversation, when: dt.datetime = NOON, reason: str = WHY, *, asked: bool = False
) -> Change:
    return promise_back.taken_back(world(when, **HERE), c, "p", "aino", reason, FREE, asked=asked)


def test_without_a_reason_nothing_is_taken_back() -> None:
    with pytest.raises(Invalid) as refused:
        taken_back(promised(), reason="")
    assert (refused.value.code, refused.value.extra["field"]) == ("reason_missing", "text")


def test_in_good_time_it_ends_and_the_chosen_channel_tells_why() -> None:
    c = promised().but(notify={"by": "email", "address": "liisa@example.org"})
    change = taken_back(c)
    [said] = change.events
    assert (said.type, said.by.kind, said.text) == ("promise.withdrawn", "agent", WHY)
    assert one(change.conversation).status == "withdrawn"
    due = notify.fell_due(world(NOON, **HERE), change.conversation)
    assert [(event.type, event.data["what"]) for event in due.events] == [("notice.due", "promise")]


@pytest.mark.parametrize(("moves", "minutes"), [(0, 3), (0, -1), (1, 60)])
def test_shortly_before_its_time_or_moved_once_it_counts_as_broken_and_goes_to_the_lead(
    moves: int, minutes: float
) -> None:
    change = taken_back(promised(moves=moves), before(minutes))
    assert one(change.conversation).status == "broken"
    assert kinds(change)[:3] == ["promise.broken", "message", "handoff.requested"]
    assert WHY in str(change.events[1].text)
    assert len(change.events[1].data["choices"]) == len(FREE) + 1
    assert (change.conversation.wanted, change.conversation.unseen_what) == ("aino", "promise")


def test_what_the_customer_wished_for_is_never_broken() -> None:
    change = taken_back(promised(moves=1), before(1), asked=True)
    assert (one(change.conversation).status, kinds(change)) == ("withdrawn", ["promise.withdrawn"])
