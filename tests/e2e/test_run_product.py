"""`python -m bot.run` as a person meets it: what it prints answers, what dies comes back, Ctrl-C ends it all."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.harness import free_port

ROOT = Path(__file__).parents[2]
PARTS = ("redis", "gateway", "orders")
SETTINGS_OF_OURS = (
    "REDIS_URL",
    "DEMO_PASSWORD",
    "RASA_URL",
    "ACTIONS_URL",
    "ORDERS_URL",
    "PUBLIC_URL",
    "RASA_TOKEN",
)


class Run:
    """One start of the product, as a process, with what it said so far."""

    def __init__(self, folder: Path, **environ: str) -> None:
        self.folder = folder
        self.port = free_port()
        ports = {"PORT": self.port, **{f"{name}_PORT": free_port() for name in ("RASA", "ACTIONS", "ORDERS")}}
        outside = {key: value for key, value in os.environ.items() if key not in SETTINGS_OF_OURS}
        env = {
            **outside,
            **{key: str(value) for key, value in ports.items()},
            "DATA_DIR": str(folder),
            **environ,
        }
        self._out = tempfile.TemporaryFile("w+b")  # noqa: SIM115
        command = [sys.executable, "-m", "bot.run"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdout=self._out, stderr=subprocess.STDOUT
        )

    @property
    def said(self) -> str:
        return os.pread(self._out.fileno(), 1_000_000, 0).decode()

    def until(self, true: Callable[[], bool], within_s: float = 30) -> None:
        end = time.monotonic() + within_s
        while not true():
            assert self.process.poll() is None, self.said
            assert time.monotonic() < end, self.said
            time.sleep(0.1)

    def until_it_says(self, words: str, within_s: float = 30) -> None:
        self.until(lambda: words in self.said, within_s)

    def pids(self, part: str) -> list[int]:
        file = self.folder / "run" / f"{part}.pid"
        return [int(line) for line in file.read_text().splitlines()] if file.exists() else []

    def get(self, path: str) -> httpx.Response:
        return httpx.get(f"http://127.0.0.1:{self.port}{path}", follow_redirects=True, timeout=10)

    def is_up(self) -> bool:
        try:
            return self.get("/healthz").status_code == 200
        except httpx.HTTPError:
            return False

    def sign_in(self, password: str) -> int:
        body = {"email": "aino@example.fi", "password": password}
        return httpx.post(f"http://127.0.0.1:{self.port}/v1/desk/login", json=body, timeout=10).status_code

    def stop(self, by: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(by)
        return self.process.wait(20)

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        self._out.close()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Run]]:
    runs: list[Run] = []

    def start(**environ: str) -> Run:
        runs.append(Run(tmp_path / "var", **environ))
        return runs[-1]

    yield start
    for run in runs:
        run.end()


def without_rasa(**more: str) -> dict[str, str]:
    """Rasa and its actions are elsewhere, and away."""
    away = f"http://127.0.0.1:{free_port()}"
    return {"RASA_URL": away, "ACTIONS_URL": away, **more}


def alive(pids: list[int]) -> list[int]:
    return [pid for pid in pids if Path(f"/proc/{pid}").exists()]


def test_what_is_printed_answers_and_ctrl_c_ends_everything(start: Callable[..., Run]) -> None:
    run = start(**without_rasa(GATEWAY_WORKERS="2"))
    run.until_it_says("Aina is running")
    for path in re.findall(r"http://127\.0\.0\.1:\d+(/\S*)", run.said):
        assert run.get(path).status_code == 200, path
    assert {path for path in ("/demo/", "/desk/", "/docs/") if f"{path}\n" in run.said} == {
        "/demo/",
        "/desk/",
        "/docs/",
    }
    pids = [pid for part in PARTS for pid in run.pids(part)]
    assert len(pids) == 4  # the gateway twice
    assert run.stop() == 0
    assert run.said.rstrip().endswith("Stopped.")
    assert alive(pids) == []
    assert list((run.folder / "run").glob("*.pid")) == []


def test_addresses_and_sign_in_are_said_as_soon_as_a_person_can_be_asked_for(
    start: Callable[..., Run],
) -> None:
    run = start(RASA_URL=f"http://127.0.0.1:{free_port()}", ORDERS_URL=f"http://127.0.0.1:{free_port()}")
    run.until_it_says("Ctrl-C stops it.")
    assert "Aina is running" not in run.said  # the actions come up in their own time
    assert "/desk/\n" in run.said
    found = re.search(r"password: (\S+)", run.said)
    assert found
    run.until(lambda: run.sign_in(found[1]) == 200, within_s=5)


def test_the_password_shown_at_the_first_start_holds_at_the_second(start: Callable[..., Run]) -> None:
    first = start(**without_rasa())
    first.until_it_says("Aina is running")
    found = re.search(r"password: (\S+)", first.said)
    assert found
    password = found[1]
    first.until(lambda: first.sign_in(password) == 200, within_s=5)
    assert first.sign_in("something else") in (401, 403)
    first.stop()

    second = start(**without_rasa())
    second.until_it_says("Aina is running")
    assert password not in second.said
    assert second.sign_in(password) == 200
    second.stop()

    third = start(**without_rasa(DEMO_PASSWORD="a-new-one-for-all"))
    third.until_it_says("Aina is running")
    third.until(lambda: third.sign_in("a-new-one-for-all") == 200, within_s=5)
    assert third.sign_in(password) in (401, 403)


@pytest.mark.parametrize("part", PARTS)
def test_a_part_killed_with_9_comes_back(start: Callable[..., Run], part: str) -> None:
    run = start(**without_rasa())
    run.until_it_says("Aina is running")
    [before] = run.pids(part)
    os.kill(before, signal.SIGKILL)
    run.until(lambda: run.pids(part) not in ([], [before]))
    assert f"{part} was ended by SIGKILL; starting it again in 0.2 s" in run.said
    run.until(run.is_up)


def test_everything_ends_when_the_supervisor_is_killed_with_9(start: Callable[..., Run]) -> None:
    run = start(**without_rasa())
    run.until_it_says("Aina is running")
    pids = [pid for part in PARTS for pid in run.pids(part)]
    run.end()
    end = time.monotonic() + 5
    while alive(pids) and time.monotonic() < end:
        time.sleep(0.02)
    assert alive(pids) == []


def test_secrets_are_on_no_command_line(start: Callable[..., Run]) -> None:
    run = start(**without_rasa())
    run.until_it_says("Aina is running")
    secrets = [file.read_text().strip() for file in run.folder.glob("*.secret")]
    assert len(secrets) == 2
    lines = [Path(f"/proc/{pid}/cmdline").read_text() for part in PARTS for pid in run.pids(part)]
    assert not [line for line in lines for secret in secrets if secret in line]


@pytest.mark.slow
@pytest.mark.rasa
@pytest.mark.timeout(900)
def test_the_whole_of_it_with_rasa(start: Callable[..., Run]) -> None:
    run = start()
    run.until_it_says("gateway    answers")
    assert run.get("/readyz").status_code == 503  # up, and honest about the rest
    run.until_it_says("Aina is running", within_s=800)
    run.until(lambda: run.get("/readyz").status_code == 200)
    [before] = run.pids("assistant")
    token = (run.folder / "rasa.secret").read_text().strip()
    assert token not in Path(f"/proc/{before}/cmdline").read_text()
    os.kill(before, signal.SIGKILL)
    run.until(lambda: run.get("/readyz").status_code == 503)
    run.until(lambda: run.get("/readyz").status_code == 200, within_s=180)
    pids = [pid for part in (*PARTS, "actions", "assistant") for pid in run.pids(part)]
    assert len(pids) == 5
    assert run.stop(signal.SIGTERM) == 0
    assert alive(pids) == []
