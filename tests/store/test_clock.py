"""Hosts whose clocks are off go by the store's, so that a lease is as long for all of them."""

import datetime as dt

import pytest

from bot.store.clock import NEAR_S, StoreClock, utc_now
from tests.store.conftest import Store


@pytest.mark.parametrize("off_s", [-3600.0, -3.0, 3.0, 3600.0])
def test_a_host_that_is_off_is_put_right(off_s: float) -> None:
    clock = StoreClock(lambda: utc_now() - dt.timedelta(seconds=off_s))
    clock.heard(off_s, 0.001)
    assert abs((clock() - utc_now()).total_seconds()) < 0.1


def test_what_asking_cannot_tell_changes_nothing() -> None:
    now = utc_now()
    clock = StoreClock(lambda: now)
    clock.heard(NEAR_S * 0.9, 0.001)
    clock.heard(1.0, 1.5)
    assert clock() == now


async def test_the_store_is_asked_what_time_it_is(store: Store) -> None:
    clock = StoreClock(utc_now)
    await clock.compare(store.redis)
    assert abs((clock() - utc_now()).total_seconds()) < 0.1
