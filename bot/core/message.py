"""A customer's or agent's text: what is let in, and how it is made safe to keep."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from bot.core.errors import Invalid

MAX_CHARACTERS = 4000
# Newline and tab stay; other control characters, and the invisible ones that reorder or hide text, do not.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_SLASHES = re.compile(r"^[^\S\n]*/[\s/]*", re.MULTILINE)


def clean(text: object, field: str = "text") -> str:
    """The text as it is kept: NFC, line ends as newlines, outer blanks gone.

    Raises:
        Invalid: not a text (`text_invalid`), empty (`text_empty`), over 4,000 characters (`text_too_long`), or with
            control characters (`text_control_characters`).
    """
    if not isinstance(text, str):
        raise Invalid(f"{field} must be a text.", code="text_invalid", field=field)
    kept = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if all(
        char.isspace() or unicodedata.category(char) == "Cf" for char in kept
    ):  # zero width, joiners, marks
        raise Invalid(f"{field} is empty.", code="text_empty", field=field)
    if len(kept) > MAX_CHARACTERS:
        raise Invalid(
            f"{field} has {len(kept)} characters; {MAX_CHARACTERS} is the most. Send it in parts.",
            code="text_too_long", field=field, limit=MAX_CHARACTERS,
        )  # fmt: skip
    if _FORBIDDEN.search(kept):
        raise Invalid(f"{field} has control characters.", code="text_control_characters", field=field)
    return kept


def digest(text: str, *more: str) -> str:
    """What tells a repeated message from another one under the same client_id."""
    return hashlib.sha256("\x00".join((text, *more)).encode()).hexdigest()[:24]


def for_assistant(text: str) -> str:
    """Typed text as the assistant gets it: never an intent payload, so leading slashes are taken off."""
    return _SLASHES.sub("", text)


def without_hidden(text: str) -> str:
    """The text less what `clean` refuses, for channels that can refuse nothing."""
    return _FORBIDDEN.sub("", text)


def plain_name(text: str, most: int = 64) -> str:
    """A name as strangers give it, safe beside other words: nothing invisible, nothing that reorders, on one line."""
    shown = "".join(" " if char.isspace() else char for char in unicodedata.normalize("NFC", text))
    visible = "".join(char for char in shown if unicodedata.category(char)[0] != "C")
    return " ".join(visible.split())[:most].strip()


def parts(text: str, most: int) -> list[str]:
    """The text in pieces of at most `most` characters: at a paragraph's end, else a line's, a sentence's, a word's."""
    found = []
    while len(text) > most:
        cut = _cut(text[: most + 1], most)
        found.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [part for part in (*found, text) if part]


def _cut(window: str, most: int) -> int:
    for end in ("\n\n", "\n", r"(?<=[.!?…])\s", r"\s"):
        places = [found.end() for found in re.finditer(end, window) if found.start() >= most // 3]
        if places:
            return min(places[-1], most)
    return most
