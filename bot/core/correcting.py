"""Putting the brief right where there is no form: a line is chosen, and the customer's next words are that line. Pure.

Not for ever, and not for words that ask for a person or tell of danger: those are heard as always.
"""

from __future__ import annotations

import datetime as dt

from bot.core import plain, unaided
from bot.core.briefing import KINDS
from bot.core.case import brief_corrected
from bot.core.conversation import Change, Conversation
from bot.core.errors import Conflict
from bot.core.event import stamp
from bot.core.world import World

# Words that come later than that belong to the conversation again.
AWAITED = dt.timedelta(minutes=10)
# As the page's form has it, characters.
LONGEST = {"order": 100}
LONGEST_LINE = 500


def begun(world: World, c: Conversation, kind: str) -> Conversation:
    """The customer's next words are this line of the brief.

    Raises:
        Conflict: there is no such line.
    """
    if kind not in KINDS:
        raise Conflict("The brief has no such line.", code="choice_unknown")
    return c.but(correcting={"kind": kind, "until": stamp(world.now + AWAITED)})


def takes(world: World, c: Conversation, text: str) -> str | None:
    """The line that these words put right; None: they are said in the conversation."""
    kind = c.correcting.get("kind", "")
    if not kind or c.correcting["until"] < stamp(world.now) or len(text) > LONGEST.get(kind, LONGEST_LINE):
        return None
    return None if plain.wants_person(text) or unaided.reply(world, text) else kind


def corrected(world: World, c: Conversation, kind: str, text: str) -> Change:
    """By the verb of the page."""
    return brief_corrected(world, c.but(correcting={}), {kind: text})
