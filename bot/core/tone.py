"""The rules of the tone guide that a machine can hold (data/tone.yml), for lines of the product and of the desk alike."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.core.errors import Invalid

# What a placeholder becomes is about two words long: "Aino, laskutus", "huomenna klo 9".
PLACEHOLDER = re.compile(r"\{\w+\}")
# A Finnish date ends with a dot of its own, so a capital after a placeholder begins a sentence.
SENTENCE_END = re.compile(r"(?<=[.?!:;])\s+|(?<=\})\s+(?=[A-ZÅÄÖ])")


class ToneBroken(Invalid):
    """Words that the tone guide would not let pass; `broken` says which rules, by language."""

    code = "tone_broken"
    title = "This breaks a rule of the tone guide."


def hold(texts: Mapping[str, str], rules: Mapping[str, Any], field: str = "texts") -> None:
    """Refuses texts by language that break a rule.

    Raises:
        ToneBroken.
    """
    wrong = [
        {"language": language, "why": why}
        for language, text in texts.items()
        for why in broken(text, language, rules)
    ]
    if wrong:
        raise ToneBroken(broken=wrong, field=field)


def broken(text: str, language: str, rules: Mapping[str, Any]) -> Iterator[str]:
    """The rules that a text breaks, as reasons."""
    for rule in rules["never"]:
        pattern = rule.get(language) or rule.get("all")
        if pattern and (found := re.search(pattern, text, re.IGNORECASE)):
            yield f"{rule['why']}: {found[0]!r}"
    if text.count("?") > rules["questions"]:
        yield "more than one question"
    limit = rules["limits"][language]
    if (count := words(text)) > limit["message"]:
        yield f"{count} words in the message, {limit['message']} at most"
    for sentence in SENTENCE_END.split(text):
        if (count := words(sentence)) > limit["sentence"]:
            yield f"{count} words in one sentence, {limit['sentence']} at most: {sentence!r}"


def words(text: str) -> int:
    """Words of a text, a placeholder counted as two."""
    return len(PLACEHOLDER.sub("xx xx", text).split())
