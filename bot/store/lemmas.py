"""Base forms of words in our languages: "tilaukseltani" is found by "tilaus" (simplemma, 80 MB, loaded at first use)."""

from __future__ import annotations

import functools
import re

from simplemma import Lemmatizer
from simplemma.strategies import DefaultStrategy
from simplemma.strategies.dictionaries import StreamDictionaryFactory

LANGUAGES = ("fi", "sv", "en")
_WORD = re.compile(r"\w+(?:[@.+-]\w+)*")


def words(text: str) -> list[str]:
    """The words of a text, small; addresses and order numbers stay whole."""
    return [word.casefold() for word in _WORD.findall(text)]


_factory = StreamDictionaryFactory()
_lemmatizer = Lemmatizer(lemmatization_strategy=DefaultStrategy(dictionary_factory=_factory))


@functools.cache
def load() -> None:
    """Reads the dictionaries: about two seconds of a core, once."""
    for language in LANGUAGES:
        _factory.get_dictionary(language)


def loaded() -> bool:
    """Whether base forms are known at once."""
    return load.cache_info().currsize > 0


@functools.lru_cache(maxsize=50_000)
def base_forms(word: str) -> frozenset[str]:
    """What a word may be a form of, in any of our languages; itself where none knows it."""
    if not word.isalpha():
        return frozenset({word})
    return frozenset(_lemmatizer.lemmatize(word, lang=language).casefold() for language in LANGUAGES)
