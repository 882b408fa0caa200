"""Frames of our sockets: JSON objects with a `type`, and why a socket was closed."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import Any

from sanic import Websocket
from websockets.exceptions import ConnectionClosed

from bot.core.errors import AinaError

HELLO_S = 5.0
START_OVER, TOO_FAR_BEHIND, STORE_AWAY = 4400, 4408, 4503


async def hello_frame(ws: Websocket) -> dict[str, Any]:
    """The first frame.

    Raises:
        TimeoutError: none within 5 s.
        ValueError: it is something else.
    """
    frame = frame_of(await asyncio.wait_for(ws.recv(), HELLO_S))
    if frame is None or frame.get("type") != "hello":
        raise ValueError("not a hello")
    return frame


def frame_of(raw: str | bytes | None) -> dict[str, Any] | None:
    """What came in as a frame; None: no JSON object, or one nested beyond reason."""
    try:
        frame = json.loads(raw) if raw else None
    except (ValueError, RecursionError):
        return None
    return frame if isinstance(frame, dict) else None


async def close_with(ws: Websocket, code: int, error: AinaError) -> None:
    """Says why, then closes."""
    with suppress(ConnectionClosed):
        await send(ws, {"type": "error", "code": error.code, "title": error.title})
        await ws.close(code, error.code)


async def send(ws: Websocket, frame: dict[str, Any]) -> None:
    """One frame."""
    await ws.send(json.dumps(frame, ensure_ascii=False, separators=(",", ":")))
