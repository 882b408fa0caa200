"""What the encoder must hold: the same numbers every time, likeness across words and languages, nothing that breaks it."""

from __future__ import annotations

import numpy as np
import pytest

from bot.nlu.encoder import WIDTH, encoder, meaning
from bot.nlu.words import MOST_PARTS, parts

LAYERS = 4
ODD = ["", "   ", "🙂", "\0", "\ud800", "x" * 9000, "這個包裹在哪裡", "<b>hei</b>", "\n\n", "/restart"]


def near(one: str, other: str) -> float:
    a, b = encoder(LAYERS).read([one, other])
    return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))


def test_a_text_means_the_same_alone_and_among_others() -> None:
    texts = ["missä pakettini on", "haluan ihmisen", "where is my parcel"]
    alone = np.vstack([encoder(LAYERS).read([text]) for text in texts])
    np.testing.assert_allclose(encoder(LAYERS).read(texts), alone, atol=1e-5)
    np.testing.assert_allclose(encoder(LAYERS).read_many(texts), alone, atol=1e-5)


@pytest.mark.parametrize(
    ("text", "like", "unlike"),
    [
        ("the parcel never turned up", "my package has not arrived", "what time do you open"),
        ("var är mitt paket", "har mitt paket kommit fram", "jag vill byta lösenord"),
    ],
)
def test_like_meanings_lie_nearer_than_unlike_ones(text: str, like: str, unlike: str) -> None:
    assert near(text, like) > near(text, unlike)


@pytest.mark.parametrize("text", ODD)
def test_no_text_breaks_it(text: str) -> None:
    rows = encoder(LAYERS).read([text])
    assert rows.shape == (1, WIDTH)
    assert np.isfinite(rows).all()


def test_what_has_no_letters_to_read_means_nothing() -> None:
    assert not encoder(LAYERS).read(["  "]).any()


def test_nothing_in_nothing_out() -> None:
    assert encoder(LAYERS).read([]).shape == encoder(LAYERS).read_many([]).shape == (0, WIDTH)


def test_a_letter_is_read_whole_and_sentence_by_sentence() -> None:
    letter = "Tilasin teiltä lampun viime viikolla. Se ei ole vieläkään tullut. " * 12
    said = parts(letter)
    assert said[0] == letter
    assert len(said) == MOST_PARTS + 1
    assert all(meaning(one, LAYERS).shape == (WIDTH,) for one in said)
    assert parts("moi. missä pakettini on?") == ("moi. missä pakettini on?",)


def test_with_no_layer_every_text_means_nothing() -> None:
    assert not encoder(0).read(["missä pakettini on"]).any()
    assert encoder(0).read_many(["a", "b"]).shape == (2, WIDTH)
