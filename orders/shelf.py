"""What was done so far, in memory and in one JSON file, so that a return outlives a restart."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

from orders.deeds import Deed
from orders.problems import Problem


class Shelf:
    """Effects per order, and the answer given to each idempotency key.

    Args:
        path: the JSON file; None keeps everything in memory.
    """

    def __init__(self, path: Path | None = None) -> None:
        """Reads the file when there is one."""
        self._path = path
        doc = json.loads(path.read_text("utf-8")) if path and path.exists() else {}
        self.effects: dict[str, dict[str, Any]] = doc.get("effects", {})
        self._answers: dict[str, dict[str, Any]] = doc.get("answers", {})

    def answer(self, key: str, request: dict[str, Any]) -> dict[str, Any] | None:
        """The answer this key got before; None when it is new.

        Raises:
            Problem: 422 `key_reused` when the key came with another request.
        """
        known = self._answers.get(key)
        if known and known["request"] != digest(request):
            raise Problem(422, "key_reused", "This Idempotency-Key was used for another request.")
        return known["answer"] if known else None

    def keep(self, key: str, request: dict[str, Any], number: str, deed: Deed) -> dict[str, Any]:
        """Stores effect and answer together, on disk before it returns; gives the answer."""
        self.effects[number] = self.effects.get(number, {}) | deed.effect
        self._answers[key] = {"request": digest(request), "answer": deed.answer}
        self._write()
        return deed.answer

    def _write(self) -> None:
        if not self._path:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        beside = self._path.with_suffix(".new")
        with beside.open("w", encoding="utf-8") as file:
            json.dump({"effects": self.effects, "answers": self._answers}, file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._path)


def digest(request: dict[str, Any]) -> str:
    """The same for the same request, whatever the order of its fields."""
    return hashlib.sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()
