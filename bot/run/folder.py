"""`DATA_DIR`: the lock, the secrets, the pids and the logs of one copy of the product."""

from __future__ import annotations

import fcntl
import os
import secrets
from pathlib import Path
from typing import BinaryIO

LOG_LIMIT_BYTES = 20_000_000


class AlreadyRunning(Exception):
    """Another copy of the product holds this `DATA_DIR`."""


class Folder:
    """One copy's `DATA_DIR`, made when it is not there, readable by its owner only."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        for place in (self.path, self.path / "run", self.path / "log"):
            place.mkdir(mode=0o700, parents=True, exist_ok=True)

    def lock(self) -> None:
        """Keeps every other copy out for as long as this process lives.

        Raises:
            AlreadyRunning: naming the process that holds it.
        """
        self._lock = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(self._lock, 20).decode().strip()
            raise AlreadyRunning(
                f"Another copy (process {holder or 'unknown'}) runs with DATA_DIR {self.path}: "
                "stop it, or start this one with another DATA_DIR and PORT."
            ) from None
        os.truncate(self._lock, 0)
        os.write(self._lock, f"{os.getpid()}\n".encode())
        for stale in (self.path / "run").glob("*.pid"):
            stale.unlink()

    def secret(self, name: str) -> str:
        """The secret of that name, made at first use (256 bits) and readable by its owner only."""
        file = self.path / f"{name}.secret"
        if not file.exists():
            with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
                out.write(secrets.token_urlsafe(32) + "\n")
        return file.read_text().strip()

    def write_pids(self, part: str, pids: list[int]) -> None:
        """Puts down which processes a part has now, one a line; the file goes with the last of them."""
        file = self.path / "run" / f"{part}.pid"
        if not pids:
            file.unlink(missing_ok=True)
            return
        new = file.with_suffix(".new")
        new.write_text("".join(f"{pid}\n" for pid in pids))
        new.replace(file)

    def log(self, part: str) -> Path:
        """Where a part's output goes."""
        return self.path / "log" / f"{part}.log"

    @staticmethod
    def shown(file: Path) -> str:
        """A path as a person at this terminal would type it."""
        return str(file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file)

    def open_log(self, part: str) -> BinaryIO:
        """A part's log, to append to; one that has grown too long is put aside first."""
        file = self.log(part)
        if file.exists() and file.stat().st_size > LOG_LIMIT_BYTES:
            file.replace(file.with_suffix(".log.1"))
        return file.open("ab")
