"""Which of the three languages a message is in, by its function words and letters. Changes only on strong evidence."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.core.plain import words


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


PLAIN_ONLY = frozenset({"sv"})
"""Languages whose plain requests alone the assistant knows: in a matter of their own a customer is shown the person too."""

MARKS: Mapping[str, frozenset[str]] = {
    "fi": _set(
        "ja on ei en mä mää minä sä sinä te me hän se ne että kun kuin mutta tai vai oon olen olet oletko onko ollut "
        "mun minun sun sinun mulla minulla mulle minulle teidän meidän mitä mikä miksi missä mis milloin koska kuka "
        "miten kuinka nyt vielä jo kiitos hei moi terve haluan haluaisin voisko voisiko voiko voinko saisinko saanko "
        "tilaus tilauksen tilaukseni paketti pakettini paketin lasku laskun ihminen joku ole oli olisi kyllä joo ihan "
        "siis vaan vain tämä tää tuo niin sitten eikä enää kanssa jos mitään täällä siellä tässä pitäisi pitää"
    ),
    "en": _set(
        "the is are was were i my me you your we it this that these and or but not no don't doesn't can could would "
        "what where when why how who which have has had do did does with for from to of in on at an please thanks "
        "hello hi order package parcel invoice want need help someone there still been will yes ordered"
    ),
    "sv": _set(
        "jag är och att det inte har mig min mitt mina du ni vi en ett som på för med till från kan kunde skulle vill "
        "var när varför hur vem vad hej tack beställning paket faktura finns någon ingen här där nu kommer fått få "
        "eller men om av så också hjälp människa prata tala svenska ja nej mitt er era"
    ),
}
_FINNISH = re.compile(r"(?:ää|öö|yö|uo|ien|ssa|ssä|lla|llä|sta|stä|lta|ltä|kse|nko|nkö|kko|ni)\b")
STRONG = 2.0


def detect(text: str, current: str) -> str:
    """The language of a text; `current` unless another one is clear from two marks or more."""
    scores = score(text)
    best = max(scores, key=lambda language: scores[language])
    clear = scores[best] >= STRONG and scores[best] >= 2 * scores[current] + 1
    return best if best != current and clear else current


def score(text: str) -> dict[str, float]:
    """Evidence for each language: one for a function word, half for a Finnish ending or a Swedish å."""
    said = words(text)
    scores = {language: float(sum(word in marks for word in said)) for language, marks in MARKS.items()}
    scores["fi"] += 0.5 * sum(bool(_FINNISH.search(word)) for word in said if len(word) > 4)
    scores["sv"] += 0.5 * sum("å" in word for word in said)
    return scores
