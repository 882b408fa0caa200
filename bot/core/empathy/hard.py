"""What makes a message hard to settle: several matters at once, a long story, much at stake, a doubt what is meant. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.core.empathy.cues import SHOWN, Cues
from bot.core.empathy.matters import DEADLINE
from bot.core.empathy.signals import Noticed, Signal

LONG_WORDS = 120
MANY_QUESTIONS = 4
DOUBT = 0.5
"""Below this calibrated chance the intent heard is likelier wrong than right."""
FEWEST_WORDS = 3
"""Fewer say too little to be in doubt about: a number, a yes, a name."""
ALIKE = (
    frozenset({"track_order", "delivery_problem", "delivery_info"}),
    frozenset({"delivery_problem", "return_refund", "product_warranty", "product_question", "cancel_order"}),
    frozenset({"invoice_question", "payment_problem", "return_refund"}),
    frozenset({"cancel_order", "change_order"}),
)
"""Intents that one and the same matter is told with: what came broken goes back and is under warranty."""
NO_MATTER = frozenset(
    {
        "greet", "goodbye", "thanks", "takes_note", "bot_challenge", "affirm", "deny", "stop", "withdraw_human", "contact_human",
        "complaint", "out_of_scope", "language_switch", "slow_down", "inform",
    }
)  # fmt: skip
_NO_SUM = re.compile(r"[^\d.,]")
_SUM = re.compile(r"(.*?)(?:[.,](\d{1,2}))?")
Said = tuple[str, str]
"""An intent, and the sentence that it was heard in."""


def different(heard: Iterable[Said]) -> list[Said]:
    """The matters that are really different ones, each with its first sentence; fewer than two: there is but one."""
    first: dict[str, str] = {}
    for intent, sentence in heard:
        if intent not in NO_MATTER:
            first.setdefault(intent, sentence)
    apart: list[Said] = []
    for intent, sentence in first.items():
        if all(not alike(intent, other) for other, _ in apart):
            apart.append((intent, sentence))
    return apart if len(apart) > 1 else []


def alike(one: str, other: str) -> bool:
    """Whether two intents may be one and the same matter."""
    return one == other or any({one, other} <= family for family in ALIKE)


@dataclass(frozen=True)
class Heard:
    """What else is known of a message: its different matters, the chance that its intent is right, the sums it names."""

    matters: Sequence[Said] = ()
    sure: float = 1.0
    sums: Sequence[float] = ()


@dataclass(frozen=True)
class Stakes:
    """From which sum on, in euros, and by which words much is at stake (config.yml, data/signals/stakes.yml)."""

    words: Cues
    sum: float

    def find(self, text: str, heard: Heard, noticed: Noticed) -> str:
        """The words that say so; empty: nothing out of the ordinary is at stake."""
        own = [one.text for one in noticed.signals if one.name == DEADLINE]
        most = max(heard.sums, default=0.0)
        sums = [f"{most:.0f} €"] if most >= self.sum else []
        return next(iter([*self.words.find(text).values(), *own, *sums]), "")


def hard_signals(text: str, heard: Heard, noticed: Noticed, stakes: Stakes) -> tuple[Signal, ...]:
    """What makes a message hard, each with the words that raised it."""
    found = (
        ("several_matters", " … ".join(_short(sentence) for _, sentence in heard.matters)),
        ("long_story", _long(text)),
        ("high_stakes", stakes.find(text, heard, noticed)),
        ("low_confidence", text.strip() if _doubtful(text, heard.sure) else ""),
    )
    return tuple(Signal(name, words[:SHOWN]) for name, words in found if words)


def amounts(entities: Iterable[Mapping[str, object]]) -> list[float]:
    """The sums of money among the entities of a message."""
    return [_euros(str(one["value"])) for one in entities if one.get("entity") == "amount"]


def _short(sentence: str) -> str:
    return sentence.strip()[: SHOWN // 2 - 2]


def _long(text: str) -> str:
    long = len(text.split()) >= LONG_WORDS or text.count("?") >= MANY_QUESTIONS
    return " ".join(text.split()) if long else ""


def _doubtful(text: str, sure: float) -> bool:
    return sure < DOUBT and sum(word.isalpha() for word in text.split()) >= FEWEST_WORDS


def _euros(value: str) -> float:
    """ "1 290,50 €" as 1290.5."""
    whole, cents = _SUM.fullmatch(_NO_SUM.sub("", value)).groups()  # type: ignore[union-attr]
    return float(f"{re.sub(r'[.,]', '', whole) or 0}.{cents or 0}")
