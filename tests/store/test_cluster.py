"""On a cluster of three masters: every script of ours runs, since its keys share one hash tag."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from redis import RedisCluster
from redis.exceptions import RedisError

from bot.core.conversation import Change
from bot.store.connection import script
from bot.store.desk import Desk
from tests.harness import free_port
from tests.store.conftest import Store, program
from tests.store.test_conversations import claimed_by, says, waits


def node(folder: Path, port: int, server: str) -> subprocess.Popen[bytes]:
    here = folder / str(port)
    here.mkdir()
    options = {"port": str(port), "dir": str(here), "cluster-enabled": "yes", "save": ""}
    options |= {"cluster-port": str(free_port()), "bind": "127.0.0.1"}
    args = [part for key, value in options.items() for part in (f"--{key}", value)]
    return subprocess.Popen([server, *args], stdout=subprocess.DEVNULL)


def joined(ports: list[int]) -> RedisCluster:
    nodes = [f"127.0.0.1:{port}" for port in ports]
    for _ in range(100):
        made = subprocess.run(
            ["redis-cli", "--cluster", "create", *nodes, "--cluster-yes"], capture_output=True, check=False
        )
        if made.returncode == 0 or b"not empty" in made.stdout + made.stderr:
            break
        time.sleep(0.1)
    for _ in range(200):
        try:
            client = RedisCluster(host="127.0.0.1", port=ports[0], decode_responses=True)
            if client.cluster_info()["cluster_state"] == "ok":
                return client
        except RedisError:
            pass
        time.sleep(0.1)
    raise RuntimeError("the cluster did not come up")


@pytest.fixture(scope="module")
def cluster() -> Iterator[RedisCluster]:
    server = program("redis")
    if not (server and shutil.which("redis-cli")):
        (pytest.fail if os.environ.get("CI") else pytest.skip)(
            "no redis-server 7 with redis-cli on this machine"
        )
    folder, ports = Path(tempfile.mkdtemp(prefix="aina-cluster")), [free_port() for _ in range(3)]
    nodes = [node(folder, port, server) for port in ports]
    try:
        yield joined(ports)
    finally:
        for one in nodes:
            one.kill()
            one.wait()
        shutil.rmtree(folder, ignore_errors=True)


class Spy:
    """Writes down what a script was called with, and calls it."""

    def __init__(self, run: Any) -> None:
        self.run = run
        self.calls: list[tuple[list[str], list[Any]]] = []

    async def __call__(self, keys: list[str], args: list[Any]) -> Any:
        self.calls.append((keys, args))
        return await self.run(keys=keys, args=args)


async def test_no_script_spans_two_slots(store: Store, cluster: RedisCluster) -> None:
    desk = Desk(store.redis, store.conversations.shards)
    spies = {
        "step": Spy(store.conversations._commit._step), "take": Spy(store.due._take), "reserve": Spy(desk._reserve),
    }  # fmt: skip
    store.conversations._commit._step, store.due._take, desk._reserve = spies.values()
    for _ in range(6):
        c = await store.new()
        for verb in (says("hei"), waits, claimed_by("aino"), lambda c: Change(c.but(status="resolved"))):
            await store.conversations.step(c.id, verb, (f"k:{verb}", "d"))
        await desk.reserve("aino", c.id, 1, 2, 3)
    for shard in store.due.shards:
        await store.due.take(shard, 1e12)
    for name, spy in spies.items():
        assert spy.calls
        for keys, args in spy.calls:
            assert cluster.eval(script(name), len(keys), *keys, *args) is not None
