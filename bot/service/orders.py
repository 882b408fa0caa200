"""The order beside a case, from the order service, and only with the customer's own proof (docs/orders.md)."""

from __future__ import annotations

from typing import Any

import httpx

from bot.core.errors import AinaError

TIMEOUT_S = 2.0


class OrdersDown(AinaError):
    """The order service does not answer."""

    code = "orders_unavailable"
    status = 503
    title = "The order service is not answering. Try again in a moment."


class Orders:
    """A client that only reads."""

    def __init__(self, url: str) -> None:
        self._http = httpx.AsyncClient(base_url=url, timeout=TIMEOUT_S, trust_env=False)

    async def find(self, number: str, keys: list[str]) -> dict[str, Any] | None:
        """The order by its number and the first key that opens it; None: no such order, or none of these keys.

        Args:
            keys: e-mail addresses or postcodes that the customer gave.

        Raises:
            OrdersDown: no answer, or none to be understood.
        """
        for key in keys:
            if found := await self._get(number, {"email" if "@" in key else "postcode": key}):
                return found
        return None

    async def close(self) -> None:
        """Lets the connections go."""
        await self._http.aclose()

    async def _get(self, number: str, proof: dict[str, str]) -> dict[str, Any] | None:
        try:
            answer = await self._http.get(f"/orders/{number}", params=proof)
            if answer.status_code in (400, 404):
                return None
            found = answer.raise_for_status().json()
        except (httpx.HTTPError, ValueError) as error:
            raise OrdersDown() from error
        return found if isinstance(found, dict) else None
