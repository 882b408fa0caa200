"""Updates as they come over the wire. What the library cannot read is taken for what it surely is: a message, unread."""

from __future__ import annotations

import json
import logging
from typing import Any

from telegram import Bot, Update

log = logging.getLogger("aina.telegram")
UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, RecursionError)
# What every message has; the rest may be of a kind that is newer than the library.
BARE = ("message_id", "date", "chat", "from", "text", "caption")


def document_of(body: bytes) -> dict[str, Any] | None:
    """The JSON of a webhook's call; None: it is no update."""
    try:
        document: dict[str, Any] = json.loads(body)
        return document if isinstance(document["update_id"], int) else None
    except UNREADABLE:
        return None


def parsed(document: dict[str, Any], bot: Bot) -> Update | None:
    """An update; None: nothing that can be read at all, which is logged and passed over."""
    try:
        return Update.de_json(document, bot)
    except UNREADABLE:
        log.warning(
            "telegram.unreadable", extra={"update": document.get("update_id"), "keys": sorted(document)}
        )
    try:
        message = {key: document["message"][key] for key in BARE if key in document["message"]}
        return Update.de_json({"update_id": document["update_id"], "message": message}, bot)
    except UNREADABLE:
        return None
