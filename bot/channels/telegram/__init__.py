"""Telegram as a channel: updates in, events out (docs/telegram.md)."""

import os

# python-telegram-bot's own way to have spans of time as timedelta, as they all will be in its next major version.
os.environ.setdefault("PTB_TIMEDELTA", "true")
