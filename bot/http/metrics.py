"""Figures for Prometheus. With several gateway processes PROMETHEUS_MULTIPROC_DIR joins them (set by bot.run)."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

from prometheus_client import REGISTRY as PROCESS
from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest, multiprocess

EVENTS = Counter("aina_events", "Events stored, by type and by whom.", ["type", "by"])
ANSWERS = Counter(
    "aina_http_answers", "HTTP answers, by method, route and status.", ["method", "route", "status"]
)
SOCKETS = Gauge("aina_sockets", "Open sockets.", ["kind"], multiprocess_mode="livesum")
UPDATES = Counter("aina_telegram_updates", "Updates from Telegram, by kind.", ["kind"])
TELEGRAM_SENT = Counter("aina_telegram_sent", "Messages that Telegram took.")
TELEGRAM_TROUBLE = Counter("aina_telegram_trouble", "Calls that Telegram did not take, by why.", ["why"])
UNREAD = Counter(
    "aina_telegram_unread", "Updates that our own code tripped over: kept, for a person to read."
)
FORGED = Counter("aina_telegram_forged", "Webhook calls without the secret: refused with 401.")
WAITS = Counter(
    "aina_waits", "Waits that ended with a person, by whether the range said at first held.", ["held"]
)
WAITING = Gauge("aina_waiting", "Conversations waiting for a person.", multiprocess_mode="mostrecent")


def count(events: Iterable[dict[str, Any]]) -> None:
    """Counts what a step stored."""
    for event in events:
        EVENTS.labels(event["type"], event["by"]["kind"]).inc()
        if wait := event.get("data", {}).get("waited"):
            WAITS.labels("yes" if wait["how"] == "within" else "no").inc()


def exposition() -> bytes:
    """The text that Prometheus reads."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(PROCESS)
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)
