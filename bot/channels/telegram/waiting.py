"""How long to wait when Telegram wants us to."""

from __future__ import annotations

import datetime as dt

from telegram.error import RetryAfter

LONGEST_WAIT_S = 60.0


def seconds_of(error: RetryAfter) -> float:
    """How long Telegram says to wait; a little more, since clocks differ."""
    wait = error.retry_after
    return (wait.total_seconds() if isinstance(wait, dt.timedelta) else float(wait)) + 0.1
