"""Worlds and conversations for tests of the pure core: the demo company, a clock and people passed in."""

import datetime as dt
from collections.abc import Collection
from pathlib import Path
from typing import Any

import yaml

from bot.build import load_lines
from bot.core.company import parse_company
from bot.core.conversation import Conversation
from bot.core.kinds import Kinds
from bot.core.people import Member
from bot.core.world import Timing, World

ROOT = Path(__file__).parents[2]
COMPANY = parse_company(yaml.safe_load((ROOT / "company.yml").read_text("utf-8")))
LINES = load_lines(ROOT / "data/lines", "fi")
KINDS = Kinds.compiled(yaml.safe_load((ROOT / "data/words.yml").read_text("utf-8")))
NOON = dt.datetime(2026, 11, 25, 10, 0, tzinfo=dt.UTC)
HELSINKI = COMPANY.zone


def world(now: dt.datetime = NOON, chats: Collection[str] = ("mikko",), **people: Any) -> World:
    """A moment; `aino="online"` or `aino=("online", 2)` with her load. `chats`: whose chat is linked."""
    members = {}
    for id, person in COMPANY.people.items():
        status, load = given if isinstance(given := people.get(id, "offline"), tuple) else (given, 0)
        stands_by = person.on_call and not COMPANY.hours_of(person).is_open(now)
        members[id] = Member(person, status, load, stands_by, id in chats)
    return World(now, COMPANY, LINES, members, Timing(), kinds=KINDS)


def conversation(**fields: Any) -> Conversation:
    """An open case with the bot, in Finnish."""
    basis: dict[str, Any] = {"id": "0-a", "language": "fi", "created_at": NOON}
    return Conversation(**(basis | fields))


def local(text: str) -> dt.datetime:
    """ "2026-11-25 14:30" in Helsinki, as UTC."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=HELSINKI).astimezone(dt.UTC)
