"""Where a customer is told, and when what was said to them counts as seen.

A person's line, and a word about a promise, are *unseen* until the customer's page has shown them or the chosen channel
has delivered them (voices, V6: an answer nobody sees is a broken promise).

a person writes ──▶ unseen ── the page showed it, or the customer wrote ──▶ seen
                      │ still unseen after a while, and a channel was chosen
                      └──▶ notice.due ── a reader of the feed delivers it ──▶ notice.delivered (seen) or delivery.failed
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from bot.core.conversation import Change, Conversation
from bot.core.event import SYSTEM, Event
from bot.core.world import World

ON_THE_PAGE = ("page", "none")
# How long the page may take to show it before the chosen channel tells it too: a page that is open shows it at once.
PATIENCE_S = {"news": 60.0, "answer": 60.0, "promise": 0.0}


def unseen(c: Conversation, what: str, at: dt.datetime) -> Conversation:
    """Something was said that the customer has to see.

    Args:
        what: news (an announcement), answer (a person's line) or promise (a word about one): the last of these counts.
    """
    known = max(c.unseen_what, what, key=list(PATIENCE_S).index) if c.unseen_since else what
    return c.but(unseen_since=c.unseen_since or at, unseen_what=known)


def next_at(c: Conversation) -> dt.datetime | None:
    """When the chosen channel has to tell what is unseen; None: nothing is, it was told, or the page is the channel."""
    if not c.unseen_since or c.notify.get("by", "page") in ON_THE_PAGE:
        return None
    if c.notified_at and c.notified_at >= c.unseen_since:
        return None
    return c.unseen_since + dt.timedelta(seconds=PATIENCE_S[c.unseen_what])


def fell_due(world: World, c: Conversation) -> Change:
    """Has the channel tell it: one `notice.due` for everything unseen so far, so that nobody gets ten for ten lines."""
    at = next_at(c)
    if not at or at > world.now:
        return Change(c)
    data = {"by": c.notify["by"], "what": c.unseen_what}
    return Change(c.but(notified_at=world.now), (Event("notice.due", SYSTEM, world.now, None, data),))


def delivered(world: World, c: Conversation, by: str) -> Change:
    """The channel has it. Said again of the same notice, nothing changes. (Promises: `promise.seen`.)"""
    if not c.unseen_since or not c.notified_at or c.unseen_since > c.notified_at:
        return Change(c)
    return Change(c.but(unseen_since=None), (Event("notice.delivered", SYSTEM, world.now, None, {"by": by}),))


def failed(world: World, c: Conversation, by: str, why: str) -> Change:
    """The channel could not: the desk hears it, and the page is the place from now on."""
    event = Event("delivery.failed", SYSTEM, world.now, None, {"by": by, "why": why})
    return Change(c.but(notify={"by": "page"}), (event,))


def chosen(c: Conversation, notify: Mapping[str, str]) -> Change:
    """The customer's word on where to tell when the answer comes."""
    return Change(c.but(notify=notify))
