"""The desk's endpoints, room by room; importing a room registers what is in it."""

from __future__ import annotations

from bot.desk import (
    announcing,
    asking,
    casework,
    entry,
    files,
    helping,
    leading,
    lists,
    oidc,
    people,
    practice,
    search,
    telegram,
    totp,
    verbs,
)
from bot.desk.door import api

ROOMS = (
    entry, lists, verbs, casework, asking, helping, announcing, files, search, people, totp, leading, telegram,
    oidc, practice,
)  # fmt: skip
__all__ = ["ROOMS", "api"]
