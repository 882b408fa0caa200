"""What a figure is, and how it is printed: one JSON object a line."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Sequence
from typing import Any


def show(
    figure: str,
    *,
    ours: float | None,
    compared_to: str,
    theirs: float | None,
    unit: str,
    target: float | None = None,
    ratio: float | None = None,
    **details: Any,
) -> None:
    """One figure. Without a ratio of its own it is ours ÷ theirs; `met` is None where there is no target."""
    if ratio is None and ours is not None and theirs:
        ratio = ours / theirs
    met = None if ratio is None or target is None else ratio <= target
    line = {
        "figure": figure, "ours": _short(ours), "compared_to": compared_to, "theirs": _short(theirs), "unit": unit,
        "ratio": _short(ratio), "target": target, "met": met,
    }  # fmt: skip
    print(
        json.dumps(line | {key: _short(value) for key, value in details.items()}, ensure_ascii=False),
        flush=True,
    )


def p(samples: Sequence[float], percent: float) -> float:
    """A percentile, nearest rank."""
    ordered = sorted(samples)
    return ordered[min(len(ordered) - 1, max(0, round(percent / 100 * len(ordered) + 0.5) - 1))]


def p50(samples: Sequence[float]) -> float:
    return statistics.median(samples)


class Clock:
    """Since when."""

    def __init__(self) -> None:
        self._began = time.perf_counter()

    def s(self) -> float:
        return round(time.perf_counter() - self._began, 1)


def _short(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 1) if abs(value) >= 100 else float(f"{value:.3g}")
    if isinstance(value, dict):
        return {key: _short(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_short(one) for one in value]
    return value
