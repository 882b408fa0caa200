"""What the bot left open while nobody was here: it is not closed by silence, but waits for those who come.

By day a person was one tap away and the customer chose not to press. At night nobody could have been there, so a question
that the bot could not answer, that needs a number nobody gave, or an offer of a person that got no answer, is the
morning's to take up (docs/adr/0012).
"""

from __future__ import annotations

from bot.core import earliest
from bot.core.conversation import Conversation
from bot.core.world import World


def for_the_morning(world: World, c: Conversation) -> bool:
    """Whether a silent case goes to people instead of ending: left open, not declined, and nobody was or is here."""
    declined = c.refused_turn > 0 and c.refused_turn >= c.turns
    return c.left_open and not declined and (_closed_then(world, c) or not world.anybody_here(c))


def _closed_then(world: World, c: Conversation) -> bool:
    """Whether the desk was closed when the last word was said."""
    at = c.last_at or c.created_at
    opens = earliest.team_hours(world.company, c).opens_at(at)
    return opens is None or opens > at
