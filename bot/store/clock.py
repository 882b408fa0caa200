"""The clock of a running gateway, kept to the store's; tests pass their own."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable

from bot.store.connection import Client, store_errors

log = logging.getLogger("aina.clock")
# Nearer than that a host's clock is left alone: it is about what asking over a network can tell.
NEAR_S = 0.05


def utc_now() -> dt.datetime:
    """Now, aware UTC, on whole milliseconds, as instants are stored."""
    now = dt.datetime.now(dt.UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


class StoreClock:
    """A host's clock, put right by what it is off from the store's: leases and due times are then one for all hosts."""

    def __init__(self, clock: Callable[[], dt.datetime]) -> None:
        self._clock = clock
        self._off_s = 0.0

    def __call__(self) -> dt.datetime:
        """Now."""
        return self._clock() + dt.timedelta(milliseconds=round(self._off_s * 1000))

    async def compare(self, redis: Client) -> None:
        """Asks the store what time it is; a host that is newly off is told of in the log."""
        before = time.time()
        async with store_errors():
            seconds, microseconds = await redis.time()
        after = time.time()
        self.heard(int(seconds) + int(microseconds) / 1e6 - (before + after) / 2, after - before)

    def heard(self, off_s: float, asking_s: float) -> None:
        """The store's clock is so far ahead of the host's, give or take half of the time that asking took."""
        if abs(off_s - self._off_s) <= max(NEAR_S, asking_s):
            return
        log.warning("clock.off", extra={"seconds": round(off_s, 3)})
        self._off_s = off_s
