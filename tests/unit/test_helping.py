"""What helps a person answer, as pure functions: the brief's lines, what was told already, canned replies, labels."""

import datetime as dt
from typing import Any

import pytest
import yaml

from bot.core import about, answered, briefing, canned
from bot.core.about import Label
from bot.core.canned import Canned
from bot.core.conversation import Promise
from bot.core.errors import Invalid
from tests.unit.factories import NOON, ROOT, conversation, world

RULES = yaml.safe_load((ROOT / "data/tone.yml").read_text("utf-8"))


def said(text: str, kind: str = "customer", id: str = "1-0", **data: Any) -> dict[str, Any]:
    return {"id": id, "type": "message", "by": {"kind": kind}, "text": text, "data": data}


TOLD = [
    said("tilaus 1002 ei tullut", id="1-0"),
    said("osoite liisa.m@example.fi, postinumero 33100", id="2-0"),
    said("soittakaa 040 123 4567", id="3-0"),
]


@pytest.mark.parametrize(
    ("draft", "what", "value", "event_id"),
    [
        ("Mikä on tilausnumerosi?", "order", "1002", "1-0"),
        ("What is your e-mail?", "email", "liisa.m@example.fi", "2-0"),
        ("Vad är ditt postnummer?", "postcode", "33100", "2-0"),
        ("Kertoisitko puhelinnumerosi", "phone", "040 123 4567", "3-0"),
    ],
)
def test_what_the_customer_told_is_not_asked_again(draft: str, what: str, value: str, event_id: str) -> None:
    [found] = answered.told_already(draft, {}, None, TOLD)
    assert found == {"what": what, "value": value, "event_id": event_id}


def test_the_briefs_order_beats_a_number_that_only_looks_like_one() -> None:
    found = answered.told_already("Mikä tilausnumero?", {"order": "1002"}, None, TOLD)
    assert found == [{"what": "order", "value": "1002", "event_id": None}]
    assert answered.told_already("Mikä on nimesi?", {}, "Liisa", [])[0]["value"] == "Liisa"


@pytest.mark.parametrize("draft", ["Tilausnumerosi on 1002.", "Onko sinulla kuvaa paketista?", "Kiitos!"])
def test_what_asks_nothing_known_is_left_alone(draft: str) -> None:
    assert answered.told_already(draft, {"order": "1002"}, "Liisa", TOLD) == []


def test_proof_is_the_customers_own_words_only() -> None:
    agent = said("postinumero 00100", kind="agent", id="4-0")
    assert answered.keys_of([*TOLD, agent]) == ["33100", "liisa.m@example.fi"]


def test_the_brief_has_three_to_six_lines_and_nothing_about_mood() -> None:
    late = Promise("p", "aino", "call", NOON + dt.timedelta(hours=1), "phone", text="soitan hyvityksestä")
    c = conversation(
        brief={"matter": "paketti myöhässä", "order": "1002", "wants": "hyvitys", "tried": "seuranta"},
        promises=(late,), frustration=0.9, signals=({"name": "anger", "text": "ihan sama!!"},),
    )  # fmt: skip
    did = [{"action": "return", "summary": "1002: P1002"}]
    log = [
        said("paketti myöhässä"), said("Se on Vantaalla.", "bot", turn_id="t", did=did),
        said("no sitten haluan hyvityksen", id="3-0"),
    ]  # fmt: skip
    lines = briefing.lines(world(), c, log)
    assert [line["kind"] for line in lines] == ["matter", "order", "tried", "wants", "did", "promise"]
    assert lines[4]["text"] == "return 1002: P1002"
    assert "ihan sama" not in str(lines)
    assert [line["kind"] for line in briefing.lines(world(), conversation(brief={"matter": "x"}), log)] == [
        "matter", "tried", "wants", "did", "bot_said", "last",
    ]  # fmt: skip


def test_a_long_line_is_cut_at_a_word() -> None:
    line = briefing.lines(world(), conversation(brief={"matter": "sana " * 60}), [])[0]
    assert line["text"].endswith("sana…")
    assert len(line["text"]) <= 160


def test_a_canned_reply_is_filled_and_its_gaps_are_seen() -> None:
    one = Canned("x", "X", {"fi": "Hei {customer}, {agent} ({role}) katsoo tilausta {order}."})
    full = conversation(name="Liisa", brief={"order": "1002"})
    assert canned.fill(world(), full, one, "aino") == {
        "language": "fi", "text": "Hei Liisa, Aino (laskutus) katsoo tilausta 1002.", "missing": [],
    }  # fmt: skip
    bare = canned.fill(world(), conversation(), one, "aino")
    assert bare["missing"] == ["customer", "order"]
    assert "____" in bare["text"]


def test_a_canned_reply_comes_in_the_cases_language_if_there_is_one() -> None:
    one = Canned("x", "X", {"fi": "Hei.", "sv": "Hej."})
    assert canned.fill(world(), conversation(language="sv"), one, "aino")["text"] == "Hej."
    assert canned.fill(world(), conversation(language="en"), one, "aino")["language"] == "fi"


@pytest.mark.parametrize(
    ("id", "texts", "code"),
    [
        ("Iso", {"fi": "Hei."}, "canned_id_invalid"),
        ("a/b", {"fi": "Hei."}, "canned_id_invalid"),
        ("a", {}, "canned_empty"),
        ("a", {"de": "Hallo."}, "canned_empty"),
        ("a", {"fi": "Hei {salasana}."}, "placeholder_unknown"),
        ("a", {"fi": "Hei {customer.__class__}."}, "tone_or_kept"),
        ("a", {"fi": "Palaamme asiaan mahdollisimman pian."}, "tone_broken"),
        ("a", {"fi": "Hei.", "en": "Please enter your order number."}, "tone_broken"),
    ],
)
def test_a_canned_reply_is_checked_when_it_is_saved(id: str, texts: dict[str, str], code: str) -> None:
    one = Canned(id, "Nimi", texts)
    if code == "tone_or_kept":  # no field of that form: it stays as typed, and nothing is looked up
        assert canned.fill(world(), conversation(), canned.checked(one, RULES), "aino")["text"] == texts["fi"]
        return
    with pytest.raises(Invalid) as refused:
        canned.checked(one, RULES)
    assert refused.value.code == code


def test_what_it_was_about_is_learned_from_likeness_and_frequency() -> None:
    labels = [
        Label("paketti myöhässä", 5, {"paketi": 1, "paket": 1, "myöhäs": 4, "tullut": 3}),
        Label("lasku väärin", 8, {"lasku": 7, "summa": 5}),
    ]
    assert about.suggested("laskussa outo summa", labels)[0] == "lasku väärin"
    assert about.suggested("ei ole tullut, myöhässä jo viikon", labels)[0] == "paketti myöhässä"
    assert about.suggested("", labels) == ["lasku väärin", "paketti myöhässä"]
