"""What makes a message hard to settle, and what only looks so."""

from pathlib import Path

import pytest

from bot.core.empathy.hard import Heard, Stakes, amounts, different, hard_signals
from bot.core.empathy.signals import Noticed, Signal
from bot.nlu.signal_data import read_cues

STAKES = Stakes(read_cues(Path(__file__).parents[2] / "data/signals/stakes.yml"), 300)


def names(text: str, heard: Heard | None = None, noticed: Noticed | None = None) -> dict[str, str]:
    found = hard_signals(text, heard or Heard(), noticed or Noticed(), STAKES)
    return {one.name: one.text for one in found}


def test_different_matters_are_named_with_their_first_sentences() -> None:
    heard = [
        ("greet", "Hei."),
        ("invoice_question", "Lasku on väärin."),
        ("account_password", "Salasana hukassa."),
    ]
    matters = different(heard)
    assert [intent for intent, _ in matters] == ["invoice_question", "account_password"]
    assert names("…", Heard(matters))["several_matters"] == "Lasku on väärin. … Salasana hukassa."


def test_one_matter_told_in_several_sentences_is_one() -> None:
    assert not different([("delivery_problem", "Tuli rikki."), ("return_refund", "Haluan rahat takaisin.")])
    assert not different([("track_order", "Missä se on?"), ("thanks", "Kiitos.")])


def test_a_long_message_is_a_story_and_so_are_many_questions() -> None:
    assert "long_story" in names("ensin tilasin ja sitten " * 40)
    assert "long_story" in names("Onko se? Miten? Milloin? Missä?")
    assert "long_story" not in names("missä tilaus 1001 on?")


@pytest.mark.parametrize(
    "text",
    [
        "tarvitsen sen häihini", "pääsykoe on perjantaina ja tarvitsen kuulokkeet", "se on ainoa lamppu mitä meillä on",
        "the wedding is on Saturday", "my job depends on it", "it is my only heater",
        "bröllopet är på lördag", "det är min enda lampa",
    ],
)  # fmt: skip
def test_much_at_stake_is_heard_with_its_words(text: str) -> None:
    assert names(text)["high_stakes"]


@pytest.mark.parametrize(
    "text",
    ["missä tilaus 1001 on", "ainoa vika on väri", "the only thing missing is a screw", "häävisesti toimii"],
)
def test_nothing_much_is_at_stake(text: str) -> None:
    assert "high_stakes" not in names(text)


def test_a_large_sum_or_an_own_deadline_is_much_at_stake() -> None:
    assert names("laskussa on liikaa", Heard(sums=[490.0]))["high_stakes"] == "490 €"
    assert "high_stakes" not in names("laskussa on liikaa", Heard(sums=[49.0]))
    deadline = Noticed(urgency="high", signals=(Signal("deadline", "lauantaiksi"),))
    assert names("tulee lauantaiksi", noticed=deadline)["high_stakes"] == "lauantaiksi"


def test_a_doubt_is_told_only_where_there_are_words_to_doubt() -> None:
    assert names("se toinen juttu siitä", Heard(sure=0.3))["low_confidence"]
    assert "low_confidence" not in names("se toinen juttu siitä", Heard(sure=0.9))
    assert "low_confidence" not in names("1001", Heard(sure=0.3))


def test_sums_are_read_as_people_write_them() -> None:
    said = ["49 €", "1 290,50 €", "€1,290.50", "89,90 euroa"]
    assert amounts([{"entity": "amount", "value": one} for one in said]) == [49, 1290.5, 1290.5, 89.9]
    assert amounts([{"entity": "postcode", "value": "00100"}]) == []
