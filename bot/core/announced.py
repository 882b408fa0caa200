"""Announcements told: once in each case that one concerns, in its language, and so is the end.

A lead's own words, sent by that person; the machine only carries them. Who comes while one lasts is told too: a case
gets what it is owed with whatever step comes next, and the sweep (bot/service/announcements.py) gives the others that step.
What was told stays in the record, so that a process which has not heard of the end yet tells nobody the beginning again.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.announcement import Announcement
from bot.core.conversation import Change, Conversation
from bot.core.event import BOT, Event
from bot.core.notify import unseen
from bot.core.world import World


def owed(world: World, c: Conversation) -> Change:
    """Every announcement, and every end of one, that this case has not been told yet. Only who has written is told."""
    change = Change(c)
    for one in world.announcements:
        if _begins(one, c):
            change = change.then(lambda x, one=one: _told(world, x, one))  # type: ignore[misc]
        elif _ends(one, c):
            change = change.then(lambda x, one=one: _over(world, x, one))  # type: ignore[misc]
    return change


def opening(world: World, c: Conversation) -> str:
    """What somebody who has not written yet reads first; "" where there is nothing to tell."""
    if c.wrote_at:
        return ""
    lasting = [one for one in world.announcements if one.everyone and not one.ended_at]
    return " ".join(_words(world, one.texts, c) for one in lasting)


def _begins(one: Announcement, c: Conversation) -> bool:
    return not one.ended_at and c.open and bool(c.wrote_at) and one.id not in c.announced and one.concerns(c)


def _ends(one: Announcement, c: Conversation) -> bool:
    return bool(one.ended_at and one.until) and one.id in c.announced and one.id not in c.announced_over


def _told(world: World, c: Conversation, one: Announcement) -> Change:
    said = unseen(c.but(announced=(*c.announced, one.id)), "news", world.now)
    return Change(said, (_event(world, c, one, one.texts, False),))


def _over(world: World, c: Conversation, one: Announcement) -> Change:
    said = unseen(c.but(announced_over=(*c.announced_over, one.id)), "news", world.now)
    return Change(said, (_event(world, c, one, one.until or one.texts, True),))


def _event(world: World, c: Conversation, one: Announcement, texts: Mapping[str, str], over: bool) -> Event:
    data = {"announcement": one.id, "over": over}
    by = world.actor(one.by, c.language) if one.by in world.company.people else BOT
    return Event("announcement", by, world.now, _words(world, texts, c), data)


def _words(world: World, texts: Mapping[str, str], c: Conversation) -> str:
    return texts.get(c.language) or texts[world.company.languages[0]]
