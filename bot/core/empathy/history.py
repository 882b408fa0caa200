"""What went before in a conversation, as far as it tells how its customer is doing. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.core.empathy.signals import LINE
from bot.core.empathy.text import plain

KEPT = 6
STEM = 5
_WORD = re.compile(r"[^\W\d_]{4,}")
_NO = re.compile(
    r"(?:no |joo |juu |hmm |okei |ok |kiitos |well |oh |nja )?"
    r"(?:ei\b(?! (?:auta|onnistu|toimi|(?:tasta|tama|taa|nama|naa) (?:\w+ ){0,2}(?:tuu|tule|auta|onnistu|toimi)))|"
    r"en\b|ala\b|eipa|emme\b|enpa|no\b(?! (?:use|good|point)\b)|nope|nah|not\b|don't|do not|i don't|i'd rather not|rather not|nej\b|inte\b(?! (?:hjalper|fungerar))|"
    r"behovs inte|jag vill inte|na+\b|helst inte|please don't|i'?m (?:good|fine|ok|okay)\b|emma+\b|ma en|mina en|tarvi en|kylla se ilman|en tarvi)"
)
_RATHER = re.compile(
    r"\b(?:ei (?:kiitos|tarvi\w*|tarvitse|viela|nyt|ihan viela)|en (?:halua|tarvi\w*|tahdo|viela)|myohemmin|mieluummin|"
    r"jatketaan (?:vaan |vain )?(?:tassa|sun|sinun|nain)|kokeillaan|hoidan itse|katson itse|kerro vaan|ilman ihmista|"
    r"(?:jatka|hoida|kerro|katso) (?:sa|sina)|parjaan|"
    r"no (?:need|thanks|thank you)|not (?:now|yet|necessary)|rather|later|let's (?:try|see|do)|don't need|just (?:tell|check|"
    r"help|do)|here is fine|without (?:a|any) (?:person|human)|you can (?:just )?(?:tell|do|check)|inte (?:nu|an)|"
    r"behovs inte|nej tack|hellre|senare|vi fortsatter|fortsatt (?:du|bara)|du kan val|gar bra (?:sa har|anda|utan)|"
    r"(?:let's |you |we )(?:carry|go) on|another time|leave (?:them|him|her) be|never mind (?:a|the) (?:person|human))\b"
)
_NO_PERSON = re.compile(
    r"\b(?:en (?:halua|tarvi\w*|tahdo)|ei (?:tarvi\w*|tartte|kiitos)|ilman|don't (?:want|need)|do not (?:want|need)|no need for|"
    r"not (?:a|another)|without|inte|ingen)\b(?: \w+){0,4} (?:ihmi|ketaan|aspa|asiakaspalvel|virkail|jonkun|muita|person|human|"
    r"agent|anyone|anybody|someone|people|manniska|nagon)"
)
_LONGEST_NO = 20
_COMMON = """
että mutta kuin niin tämä siis vain vielä sitten olen olette minun teidän minulla teillä mitä missä milloin miten onko
kiitos moikka terve haluan haluaisin voisitteko voitteko sinne tänne kanssa nyt joku mikä koska
that this with have from what when where your would could please there here they will about just been hello thanks want
need does going still tell know att har inte jag kan vill skulle eller tack snälla från till mitt min när hur vad finns
"""
_IDLE = frozenset(plain(word)[:STEM] for word in _COMMON.split())


@dataclass(frozen=True)
class Turns:
    """The customer's earlier turns, oldest first: what was said, answered, felt, at which turn an offer was declined.

    `declined_ago`: turns since an offer of the person was declined, 0 being this very one; None: never.
    """

    said: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()
    felt: tuple[float, ...] = ()
    misses: int = 0
    offered: bool = False
    declined_ago: int | None = None
    declined_felt: float = 0.0

    @property
    def upset_before(self) -> int:
        """How many of the last three turns were above the line."""
        return sum(felt >= LINE for felt in self.felt[-3:])

    def repeats(self, text: str, gist: str | None = None) -> int:
        """How often the same matter was brought up before: in much the same words, or with the same answer (`gist`)."""
        by_words = sum(same_matter(text, before) for before in self.said)
        return max(by_words, self.answered.count(gist) if gist else 0)


def same_matter(text: str, before: str) -> bool:
    """Whether two messages say much the same: most content words of the shorter one, two at least."""
    mine, theirs = _stems(text), _stems(before)
    shared = len(mine & theirs)
    return shared >= 2 and shared / min(len(mine), len(theirs)) >= 0.6


def declines(text: str) -> bool:
    """Whether a message, not too long, says no to what was offered."""
    even = plain(text)
    return bool(_NO.match(even) or _RATHER.search(even)) and len(even.split()) <= _LONGEST_NO


def refuses_person(text: str) -> bool:
    """Whether it says that no person is wanted."""
    return bool(_NO_PERSON.search(plain(text)))


def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:STEM] for word in _WORD.findall(plain(text))) - _IDLE
