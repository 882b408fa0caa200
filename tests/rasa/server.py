"""The trained model in a running server, with the action server beside it, and a customer over its REST channel."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "test"


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str, seconds: float = 20) -> None:
    """Returns when the address answers."""
    until = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(url, timeout=1).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


@contextmanager
def running(order_service: str) -> Iterator[str]:
    """Rasa's address. The model is the newest of models/, which `make test` brings up to date beforehand."""
    models = sorted((ROOT / "models").glob("aina-*.tar.gz"), key=lambda path: path.stat().st_mtime)
    if not models:
        pytest.fail("No model: run `make test`, or `python -m bot.run.model` in the gateway's environment.")
    actions, port = free_port(), free_port()
    env = {**os.environ, "SANIC_HOST": "127.0.0.1", "ORDERS_URL": order_service, "PYTHONWARNINGS": "ignore"}
    env |= {
        "ACTIONS_URL": f"http://127.0.0.1:{actions}/webhook",
        "TRACKER_REDIS_URL": "",
        "RASA_TOKEN": TOKEN,
    }
    run = ["bot.rasa", "-m", str(models[-1]), "-i", "127.0.0.1", "-p", str(port)]
    servers = [_start(["rasa_sdk", "--actions", "actions", "-p", str(actions)], env), _start(run, env)]
    try:
        wait_for(f"http://127.0.0.1:{actions}/health", 60)
        wait_for(f"http://127.0.0.1:{port}/status?token={TOKEN}", 120)
        yield f"http://127.0.0.1:{port}"
    finally:
        for server in servers:
            server.terminate()
            server.wait(20)


def _start(module: list[str], env: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", *module], cwd=ROOT, env=env, stderr=subprocess.DEVNULL)


def parse(base: str, text: str) -> dict[str, Any]:
    """What the model makes of a text."""
    params, body = {"token": TOKEN}, {"text": text}
    found: dict[str, Any] = httpx.post(f"{base}/model/parse", params=params, json=body, timeout=30).json()
    return found


class Talk:
    """One conversation over the REST channel."""

    def __init__(self, base: str, language: str) -> None:
        self.base, self.language, self.sender, self.turns = base, language, f"t{time.time_ns()}", 0

    def say(self, text: str) -> tuple[str, dict[str, Any]]:
        """The texts of the answer, joined, and its custom items, merged."""
        self.turns += 1
        human = {"name": "Aino", "phrase": "Aino, laskutus", "when": "vastaa nyt", "available": True}
        meta = {
            "turn_id": f"{self.sender}.{self.turns}",
            "language": self.language,
            "handler": "bot",
            "human": human,
        }
        body = {"sender": self.sender, "message": text, "metadata": meta}
        items = httpx.post(f"{self.base}/webhooks/rest/webhook", json=body, timeout=30).json()
        custom: dict[str, Any] = {}
        for item in items:
            custom |= item.get("custom") or {}
        return "\n".join(item["text"] for item in items if item.get("text")), custom
