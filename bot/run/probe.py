"""Asking a part whether it answers, without a thread and without a library."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Awaitable

WAIT_S = 2.0


async def http_status(host: str, port: int, path: str) -> int | None:
    """The status of a GET; None where nothing answers in time."""
    request = f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n"
    line = await _first_line(asyncio.open_connection(host, port), request)
    words = line.split()
    return int(words[1]) if len(words) > 1 and words[0].startswith("HTTP/") and words[1].isdecimal() else None


async def redis_answers(port: int, password: str) -> bool:
    """True when the Redis on that loopback port has loaded its data and answers."""
    opened = asyncio.open_connection("127.0.0.1", port)
    return (await _first_line(opened, f"AUTH {password}\r\nPING\r\n", skip=1)).strip() == "+PONG"


async def _first_line(
    opening: Awaitable[tuple[asyncio.StreamReader, asyncio.StreamWriter]], request: str, skip: int = 0
) -> str:
    with contextlib.suppress(OSError, TimeoutError, ValueError):
        async with asyncio.timeout(WAIT_S):
            reader, writer = await opening
            try:
                writer.write(request.encode())
                for _ in range(skip):
                    await reader.readline()
                return (await reader.readline()).decode("latin-1")
            finally:
                writer.close()
    return ""


def is_free(host: str, port: int) -> bool:
    """True when nobody listens there, so that we may."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
