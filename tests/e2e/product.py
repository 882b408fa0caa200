"""The whole product, started as `make run` starts it, on ports and data of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import yaml

from tests.harness import PASSWORD, ROOT, free_port

UP_WITHIN_S = 400  # a model may have to be trained first


class Product:
    """Where the parts of a running product are, and their process ids."""

    def __init__(self, folder: Path, environ: dict[str, str]) -> None:
        self.folder = folder
        self.environ = environ
        self.base = f"http://127.0.0.1:{environ['PORT']}"

    def pids(self, part: str) -> list[int]:
        file = self.folder / "run" / f"{part}.pid"
        return [int(line) for line in file.read_text().split()] if file.exists() else []

    def kill(self, part: str) -> None:
        for pid in self.pids(part):
            os.kill(pid, signal.SIGKILL)

    def until_ready(self, within_s: float = UP_WITHIN_S) -> None:
        until = time.monotonic() + within_s
        while time.monotonic() < until:
            try:
                if httpx.get(f"{self.base}/readyz", trust_env=False, timeout=5).status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.5)
        raise TimeoutError(f"not ready; see {self.folder}/log and {self.folder}/run.log")


@contextmanager
def product(folder: Path, **env: str) -> Iterator[Product]:
    ports = {name: str(free_port()) for name in ("PORT", "RASA_PORT", "ACTIONS_PORT", "ORDERS_PORT")}
    environ = {"DATA_DIR": str(folder), "DEMO_PASSWORD": PASSWORD, **ports, **env}
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "run.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot.run"], cwd=ROOT, env={**os.environ, **environ}, stdout=log, stderr=log
        )
    running = Product(folder, environ)
    try:
        running.until_ready()
        yield running
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()


def demo_orders() -> list[dict[str, Any]]:
    """The demo orders as they are written down, with the e-mail and postcode that open them."""
    found: list[dict[str, Any]] = yaml.safe_load((ROOT / "orders/demo.yml").read_text("utf-8"))["orders"]
    return found
