"""ClamAV, where the company runs one: a file is looked at before anything else is done with it."""

from __future__ import annotations

import logging
from pathlib import Path
from urllib.parse import urlsplit

from aioclamd import ClamdAsyncClient, ClamdError

from bot.core.errors import AinaError
from bot.store.filetypes import FileRefused

log = logging.getLogger("aina.scan")
PORT, TIMEOUT_S = 3310, 60.0


class ScanUnavailable(AinaError):
    """The scanner does not answer: nothing unscanned is let in."""

    code = "scan_unavailable"
    status = 503
    title = "Files cannot be checked right now. Keep the file and try again in a moment."


class Scanner:
    """clamd by its INSTREAM command (docs.clamav.net). `url`: tcp://host:port; None: no scanner, everything passes."""

    def __init__(self, url: str | None) -> None:
        parts = urlsplit(url) if url else None
        self._client = (
            ClamdAsyncClient(parts.hostname or "127.0.0.1", parts.port or PORT, TIMEOUT_S) if parts else None
        )

    async def check(self, path: Path) -> None:
        """Returns where the file is clean, or nobody scans here.

        Raises:
            FileRefused: `file_infected`.
            ScanUnavailable: no answer, or one that says neither yes nor no.
        """
        if not self._client:
            return
        try:
            with path.open("rb") as file:
                answer = await self._client.instream(file)
        except (ClamdError, OSError, TimeoutError) as error:
            log.error("scan.unavailable", extra={"error": type(error).__name__})
            raise ScanUnavailable() from error
        said, virus = next(iter((answer or {}).values()), ("", None))
        if said == "FOUND":
            log.warning("scan.found", extra={"virus": virus})
            raise FileRefused(
                "The virus scanner warns about this file, so it was not taken.",
                code="file_infected",
                field="file",
            )
        if said != "OK":
            raise ScanUnavailable()
