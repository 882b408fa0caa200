"""Gateways in processes of their own, under the simulated clock: killed with SIGKILL in the middle of work, and begun anew."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import random
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from bot.background import running
from bot.build import build
from bot.settings import Settings
from bot.store.keys import Shard
from tests.month.clock import PLACES, SharedClock

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.month.gateways"])


@dataclass
class _Gateway:
    process: ForkServerProcess
    pipe: Connection
    place: int


class Gateways:
    """So many at once; a killed one is followed by another."""

    def __init__(self, clock: SharedClock, clock_file: Path, ours: Settings, count: int = 2) -> None:
        self._clock = clock
        self._facts = (str(clock_file), ours)
        self._count = count
        self._next = 0
        self._alive: list[_Gateway] = []

    def start(self) -> None:
        """Fills the places up."""
        while len(self._alive) < self._count:
            ours, theirs = FORKS.Pipe()
            place, self._next = self._next, (self._next + 1) % PLACES
            self._clock.mark(place, True)  # until it says otherwise
            process = FORKS.Process(target=_main, args=(*self._facts, place, theirs), daemon=True)
            process.start()
            self._alive.append(_Gateway(process, ours, place))

    def wake(self) -> None:
        """The time has moved."""
        for one in self._alive:
            with suppress(OSError):
                one.pipe.send_bytes(b".")

    def idle(self) -> bool:
        """Whether nobody works."""
        return not any(self._clock.busy(one.place) for one in self._alive)

    def kill_one(self, choice: random.Random) -> None:
        """SIGKILL: no farewell, whatever it was doing."""
        one = choice.choice(self._alive)
        assert one.process.pid
        os.kill(one.process.pid, signal.SIGKILL)
        one.process.join()
        one.pipe.close()
        self._alive.remove(one)

    def stop(self) -> None:
        while self._alive:
            self.kill_one(random.Random(0))


def _main(clock_file: str, ours: Settings, place: int, pipe: Connection) -> None:
    logging.disable(logging.WARNING)
    asyncio.run(_serve(SharedClock(Path(clock_file)), ours, place, pipe))


async def _serve(clock: SharedClock, ours: Settings, place: int, pipe: Connection) -> None:
    services = build(ours, clock)
    worker: Any = services.worker
    serve: Callable[[Shard], Awaitable[float | None]] = worker._serve
    done: Callable[..., None] = worker._done

    async def served(shard: Shard) -> float | None:
        clock.mark(place, True)
        try:
            return await serve(shard)
        finally:
            clock.mark(place, bool(worker._running))

    def finished(*args: Any) -> None:
        done(*args)
        clock.mark(place, bool(worker._running))

    worker._serve, worker._done = served, finished

    def woken() -> None:
        try:
            pipe.recv_bytes()
        except EOFError:  # the simulation is gone, and so are we
            os._exit(0)
        worker.wake()

    asyncio.get_running_loop().add_reader(pipe.fileno(), woken)
    async with running(services):
        await asyncio.Event().wait()
