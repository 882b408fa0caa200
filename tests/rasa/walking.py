"""A walk over every dialogue state that can be reached, and the three faults that are looked for at every step.

A state is what gateway and actions decide by: who has the case, the form and its slot, the matter and its kind, what a yes would
do, misses, an offer that rests. From each one every intent is said once, every button pressed, the assistant fails once; a state
not seen before is walked from in turn. Every line that comes is asked for once more, to hear what is said then.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

import yaml

from actions.facts import LINES
from actions.missed import REST_TURNS
from tests.rasa.server import ROOT
from tests.rasa.whole import Whole

INTENTS = yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))["intents"]
SAID = {
    "inform": ("1001", "maija.korhonen@example.fi", "00100", "en muista numeroa"),
    "delivery_problem": ("tuli rikki", "paketti katosi"),
    "invoice_question": ("siirrä eräpäivää", "kopio laskusta"),
    "account_password": ("zq", "kerro hitaasti"),
}
MOVES = [(intent, text) for intent in (*INTENTS, "nlu_fallback") for text in SAID.get(intent, ("zq",))]
REMEMBERED = ("requested_slot", "no_number", "task", "about", "slow")
MOST_STATES = 2000
"""Far more than there are: the walk ends by itself, or fails."""
SOME, FEW = 40, 8
"""States of a shorter walk."""
INVITES = {
    "fi": r"\?|\b(?:kirjoit|kerro|sano|kysy|auta|napi|palata|jatka|olen täällä|olen tässä)\w*",
    "en": r"\?|\b(?:write|tell|say|ask about|help|button|one tap|come back|go on|i'm here)\b",
    "sv": r"\?|\b(?:skriv|berätta|säg|fråga om|hjälp|knapp|ett tryck|återkom|fortsätt|finns här|är här)\w*",
}
"""What turns a line that answers nothing into one to go on from."""


QUESTIONS = {
    language: [
        re.compile(re.sub(r"\\\{\w+\\\}", ".*", re.escape(text)))
        for key in LINES.catalogue
        if key.startswith("order.ask")
        for text in LINES.variants(key, language)
    ]
    for language in INVITES
}
"""What the order form asks."""


@dataclass(frozen=True)
class Step:
    """One exchange of the walk, and how it was come by. `before`: the line that the customer read last."""

    path: tuple[str, ...]
    before: str
    whole: Whole

    @property
    def shown(self) -> list[str]:
        """What the bot said now."""
        return [
            event.text or ""
            for event in self.whole.events
            if event.type == "message" and event.by.kind == "bot"
        ]


def state(whole: Whole) -> str:
    """What decides how it goes on."""
    slots, c = whole.assistant.slots, whole.record
    pending = slots.get("pending") or {}
    kept = [slots.get(name) for name in REMEMBERED]
    known = bool(slots.get("order_number")), bool(slots.get("order_key"))
    rests = (
        slots.get("offered_at") is not None,
        bool(c.refused_turn) and c.turns - c.refused_turn <= REST_TURNS,
    )
    misses = min(int(slots.get("misses") or 0), 2)
    doing = [pending.get("do"), pending.get("takes"), len(pending.get("lines", ()))]
    return json.dumps(
        [c.handler, bool(c.helped_by), c.offering, whole.assistant.loop, doing, misses, rests, known, kept],
        default=str,
    )


Move = tuple[str, Callable[[Whole], Awaitable[None]]]


def moves(whole: Whole) -> Iterator[Move]:
    """Everything a customer can do here, and the assistant's failing."""
    for intent, text in MOVES:
        said = f"{text}{whole.count}" if text == "zq" else text
        yield f"{intent}: {text}", lambda other, said=said, intent=intent: other.say(said, intent)  # type: ignore[misc]
    for value in whole.buttons:
        yield f"[{value}]", lambda other, value=value: other.press(value)  # type: ignore[misc]
    yield "(no answer)", _fails


async def _fails(whole: Whole) -> None:
    whole.fails(f"zq{whole.count}")


async def walk(start: Whole, most: int = MOST_STATES) -> list[Step]:
    """Every state once, every move from it; and every line that comes is asked for once more, to hear what is said then."""
    todo: deque[tuple[Whole, tuple[str, ...]]] = deque([(start, ())])
    seen = {state(start)}
    heard: set[tuple[str, str]] = set()
    steps: list[Step] = []
    while todo and len(seen) <= most:
        here, path = todo.popleft()
        before = here.shown[-1] if here.shown else ""
        for name, move in moves(here):
            other = here.copied()
            await move(other)
            steps.append(step := Step((*path, name), before, other))
            if step.shown and (name, step.shown[-1]) not in heard:
                heard.add((name, step.shown[-1]))
                steps.append(await again(step, move))
            if state(other) not in seen:
                seen.add(state(other))
                todo.append((other, (*path, name)))
    return steps


async def again(step: Step, move: Callable[[Whole], Awaitable[None]]) -> Step:
    """The same once more; a button that is gone by then is not there to be pressed."""
    other = step.whole.copied()
    if not step.path[-1].startswith("["):
        await move(other)
    return Step((*step.path, step.path[-1]), step.shown[-1], other)


def faults(step: Step) -> list[str]:
    """What is wrong with a step."""
    found = {
        "no way to the person": not person_is_near(step.whole) or asked_in_vain(step),
        "no next step": not goes_on(step),
        "the same line twice in a row": repeats(step),
    }
    return [name for name, holds in found.items() if holds]


def person_is_near(whole: Whole) -> bool:
    """Whether somebody is named, and one tap as well as one sentence leads there."""
    human = whole.state["human"]
    if not (human["name"] and human["role"]):
        return False
    if whole.record.handler == "agent":
        return True
    tapped = whole.copied()
    tapped.asks_by_button()
    return tapped.record.handler == "queue"


def asked_in_vain(step: Step) -> bool:
    """Whether a person was asked for in words, and nobody will come."""
    return step.path[-1].startswith("contact_human") and step.whole.record.handler == "bot"


def goes_on(step: Step) -> bool:
    """Whether the customer knows what comes next: an answer, a question, buttons, an invitation, or a person at it."""
    whole = step.whole
    if whole.record.handler == "agent":
        return not step.shown
    if whole.record.handler == "queue":
        return any(event.data.get("notice") for event in whole.events) or bool(whole.state["queue"])
    if not step.shown:
        return False
    said = step.shown[-1]
    if whole.assistant.loop:
        return asks_for(whole, said)
    pending = whole.assistant.slots.get("pending")
    if pending or (whole.line and whole.line.data.get("miss")):
        asks = "?" in said or bool(whole.buttons)
        return asks or ((rests(whole) or (pending or {}).get("do") == "steps") and invites(whole, said))
    gist = whole.answer.custom.get("gist") if whole.answer else None
    return bool(gist) or invites(whole, said)


def rests(whole: Whole) -> bool:
    """Whether the person was declined just now, so that no line asks for it again."""
    c = whole.record
    by_gateway = c.refused_turn > 0 and c.turns - c.refused_turn <= REST_TURNS
    return by_gateway or whole.assistant.slots.get("offered_at") is not None


def asks_for(whole: Whole, said: str) -> bool:
    """Whether the form's question is what was said last, or the person is offered beside it."""
    questions = QUESTIONS[whole.record.language]
    asked = said.rsplit("\n\n", 1)[-1]
    return any(question.fullmatch(asked) for question in questions) or bool(whole.buttons)


def invites(whole: Whole, said: str) -> bool:
    """Whether a line says how to go on, or names the person who knows."""
    return whole.state["human"]["name"] in said or bool(
        re.search(INVITES[whole.record.language], said, re.IGNORECASE)
    )


def repeats(step: Step) -> bool:
    """Whether the customer reads the same line twice running, or the gateway had to admit that it would be so."""
    told = step.whole.answer.text if step.whole.answer else ""
    if told and told == step.before:
        return True
    lines = [line for line in (step.before, *step.shown) if line]
    return any(one == lines[at] for at, one in enumerate(lines[1:]))


def told(steps: list[Step]) -> str:
    """The faults of a walk, a line for each, the first twenty."""
    wrong = [f"{fault}: {' → '.join(step.path)} ⇒ {step.shown}" for step in steps for fault in faults(step)]
    return "\n".join(wrong[:20])
