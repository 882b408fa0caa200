"""How long to wait when Telegram wants us to."""

from __future__ import annotations

import datetime as dt

from telegram.error import RetryAfter

FIRST_WAIT_S, LONGEST_WAIT_S = 0.5, 60.0


class BackOff:
    """How long to wait before the next try of one call: as long as Telegram says, else twice as long each time."""

    def __init__(self) -> None:
        self._next_s = FIRST_WAIT_S

    def after(self, error: Exception) -> float:
        """Seconds to wait after this failure."""
        if isinstance(error, RetryAfter):
            return seconds_of(error)
        wait_s, self._next_s = self._next_s, min(self._next_s * 2, LONGEST_WAIT_S)
        return wait_s


def seconds_of(error: RetryAfter) -> float:
    """How long Telegram says to wait; a little more, since clocks differ."""
    wait = error.retry_after
    return (wait.total_seconds() if isinstance(wait, dt.timedelta) else float(wait)) + 0.1
