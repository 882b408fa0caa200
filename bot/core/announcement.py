"""An announcement: one message to everybody that the same trouble concerns (bot/core/announced.py tells it)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.conversation import Conversation

_ORDER = re.compile(r"\d+")


@dataclass(frozen=True)
class Announcement:
    """What is said, to whom, and by whom. Texts by language; `until`: the words of its end; both None while it lasts.

    Whom it concerns: everybody, or the cases of some topics, about some orders (numbers), or picked by hand (ids).
    `swept`: every case of before has been looked at.
    """

    id: str
    by: str
    made_at: dt.datetime
    texts: Mapping[str, str]
    everyone: bool = False
    topics: frozenset[str] = frozenset()
    orders: frozenset[str] = frozenset()
    cases: frozenset[str] = frozenset()
    ended_at: dt.datetime | None = None
    until: Mapping[str, str] | None = None
    swept: bool = False

    def concerns(self, c: Conversation) -> bool:
        """Whether a case is one of those meant."""
        about = self.orders.intersection(orders_of(c))
        return self.everyone or c.topic in self.topics or c.id in self.cases or bool(about)


def orders_of(c: Conversation) -> list[str]:
    """The numbers of the orders that a case is about, as far as the brief says."""
    said = c.brief.get("order")
    return _ORDER.findall(said) if said else []
