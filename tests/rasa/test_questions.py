"""Whatever we ask or offer can be answered: a yes, a no or the text asked for is awaited wherever such a line is said."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pytest

from actions.company_matters import AccountPassword, LoyaltyNewsletter
from actions.facts import LINES, ROOT
from actions.missed import missed
from actions.order_skill import OrderSkill
from actions.reply import Reply
from actions.serve_order import SKILLS
from actions.turn import Turn
from orders.book import view
from tests.rasa.book import BOOK, TODAY

ASKS = re.compile(r"\?|\bvoin\b|jos (?:haluat|pyydät)|\bI can\b(?!')|if you (?:ask|want|like)\b|\b[Jj]ag kan\b(?! inte)|[Kk]an jag(?! inte)|om du (?:ber|vill)\b")  # fmt: skip
"""A question, or an offer of what we could do."""
WISHES = ("", "rahat takaisin", "uusi tilalle")
FREE = {
    "talk.": "what it is about is answered by any sentence",
    "order.ask_": "the form awaits it",
    "order.not_found": "the form asks again",
    "miss.rest": "what matters most is answered by any sentence",
    "label.": "words on buttons",
    "warranty.rule": "the order's number is understood outside the form too",
    "tried.": "words of the brief",
    "wants.": "words of the brief",
    "brief.": "words of the brief",
    "account.step": "a step is told when it is done",
    "soft.": "the gateway says it beside the person's own button (bot/core/empathy)",
    "deed.": "carry_out offers the person in the same breath (tests/rasa/test_deeds.py)",
}
"""Lines whose question needs no `pending`, with the reason."""


def keys(reply: Reply) -> list[str]:
    """The lines of a reply, by their keys."""
    return [line if isinstance(line, str) else line[0] for line in reply.lines]


def asking(key: str) -> bool:
    """Whether any wording of the line, in any language, asks or offers."""
    return any(ASKS.search(text) for language in ("fi", "en", "sv") for text in LINES.variants(key, language))


def about_orders() -> Iterator[tuple[str, Reply]]:
    """Every answer about every demo order, whatever it was about; as it stands, and with its due date moved."""
    done: tuple[dict[str, Any], ...] = ({}, {"due_on": "2026-11-20"}, {"due_on": "2026-12-20"})
    for skill in SKILLS.values():
        for number, row in BOOK.items():
            for effects in done:
                for kind in kinds_of(skill):
                    for text in WISHES:
                        turn = Turn(text=text, slots={"about": kind}, today=TODAY)
                        yield f"{skill.intent} {number} {kind}", skill.about(turn, view(row, TODAY, effects))


def about_anything() -> Iterator[tuple[str, Reply]]:
    """Answers whose line depends on the words, without an order."""
    yield "points", LoyaltyNewsletter().answer(Turn(text="bonuspisteet"))
    yield "newsletter", LoyaltyNewsletter().answer(Turn(text="uutiskirje"))
    yield "not understood", missed(Turn())
    no_link = ("account_password", "the link never came")
    for before in ((), (no_link,)):
        yield "no link", AccountPassword().answer(Turn(intent=no_link[0], text=no_link[1], before=before))


@lru_cache(maxsize=1)
def answers() -> tuple[tuple[str, Reply], ...]:
    """All of these."""
    return (*about_orders(), *about_anything())


def kinds_of(skill: OrderSkill) -> tuple[str | None, ...]:
    """The matters of a skill, as its own words name them."""
    named = {
        "delivery_problem": ("damaged", "wrong", "missing", "absent", "late"), "return_refund": ("damaged", "wrong", "missing"),
        "invoice_question": ("move", "copy", "reminder"), "payment_problem": ("twice", "hold"),
        "change_order": ("address", "pickup", "home", "express"),
    }  # fmt: skip
    return (None, *named.get(skill.intent, ()))


def awaits(reply: Reply) -> bool:
    """Whether an answer of the customer's finds what was asked."""
    return bool(reply.slots.get("pending") or reply.form or reply.custom.get("propose"))


def does(reply: Reply) -> bool:
    """Whether a yes would do something in the order service (the person is also offered by the surface, unasked)."""
    return (reply.slots.get("pending") or {}).get("do") not in (None, "handoff")


def test_what_is_asked_or_offered_about_an_order_can_be_answered() -> None:
    left = {
        f"{at}: {key}" for at, reply in answers() for key in keys(reply) if asking(key) and not awaits(reply)
    }
    assert not left


def test_nothing_waits_for_an_answer_that_was_not_asked_for() -> None:
    left = {at for at, reply in answers() if does(reply) and not any(map(asking, keys(reply)))}
    assert not left


def named_in_code() -> Iterator[tuple[str, str]]:
    """Each line that a function of the actions names, with that function's source: all that is kept with it is there."""
    for path in sorted((ROOT / "actions").glob("*.py")):
        source = path.read_text("utf-8")
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                text = ast.get_source_segment(source, node) or ""
                yield from ((key, text) for key in re.findall(r'"([a-z_]+\.[a-z_.0-9]+)"', text))


AWAITING = re.compile(r"\.offer\(|\.ask_order\(|pending=|_asked\(")


def test_every_other_line_that_asks_is_named_where_an_answer_is_awaited() -> None:
    """What the answers above do not reach, by the code: a line that neither of them covers is named here."""
    reached = {key for _, reply in answers() for key in keys(reply)}
    awaited = {key for key, text in named_in_code() if AWAITING.search(text)}
    ours = [key for key in LINES.catalogue if "." in key and asking(key) and not key.startswith(tuple(FREE))]
    assert not [key for key in ours if key not in reached | awaited]


@pytest.mark.parametrize("start", FREE)
def test_no_reason_is_kept_for_a_line_that_is_gone(start: str) -> None:
    assert any(key.startswith(start) for key in LINES.catalogue)
