"""A stored file as an answer: always a download, or a picture that was encoded here. Never a page of ours."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sanic import HTTPResponse, Request
from sanic.response import file_stream

from bot.service.services import Services
from bot.store import filetypes

CHUNK = 65_536
# Should a browser show it after all: without scripts, forms, plugins, or an origin of its own (CSP 3, sandbox).
LOCKED = "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


async def download(path: Path, name: str, type: str, size: int, *, shown: bool = False) -> HTTPResponse:
    """Streams a file from disk. `shown`: may be shown inside a page (a preview)."""
    kind = "inline" if shown else "attachment"
    headers = {
        "Content-Disposition": f"{kind}; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Length": str(size),
        "Content-Security-Policy": LOCKED,
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "cross-origin" if shown else "same-origin",
    }
    answer: Any = await file_stream(path, chunk_size=CHUNK, mime_type=type, headers=headers)
    return answer  # type: ignore[no-any-return]


async def stored_file(services: Services, cid: str, fid: str, request: Request) -> HTTPResponse:
    """A file of a case as its people may have it: the file itself to download, or its preview (`?preview=1`).

    Raises:
        Unknown: `file_unknown`.
    """
    meta = await services.files.find(cid, fid)
    shown = request.args.get("preview") == "1"
    path = services.files.path(cid, meta, preview=shown)
    size = (await asyncio.to_thread(path.stat)).st_size
    type = filetypes.PREVIEW_TYPE if shown else meta.type
    return await download(path, meta.name, type, size, shown=shown)
