"""Files that a chat announces and that are fetched afterwards: first the announcement is kept, then the file comes.

announced ──▶ arriving ── all of an album here ──────────────────▶ one message with its files
                 │ not here within `LATE_S` ──▶ the line is shown without it, and it goes on being fetched
                 └── it will never come (too large, refused, gone) ──▶ the line, and why, to both sides
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection

from bot.core.conversation import Arrival, Change, Conversation
from bot.core.event import CUSTOMER, Event
from bot.core.reach import slip
from bot.core.said import Said
from bot.core.steps import customer_wrote
from bot.core.world import World

ALBUM_S = 1.0
LATE_S = 3.0
TRIES = 8
BACK_OFF_S = 2.0


def announced(world: World, c: Conversation, one: Arrival) -> Change:
    """Keeps what was announced. The rest of an album may follow within a second of its latest part."""
    kept = (*c.arriving, one)
    if one.group:
        kept = tuple(dataclasses.replace(x, next_at=one.next_at) if x.group == one.group else x for x in kept)
    return Change(c.but(arriving=kept, wrote_at=world.now, last_at=world.now))


def next_together(c: Conversation, now: dt.datetime) -> tuple[Arrival, ...]:
    """What is to be fetched now, one message's worth: a file, or an album in its order."""
    due = sorted((one for one in c.arriving if one.next_at <= now), key=lambda one: one.came_at)
    if not due:
        return ()
    first = due[0]
    together = [one for one in c.arriving if one.group and one.group == first.group]
    return tuple(sorted(together, key=_place)) or (first,)


def _place(one: Arrival) -> int:
    """Where it stands in its album, however its parts came."""
    return int(one.origin.get("message_id") or 0)


def came(world: World, c: Conversation, ids: Collection[str], said: Said) -> Change:
    """The files of one message are here. Nothing changes where another process has brought them."""
    mine = [one for one in c.arriving if one.id in ids]
    if not mine:
        return Change(c)
    rest = _without(c, ids)
    if all(one.told for one in mine):
        data = {
            "client_id": said.client_id,
            "files": [dict(f) for f in said.files],
            "origin": dict(said.origin),
        }
        return Change(rest.but(last_at=world.now), (Event("message", CUSTOMER, world.now, "", data),))
    return customer_wrote(world, rest, said)


def delayed(world: World, c: Conversation, ids: Collection[str], said: Said) -> Change:
    """They are not here yet: tried again later, and after `LATE_S` the line is shown without them."""
    mine = [one for one in c.arriving if one.id in ids]
    if not mine:
        return Change(c)
    tries = max(one.tries for one in mine) + 1
    show = not mine[0].told and world.now - mine[0].came_at >= dt.timedelta(seconds=LATE_S)
    soon = LATE_S / 2 if not (show or mine[0].told) else BACK_OFF_S * 2 ** max(0, tries - 3)
    again = world.now + dt.timedelta(seconds=soon)
    later = tuple(
        dataclasses.replace(one, tries=tries, next_at=again, told=one.told or show) if one in mine else one
        for one in c.arriving
    )
    waits = c.but(arriving=later)
    return customer_wrote(world, waits, said) if show else Change(waits)


def lost(world: World, c: Conversation, ids: Collection[str], said: Said, why: str) -> Change:
    """They will never come. The line is shown, and the customer is told why in the chat only. `why`: a line's key."""
    mine = [one for one in c.arriving if one.id in ids]
    if not mine:
        return Change(c)
    rest = _without(c, ids)
    told = world.say(why, c, names=", ".join(one.name for one in mine))
    shown = Change(rest) if mine[0].told else customer_wrote(world, rest, said)
    return shown.then(lambda x: slip(world, x, told))


def _without(c: Conversation, ids: Collection[str]) -> Conversation:
    return c.but(arriving=tuple(one for one in c.arriving if one.id not in ids))
