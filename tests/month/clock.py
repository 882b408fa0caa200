"""One clock for all processes of the simulation, in shared memory, and who of them is at work."""

from __future__ import annotations

import datetime as dt
import mmap
import struct
from pathlib import Path

PLACES = 512


class SharedClock:
    """Epoch seconds at the beginning; then a byte for each gateway: 1 while it works."""

    def __init__(self, path: Path) -> None:
        self._path = path
        if not path.exists():
            path.write_bytes(bytes(8 + PLACES))
        with path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), 8 + PLACES)

    def __call__(self) -> dt.datetime:
        seconds = struct.unpack("d", self._map[:8])[0]
        return dt.datetime.fromtimestamp(round(seconds, 3), dt.UTC)

    def set(self, at: dt.datetime) -> None:
        self._map[:8] = struct.pack("d", at.timestamp())

    def mark(self, place: int, busy: bool) -> None:
        self._map[8 + place] = busy

    def busy(self, place: int) -> bool:
        return bool(self._map[8 + place])
