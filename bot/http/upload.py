"""One file of a multipart request, parsed and passed on as it arrives: nothing is held in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header
from sanic import Request

from bot.core.errors import Invalid

FIELD = "file"
# What is read and thrown away after a refusal, so that the sender gets to read the answer.
DRAINED = 40 * 1024 * 1024


@dataclass(frozen=True)
class Upload:
    """The file part: its name and type as the sender's program says, and its bytes."""

    name: str | None
    declared: str | None
    stream: AsyncIterator[bytes]


async def upload(request: Request) -> Upload:
    """The part called `file`; other parts are passed over.

    Raises:
        Invalid: `multipart_malformed`, or `file_missing`.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != "multipart/form-data" or not options.get("boundary"):
        raise Invalid("Send the file as multipart/form-data.", code="multipart_malformed")
    events = _events(request, options["boundary"])
    async for event in events:
        if isinstance(event, MultipartSegment) and event.name == FIELD:
            return Upload(event.filename, event.content_type, _bytes(events))
    raise Invalid(f"There is no part called {FIELD}.", code="file_missing", field=FIELD)


async def drain(request: Request) -> None:
    """Reads what a refused sender is still sending, within reason."""
    left = DRAINED
    with suppress(Exception):  # whatever is wrong with the rest, the refusal has been decided
        stream: Any = request.stream  # Sanic's base class does not name its read()
        while left > 0 and (chunk := await stream.read()):
            left -= len(chunk)


async def _events(request: Request, boundary: str) -> AsyncIterator[MultipartSegment | bytes | None]:
    stream: Any = request.stream
    try:
        with PushMultipartParser(boundary, max_segment_count=10, strict=True) as parser:
            while not parser.closed and (chunk := await stream.read()):
                for event in parser.parse(chunk):
                    yield event
    except MultipartError:
        raise Invalid("The multipart body is broken off or malformed.", code="multipart_malformed") from None


async def _bytes(events: AsyncIterator[MultipartSegment | bytes | None]) -> AsyncIterator[bytes]:
    """The bytes of the part begun, to its end. The rest is read too, so that a broken end is noticed."""
    ours = True
    async for event in events:
        ours = ours and event is not None
        if ours and isinstance(event, (bytes, bytearray)):
            yield bytes(event)
