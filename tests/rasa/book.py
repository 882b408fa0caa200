"""The demo orders as the order service shows them, for tests that ask no service."""

from __future__ import annotations

import datetime as dt

from orders.book import load

BOOK = load()
TODAY = dt.date(2026, 11, 27)
