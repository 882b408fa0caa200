"""One process that is kept running: started again when it dies, ended when we end."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from bot.run.folder import Folder

PAUSES_S = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
STEADY_S = 60.0  # a part that ran this long starts again with the first pause
REFUSALS = (2, 78)  # what our own commands answer to a wrong setting; sysexits.h: EX_CONFIG

Say = Callable[[str], None]


class PartRefused(Exception):
    """A part will not run with this configuration; starting it again would change nothing."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """What to run, and how to tell that it answers.

    Attributes:
        name: names its log and pid file; processes of one name share them.
        answers: asked again and again until true; quick, never raises.
    """

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str]
    answers: Callable[[], Awaitable[bool]]


class Child:
    """Keeps one process of a part running."""

    def __init__(self, part: Part, folder: Folder, say: Say, note_pid: Callable[[], None]) -> None:
        self.part = part
        self._folder, self._say, self._note_pid = folder, say, note_pid
        self._process: asyncio.subprocess.Process | None = None
        self._stopping = False

    @property
    def pid(self) -> int | None:
        """The process that runs now; None between two lives."""
        return self._process.pid if self._process else None

    async def keep(self) -> None:
        """Runs the part until `stop`, starting it again with a growing pause whenever it ends.

        Raises:
            PartRefused: it ended saying that its configuration is wrong.
        """
        losses = 0
        while True:
            began = time.monotonic()
            how = await self._live()
            if self._stopping:
                return
            losses = 1 if time.monotonic() - began > STEADY_S else losses + 1
            pause = PAUSES_S[min(losses, len(PAUSES_S)) - 1]
            self._say(f"{self.part.name} {how}; starting it again in {pause:g} s (see {self._log})")
            await asyncio.sleep(pause)

    async def stop(self, grace_s: float) -> None:
        """Ends the process: asks first, and makes it after `grace_s`."""
        self._stopping = True
        if self._process is None:
            return
        signal_group(self._process.pid, signal.SIGTERM)
        try:
            await asyncio.wait_for(self._process.wait(), grace_s)
        except TimeoutError:
            self._say(f"{self.part.name} did not stop within {grace_s:g} s and was killed")
        self.kill()

    def kill(self) -> None:
        """Ends the process and whatever it started, at once."""
        self._stopping = True
        if self._process is not None:
            signal_group(self._process.pid, signal.SIGKILL)

    @property
    def _log(self) -> str:
        return self._folder.shown(self._folder.log(self.part.name))

    async def _live(self) -> str:
        """One life of the process, from start to end; gives how it ended."""
        try:
            with self._folder.open_log(self.part.name) as log:
                self._process = await start(self.part.argv, self.part.env, stdout=log)
        except OSError as error:
            return f"could not be started: {error}"
        self._note_pid()
        if self._stopping:  # asked to stop while it was starting
            self.kill()
        code = await self._process.wait()
        signal_group(self._process.pid, signal.SIGKILL)  # what it may have left behind
        self._process = None
        self._note_pid()
        if code in REFUSALS and not self._stopping:
            raise PartRefused(f"{self.part.name} refused to start:\n{self._last_words()}")
        return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"

    def _last_words(self) -> str:
        lines = self._folder.log(self.part.name).read_text(errors="replace").splitlines()
        return "\n".join(lines[-3:])


async def start(
    argv: tuple[str, ...], env: Mapping[str, str], stdout: BinaryIO | int
) -> asyncio.subprocess.Process:
    """Starts a process in a group of its own that ends when this process ends, however that ends."""
    return await asyncio.create_subprocess_exec(
        *argv,
        env=env,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=stdout,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,  # Ctrl-C reaches us alone, and we stop the parts in order
        preexec_fn=_tied_to(os.getpid()) if sys.platform == "linux" else None,
    )


def _tied_to(parent: int) -> Callable[[], None]:
    prctl = ctypes.CDLL(None, use_errno=True).prctl  # looked up before the fork
    pr_set_pdeathsig = 1  # linux/prctl.h

    def tie() -> None:
        prctl(pr_set_pdeathsig, signal.SIGKILL)
        if os.getppid() != parent:  # it went before we asked
            os._exit(1)

    return tie


def signal_group(leader: int, number: signal.Signals) -> None:
    """Sends a signal to a process started here and to all that it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(leader, number)
