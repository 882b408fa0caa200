"""A gateway with a Telegram side, upon a Bot API that never leaves this machine."""

import ipaddress
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from telegram.request import HTTPXRequest

from bot.channels.telegram import channel
from tests import harness
from tests.harness import FakeAssistant, Gateway, RedisServer
from tests.telegram.emulator import Emulator
from tests.telegram.person import Person


class LoopbackOnly(HTTPXRequest):
    """Fails the test when a call would reach anything but this machine, the real Telegram first of all."""

    async def do_request(self, url: str, *args: Any, **more: Any) -> Any:
        assert_loopback(url)
        return await super().do_request(url, *args, **more)


def assert_loopback(url: str) -> None:
    host = urlsplit(url).hostname or ""
    if not ipaddress.ip_address(host).is_loopback:
        pytest.fail(f"a test would have called {host}")


@pytest.fixture(autouse=True)
def _nothing_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channel, "REQUEST", LoopbackOnly)


@pytest.fixture
async def gateway(
    redis: RedisServer, assistant: FakeAssistant, telegram: Emulator, tmp_path: Path
) -> AsyncIterator[Gateway]:
    """Long polling."""
    async with harness.gateway(redis.url, assistant, None, **environment(telegram, tmp_path)) as running:
        yield running


@pytest.fixture
async def hooked(
    redis: RedisServer, assistant: FakeAssistant, telegram: Emulator, tmp_path: Path
) -> AsyncIterator[Gateway]:
    """By webhook."""
    env = environment(telegram, tmp_path, TELEGRAM_WEBHOOK="https://aina.example")
    async with harness.gateway(redis.url, assistant, None, **env) as running:
        await ready(running)
        yield running


def environment(telegram: Emulator, folder: Path, **more: str) -> dict[str, str]:
    return {
        "TELEGRAM_TOKEN": telegram.token, "TELEGRAM_API_URL": telegram.api, "DATA_DIR": str(folder),
        "PUBLIC_URL": "http://aina.example", **more,
    }  # fmt: skip


async def ready(gateway: Gateway) -> None:
    """Until the Telegram side is connected."""
    await harness.until(lambda: gateway.services.telegram.ok)


@pytest.fixture
def liisa(telegram: Emulator) -> Person:
    return Person(telegram)
