"""What is measured on is not trained on (tests/eval/apart.py says what counts as near)."""

import pytest

from bot.core import plain
from tests.eval.apart import (
    DEV,
    by_file,
    copies,
    held_out,
    is_near,
    repeated,
    rows,
    telling,
    trained_on,
    whole,
)


def test_no_sentence_held_out_is_trained_on() -> None:
    found = [f"{path.name}: {text}" for (path, _), text in copies()]
    assert not found, f"{len(found)} too near the hold-out; `python -m tests.eval.apart` takes them out"


def test_the_development_set_is_apart_from_the_hold_out() -> None:
    assert telling(held_out(DEV)).isdisjoint(telling(held_out()))


def test_there_is_something_to_keep_apart() -> None:
    assert len(list(held_out())) > 2000
    assert len(list(held_out(DEV))) > 700
    assert len(list(trained_on())) > 10000


@pytest.mark.parametrize(
    ("text", "count"), [("moi", 0), ("missä se on nyt", 0), ("missä mun tilaus nyt oikein on", 2)]
)
def test_rows_of_five_words(text: str, count: int) -> None:
    assert len(list(rows(text))) == count


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("Missä tilaukseni on?", True), ("missä tilaukseni on", True), ("missä mun tilaukseni on", False),
        ("ihminen", False), ("missä paketti", False),
    ],
)  # fmt: skip
def test_a_short_sentence_is_near_when_it_stands_there_word_for_word(text: str, near: bool) -> None:
    held = ["missä tilaukseni on", "ihminen", "missä paketti"]
    assert is_near(text, telling(held), whole(held)) is near


def test_what_stands_in_both_is_one_or_two_words_long_and_counted() -> None:
    trained = {tuple(plain.words(text)) for _, text in trained_on()}
    both = [words for text in held_out() if (words := tuple(plain.words(text))) in trained]
    assert all(len(words) < 3 or len(words) >= 5 for words in both)
    assert repeated().total() == len(both)
    assert set(repeated()) == set(by_file())
