"""Base forms of words in our languages: "tilaukseltani" is found by "tilaus" (simplemma, 80 MB, loaded at first use)."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable

LANGUAGES = ("fi", "sv", "en")
_WORD = re.compile(r"\w+(?:[@.+-]\w+)*")


def words(text: str) -> list[str]:
    """The words of a text, small; addresses and order numbers stay whole."""
    return [word.casefold() for word in _WORD.findall(text)]


@functools.cache
def load() -> Callable[[str, str], str]:
    """What gives a word's base form in a language. Reads the dictionaries: about two seconds of a core, once."""
    from simplemma import Lemmatizer  # its import alone is a sixth of a process's start
    from simplemma.strategies import DefaultStrategy
    from simplemma.strategies.dictionaries import StreamDictionaryFactory

    factory = StreamDictionaryFactory()
    for language in LANGUAGES:
        factory.get_dictionary(language)
    lemmatizer = Lemmatizer(lemmatization_strategy=DefaultStrategy(dictionary_factory=factory))
    return lambda word, language: lemmatizer.lemmatize(word, lang=language)


def loaded() -> bool:
    """Whether base forms are known at once."""
    return load.cache_info().currsize > 0


@functools.lru_cache(maxsize=50_000)
def base_forms(word: str) -> frozenset[str]:
    """What a word may be a form of, in any of our languages; itself where none knows it."""
    if not word.isalpha():
        return frozenset({word})
    lemmatize = load()
    return frozenset(lemmatize(word, language).casefold() for language in LANGUAGES)
