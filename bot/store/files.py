"""Attachments: a folder under DATA_DIR that several gateways may share, facts about them in Redis, both gone with the case.

files/<conversation>/<id>           as it came, only ever given back as a download
files/<conversation>/<id>.preview   a picture, encoded afresh
A file stands under its name only once it was checked; until then it is files/<conversation>/<id>.part.
"""

from __future__ import annotations

import asyncio
import dataclasses
import json
import secrets
import shutil
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.core.errors import AinaError, Conflict, Unknown
from bot.store import filetypes
from bot.store.connection import Client, store_errors
from bot.store.keys import shard_of
from bot.store.scan import Scanner

LARGEST = 20 * 1024 * 1024
MOST_OF_CASE = 200
PART_KEPT_S = 3600
# Pictures take memory and a core for a while: a crowd of them waits, and the rest goes on.
pictures = ThreadPoolExecutor(2, "pictures")


class TooLarge(AinaError):
    """Over 20 MB."""

    code = "file_too_large"
    status = 413
    title = "The file is larger than 20 MB. Send a smaller one, or in parts."


class NoRoom(AinaError):
    """The disk is full or away."""

    code = "files_unavailable"
    status = 503
    title = "Files cannot be stored right now. The text can."


@dataclass(frozen=True)
class FileMeta:
    """A file of a case. `by`: `customer` or an agent's id; `size` in bytes; `image`: there is a safe preview."""

    id: str
    name: str
    type: str
    size: int
    image: bool
    by: str

    def public(self) -> dict[str, Any]:
        """As customers and agents see it (docs/protocol.md)."""
        return {key: value for key, value in dataclasses.asdict(self).items() if key != "by"}


class Files:
    """The one way in and out for attachments, whatever the channel.

    Raises (every method): StoreUnavailable while Redis does not answer.
    """

    def __init__(self, redis: Client, shards: int, folder: Path, scanner: Scanner) -> None:
        self._redis = redis
        self._shards = shards
        self._folder = folder / "files"
        self._scanner = scanner

    async def save(
        self, cid: str, by: str, name: str | None, stream: AsyncIterator[bytes], declared: str | None = None
    ) -> FileMeta:
        """Takes a file in, checked: its size as it comes, then by the scanner, then by its content.

        Args:
            by: `customer`, or an agent's id.
            declared: the type that the sender's program named, if it did.

        Raises:
            TooLarge: over 20 MB. FileRefused: what it is. Conflict: `too_many_files`. ScanUnavailable, NoRoom.
        """
        await self._room_for_one(cid)
        id = secrets.token_hex(16)
        with on_disk(), self._part(cid, id) as part:
            size = await written(part, stream)
            await self._scanner.check(part)
            made = part.with_suffix(".preview")
            type, kept, image = await asyncio.get_running_loop().run_in_executor(
                pictures, _looked_at, part, filetypes.clean_name(name), declared, made
            )
            meta = FileMeta(id, kept, type, size, image, by)
            part.rename(part.with_suffix(""))
        async with store_errors():
            await self._redis.hset(self._key(cid), id, json.dumps(dataclasses.asdict(meta)))
        return meta

    async def find(self, cid: str, fid: str) -> FileMeta:
        """A file of this case.

        Raises:
            Unknown: `file_unknown`.
        """
        async with store_errors():
            raw = await self._redis.hget(self._key(cid), fid)
        if not raw:
            raise Unknown("There is no such file in this conversation.", code="file_unknown", field="files")
        return FileMeta(**json.loads(raw))

    async def named(self, cid: str, fids: Sequence[str]) -> tuple[dict[str, Any], ...]:
        """Files by id, as a message carries them; each once.

        Raises:
            Unknown: `file_unknown`.
        """
        return tuple([(await self.find(cid, fid)).public() for fid in dict.fromkeys(fids)])

    def path(self, cid: str, meta: FileMeta, *, preview: bool = False) -> Path:
        """Where it lies: for reading only.

        Raises:
            Unknown: `file_unknown`: no preview, or the folder was lost.
        """
        path = self._folder / cid / (f"{meta.id}.preview" if preview else meta.id)
        if not path.is_file():
            raise Unknown("There is no such file in this conversation.", code="file_unknown", field="files")
        return path

    async def erase(self, cid: str) -> None:
        """Every file of a case, and what is known about them."""
        await asyncio.to_thread(shutil.rmtree, self._folder / cid, True)
        async with store_errors():
            await self._redis.delete(self._key(cid))

    async def sweep(self) -> None:
        """Erases the files of cases that have expired, and what broken uploads left. Any process may, at any time."""
        for cid in await asyncio.to_thread(self._folders):
            shard = shard_of(cid, self._shards)
            async with store_errors():
                lives = shard and await self._redis.exists(shard.conversation(cid, "state"))
            if shard and not lives:
                await self.erase(cid)
        await asyncio.to_thread(self._drop_parts)

    async def _room_for_one(self, cid: str) -> None:
        async with store_errors():
            if await self._redis.hlen(self._key(cid)) >= MOST_OF_CASE:
                raise Conflict("This conversation has as many files as it can hold.", code="too_many_files")

    def _key(self, cid: str) -> str:
        shard = shard_of(cid, self._shards)
        if not shard:
            raise Unknown("There is no such conversation.", code="conversation_unknown")
        return shard.conversation(cid, "files")

    @contextmanager
    def _part(self, cid: str, id: str) -> Iterator[Path]:
        """A file being taken in; nothing of it stays unless it was renamed."""
        folder = self._folder / cid
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = folder / f"{id}.part"
        try:
            yield part
        except BaseException:
            part.with_suffix(".preview").unlink(missing_ok=True)
            raise
        finally:
            part.unlink(missing_ok=True)

    def _folders(self) -> list[str]:
        return [one.name for one in self._folder.iterdir()] if self._folder.is_dir() else []

    def _drop_parts(self) -> None:
        for part in self._folder.glob("*/*.part"):
            if part.stat().st_mtime < time.time() - PART_KEPT_S:
                part.unlink(missing_ok=True)


def _looked_at(part: Path, name: str, declared: str | None, made: Path) -> tuple[str, str, bool]:
    """Type, name as kept, and whether there is a preview now."""
    type = filetypes.type_of(part)
    return type, filetypes.agreed_name(name, type, declared), filetypes.preview(part, type, made)


async def written(path: Path, stream: AsyncIterator[bytes]) -> int:
    """The stream on disk, as it arrives; its size in bytes."""
    size = 0
    with path.open("xb") as file:
        async for chunk in stream:
            size += len(chunk)
            if size > LARGEST:
                raise TooLarge()
            await asyncio.to_thread(file.write, chunk)
    if not size:
        raise filetypes.FileRefused("The file is empty.", code="file_empty", field="file")
    return size


@contextmanager
def on_disk() -> Iterator[None]:
    """Whatever the disk refuses, said plainly.

    Raises:
        NoRoom: it is full or away.
    """
    try:
        yield
    except OSError as error:
        raise NoRoom() from error
