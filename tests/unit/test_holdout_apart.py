"""What is measured on is not trained on (tests/eval/apart.py says what counts as near)."""

import pytest

from tests.eval.apart import DEV, copies, held_out, rows, telling, trained_on


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
