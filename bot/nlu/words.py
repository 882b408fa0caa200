"""Text made even before it is counted: case, repeats, numbers and addresses. Pure, no Rasa."""

from __future__ import annotations

import re
import unicodedata

from bot.core.empathy.text import clauses

_ADDRESS = re.compile(r"\S+@\S+\.\w+")
_LINK = re.compile(r"(?:https?://|www\.)\S+")
_NUMBER = re.compile(r"#?\d[\d.,:/ ]*")
_NAMED = re.compile(
    r"\b(?:(?:tilaus|posti|order|post|postal|zip|beställnings)\s?(?:numero|nro|number|code|nummer|koodi)\w*"
    r"|postcode|zip|tilno|tilnro|nro|no|nr|number|numero|nummer)[\s:.]*(?:(?:on|oli|is|was|är)\s+)?(?=numtoken)"
)
_ROW = re.compile(r"(?:numtoken|mailtoken)(?:\W*(?:(?:ja|and|och)\s+)?(?:numtoken|mailtoken))+")
_REPEAT = re.compile(r"(.)\1{2,}")
_SPACE = re.compile(r"\s+")
LONGEST = 1500
"""Characters looked at; a long letter says what it is about well before that."""
LONG = 100
MOST_PARTS = 12
LONGEST_WORD = 40
"""Letters in the longest word that people write; what is longer is code, or a cat on the keyboard."""


def legible(text: str) -> bool:
    """Whether a text is in an alphabet that was learnt from: Latin letters, or none at all (numbers, signs, emoji).

    What is not would get the intent that happens to be likeliest of all; to be asked back is kinder.
    """
    kinds = [unicodedata.category(char)[0] for char in text[:LONGEST]]
    if "L" not in kinds:
        return any(kind in "NPS" for kind in kinds)
    return any(len(word) <= LONGEST_WORD and not word.isdigit() for word in _in_latin(text[:LONGEST]).split())


def _in_latin(text: str) -> str:
    """The text with a blank for whatever is neither a Latin letter nor a digit."""
    return "".join(
        char if char.isdigit() or unicodedata.name(char, "").startswith("LATIN") else " " for char in text
    )


def even(text: str) -> str:
    """The text as the classifier counts it: lower case, at most two of a letter in a row, numbers as one word.

    What a number is called goes with it, and a row of them counts once: who gives order number and postcode in the same
    breath ("peruisin tilauksen 1006, postinumero 00100") wants nothing else than who gives neither.
    """
    text = unicodedata.normalize("NFC", text[:LONGEST]).lower().replace("’", "'")
    text = _LINK.sub(" linktoken ", _ADDRESS.sub(" mailtoken ", text))
    text = _SPACE.sub(" ", _REPEAT.sub(r"\1\1", _NUMBER.sub(" numtoken ", text)))
    return _ROW.sub("numtoken", _NAMED.sub("", text)).strip()


def parts(text: str) -> tuple[str, ...]:
    """The whole message, and the sentences of a long one: each may hold what the whole hides."""
    pieces = clauses(text) if len(text) > LONG or "\n" in text else []
    return (text, *pieces[:MOST_PARTS]) if len(pieces) > 1 else (text,)
