"""The connection to Redis, and the one translation of its failures into ours."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import Any

from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import (
    BusyLoadingError,
    ConnectionError,
    OutOfMemoryError,
    ReadOnlyError,
    ResponseError,
    TimeoutError,
)

from bot.core.errors import StoreUnavailable
from bot.store.line import LineRedis

log = logging.getLogger("aina.store")
# redis-py's annotations cover bytes and text, sync and async at once; ours is always text and async.
Client = Any
AWAY = (ConnectionError, TimeoutError, BusyLoadingError, ReadOnlyError, OutOfMemoryError, OSError)
# Refusals that redis-py has no class for: a full disk, no replica to write to, a cluster that is changing.
REFUSES = ("MISCONF", "NOREPLICAS", "CLUSTERDOWN", "MASTERDOWN", "TRYAGAIN")
COMMAND_TIMEOUT_S = 2.0
# Pipelines take one each while they last; past redis-py's 100, two hundred chats at once were "the store is away".
MOST_CONNECTIONS = 2000
BLOCKED_TIMEOUT_S = 15.0  # longer than any read blocks (feed.BLOCK_MS)


def connect(url: str, *, timeout_s: float | None = COMMAND_TIMEOUT_S) -> Client:
    """A client with bytes turned to text. `timeout_s` None: for blocking reads.

    Retries are off: a step may have been applied when its answer was lost, and its caller decides what then.
    """
    client: Client = LineRedis.from_url(
        url,
        decode_responses=True,
        socket_timeout=timeout_s,
        socket_connect_timeout=COMMAND_TIMEOUT_S,
        max_connections=MOST_CONNECTIONS,
        retry=Retry(NoBackoff(), 0),
        health_check_interval=0,
    )
    client.timeout_s = timeout_s or BLOCKED_TIMEOUT_S
    return client


def script(name: str) -> str:
    """The text of one of our Lua scripts."""
    return files("bot.store").joinpath("scripts", f"{name}.lua").read_text()


@asynccontextmanager
async def store_errors() -> AsyncIterator[None]:
    """Turns "the server is away" into StoreUnavailable; other errors are ours and pass through."""
    try:
        yield
    except AWAY as error:
        raise StoreUnavailable() from error
    except ResponseError as error:
        if str(error).startswith(REFUSES):
            raise StoreUnavailable() from error
        raise


async def durability(redis: Client) -> list[str]:
    """What of the promised durability a server does not give (invariant 11); empty: all of it."""
    wanted = {"appendonly": "yes", "appendfsync": "always", "maxmemory-policy": "noeviction"}
    try:
        given: dict[str, Any] = {}
        for name in wanted:
            given |= await redis.config_get(name)
    except AWAY:
        raise
    except Exception:
        return ["its settings cannot be read (CONFIG is refused), so what is acknowledged may not be on disk"]
    return [
        f"{name} is {given.get(name)}, not {value}"
        for name, value in wanted.items()
        if given.get(name) != value
    ]
