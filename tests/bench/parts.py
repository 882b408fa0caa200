"""The programs that are measured, each in a process of its own, all on loopback, all ended when the figure is done."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx
from redis import Redis

from bot.run import model, parts
from bot.run.parts import ROOT
from bot.settings import Settings
from bot.store import keys
from tests.bench import stock
from tests.harness import HASH, PASSWORD, PEOPLE, free_port, redis_program

# Without the quiet time: the bot's turn begins when the line is stored (docs/figures.md).
NO_QUIET = {"TURN_QUIET_MS": "0", "TURN_GREETING_MS": "0"}
TOKEN = "bench"
AGENTS, SECRET = PEOPLE, PASSWORD


class Process:
    """One of them. `base`: where it answers; `took_s`: from its start to its first right answer,
    and `start_cpu_s` the CPU time of that: what remains true on a busy machine."""

    def __init__(self, argv: list[str], env: Mapping[str, str], log: Path, cwd: Path = ROOT) -> None:
        self._argv, self._env, self._log, self._cwd = argv, dict(env), log, cwd
        self.base = ""
        self.took_s = self.start_cpu_s = 0.0
        self.start()

    def start(self) -> None:
        self._began = time.perf_counter()
        with self._log.open("ab") as out:
            self._process = subprocess.Popen(
                self._argv, env=self._env, cwd=self._cwd, stdout=out, stderr=out, start_new_session=True
            )

    def until(self, url: str, within_s: float = 60, holds: str = "") -> None:
        """Until a GET there is answered 200, with these words in it."""
        with httpx.Client(trust_env=False, timeout=2) as http:
            while time.perf_counter() - self._began < within_s:
                try:
                    answer = http.get(url)
                    if answer.status_code == 200 and holds in answer.text:
                        self.took_s = time.perf_counter() - self._began
                        self.start_cpu_s = self.cpu_s()
                        return
                except httpx.HTTPError:
                    pass
                if self._process.poll() is not None:
                    break
                time.sleep(0.03)
        raise RuntimeError(f"{' '.join(self._argv[:4])} does not answer: {self._log.read_text()[-2000:]}")

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    @property
    def pid(self) -> int:
        return self._process.pid

    def rss_mb(self) -> float:
        """Memory in use now, its children's too (MB)."""
        return sum(_rss_kb(pid) for pid in _family(self.pid)) / 1024

    def cpu_s(self) -> float:
        """CPU time so far, all its threads and children (s)."""
        return sum(_cpu_s(pid) for pid in _family(self.pid))


class Bench:
    """All processes of one figure."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="aina-b"))
        self._running: list[Process] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in reversed(self._running):
            process.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def spawn(
        self,
        name: str,
        argv: list[str],
        port: int,
        answers: str = "/healthz",
        env: Mapping[str, str] | None = None,
        cwd: Path = ROOT,
        holds: str = "",
    ) -> Process:
        environ = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "", **(env or {})}
        process = Process(argv, environ, self.folder / f"{name}.log", cwd)
        self._running.append(process)
        process.base = f"http://127.0.0.1:{port}"
        process.until(process.base + answers, 600, holds)
        return process

    def redis(self, fsync: str = "always") -> tuple[str, str]:
        """A server with everything on disk, as shipped: its socket's address, and that of its port (Rasa needs one)."""
        port, folder = free_port(), self.folder / f"redis-{fsync}-{len(self._running)}"
        folder.mkdir()
        options = {
            "bind": "127.0.0.1", "port": str(port), "unixsocket": str(folder / "s"), "dir": str(folder),
            "appendonly": "yes", "appendfsync": fsync, "save": "", "maxmemory-policy": "noeviction",
            "loglevel": "warning",
        }  # fmt: skip
        args = [part for key, value in options.items() for part in (f"--{key}", value)]
        self._running.append(Process([redis_program(), *args], os.environ, folder / "log"))
        url = f"unix://{folder / 's'}"
        for _ in range(200):
            try:
                with Redis.from_url(url) as client:
                    client.hset(keys.desk("passwords"), mapping=dict.fromkeys(AGENTS, HASH))
                return url, f"redis://127.0.0.1:{port}/1"
            except OSError:
                time.sleep(0.02)
            except Exception as error:
                if "onnect" not in repr(error):
                    raise
                time.sleep(0.02)
        raise RuntimeError("Redis did not start")

    def relay(self, redis_url: str) -> Process:
        port = free_port()
        return self.spawn("relay", [sys.executable, "-m", "tests.bench.relay", redis_url, str(port)], port)

    def standin(self) -> Process:
        port = free_port()
        return self.spawn(
            "standin", [sys.executable, "-m", "tests.bench.standin", str(port)], port, "/status"
        )

    def gateway(self, redis_url: str, assistant_url: str, **env: str) -> Process:
        port = free_port()
        ours = {"REDIS_URL": redis_url, "RASA_URL": assistant_url, "RASA_TOKEN": TOKEN, "PORT": str(port)}
        return self.spawn(
            f"gateway-{port}", [sys.executable, "-m", "bot", "serve"], port, env={**ours, **env}
        )

    def assistant(self, tracker_url: str) -> Process:
        """Ours, with its actions and the demo order service, started by the commands that `make run` uses."""
        model_file = subprocess.run(
            [sys.executable, "-m", "bot.run.model"], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
        ).stdout.strip()
        ports = {name: str(free_port()) for name in ("RASA_PORT", "ACTIONS_PORT", "ORDERS_PORT")}
        settings = Settings.load({**ports, "RASA_TOKEN": TOKEN, "TRACKER_REDIS_URL": tracker_url})
        environ = {**os.environ, "DATA_DIR": str(self.folder / "data")}
        for part, port, answers in (
            (parts.orders(settings, environ), settings.orders_port, "/healthz"),
            (parts.actions(settings, environ), settings.actions_port, "/health"),
            (
                parts.assistant(settings, environ, Path(model_file)),
                settings.rasa_port,
                f"/status?token={TOKEN}",
            ),
        ):
            holds = "model_file" if part.name == "assistant" else ""
            found = self.spawn(part.name, list(part.argv), port, answers, part.env, holds=holds)
        return found

    def stock(self) -> Process:
        """A stock `rasa init` project, as its owner would start it."""
        port = free_port()
        argv, folder = stock.command(port)
        env = {"RASA_TELEMETRY_ENABLED": "false", "SQLALCHEMY_SILENCE_UBER_WARNING": "1"}
        return self.spawn("stock", argv, port, "/status", env, folder, "model_file")


@contextmanager
def bench() -> Iterator[Bench]:
    with Bench() as found:
        yield found


def fitting_model() -> Path:
    """Where our model lies, or would."""
    return model.fitting()


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in children for one in _family(int(child)))]


def _rss_kb(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0])


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
