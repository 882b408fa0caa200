"""Where a customer is told, and when what was said to them counts as seen.

A person's line, and a word about a promise, are *unseen* until the customer's page has shown them or the chosen channel
has delivered them (voices, V6: an answer nobody sees is a broken promise).

a person writes ──▶ unseen ── the page showed it, or the customer wrote ──▶ seen
                      │ still unseen after a while, and a channel was chosen
                      └──▶ notice.due ── a reader of the feed delivers it ──▶ notice.delivered (seen)
                              ▲             │
                              └── later ── it could not, for now: notice.delayed
                                            └── never, or too often ──▶ delivery.failed: undelivered, another way
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from bot.core.conversation import Change, Conversation
from bot.core.event import SYSTEM, Event, stamp
from bot.core.turns import bot_says
from bot.core.world import World

ON_THE_PAGE = ("page", "none")
CHAT = "telegram"
# How long the page may take to show it before the chosen channel tells it too: a page that is open shows it at once.
PATIENCE_S = {"news": 60.0, "answer": 60.0, "promise": 0.0}
# How long after each try that the channel was away for the next one is: for some five hours in all.
AGAIN_S = (60, 300, 900, 3600, 3 * 3600)


def unseen(c: Conversation, what: str, at: dt.datetime) -> Conversation:
    """Something was said that the customer has to see.

    Args:
        what: news (an announcement), answer (a person's line) or promise (a word about one): the last of these counts.
    """
    if not c.unseen_since:
        return c.but(unseen_since=at, unseen_what=what, notify_tries=0, notify_again_at=None)
    return c.but(unseen_what=max(c.unseen_what, what, key=list(PATIENCE_S).index))


def next_at(c: Conversation) -> dt.datetime | None:
    """When the chosen channel has to tell what is unseen; None: nothing is, it was told, or the page is the channel."""
    if not c.unseen_since or c.notify.get("by", "page") in ON_THE_PAGE:
        return None
    if c.notified_at and c.notified_at >= c.unseen_since:
        return c.notify_again_at
    return c.unseen_since + dt.timedelta(seconds=PATIENCE_S[c.unseen_what])


def fell_due(world: World, c: Conversation) -> Change:
    """Has the channel tell it: one `notice.due` for everything unseen so far, so that nobody gets ten for ten lines."""
    at = next_at(c)
    if not at or at > world.now:
        return Change(c)
    data = {"by": c.notify["by"], "what": c.unseen_what, "who": c.unseen_by}
    asked = c.but(notified_at=world.now, notify_again_at=None)
    return Change(asked, (Event("notice.due", SYSTEM, world.now, None, data),))


def delivered(world: World, c: Conversation, by: str) -> Change:
    """The channel has it. Said again of the same notice, nothing changes. (Promises: `promise.seen`.)"""
    if not c.unseen_since or not c.notified_at or c.unseen_since > c.notified_at:
        return Change(c)
    return Change(c.but(unseen_since=None), (Event("notice.delivered", SYSTEM, world.now, None, {"by": by}),))


def delayed(world: World, c: Conversation, by: str, why: str) -> Change:
    """The channel is away: it is asked again later; after the last time that counts as failed."""
    if c.notify_tries >= len(AGAIN_S):
        return failed(world, c, by, why)
    again = world.now + dt.timedelta(seconds=AGAIN_S[c.notify_tries])
    data = {"by": by, "why": why, "retry_at": stamp(again)}
    later = c.but(notify_tries=c.notify_tries + 1, notify_again_at=again)
    return Change(later, (Event("notice.delayed", SYSTEM, world.now, None, data),))


def failed(world: World, c: Conversation, by: str, why: str) -> Change:
    """The channel could not, for good: what it was to tell is undelivered. Whoever has the case, or had it, hears that.

    The other way: the customer's chat, where there is one; else the page, which says so with the phone number.
    """
    chat = c.chat and not c.unreachable and by != CHAT
    data = {"by": by, "why": why, "undelivered": bool(c.unseen_since), "to": c.agent or c.resolved_by}
    told = Change(
        c.but(
            notify={"by": CHAT if chat else "page"}, notified_at=None, notify_again_at=None, notify_tries=0
        ),
        (Event("delivery.failed", SYSTEM, world.now, None, data),),
    )
    if chat or c.handler == "agent":
        return told
    return told.then(lambda x: bot_says(world, x, world.say("notify_failed", x)))


def chosen(c: Conversation, notify: Mapping[str, str]) -> Change:
    """The customer's word on where to tell when the answer comes."""
    return Change(c.but(notify=notify))
