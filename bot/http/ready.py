"""Whether the parts answer: asked all at once, by one client, and remembered for a second."""

from __future__ import annotations

import asyncio
import time

import httpx

from bot.core.errors import StoreUnavailable
from bot.service.services import Services
from bot.store.connection import store_errors

PROBE_S = 1.0
KEPT_S = 1.0
NEEDED = ("store", "assistant", "actions")
Parts = dict[str, bool | None]


class Readiness:
    """Each part: True it answers, False it does not, None it is not set up."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._http = httpx.AsyncClient(timeout=PROBE_S, trust_env=False)
        self._asking = asyncio.Lock()
        self._asked_at = float("-inf")
        self._parts: Parts = {}

    async def parts(self) -> Parts:
        """The parts as they were within the last second."""
        async with self._asking:
            if time.monotonic() - self._asked_at >= KEPT_S:
                self._parts = await self._ask()
                self._asked_at = time.monotonic()
        return self._parts

    def why(self) -> dict[str, str]:
        """In plain words, why a part does not work, where that is known."""
        said = {"telegram": self._services.telegram.why}
        return {part: why for part, why in said.items() if why}

    async def close(self) -> None:
        """Lets the connections go."""
        await self._http.aclose()

    async def _ask(self) -> Parts:
        settings = self._services.settings
        store, assistant, actions, orders = await asyncio.gather(
            self._store(),
            self._services.assistant.ready(),
            self._answers(f"{settings.action_server_url}/health"),
            self._answers(f"{settings.order_service_url}/healthz"),
        )
        return {
            "store": store,
            "assistant": assistant,
            "actions": actions,
            "orders": orders,
            "telegram": self._services.telegram.ok,
            "mail": None if not settings.smtp_url else False,
        }

    async def _store(self) -> bool:
        try:
            async with store_errors():
                return bool(await self._services.redis.ping())
        except StoreUnavailable:
            return False

    async def _answers(self, url: str) -> bool:
        try:
            return (await self._http.get(url)).status_code < 500
        except httpx.HTTPError:
            return False
