"""The background work of a gateway process outlives whatever goes wrong in it."""

import asyncio
import datetime as dt
import logging

import pytest

from bot import background as process
from bot.background import forever
from bot.core.errors import StoreUnavailable
from bot.store.clock import utc_now
from tests.harness import Clock, FakeAssistant, Gateway, RedisServer
from tests.harness import gateway as started


async def test_a_job_that_fails_is_logged_and_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    failures: list[Exception] = [KeyError("x"), StoreUnavailable(), ValueError("y")]
    done = asyncio.Event()

    async def job() -> None:
        if failures:
            raise failures.pop()
        done.set()

    with caplog.at_level(logging.ERROR, "aina.gateway"):
        await asyncio.wait_for(forever(job, pause_s=0), 5)
    assert done.is_set()
    assert [record.message for record in caplog.records] == ["job.failed"] * 2


async def test_looking_around_survives_what_nobody_thought_of(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[float] = []

    async def breaks(before_s: float) -> None:
        calls.append(before_s)
        raise KeyError("unthought of")

    monkeypatch.setattr(gateway.services.store.lists, "forget_expired", breaks)
    async with asyncio.timeout(15):
        while len(calls) < 2:
            await asyncio.sleep(0.05)


async def test_the_feed_is_kept_by_the_time_its_events_came(
    redis: RedisServer, assistant: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A clock set ahead (the tests' own) made the gateway forget what had just come."""
    monkeypatch.setattr(process, "LOOK_EVERY_S", 0.05)
    async with started(redis.url, assistant, Clock(utc_now() + dt.timedelta(days=30))) as gateway:
        for customer in [await gateway.customer() for _ in range(4)]:
            await asyncio.gather(*(customer.write(f"rivi {n}") for n in range(30)))
        await asyncio.sleep(0.3)
        assert await gateway.services.redis.xlen("aina:{s0}:feed") >= 120
