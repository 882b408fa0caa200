"""The same tests on Redis 7 and on Valkey, each with one shard and with three. A missing server skips, in CI it fails."""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from bot.core.conversation import Conversation
from bot.core.world import Timing
from bot.run.redis import _from_the_wheel, is_usable
from bot.store.connection import connect
from bot.store.conversations import Conversations
from bot.store.due import Due
from tests.harness import RedisServer, redis_server
from tests.unit.factories import NOON, conversation

RETENTION_S = 86400


@dataclass
class Store:
    """A store on an empty server."""

    server: RedisServer
    redis: Any
    conversations: Conversations
    due: Due

    async def new(self, **fields: Any) -> Conversation:
        c = conversation(id=self.conversations.new_id(), created_at=NOON, **fields)
        await self.conversations.create(c)
        return c

    def key(self, cid: str, part: str) -> str:
        return self.conversations.shard(cid).conversation(cid, part)


def program(name: str) -> str | None:
    found = shutil.which("redis-server") if name == "redis" else _from_the_wheel()
    return found if found and is_usable(found) else None


@pytest.fixture(scope="session", params=["redis", "valkey"])
def server(request: pytest.FixtureRequest) -> Iterator[RedisServer]:
    found = program(request.param)
    if not found:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(
            f"no {request.param} 7 or newer on this machine"
        )
    with redis_server(program=found) as running:
        yield running


@pytest.fixture(params=[1, 3], ids=["one shard", "three shards"])
async def store(server: RedisServer, request: pytest.FixtureRequest) -> AsyncIterator[Store]:
    server.empty()
    redis = connect(server.url)
    timing = Timing()
    conversations = Conversations(redis, request.param, timing, RETENTION_S)
    yield Store(server, redis, conversations, Due(redis, request.param, timing.lease_s))
    await redis.aclose()
