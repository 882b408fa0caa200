"""The background work of a gateway process outlives whatever goes wrong in it."""

import asyncio
import logging

import pytest

from bot.core.errors import StoreUnavailable
from bot.gateway import forever
from tests.harness import Gateway


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

    monkeypatch.setattr(gateway.services.store, "forget_expired", breaks)
    async with asyncio.timeout(15):
        while len(calls) < 2:
            await asyncio.sleep(0.05)
