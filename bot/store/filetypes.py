"""What a file really is, by its content, and what may be let in. Neither its name nor its sender is believed.

Anything a browser could run (HTML, SVG, scripts, programs, archives) is not on the list.
"""

from __future__ import annotations

import mimetypes
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import filetype
from PIL import Image, ImageOps, UnidentifiedImageError

from bot.core.errors import Invalid

_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
# Type to the endings a file of it may have; the first is given to one that has none.
ALLOWED: dict[str, tuple[str, ...]] = {
    "image/jpeg": (".jpg", ".jpeg", ".jpe", ".jfif"),
    "image/png": (".png",),
    "image/gif": (".gif",),
    "image/webp": (".webp",),
    "image/heic": (".heic", ".heif"),
    "application/pdf": (".pdf",),
    "text/plain": (".txt", ".log", ".csv"),
    f"{_OFFICE}.wordprocessingml.document": (".docx",),
    f"{_OFFICE}.spreadsheetml.sheet": (".xlsx",),
    f"{_OPEN}.text": (".odt",),
    f"{_OPEN}.spreadsheet": (".ods",),
    "audio/ogg": (".ogg", ".oga", ".opus"),
    "audio/mpeg": (".mp3",),
    "audio/mp4": (".m4a", ".mp4"),
    "video/mp4": (".mp4",),
    "video/quicktime": (".mov",),
    "video/webm": (".webm",),
}
PREVIEWED = {"image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF", "image/webp": "WEBP"}
PREVIEW_TYPE = "image/webp"
PREVIEW_EDGE, PREVIEW_PIXELS, QUALITY = 1600, 60_000_000, 80
PORTRAIT_EDGE = 192
LONGEST_NAME = 120
CHUNK = 65_536
# Control characters and those that reorder text ("exe.gpj"), separators of folders, and what Windows refuses.
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\\/:*?"<>|]')
_NO_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")


class FileRefused(Invalid):
    """A file that is not taken: `file_type_refused`, `file_name_disagrees` or `file_damaged`."""


def clean_name(name: str | None) -> str:
    """A file's name as it is kept and shown: no folders, nothing hidden, not long. "tiedosto" where nothing is left."""
    last = PurePosixPath((name or "").replace("\\", "/")).name
    kept = _UNSAFE.sub("", unicodedata.normalize("NFC", last)).strip(" .")
    stem, dot, ending = kept.rpartition(".")
    if dot and len(kept) > LONGEST_NAME:
        kept = f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"
    return kept[-LONGEST_NAME:] or "tiedosto"


def type_of(path: Path) -> str:
    """The type of a file by its content.

    Raises:
        FileRefused: `file_type_refused`: not on the list.
    """
    found = filetype.guess_mime(str(path)) or ("text/plain" if _is_text(path) else "")
    if found not in ALLOWED:
        raise FileRefused(
            "This kind of file is not taken here. Photos, PDFs, texts, sound and video are.",
            code="file_type_refused",
            field="file",
        )
    return found


def agreed_name(name: str, type: str, declared: str | None) -> str:
    """The name, which has to agree with the content; one without an ending gets it.

    Raises:
        FileRefused: `file_name_disagrees`: the ending, or the type declared, says something else.
    """
    endings = ALLOWED[type]
    ending = PurePosixPath(name).suffix.lower()
    if not ending or not (ending in endings or mimetypes.guess_type(name)[0] or _looks_like_ending(ending)):
        name, ending = f"{name}{endings[0]}", endings[0]
    if ending not in endings or not _fits(type, declared):
        raise FileRefused(
            "The file is something else than its name says.", code="file_name_disagrees", field="file"
        )
    return name


def preview(source: Path, type: str, target: Path) -> bool:
    """Makes a small, freshly encoded picture without the original's data (place, camera); False: no picture.

    Raises:
        FileRefused: `file_damaged`: it cannot be read as the picture it says it is, or is beyond any camera.
    """
    if type not in PREVIEWED:
        return False
    _encoded_afresh(source, type, target, _fits_into)
    return True


def portrait(source: Path, target: Path) -> None:
    """Makes a small square picture of somebody's face, freshly encoded, from the middle of what was given.

    Raises:
        FileRefused: `photo_type_refused`: it is no photo; and as `preview`.
    """
    if (type := type_of(source)) not in PREVIEWED:
        raise FileRefused("A photo is a JPEG, PNG or WebP picture.", code="photo_type_refused", field="file")
    _encoded_afresh(
        source, type, target, lambda picture: ImageOps.fit(picture, (PORTRAIT_EDGE, PORTRAIT_EDGE))
    )


def _fits_into(picture: Image.Image) -> Image.Image:
    picture.thumbnail((PREVIEW_EDGE, PREVIEW_EDGE))
    return picture


def _encoded_afresh(
    source: Path, type: str, target: Path, shape: Callable[[Image.Image], Image.Image]
) -> None:
    """Pixels only: nothing else of the original comes along.

    Raises:
        FileRefused: `file_damaged`.
    """
    try:
        with Image.open(source, formats=[PREVIEWED[type]]) as picture:
            if picture.width * picture.height > PREVIEW_PIXELS:
                raise ValueError("beyond any camera")
            picture.draft("RGB", (PREVIEW_EDGE, PREVIEW_EDGE))
            upright = shape(ImageOps.exif_transpose(picture))
            has_alpha = "A" in upright.getbands() or "transparency" in upright.info
            bare = upright.convert("RGBA" if has_alpha else "RGB")
            bare.info.clear()
            bare.save(target, "WEBP", quality=QUALITY)
    except (OSError, ValueError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError):
        raise FileRefused(
            "This picture cannot be read. Is the file whole?", code="file_damaged", field="file"
        ) from None


def _looks_like_ending(ending: str) -> bool:
    """ ".exe" is one; the end of "v1.2 lasku" is none."""
    return len(ending) <= 6 and ending[1:].isalnum() and not ending[1:].isdecimal()


def _fits(type: str, declared: str | None) -> bool:
    """Whether the type a program declared is of the same family; `application/…` says nothing."""
    family = (declared or "").partition("/")[0].strip().lower()
    return family in ("", "application", type.partition("/")[0]) or {family, type} <= {"video", "audio/mp4"}


def _is_text(path: Path) -> bool:
    """Whether all of it is UTF-8 without control characters, and no markup or script."""
    head = path.open("rb").read(512).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<", b"#!", b"%!", b"{\\rtf")):
        return False
    try:
        with path.open("r", encoding="utf-8", newline="") as lines:
            return not any(_NO_TEXT.search(part.encode()) for part in iter(lambda: lines.read(CHUNK), ""))
    except UnicodeDecodeError:
        return False
