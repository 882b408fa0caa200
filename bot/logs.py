"""Structured logs: one JSON object a line with a stable `event` key. A message's text is never logged."""

from __future__ import annotations

import datetime as dt
import json
import logging
import sys
from typing import Any

OURS = "aina"
_STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """A record as one line: at, level, event, then the record's extras.

    Our own records have a dotted key as their message, and that is `event`. Of others it is "lib", beside the
    sentence and the logger's name.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        at = dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {"at": at, "level": record.levelname.lower(), **_what(record)}
        line |= {key: value for key, value in record.__dict__.items() if key not in _STANDARD}
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def _what(record: logging.LogRecord) -> dict[str, str]:
    if record.name.partition(".")[0] == OURS:
        return {"event": record.getMessage()}
    return {"event": "lib", "logger": record.name, "message": record.getMessage()}


def set_up(level: int = logging.INFO) -> None:
    """Sends every logger's records to standard error as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for noisy in ("httpx", "httpcore", "sanic.access", "sanic.root", "websockets"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
