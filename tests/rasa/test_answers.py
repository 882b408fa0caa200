"""The company's written answers: found when asked, not given when something else was asked, taken up at once."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.answers import FOLDER, LIKE, SHELF, Shelf, company_facts, least_likeness, parse, written
from actions.facts import ROOT
from actions.turn import Turn
from bot.core.kinds import without_dots
from bot.nlu.words import even
from tests.rasa.talk import Customer

Asked = dict[str, Any]
HELD_OUT: list[Asked] = [
    json.loads(line)
    for line in (Path(__file__).parent / "answers_held_out.jsonl").read_text("utf-8").splitlines()
]
"""Written before the questions in data/answers were looked at; `intent`: what the model of 22 November 2026 heard."""
ANSWERS = [
    answer for path in sorted(FOLDER.glob("*.md")) for answer in parse(path.stem, path.read_text("utf-8"))
]
NEAREST_AND_RIGHT = [("fi", 0.9, 0.46), ("en", 0.86, 0.55)]
"""Per language the least share of questions whose nearest answer is right (measured: 0.93, 0.90), and of those that are
answered rightly (0.51, 0.58)."""

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


def words(text: str) -> list[str]:
    """The words of a text, even."""
    return re.sub(r"[^\w ]", "", without_dots(even(text))).split()


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
    # Measured: fi 0.6 %, en 1.7 %, a third of them jobs and holidays, rightly answered; few are ever heard as a fallback.
    for intent, most in {"out_of_scope": 0.025, "nlu_fallback": 0.1}.items():
        assert sum(value >= LIKE[intent] for value in likeness) / len(likeness) <= most


def given(asked: Asked) -> str | None:
    """The name of the answer that the sentence brings, heard as it was heard."""
    match, least = SHELF.best(asked["text"], asked["lang"]), LIKE.get(asked["intent"])
    return match.answer.name if match and least is not None and match.likeness >= least else None


@pytest.mark.parametrize(("language", "nearest", "right"), NEAREST_AND_RIGHT)
def test_questions_not_seen_before(language: str, nearest: float, right: float) -> None:
    asked = [asked for asked in HELD_OUT if asked["lang"] == language and asked["answer"]]
    found = [(given(one), one["answer"]) for one in asked]
    best = [match.answer.name if (match := SHELF.best(one["text"], language)) else "" for one in asked]
    assert sum(a == one["answer"] for a, one in zip(best, asked, strict=True)) / len(asked) >= nearest
    assert sum(name == wanted for name, wanted in found) / len(found) >= right
    assert sum(name not in (None, wanted) for name, wanted in found) / len(found) <= 0.03


@pytest.mark.parametrize("language", ["fi", "en"])
def test_other_matters_are_not_answered(language: str) -> None:
    others = [asked for asked in HELD_OUT if asked["lang"] == language and not asked["answer"]]
    assert len(others) >= 60
    assert sum(given(one) is not None for one in others) / len(others) <= 0.03


@pytest.mark.parametrize(
    "intent", ["product_warranty", "payment_problem", "account_password", "invoice_question"]
)
def test_matters_with_an_action_of_their_own_mostly_keep_it(intent: str) -> None:
    doc = yaml.load((ROOT / f"data/nlu/{intent}.yml").read_text("utf-8"), yaml.CSafeLoader)
    said = [(x[2:], b["metadata"]["language"]) for b in doc["nlu"] for x in b["examples"].splitlines()]
    taken = [
        match for text, lang in said if (match := SHELF.best(text, lang)) and match.likeness >= LIKE[intent]
    ]
    assert len(taken) / len(said) <= 0.07  # measured 1-6 %, most of them what an answer is written for


def test_held_out_questions_are_apart_from_the_written_ones() -> None:
    held = [words(asked["text"]) for asked in HELD_OUT]
    fives = {tuple(line[i : i + 5]) for line in held for i in range(len(line) - 4)}
    for answer in ANSWERS:
        for line in map(words, answer.questions):
            assert line not in held, line
            assert not fives & {tuple(line[i : i + 5]) for i in range(len(line) - 4)}, line


def test_each_question_finds_its_own_answer() -> None:
    for answer in ANSWERS:
        for question in answer.questions:
            match = SHELF.best(question, answer.language)
            assert match
            assert match.answer.name == answer.name, question


def test_without_a_needed_word_it_is_about_something_else() -> None:
    match = SHELF.best("varavirtalähde savuaa", "fi")
    assert match
    assert match.answer.name != "powerbank_flight"


def test_forty_answers_are_whole_in_finnish_and_english() -> None:
    for language in ("fi", "en"):
        ours = [answer for answer in ANSWERS if answer.language == language]
        assert len(ours) >= 40
        assert min(len(answer.questions) for answer in ours) >= 12
    for answer in ANSWERS:
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


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fi", "en muista mitä sähköpostia käytin"),
        ("fi", "millä sähköpostilla mun tili on"),
        ("en", "I can't remember which email I signed up with"),
        ("sv", "jag minns inte vilken e-post jag använde"),
    ],
)
async def test_without_the_old_mailbox_no_link_is_promised(language: str, text: str) -> None:
    told = await Customer(language).say(text, "account_password")
    assert told.custom["propose"] == "offer"
    assert "?" in told.text


async def test_newsletter_is_never_answered_with_a_password() -> None:
    for text in ("lopettakaa uutiskirjeet", "mulle tulee teiltä liikaa mainoksia"):
        told = await Customer().say(text, "loyalty_newsletter")
        assert "salasana" not in told.text
        assert "Peru tilaus" in told.text


def test_what_is_about_an_order_is_answered_from_the_order() -> None:
    turn = Turn(text="miten saan e-laskun", intent="invoice_question", language="fi")
    assert written(turn)
    assert not written(replace(turn, slots={"order_number": "1001", "order_key": "00530"}))
    assert not written(replace(turn, entities={"order_number": ["1001"]}))
    assert not written(replace(turn, empathy={"urgency": "critical"}))


def test_within_a_form_an_answer_must_be_more_like() -> None:
    turn = Turn(text="voiko joku vielä kääriä sen", intent="nlu_fallback", language="fi")
    match = SHELF.best(turn.text, "fi")
    assert match
    assert least_likeness(replace(turn, asked="order_number"), match.answer) == 0.5
    assert least_likeness(turn, match.answer) == LIKE["nlu_fallback"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fi", "kirjoitan äitini puolesta, hän ei osaa käyttää nettiä"),
        ("fi", "isä tilasi teiltä ja minä hoidan hänen asioitaan"),
        ("fi", "autan mummoa tilauksen kanssa"),
        ("en", "I'm writing on behalf of my mother, she can't use the internet"),
        ("en", "writing for my nan, she's not good with computers"),
    ],
)
@pytest.mark.parametrize("intent", ["nlu_fallback", "out_of_scope", "slow_down", "inform"])
def test_who_writes_for_a_parent_gets_general_help_and_the_person_for_the_rest(
    language: str, text: str, intent: str
) -> None:
    told = written(Turn(text=text, intent=intent, language=language, person="Aino, laskutus"))
    assert told
    assert "Aino" in str(told.lines[0])
    assert {"fi": "puolestaan", "en": "for them"}[language] in str(told.lines[0])


@pytest.mark.parametrize(
    "text",
    ["what should I get my dad for christmas", "write a poem for my mother", "en osaa näitä, kerro hitaasti"],
)
def test_a_relative_who_is_only_mentioned_is_nobody_to_act_for(text: str) -> None:
    told = written(Turn(text=text, intent="slow_down", language="fi" if "osaa" in text else "en"))
    assert told is None
