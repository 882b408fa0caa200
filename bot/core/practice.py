"""The practice customer: a real case with real verbs, that only the agent who practises sees and that counts nowhere.

        opening, asks for a person                      each answer of the agent's          resolved: gone
nobody ─────────────────────────────▶ waits for one agent ──claim──▶ the script's next line ──────────▶

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
from bot.core.event import CUSTOMER, Event
from bot.core.fields import listed, mapping, text
from bot.core.handoff import request
from bot.core.said import Said
from bot.core.world import World

MARK = "practice"
# What the customer needs to read an answer and write the next line, seconds.
WRITES_S = 4.0
# A practice case is forgotten after that, done or not.
KEPT_S = 86_400
# Verbs that would bring somebody else into it, or weigh on a customer.
NOT_HERE = frozenset({"transfer", "return", "ask", "ask-outside", "help", "take-over", "merge", "block"})


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


def is_practice(cid: str) -> bool:
    """Whether an id is a practice case's: told without its record, by whoever reads the feed."""
    return cid.partition("-")[2].startswith(MARK)


def begin(world: World, c: Conversation, script: Script) -> Change:
    """The customer writes and asks for a person: offered to the one who practises, and to nobody else."""
    said = c.but(
        name=script.name, wrote_at=world.now, last_at=world.now, last_by="customer", last_text=script.opening,
        brief={"wants": script.wants},
    )  # fmt: skip
    wrote = Event("message", CUSTOMER, world.now, script.opening, {"client_id": f"{MARK}0"})
    asked = Change(said, (wrote,)).then(lambda x: request(world, x))
    return Change(asked.conversation.but(offer_at=None, offered=c.practised_by), asked.events)


def next_at(c: Conversation) -> dt.datetime | None:
    """When the customer writes again; None: it is not their turn, or they have said all."""
    if not c.practised_by or c.handler != "agent" or c.last_by != "agent" or not c.last_at:
        return None
    return c.last_at + dt.timedelta(seconds=WRITES_S) if c.practice_step >= 0 else None


def fell_due(world: World, c: Conversation, script: Script) -> Change:
    """The customer's next line. After the last one `practice_step` is -1."""
    at = next_at(c)
    if not at or at > world.now:
        return Change(c)
    said, step = script.replies[c.practice_step], c.practice_step + 1
    on = c.but(practice_step=step if step < len(script.replies) else -1)
    return steps.customer_wrote(world, on, Said(said, f"{MARK}{step}"))
