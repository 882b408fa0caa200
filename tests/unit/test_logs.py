"""Every line of the log has a stable `event`."""

import json
import logging
from typing import Any

import pytest

from bot.logs import JsonLines


def line(name: str, message: str, *args: object, **extra: object) -> dict[str, Any]:
    record = logging.getLogger(name).makeRecord(
        name, logging.WARNING, "f", 1, message, args, None, extra=extra
    )
    return dict(json.loads(JsonLines().format(record)))


def test_our_events_are_keys() -> None:
    found = line("aina.worker", "turn.taken", conversation="0-a")
    assert (found["event"], found["conversation"], found["level"]) == ("turn.taken", "0-a", "warning")
    assert "message" not in found


@pytest.mark.parametrize("name", ["asyncio", "sanic.error", "root", "ainary"])
def test_sentences_of_libraries_are_messages(name: str) -> None:
    found = line(name, "Task %s was never retrieved", "x")
    assert (found["event"], found["logger"]) == ("lib", name)
    assert found["message"] == "Task x was never retrieved"
