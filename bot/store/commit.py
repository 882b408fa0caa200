"""The call of the one script that stores a step (scripts/step.lua): what it is told, and what it says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from time import perf_counter
from typing import Any

from bot.core.conversation import Change, Conversation, to_doc
from bot.core.places import Places, places
from bot.core.practice import KEPT_S
from bot.core.promised import PENDING
from bot.core.turns import begun, gathering
from bot.core.world import Timing
from bot.store.audit import Deed, under_way
from bot.store.connection import Client, script, store_errors
from bot.store.keys import shard_named
from bot.store.stored import Outcome, Stored, dumps, earlier, encode

# From a command's leaving here to its being carried out.
TRANSIT_US = 150
PROMISE_GRACE_S = 7 * 86400


class Commit:
    """Stores a step of this process, or says why it has to be decided again. `process`: its name as a turn's taker."""

    def __init__(
        self,
        redis: Client,
        shards: int,
        timing: Timing,
        retention_s: int,
        clock: Callable[[], dt.datetime],
        process: str,
    ) -> None:
        self._shards = shards
        self._timing = timing
        self._retention_s = retention_s
        self._clock = clock
        self._process = process
        self._step = redis.register_script(script("step"))

    async def store(
        self, stored: Stored, change: Change, client: tuple[str, str] | None
    ) -> Outcome | Stored | None:
        """The outcome; else what to decide upon again, None: the newest record.

        Raises:
            Conflict: `client_id_reused`.
        """
        deed = under_way()
        taker, left_us = self._taker(stored.conversation, change.conversation)
        keys, args = self._told(stored, change, client or ("", ""), taker, left_us, deed)
        sent_at = perf_counter()
        async with store_errors():
            what, *rest = await self._step(keys=keys, args=args)
        if what == "stale":
            return None
        if what in ("gathering", "begun"):
            return replace(stored, begun=what == "begun")
        if what == "seen":
            return Outcome(
                stored.conversation, stored.last, repeated=earlier(rest[0], client[1] if client else "")
            )
        if deed:
            deed.stored = True
        return Outcome(
            change.conversation, rest[-1] if rest else stored.last, _given(change, rest),
            version=stored.version + 1, before=stored.last, begins_at=sent_at + ((left_us or 0) + TRANSIT_US) / 1e6,
        )  # fmt: skip

    def _told(
        self,
        stored: Stored,
        change: Change,
        client: tuple[str, str],
        taker: str,
        left_us: int | None,
        deed: Deed | None,
    ) -> tuple[list[str], list[Any]]:
        """The script's keys and arguments."""
        after = change.conversation
        shard = shard_named(after.id, self._shards)
        moved = _moved(places(stored.conversation, self._timing), places(after, self._timing))
        keys = [shard.of("feed"), *(shard.conversation(after.id, part) for part in ("state", "log", "seen"))]
        keys += [shard.of("audit"), *(shard.of(name) for name, _, _ in moved)]
        done = [part for pair in deed.row().items() for part in pair] if deed else []
        args = [
            after.id, stored.version, dumps(to_doc(after)), self._ttl(stored.conversation, after), *client,
            self._assumed(stored), taker, "" if left_us is None else left_us, len(moved), len(done), *done,
            *(part for _, member, score in moved for part in (member, score)),
            *(encode(event) for event in change.events),
        ]  # fmt: skip
        return keys, args

    def _assumed(self, stored: Stored) -> str:
        """How this step looked at gathering lines; the store's clock may know better."""
        if not gathering(stored.conversation):
            return ""
        return "begun" if stored.begun else "gathering"

    def _taker(self, before: Conversation, after: Conversation) -> tuple[str, int | None]:
        """Whose the turn is after a step ('': as before), and in how many µs its lines are the turn (None: they do not
        gather).
        """
        if gathering(after) and after.pending_at:
            left = after.pending_at - self._clock()
            return self._process, left // dt.timedelta(microseconds=1) - TRANSIT_US
        was = begun(before, self._timing.lease_s).turn
        taken_over = was and after.turn and after.turn.taken_until > was.taken_until
        return self._process if taken_over else "", None

    def _ttl(self, before: Conversation, after: Conversation) -> int | str:
        """Seconds to live; 0: lives on; '': as before."""
        lives_on = (self._lives_s(c) == 0 for c in (before, after))
        return "" if all(lives_on) else self._lives_s(after)

    def _lives_s(self, c: Conversation) -> int:
        if c.practised_by:
            return KEPT_S
        if not c.open:
            return max(self._retention_s, _promised_for_s(c))
        return 0 if c.wrote_at or c.handler != "bot" else int(self._timing.unwritten_s)


def _given(change: Change, ids: list[str]) -> tuple[dict[str, Any], ...]:
    """The events under the ids that the feed gave them."""
    return tuple(event.to_json() | {"id": id} for id, event in zip(ids, change.events, strict=True))


def _promised_for_s(c: Conversation) -> int:
    """How long a resolved case has to stay so that what was promised in it is not forgotten, seconds."""
    dues = [one.due_at for one in c.promises if one.status in PENDING]
    left = (max(dues) - (c.resolved_at or c.created_at)).total_seconds() if dues else 0.0
    return int(left) + PROMISE_GRACE_S if dues else 0


def _moved(was: Places, now: Places) -> list[tuple[str, str, float | str]]:
    """What changes in the sorted sets: name, member, new score ("" removes)."""
    changed = (place for place in was.keys() | now.keys() if was.get(place) != now.get(place))
    return [(name, member, now.get((name, member), "")) for name, member in changed]
