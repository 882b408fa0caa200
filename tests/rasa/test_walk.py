"""A walk over every dialogue state that can be reached: each has an answer or a next step, a way to the person, no echo.

A state is what the actions decide by: the form and its slot, what a yes would do, the misses, the matter. From each one every
intent is said once; a state not seen before is walked from in turn.
"""

from __future__ import annotations

import copy
import json
from collections import deque
from dataclasses import dataclass
from typing import Any

import pytest
import yaml

from tests.rasa.server import ROOT
from tests.rasa.talk import Answer, Customer

INTENTS = yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))["intents"]
SAID = {
    "inform": ("1001", "maija.korhonen@example.fi", "00100", "en muista numeroa"),
    "delivery_problem": ("tuli rikki", "paketti katosi"),
    "invoice_question": ("siirrä eräpäivää", "kopio laskusta"),
}
MOVES = [(intent, text) for intent in (*INTENTS, "nlu_fallback") for text in SAID.get(intent, ("xx",))]
REMEMBERED = ("requested_slot", "no_number")
LATELY = 8
MOST_STATES = 300
"""Far more than there are: the walk ends by itself, or fails."""


@dataclass(frozen=True)
class Step:
    """One answer in the walk, and how it was come by."""

    path: tuple[str, ...]
    before: str
    answer: Answer
    customer: Customer


def state(customer: Customer) -> str:
    """What decides how it goes on."""
    slots = customer.slots
    pending = (slots.get("pending") or {}).get("do")
    misses = min(int(slots.get("misses") or 0), 2)
    rests = slots.get("offered_at") is not None
    known = bool(slots.get("order_number")), bool(slots.get("order_key"))
    kept = [slots.get(name) for name in REMEMBERED]
    return json.dumps([customer.loop, pending, misses, rests, known, kept], default=str)


async def walk(handler: str) -> list[Step]:
    """Every state once, every intent from it."""
    todo: deque[tuple[Customer, str, tuple[str, ...]]] = deque([(Customer(handler=handler), "", ())])
    seen: set[str] = {state(todo[0][0])}
    steps: list[Step] = []
    while todo:
        assert len(seen) < MOST_STATES
        here, before, path = todo.popleft()
        for intent, text in MOVES:
            customer = copy.deepcopy(here)
            customer.log = customer.log[-LATELY:]
            customer.id = f"walk.{handler}.{len(steps)}"
            answer = await customer.say(text, intent)
            steps.append(Step((*path, f"{intent}: {text}"), before, answer, customer))
            if state(customer) not in seen and answer.custom.get("propose") != "handoff":
                seen.add(state(customer))
                todo.append((customer, answer.text, (*path, f"{intent}: {text}")))
    return steps


def faults(step: Step, handler: str) -> list[str]:
    """What is wrong with an answer."""
    told: dict[str, Any] = step.answer.custom
    silent = not step.answer.text
    acts = (
        told.get("propose") == "handoff" or told.get("withdraw") or (handler == "queue" and told.get("miss"))
    )
    asks_on = step.customer.loop is not None or told.get("choices")
    stranded = (
        handler == "bot" and told.get("miss") and not (told.get("propose") or asks_on or step.answer.text)
    )
    return [
        name
        for name, holds in (
            ("nothing said and nothing done", silent and not acts),
            ("the same line twice in a row", not silent and step.answer.text == step.before),
            ("a miss without a next step", stranded),
        )
        if holds
    ]


@pytest.mark.parametrize("handler", ["bot", "queue"])
async def test_every_state_has_an_answer_a_next_step_and_a_way_to_the_person(
    handler: str, orders: str
) -> None:
    steps = await walk(handler)
    wrong = [f"{fault}: {' → '.join(step.path)}" for step in steps for fault in faults(step, handler)]
    assert not wrong, "\n".join(wrong[:20])
    asked = [step for step in steps if step.path[-1].startswith("contact_human")]
    assert len(asked) * len(MOVES) == len(steps)
    for step in asked:
        assert step.answer.custom.get("propose") == "handoff", " → ".join(step.path)
        assert step.customer.loop is None
