"""Several matters in one message: the first is answered, the second named, nobody is pushed."""

from __future__ import annotations

import pytest
import yaml

from actions.facts import LINES, ROOT
from bot.core.empathy.hard import NO_MATTER
from tests.rasa.talk import Customer

TWO = [{"name": "delivery_info", "text": "…"}, {"name": "invoice_question", "text": "…"}]


@pytest.mark.parametrize(("language", "named"), [("fi", "lasku"), ("en", "an invoice"), ("sv", "en faktura")])
async def test_the_second_matter_is_named_after_the_answer_to_the_first(language: str, named: str) -> None:
    told = await Customer(language).say("kaksi asiaa", "delivery_info", matters=TWO)
    assert "4,90" in told.texts[0] or "4.90" in told.texts[0]
    assert f"{named}." in told.texts[1]
    assert "propose" not in told.custom


async def test_a_matter_told_in_two_intents_is_named_once() -> None:
    broken = [{"name": "product_warranty", "text": "…"}, {"name": "opening_hours", "text": "…"}]
    told = await Customer().say("rikki, ja auki?", "delivery_problem", matters=broken)
    assert "aukioloajat" in told.text
    assert "takuu" not in told.text.lower()


async def test_who_is_upset_or_brought_a_person_hears_nothing_of_it() -> None:
    upset = {"frustration": 0.8, "signals": []}
    told = await Customer().say("kaksi asiaa", "delivery_info", matters=TWO, empathy=upset)
    assert "lasku." not in told.text
    asked = await Customer().say("ihminen", "contact_human", matters=TWO)
    assert asked.texts == []


def test_every_matter_has_a_name() -> None:
    intents = yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))["intents"]
    assert {f"matter.{one}" for one in intents if one not in NO_MATTER} <= set(LINES.catalogue)
    assert set(intents) >= NO_MATTER
