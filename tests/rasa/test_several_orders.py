"""Who has several orders is told which one is spoken of, and may name another."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from actions.facts import LINES
from orders.book import view
from tests.rasa.book import BOOK, TODAY
from tests.rasa.talk import Customer

EMAIL, POSTCODE = "jukka.nieminen@example.fi", "33100"
HERS = {number: replace(BOOK[number], email=EMAIL, postcode=POSTCODE) for number in ("1004", "1002")}
"""Two orders of one customer, the newest first."""


class Shop(http.server.BaseHTTPRequestHandler):
    """The order service's two ways to look up (docs/orders.md), for these orders."""

    def do_GET(self) -> None:
        at = urlsplit(self.path)
        keys = {name: values[0] for name, values in parse_qs(at.query).items()}
        rows = [
            row
            for number, row in HERS.items()
            if at.path in ("/orders", f"/orders/{number}") and row.belongs_to(**keys)
        ]
        shown = [view(row, TODAY, {}) for row in rows]
        self._answer(({"orders": shown} if at.path == "/orders" else shown[0]) if shown else None)

    def _answer(self, body: dict[str, Any] | None) -> None:
        self.send_response(200 if body else 404)
        self.end_headers()
        self.wfile.write(json.dumps(body or {}).encode())

    def log_message(self, *args: Any) -> None:
        """Silent."""


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The actions ask this service."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Shop)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("ORDERS_URL", f"http://127.0.0.1:{server.server_port}")
    yield
    server.shutdown()
    server.server_close()


async def found(language: str = "fi") -> tuple[Customer, list[str]]:
    """A customer without a number, whose e-mail and postcode found two orders."""
    customer = Customer(language)
    await customer.say("missä paketti", "track_order")
    await customer.say("en muista numeroa", "nlu_fallback")
    await customer.say(EMAIL, "inform")
    return customer, (await customer.say(POSTCODE, "inform")).texts


@pytest.mark.parametrize("language", ["fi", "en", "sv"])
async def test_the_newest_of_several_is_named_before_anything_is_said_of_it(
    language: str, shop: None
) -> None:
    _, texts = await found(language)
    starts = [text.partition("{")[0] for text in LINES.variants("order.newest", language)]
    assert texts[0].startswith(tuple(starts))
    assert "2" in texts[0]
    assert "1004" in texts[0]
    assert len(texts) == 2


async def test_another_one_is_looked_at_once_it_is_named(shop: None) -> None:
    customer, _ = await found()
    other = await customer.say("tarkoitin 1002", "inform")
    assert "JJFI10020042" in other.text
    assert len(other.texts) == 1


async def test_it_is_said_once_and_the_order_stays(shop: None) -> None:
    customer, _ = await found()
    assert customer.slots["order_number"] == "1004"
    again = await customer.say("peru se", "cancel_order")
    assert "1004" in again.text
    assert len(again.texts) == 1


async def test_who_has_one_order_hears_nothing_of_others(orders: str) -> None:
    _, texts = await found()
    assert len(texts) == 1
