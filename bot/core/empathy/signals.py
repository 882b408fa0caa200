"""What was noticed in one message: how let down its writer is, how urgent it is, and the words that say so. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LINE = 0.5
"""From here on a message counts as frustrated: the product's own line, measured on sentences not trained on."""
STRONG = 0.8
FELT = (
    "anger", "insult", "sarcasm", "disappointment", "repeat", "broken_promise", "giving_up", "leaving",
    "authority", "shouting", "frustration",
)  # fmt: skip
"""The signals of somebody being let down, in the order in which they are named."""


@dataclass(frozen=True)
class Signal:
    """One thing noticed, with the words that raised it."""

    name: str
    text: str


@dataclass(frozen=True)
class Noticed:
    """`empathy` of the contract. `frustration` 0 to 1, `urgency` normal, high or critical."""

    frustration: float = 0.0
    urgency: str = "normal"
    alarm: bool = False
    signals: tuple[Signal, ...] = ()

    @classmethod
    def read(cls, doc: Mapping[str, Any]) -> Noticed:
        """From the plain form; what is missing is calm."""
        signals = tuple(
            Signal(str(one["name"]), str(one.get("text", ""))) for one in doc.get("signals") or ()
        )
        return cls(
            float(doc.get("frustration") or 0.0),
            str(doc.get("urgency") or "normal"),
            bool(doc.get("alarm")),
            signals,
        )

    def plain(self) -> dict[str, Any]:
        """As JSON-ready data, in the contract's words."""
        return {
            "frustration": round(self.frustration, 3),
            "urgency": self.urgency,
            "alarm": self.alarm,
            "signals": [{"name": one.name, "text": one.text} for one in self.signals],
        }

    @property
    def names(self) -> frozenset[str]:
        """The names of the signals."""
        return frozenset(one.name for one in self.signals)

    @property
    def upset(self) -> bool:
        """Whether it is above the line."""
        return self.frustration >= LINE
