"""What the running assistant makes of a sentence: Rasa's /model/parse, each sentence once."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

import httpx

from bot.core.empathy.complexity import Complexity, complexity
from bot.core.empathy.history import Turns
from bot.core.empathy.signals import Noticed
from bot.core.plain import wants_person

Parsed = dict[str, Any]
UNKNOWN = ("nlu_fallback", "out_of_scope")


class Reader:
    """One assistant. `seconds`: how long each sentence took."""

    def __init__(self, url: str, token: str) -> None:
        self._http = httpx.Client(base_url=url, params={"token": token}, timeout=60, trust_env=False)
        self._seen: dict[str, Parsed] = {}
        self.seconds: list[float] = []

    def read(self, text: str) -> Parsed:
        """The whole answer."""
        if text not in self._seen:
            began = time.perf_counter()
            answer = self._http.post("/model/parse", json={"text": text})
            answer.raise_for_status()
            self.seconds.append(time.perf_counter() - began)
            self._seen[text] = answer.json()
        return self._seen[text]

    def all(self, texts: Iterable[str]) -> None:
        """Reads many."""
        for text in texts:
            self.read(text)

    def intent(self, text: str) -> str:
        """The intent; not understood counts as out of scope, for that is how it is answered."""
        name = str(self.read(text)["intent"]["name"])
        return "out_of_scope" if name in UNKNOWN else name

    def sure(self, text: str) -> float:
        """How sure it is of that."""
        return float(self.read(text)["intent"]["confidence"])

    def asks_for_person(self, text: str) -> bool:
        """Whether the product opens a handoff: the gateway's own list, then the intent."""
        return wants_person(text) or self.intent(text) == "contact_human"

    def frustration(self, text: str) -> float:
        """0 to 1."""
        return float(self.empathy(text).get("frustration", 0.0))

    def critical(self, text: str) -> bool:
        """Whether it goes ahead of the queue."""
        return bool(self.empathy(text).get("urgency") == "critical")

    def empathy(self, text: str) -> dict[str, Any]:
        """`empathy` of the contract."""
        found: dict[str, Any] = self.read(text).get("empathy") or {}
        return found

    def complexity(self, text: str) -> Complexity:
        """How hard the matter of a first message is, by what was noticed in it; a miss counts as one."""
        lost = self.intent(text) == "out_of_scope"
        return complexity(Noticed.read(self.empathy(text)), text, Turns(), lost, 0)
