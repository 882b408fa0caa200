"""Fixtures that every test may use: one Redis for all, emptied before each, and a gateway upon it."""

import os
from collections.abc import AsyncIterator, Iterator

import pytest

from tests import harness
from tests.harness import FakeAssistant, Gateway, RedisServer
from tests.mailbox import Mailbox, serving_mail
from tests.telegram.emulator import Emulator

# No test reaches the real Telegram, a mail server or a provider, whatever this machine has set.
for name in ("TELEGRAM_TOKEN", "SMTP_URL", "OIDC_ISSUER"):
    os.environ.pop(name, None)


@pytest.fixture(scope="session")
def _redis() -> Iterator[RedisServer]:
    with harness.redis_server() as server:
        yield server


@pytest.fixture
def redis(_redis: RedisServer) -> RedisServer:
    _redis.empty()
    return _redis


@pytest.fixture
async def assistant() -> AsyncIterator[FakeAssistant]:
    fake = FakeAssistant()
    async with harness.serving(fake.app(), fake.port):
        yield fake


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    """A real mail server on loopback."""
    async with serving_mail() as box:
        yield box


@pytest.fixture
async def telegram() -> AsyncIterator[Emulator]:
    """A Bot API on loopback."""
    emulator = Emulator()
    async with harness.serving(emulator.app(), emulator.port):
        yield emulator


@pytest.fixture
async def gateway(redis: RedisServer, assistant: FakeAssistant) -> AsyncIterator[Gateway]:
    async with harness.gateway(redis.url, assistant) as running:
        yield running
