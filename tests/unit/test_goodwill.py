"""What is fitting follows from what happened, never from how loudly it was said (V26)."""

import dataclasses

import pytest

from bot.core import goodwill
from bot.core.conversation import Conversation, Goodwill, Promise
from bot.core.goodwill import OverLimit
from tests.unit.factories import COMPANY, NOON, conversation, world

BROKEN = Promise("p", "aino", "call", NOON, "phone", status="broken")


def broken_promise(**how: object) -> Conversation:
    return conversation(handler="agent", agent="aino", promises=(BROKEN,), **how)


def test_like_cases_get_the_like_calm_beside_angry() -> None:
    calm = broken_promise()
    angry = broken_promise(
        frustration=0.97, felt=(0.9, 0.95), urgency="critical", alarm=True,
        signals=({"name": "anger", "text": "!!"},), reasons=("frustration",),
    )  # fmt: skip
    assert goodwill.fitting(COMPANY, calm) == goodwill.fitting(COMPANY, angry)
    assert goodwill.fitting(COMPANY, calm)[0] == {
        "reason": "promise_broken", "amount_eur": 10.0, "happened": True,
    }  # fmt: skip
    one = Goodwill("aino", "promise_broken", 10.0, given_at=NOON)
    calm_notice, angry_notice = (
        goodwill.give(world(), c, one, "g").events[0].data["notice"] for c in (calm, angry)
    )
    assert calm_notice == angry_notice


def test_a_lead_may_give_more_than_an_agent() -> None:
    one = Goodwill("mikko", "our_mistake", 25.0, given_at=NOON)
    with pytest.raises(OverLimit):
        goodwill.give(world(), broken_promise().but(agent="mikko"), one, "g")
    given = goodwill.give(world(), broken_promise(), dataclasses.replace(one, agent="aino"), "g")
    assert given.conversation.goodwill[0].amount_eur == 25.0
