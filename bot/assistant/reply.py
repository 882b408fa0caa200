"""The assistant's list of items as one Reply. What is not of the protocol's form is left out, never trusted."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from bot.core.conversation import URGENCIES
from bot.core.topics import TOPICS
from bot.core.turns import Reply

log = logging.getLogger("aina.assistant")
PROPOSALS = ("handoff", "offer")
BRIEF = ("order",)
LANGUAGES = ("fi", "en", "sv")


def parse_reply(items: Any) -> Reply:
    """All texts become one, all `custom` parts are merged, the later one wins (docs/protocol.md)."""
    if not isinstance(items, list):
        return Reply()
    parts = [item for item in items if isinstance(item, Mapping)]
    texts = [str(item["text"]).strip() for item in parts if item.get("text")]
    custom: dict[str, Any] = {}
    for item in parts:
        if isinstance(item.get("custom"), Mapping):
            custom |= item["custom"]
    return Reply(
        text="\n\n".join(text for text in texts if text),
        miss=custom.get("miss") is True,
        propose=_one_of(custom.get("propose"), PROPOSALS),
        reason=_text(custom.get("reason")),
        to=_text(custom.get("to")),
        urgency=_one_of(custom.get("urgency"), URGENCIES) or "normal",
        alarm=custom.get("alarm") is True,
        frustration=_share(custom.get("frustration")),
        signals=_texts(custom.get("signals"), ("name", "text")),
        choices=_texts(custom.get("choices"), ("value", "label")),
        brief={str(k): str(v)[:500] for k, v in _mapping(custom.get("brief")).items() if v and k in BRIEF},
        language=_one_of(custom.get("language"), LANGUAGES),
        withdraw=custom.get("withdraw") is True,
        topic=_text(custom.get("topic")),
        matter=_one_of(custom.get("matter"), tuple(TOPICS)),
        gist=_text(custom.get("gist")),
        asks=custom.get("asks") is True,
        did=tuple(dict(one) for one in _rows(custom.get("did"))),
    )


def _one_of(value: Any, allowed: tuple[str, ...]) -> str | None:
    if value in allowed:
        return str(value)
    if value is not None:
        log.warning("assistant.reply_odd", extra={"value": str(value)[:40]})
    return None


def _share(value: Any) -> float:
    known = isinstance(value, (int, float)) and not isinstance(value, bool)
    return min(1.0, max(0.0, float(value))) if known else 0.0


def _text(value: Any) -> str | None:
    return value.strip()[:200] or None if isinstance(value, str) else None


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _texts(value: Any, needed: tuple[str, ...]) -> tuple[dict[str, str], ...]:
    rows = [one for one in _rows(value) if all(key in one for key in needed)]
    return tuple({str(k): str(v) for k, v in one.items()} for one in rows)


def _rows(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
