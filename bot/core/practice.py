"""The practice customer: a real case with real verbs, that only the agent who practises sees and that counts nowhere.

        opening, asks for a person                      each answer of the agent's          resolved: gone
nobody ─────────────────────────────▶ waits for one agent ──claim──▶ the script's next line ──────────▶
                                                              transfer, ask, return: bot/core/practice_colleague.py

Outside all lists, timers and figures: its places are its own (bot/core/places.py), readers of the feed pass its id over,
and whatever would reach somebody else is refused.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.core import steps
from bot.core.conversation import Change, Conversation
from bot.core.errors import BadConfiguration
from bot.core.fields import listed, mapping, text
from bot.core.practice_colleague import MARK, move, wants_person
from bot.core.said import Said
from bot.core.world import World

# What the customer needs to read an answer and write the next line, seconds.
WRITES_S = 4.0
# A practice case is forgotten after that, done or not.
KEPT_S = 86_400
# Verbs that would bring a real person into it, or weigh on a customer; transfer and ask meet the practice colleague.
NOT_HERE = frozenset({"ask-outside", "help", "take-over", "merge", "block"})


@dataclass(frozen=True)
class Script:
    """A practice customer in one language: their name, first words, wish, and a line after each answer."""

    name: str
    opening: str
    wants: str
    replies: tuple[str, ...]


def parse_scripts(doc: Mapping[str, Any]) -> dict[str, Script]:
    """Language to script, of data/practice.yml.

    Raises:
        BadConfiguration: naming the key.
    """
    return {language: _script(f"practice.{language}", one) for language, one in doc.items()}


def _script(key: str, value: object) -> Script:
    one = mapping(key, value)
    replies = listed(f"{key}.replies", one.get("replies"))
    if not replies:
        raise BadConfiguration(f"{key}.replies", replies, "a list of one line or more")
    found = {field: text(f"{key}.{field}", one.get(field)) for field in ("name", "opening", "wants")}
    return Script(**found, replies=tuple(text(f"{key}.replies", line) for line in replies))


def begin(world: World, c: Conversation, script: Script) -> Change:
    """The customer writes and asks for a person: offered to the one who practises, and to nobody else."""
    named = c.but(name=script.name, brief={"wants": script.wants})
    return wants_person(world, named, script.opening, f"{MARK}0")


def next_at(c: Conversation) -> dt.datetime | None:
    """When somebody of the play acts again; None: it is the agent's turn, or all is said."""
    if not c.practised_by or not c.open or not c.last_at:
        return None
    since = max((c.last_at, *(one.asked_at for one in c.asked_of)))
    return since + dt.timedelta(seconds=WRITES_S) if move(c) or _has_more_to_say(c) else None


def _has_more_to_say(c: Conversation) -> bool:
    return (
        c.handler == "agent" and c.agent == c.practised_by and c.last_by == "agent" and c.practice_step >= 0
    )


def fell_due(world: World, c: Conversation, script: Script) -> Change:
    """The colleague's next move, or the customer's next line. After the last one `practice_step` is -1."""
    at = next_at(c)
    if not at or at > world.now:
        return Change(c)
    if moves := move(c):
        return moves(world, c)
    said, step = script.replies[c.practice_step], c.practice_step + 1
    on = c.but(practice_step=step if step < len(script.replies) else -1)
    return steps.customer_wrote(world, on, Said(said, f"{MARK}{step}"))
