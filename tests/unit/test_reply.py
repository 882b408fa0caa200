"""The assistant's items as one reply: whatever comes, what is not of the protocol's form is left out."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant.reply import parse_reply
from bot.core import steps, turns
from bot.core.event import for_customer
from bot.core.turns import Reply
from tests.unit.factories import NOON, conversation, world

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
KEYS = (
    "propose", "reason", "to", "urgency", "alarm", "signals", "miss", "choices", "brief", "language", "withdraw", "did",
    "topic", "frustration",
)  # fmt: skip
customs = st.dictionaries(st.sampled_from(KEYS), values | st.sampled_from(["handoff", "offer", "fi", "high"]))
items = st.lists(
    values | st.fixed_dictionaries({}, optional={"text": values, "custom": customs | values}), max_size=4
)


@given(values | items)
def test_nothing_that_comes_can_break_the_turn(answer: Any) -> None:
    reply = parse_reply(answer)
    assert isinstance(reply.text, str)
    taken = turns.begun(conversation(pending=("moi",), pending_since=NOON, pending_at=NOON), 2.0)
    assert taken.turn
    change = steps.assistant_answered(world(), taken, taken.turn.id, reply)
    assert change.conversation.turn is None
    for event in change.events:
        for_customer(event.to_json())


@pytest.mark.parametrize("answer", [None, [], {}, "x", 5, [None], [[]], [{"text": ""}], [{"custom": None}]])
def test_nothing_usable_is_a_failure(answer: Any) -> None:
    assert parse_reply(answer).failed


def test_what_the_protocol_names_is_taken_up() -> None:
    custom = {
        "propose": "handoff", "reason": "asked_by_name", "to": " Riitta ", "urgency": "high", "alarm": True,
        "signals": [{"name": "anger", "text": "mitä"}, {"name": "x"}, 5], "miss": True, "language": "sv",
        "choices": [{"value": 1, "label": "Yksi", "payload": "/one"}, {"label": "x"}], "brief": {"order": 1001, "x": "y"},
        "withdraw": True, "did": [{"action": "return", "summary": "s"}, 7],
    }  # fmt: skip
    reply = parse_reply([{"text": "a"}, {"custom": custom}, {"text": "b"}])
    assert reply == Reply(
        text="a\n\nb", miss=True, propose="handoff", reason="asked_by_name", to="Riitta", urgency="high", alarm=True,
        signals=({"name": "anger", "text": "mitä"},), brief={"order": "1001"}, language="sv", withdraw=True,
        choices=({"value": "1", "label": "Yksi", "payload": "/one"},), did=({"action": "return", "summary": "s"},),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("key", "value"),
    [("propose", "fly"), ("urgency", "extreme"), ("language", "de"), ("alarm", "yes"), ("miss", 1)],
)
def test_what_the_protocol_does_not_know_is_left_out(key: str, value: Any) -> None:
    assert parse_reply([{"text": "a", "custom": {key: value}}]) == Reply(text="a")


ODD: tuple[Any, ...] = (
    5,
    "x",
    True,
    1.5,
    float("nan"),
    float("inf"),
    [],
    {},
    [5],
    [[5]],
    {"a": 1},
    [{"a": [1]}],
    "ä" * 900,
)


@pytest.mark.parametrize("odd", ODD, ids=lambda v: str(v)[:12])
@pytest.mark.parametrize("key", KEYS)
def test_no_key_with_an_odd_value_breaks_the_turn(key: str, odd: Any) -> None:
    """`did: 5` used to stop the turn for good: no answer, and taken again every two seconds."""
    reply = parse_reply([{"text": "a", "custom": {key: odd}}])
    assert reply.text == "a"
    assert 0.0 <= reply.frustration <= 1.0
