"""The order service over HTTP (docs/orders.md). Every call ends within 2 s; what can go wrong has a name."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from typing import Any

import aiohttp

TIMEOUT_S = 2.0


class OrdersDown(Exception):
    """The order service did not answer, or not sensibly."""


class NotFound(Exception):
    """No order matches what was given (or it belongs to somebody else)."""


class Refused(Exception):
    """The order no longer allows this; `code` and `facts` as the service gave them."""

    def __init__(self, code: str, facts: dict[str, Any]) -> None:
        """Keeps what the service said."""
        super().__init__(code)
        self.code, self.facts = code, facts


@dataclass(frozen=True)
class Ref:
    """What the customer gave: `number` is an order number, or an e-mail or phone when there is none."""

    number: str
    key: str

    @property
    def by_contact(self) -> bool:
        """Whether it is to be found by e-mail or phone, with the postcode as key."""
        return "@" in self.number or self.number.startswith(("+", "0"))

    @property
    def proof(self) -> dict[str, str]:
        """The key as the service wants it."""
        return {"email" if "@" in self.key else "postcode": self.key}


def base_url() -> str:
    """`ORDERS_URL`, or the demo service on this machine."""
    port = os.environ.get("ORDERS_PORT") or "5056"
    return (os.environ.get("ORDERS_URL") or f"http://127.0.0.1:{port}").rstrip("/")


async def find(ref: Ref) -> dict[str, Any]:
    """The order. By contact the latest one, with `others`: how many more there are. Raises NotFound, OrdersDown."""
    if not ref.by_contact:
        return await _call("GET", f"/orders/{ref.number}", params=ref.proof)
    name = "email" if "@" in ref.number else "phone"
    found = await _call("GET", "/orders", params={name: ref.number, "postcode": ref.key})
    if not found.get("orders"):
        raise NotFound
    return {**found["orders"][0], "others": len(found["orders"]) - 1}


async def do(ref: Ref, number: str, verb: str, key: str, **body: Any) -> dict[str, Any]:
    """Does something to an order, once per idempotency key. Raises Refused, NotFound, OrdersDown."""
    proof = {"postcode": ref.key} if ref.by_contact else ref.proof
    headers = {"Idempotency-Key": key}
    return await _call("POST", f"/orders/{number}/{verb}", json={**proof, **body}, headers=headers)


async def _call(method: str, path: str, **kwargs: Any) -> dict[str, Any]:
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT_S)) as session,
            session.request(method, base_url() + path, **kwargs) as answer,
        ):
            return _read(answer.status, await answer.json(content_type=None))
    except (aiohttp.ClientError, asyncio.TimeoutError, ValueError) as error:
        raise OrdersDown(str(error)) from error


def _read(status: int, body: Any) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise OrdersDown(f"no JSON object, status {status}")
    if status in (200, 201):
        return body
    if status == 404:
        raise NotFound
    if status == 409:
        raise Refused(str(body.get("code", "")), body)
    raise OrdersDown(f"status {status}")
