"""The whole product, started once for every test that only talks to it."""

import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.e2e.product import Product, product
from tests.harness import ROOT


class Pages(SimpleHTTPRequestHandler):
    """Another company's web server: the demo shop, from another origin than the gateway."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args, directory=str(ROOT / "bot/web"))

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture(scope="session")
def shop_origin() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory, shop_origin: str) -> Iterator[Product]:
    with product(tmp_path_factory.mktemp("var"), ALLOWED_ORIGINS=shop_origin) as found:
        yield found
