"""What probes and Prometheus get: quick, not too often, and not for everybody."""

import asyncio
import time
from typing import Any

import pytest
from sanic import HTTPResponse, Request, Sanic
from sanic.response import json as json_response

from tests.harness import FakeAssistant, Gateway, RedisServer, free_port, refused, serving
from tests.harness import gateway as started


class Slow:
    """Actions and orders that take their time, and count who asks."""

    def __init__(self) -> None:
        self.port = free_port()
        self.asked = 0
        self.app: Sanic[Any, Any] = Sanic(f"slow-{self.port}", configure_logging=False)
        self.app.add_route(self.answer, "/health")
        self.app.add_route(self.answer, "/healthz", name="orders")

    async def answer(self, _request: Request) -> HTTPResponse:
        self.asked += 1
        await asyncio.sleep(0.6)
        return json_response({})


async def test_the_parts_are_asked_at_once_and_not_again_within_a_second(
    redis: RedisServer, assistant: FakeAssistant
) -> None:
    slow = Slow()
    url = f"http://127.0.0.1:{slow.port}"
    async with (
        serving(slow.app, slow.port),
        started(redis.url, assistant, ACTIONS_URL=url, ORDERS_URL=url) as gateway,
    ):
        began = time.monotonic()
        answers = await asyncio.gather(*(gateway.http.get(f"{gateway.base}/readyz") for _ in range(5)))
        assert time.monotonic() - began < 1.1
        assert [answer.status_code for answer in answers] == [200] * 5
        assert slow.asked == 2
        assert answers[0].json()["parts"] == {
            "store": True, "assistant": True, "actions": True, "orders": True, "telegram": None, "mail": None,
        }  # fmt: skip


async def test_without_its_actions_it_is_not_ready(gateway: Gateway) -> None:
    answer = await gateway.http.get(f"{gateway.base}/readyz")
    assert answer.status_code == 503
    assert answer.json()["parts"]["actions"] is False


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded"])
async def test_figures_are_not_for_who_comes_through_a_proxy(
    redis: RedisServer, assistant: FakeAssistant, header: str
) -> None:
    through = {header: "203.0.113.7"}
    async with started(redis.url, assistant) as gateway:
        assert (await gateway.http.get(f"{gateway.base}/metrics")).status_code == 200
        refused(await gateway.http.get(f"{gateway.base}/metrics", headers=through), 401, "unauthorised")
    async with started(redis.url, assistant, METRICS_TOKEN="m") as gateway:
        refused(await gateway.http.get(f"{gateway.base}/metrics"), 401, "unauthorised")
        known = through | {"Authorization": "Bearer m"}
        assert (await gateway.http.get(f"{gateway.base}/metrics", headers=known)).status_code == 200
