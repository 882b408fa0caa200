"""How the company runs its desk: somebody's first days, and when the day's promises are looked over."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.core.errors import BadConfiguration
from bot.core.fields import mapping, whole

_CLOCK = re.compile(r"(\d{1,2})[.:](\d{2})")


@dataclass(frozen=True)
class DeskRules:
    """`first_days`: from joining on, days with one case at a time. `look_at`: local time at which leads are told which
    of the day's promises today's staff can no longer keep. `promise_minutes`: what keeping one takes.
    """

    first_days: int = 7
    look_at: dt.time = dt.time(15, 30)
    promise_minutes: int = 10


def parse_desk(key: str, value: object) -> DeskRules:
    """company.yml's `desk`; what is left out is as usual."""
    doc: Mapping[str, Any] = mapping(key, value)
    usual = DeskRules()
    return DeskRules(
        whole(f"{key}.first_days", doc.get("first_days", usual.first_days), 0),
        clock_time(f"{key}.look_at", doc["look_at"]) if "look_at" in doc else usual.look_at,
        whole(f"{key}.promise_minutes", doc.get("promise_minutes", usual.promise_minutes), 1),
    )


def clock_time(key: str, value: object) -> dt.time:
    """ "15.30" as a local time."""
    found = _CLOCK.fullmatch(str(value).strip())
    try:
        return dt.time(int(found[1]), int(found[2])) if found else dt.time(-1)
    except ValueError:
        raise BadConfiguration(key, value, 'a time such as "15.30"') from None
