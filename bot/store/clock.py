"""The clock of a running gateway; tests pass their own."""

from __future__ import annotations

import datetime as dt


def utc_now() -> dt.datetime:
    """Now, aware UTC, on whole milliseconds, as instants are stored."""
    now = dt.datetime.now(dt.UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)
