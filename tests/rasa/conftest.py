"""The assistant's tests: its own environment, a real order service, actions driven through their run()."""

from __future__ import annotations

import contextlib
import http.server
import io
import os
import subprocess
import tarfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import joblib
import pytest

from tests.rasa.server import ROOT, free_port, running, wait_for

os.environ["RASA_TELEMETRY_ENABLED"] = "false"


def trained(file: str) -> Any:
    """A component's model, as it lies in the archive of today's training data."""
    command = [str(ROOT / ".venv-gateway/bin/python"), "-m", "bot.run.model", "--name"]
    name = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    with tarfile.open(name) as archive:
        [part] = [member for member in archive.getmembers() if member.name.endswith(file)]
        content = archive.extractfile(part)
        assert content
        return joblib.load(io.BytesIO(content.read()))


@contextlib.contextmanager
def serving_orders(folder: Path) -> Iterator[str]:
    """The demo order service as its own process, on the gateway's Python, with orders of its own."""
    port, python = free_port(), ROOT / ".venv-gateway/bin/python"
    env = {**os.environ, "ORDERS_PORT": str(port), "DATA_DIR": str(folder)}
    server = subprocess.Popen([str(python), "-m", "orders"], cwd=ROOT, env=env)
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture(scope="session")
def order_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The one beside the assistant's server."""
    with serving_orders(tmp_path_factory.mktemp("orders")) as url:
        yield url


@pytest.fixture(scope="module")
def orders_of_this_file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """What one file's customers return or cancel is still there in the next file."""
    with serving_orders(tmp_path_factory.mktemp("orders")) as url:
        yield url


@pytest.fixture
def orders(orders_of_this_file: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The actions talk to the real order service."""
    monkeypatch.setenv("ORDERS_URL", orders_of_this_file)
    return orders_of_this_file


class Broken(http.server.BaseHTTPRequestHandler):
    """An order service that fails in the way its address says: /500, /slow, /html."""

    def do_GET(self) -> None:
        if self.path.startswith("/slow"):
            time.sleep(3)
        with contextlib.suppress(BrokenPipeError):
            self.send_response(500 if self.path.startswith("/500") else 200)
            self.end_headers()
            self.wfile.write(b"<html>")

    do_POST = do_GET

    def log_message(self, *args: Any) -> None:
        """Silent."""


@pytest.fixture(scope="session")
def broken_service() -> Iterator[str]:
    """A server whose answers are of no use."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Broken)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture(scope="session")
def rasa(order_service: str) -> Iterator[str]:
    """Address of a server with the trained model, started once for all."""
    with running(order_service) as base:
        yield base
