"""Photos of the people who answer: photos/<person>/<digest>, encoded afresh, beside the attachments under DATA_DIR.

They come in by the same rules: size as it comes, the scanner, the content; what is kept is never what was sent.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

from bot.core.company import Person
from bot.core.errors import Unknown
from bot.store import filetypes
from bot.store.files import on_disk, pictures, written
from bot.store.scan import Scanner


class Photos:
    """One folder for all gateways that share DATA_DIR; which photo is somebody's stands in their account."""

    def __init__(self, folder: Path, scanner: Scanner) -> None:
        self._folder = folder / "photos"
        self._scanner = scanner

    async def keep(self, person: str, stream: AsyncIterator[bytes]) -> str:
        """Takes a photo in, in place of the one before; gives its name.

        Raises:
            TooLarge, FileRefused, ScanUnavailable, NoRoom: see bot/store/files.py.
        """
        folder = self._folder / person
        with on_disk():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            part = folder / f"{secrets.token_hex(8)}.part"
            made = part.with_suffix(".made")
            try:
                await written(part, stream)
                await self._scanner.check(part)
                loop = asyncio.get_running_loop()
                return await loop.run_in_executor(pictures, _kept, part, made)
            finally:
                part.unlink(missing_ok=True)
                made.unlink(missing_ok=True)

    async def drop(self, person: str) -> None:
        """Takes somebody's photo away."""
        await asyncio.to_thread(shutil.rmtree, self._folder / person, True)

    def path(self, person: Person | None, name: str) -> Path:
        """Where somebody's present photo lies.

        Raises:
            Unknown: `photo_unknown`: they have another one, or none.
        """
        if person and person.photo and person.photo.rpartition("/")[2] == name:
            path = self._folder / person.id / name
            if path.is_file():
                return path
        raise Unknown("There is no such photo.", code="photo_unknown")


def _kept(part: Path, made: Path) -> str:
    """The portrait under its digest; others of the same person go."""
    filetypes.portrait(part, made)
    name = hashlib.sha256(made.read_bytes()).hexdigest()[:32]
    made.rename(made.with_name(name))
    for other in made.parent.iterdir():
        if other.name != name and other.suffix == "":
            other.unlink(missing_ok=True)
    return name
