"""The company's written answers: found when asked, not given when something else was asked, taken up at once."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from actions.answers import FOLDER, LIKE, SHELF, Shelf, company_facts, parse
from actions.facts import ROOT
from actions.turn import Turn
from tests.rasa.talk import Customer

ASKED = [
    ("fi", "saisko tän lahjapakettiin", "gift_wrap"), ("fi", "Kuinka kauan lahjakortti on voimassa", "gift_card"),
    ("fi", "lähetättekö ruotsiin", "delivery_abroad"), ("fi", "voiko kaveri hakea mun paketin noutopisteestä", "pickup_other"),
    ("fi", "miten kertyy bonuspisteitä", "bonus_earn"), ("fi", "onko varaosia", "spare_parts"),
    ("fi", "miten mä pesen villapeiton", "care_wool"), ("fi", "onko opiskelijoille alennusta", "student_discount"),
    ("en", "could you gift wrap it please", "gift_wrap"), ("en", "do you deliver on a saturday", "delivery_weekend"),
    ("en", "can I put the knife in the dishwasher", "care_knife"), ("en", "is there free delivery", "delivery_price"),
    ("en", "do bonus points expire at some point", "bonus_expiry"), ("en", "do I get a receipt in the gift parcel", "gift_no_price"),
    ("sv", "slår ni in den i presentpapper", "gift_wrap"), ("sv", "vad kostar leveransen hem", "delivery_price"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "name"), ASKED)
def test_answer_is_found(language: str, text: str, name: str) -> None:
    match = SHELF.best(text, language)
    assert match
    assert match.answer.name == name
    assert match.likeness >= LIKE["delivery_info"]


@pytest.mark.parametrize("language", ["fi", "en"])
def test_what_is_out_of_scope_is_rarely_answered(language: str) -> None:
    doc = yaml.load((ROOT / "data/nlu/out_of_scope.yml").read_text("utf-8"), yaml.CSafeLoader)
    texts = [
        x[2:] for b in doc["nlu"] if b["metadata"]["language"] == language for x in b["examples"].splitlines()
    ]
    likeness = [match.likeness if (match := SHELF.best(text, language)) else 0.0 for text in texts]
    for intent, most in {"out_of_scope": 0.01, "nlu_fallback": 0.03}.items():
        assert sum(value >= LIKE[intent] for value in likeness) / len(likeness) <= most


def test_forty_answers_are_whole_in_finnish_and_english() -> None:
    answers = [answer for path in FOLDER.glob("*.md") for answer in parse(path.stem, path.read_text("utf-8"))]
    for language in ("fi", "en"):
        ours = [answer for answer in answers if answer.language == language]
        assert len(ours) >= 40
    for answer in answers:
        assert answer.source
        assert len(answer.date) == 10
        assert answer.text.format(**Turn().facts(), **company_facts(answer.language))


def test_a_new_file_is_taken_up_without_a_restart(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, {})
    assert shelf.best("what about tea", "en") is None
    (tmp_path / "tea.md").write_text(
        "---\nsource: us\ndate: 2026-11-22\n---\n## en\n- Do you sell tea?\n\nWe do.\n", "utf-8"
    )
    match = shelf.best("do you sell tea", "en")
    assert match
    assert match.answer.text == "We do."


async def test_written_answer_is_given_instead_of_a_miss() -> None:
    told = await Customer().say("saako tilauksen lahjapakattuna", "nlu_fallback")
    assert "Lahjapaketti" in told.text
    assert "miss" not in told.custom


async def test_newsletter_is_never_answered_with_a_password() -> None:
    for text in ("lopettakaa uutiskirjeet", "mulle tulee teiltä liikaa mainoksia"):
        told = await Customer().say(text, "loyalty_newsletter")
        assert "salasana" not in told.text
        assert "Peru tilaus" in told.text
