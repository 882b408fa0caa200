"""Conversations in Redis: loaded, stepped, read. A step is decided by pure code and stored by one atomic script."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any

from bot.core.conversation import Change, Conversation, from_doc, to_doc
from bot.core.errors import AinaError, Conflict, CursorUnknown, Unknown
from bot.core.event import Event
from bot.core.places import Places, places
from bot.core.promise import PENDING
from bot.core.turns import begun, gathering
from bot.core.world import Timing
from bot.store.clock import utc_now
from bot.store.connection import Client, script, store_errors
from bot.store.keys import Shard, new_id, shard_of

TRIES = 60
RECENT = 1000
PAGE = 200
TOKENS = 5
# From a command's leaving here to its being carried out.
TRANSIT_US = 150
PROMISE_GRACE_S = 7 * 86400
Decide = Callable[[Conversation], Change]


@dataclass(frozen=True)
class Stored:
    """A record as it stands: its version, the hash of its token, the id of its newest event ("0": none).

    `begun`: whether its gathering lines have become the turn by the store's clock; None: not asked.
    """

    conversation: Conversation
    version: int
    token: str
    last: str
    begun: bool | None = None


@dataclass(frozen=True)
class Outcome:
    """What a step led to. `repeated`: the id of the earlier event under the same client key; nothing was changed.

    `before`: the id of the newest event before this step's. `begins_at`: about when its gathering lines are the turn,
    an instant of `perf_counter`.
    """

    conversation: Conversation
    last: str
    events: tuple[dict[str, Any], ...] = ()
    repeated: str | None = None
    version: int = 0
    before: str = ""
    begins_at: float = 0.0


class Conversations:
    """The only code that writes conversations.

    Attributes:
        stored: called with what each step of this process stored, before its caller goes on; must not block.

    Raises (every method): StoreUnavailable while Redis does not answer.
    """

    def __init__(
        self,
        redis: Client,
        shards: int,
        timing: Timing,
        retention_s: int,
        clock: Callable[[], dt.datetime] = utc_now,
    ) -> None:
        self.redis = redis
        self.shards = shards
        self.stored: list[Callable[[Outcome], None]] = []
        self._timing = timing
        self._retention_s = retention_s
        self._clock = clock
        self._process = secrets.token_hex(8)
        self._recent: OrderedDict[str, Stored] = OrderedDict()
        self._step = redis.register_script(script("step"))
        self._begin = redis.register_script(script("begin"))

    def new_id(self) -> str:
        """An id for a new conversation, on a shard of its own choosing."""
        return new_id(self.shards)

    def shard(self, cid: str) -> Shard:
        """The shard of a conversation.

        Raises:
            Unknown: `conversation_unknown`.
        """
        found = shard_of(cid, self.shards)
        if not found:
            raise Unknown("There is no such conversation.", code="conversation_unknown")
        return found

    async def create(self, c: Conversation) -> str:
        """Stores a new, unwritten conversation and gives its token (256 bits; only the hash is kept)."""
        token = secrets.token_urlsafe(32)
        key = self.shard(c.id).conversation(c.id, "state")
        fields = {"v": 1, "doc": _dumps(to_doc(c)), "token": hash_token(token), "last": "0"}
        async with store_errors(), self.redis.pipeline(transaction=True) as pipe:
            pipe.hset(key, mapping=fields)
            pipe.expire(key, int(self._timing.unwritten_s))
            await pipe.execute()
        return token

    async def load(self, cid: str) -> Stored:
        """The record as it stands.

        Raises:
            Unknown: `conversation_unknown`: never there, or expired.
        """
        async with store_errors():
            v, doc, token, last = await self.redis.hmget(
                self.shard(cid).conversation(cid, "state"), ["v", "doc", "token", "last"]
            )
        if doc is None:
            raise Unknown("There is no such conversation.", code="conversation_unknown")
        stored = Stored(from_doc(json.loads(doc)), int(v or 0), token or "", last or "0")
        self._remember(stored)
        return stored

    def at_hand(self, cid: str) -> Stored | None:
        """The record as this process last read or stored it: enough to decide a step upon, since a newer one is found
        out when the step is stored; not to show.
        """
        return self._recent.get(cid)

    def _remember(self, stored: Stored) -> None:
        self._recent[stored.conversation.id] = stored
        self._recent.move_to_end(stored.conversation.id)
        if len(self._recent) > RECENT:
            self._recent.popitem(last=False)

    async def step(
        self, cid: str, decide: Decide, client: tuple[str, str] | None = None, known: Stored | None = None
    ) -> Outcome:
        """Decides upon the newest record and stores the result, again from the start when somebody was quicker.

        Args:
            client: client key and digest of the content; the same pair again is one step.
            known: the record as loaded a moment ago; where it leads to a change nobody prevented, it need not be
                loaded again.

        Raises:
            Conflict: `client_id_reused` with other content; and whatever `decide` raises.
        """
        for _ in range(TRIES):
            newest = known is None
            stored = self._judged(known or await self.load(cid))
            known, before = None, self.as_of(stored)
            try:
                change = decide(before)
            except AinaError as error:
                if not newest:
                    continue
                if isinstance(error, Conflict) and client and (earlier := await self.seen(cid, client)):
                    return Outcome(stored.conversation, stored.last, repeated=earlier)
                raise
            if not (client or change.events) and change.conversation == before:
                if not newest:
                    continue
                return Outcome(before, stored.last, version=stored.version)
            outcome = await self._commit(stored, change, client)
            if isinstance(outcome, Outcome):
                return outcome
            known = outcome
        raise Conflict("Too many changes at once. Try again.", code="contended")

    def as_of(self, stored: Stored) -> Conversation:
        """The record, with its gathered lines as the turn where they are that."""
        return begun(stored.conversation, self._timing.lease_s) if stored.begun else stored.conversation

    def _judged(self, stored: Stored) -> Stored:
        """By this process's clock, where the store was not asked: the step that follows has it checked."""
        at = stored.conversation.pending_at
        if stored.begun is not None or not at or not gathering(stored.conversation):
            return stored
        return replace(stored, begun=self._clock() >= at)

    async def begin(self, known: Stored) -> tuple[float, Stored] | None:
        """Whether the turn of a conversation is this process's to take, by the store's clock.

        It is whose step was the last one while lines gathered (and who took it over, after the lease). Asking writes
        nothing, and the answer "yes" stays true until the lease ends.

        Returns:
            None: it is another's, or there is none. Else the seconds since the lines became the turn (negative: until
            they do), and the record, `known` or newer.
        """
        cid = known.conversation.id
        async with store_errors():
            found = await self._begin(keys=[self.shard(cid).conversation(cid, "state")], args=[self._process])
        if not found:
            return None
        since_s = int(found[0]) / 1e6
        newest = known if int(found[1]) == known.version else await self.load(cid)
        return since_s, replace(newest, begun=since_s >= 0)

    @staticmethod
    def after(outcome: Outcome) -> Stored | None:
        """The record that a step left, for `known` of the next one."""
        return Stored(outcome.conversation, outcome.version, "", outcome.last) if outcome.version else None

    async def seen(self, cid: str, client: tuple[str, str]) -> str | None:
        """The event id that this client key already has, if any.

        Raises:
            Conflict: `client_id_reused` when the content was another.
        """
        async with store_errors():
            before = await self.redis.hget(self.shard(cid).conversation(cid, "seen"), client[0])
        return _same(before, client[1]) if before else None

    async def log(self, cid: str, after: str = "0", limit: int = PAGE) -> list[dict[str, Any]]:
        """Events after a cursor, in order, as agents see them.

        Raises:
            CursorUnknown: the cursor is past the end or from elsewhere.
        """
        if after != "0" and not well_formed(after):
            raise CursorUnknown()
        key = self.shard(cid).conversation(cid, "log")
        async with store_errors(), self.redis.pipeline(transaction=False) as pipe:
            if after != "0":
                pipe.xrange(key, after, after)
            pipe.xrange(key, f"({after}" if after != "0" else "-", "+", count=limit)
            *known, rows = await pipe.execute()
        if known == [[]]:
            raise CursorUnknown()
        return [stored_event(event_id, fields["e"]) for event_id, fields in rows]

    async def event(self, cid: str, event_id: str) -> dict[str, Any] | None:
        """One event by its id."""
        if not well_formed(event_id):
            return None
        async with store_errors():
            rows = await self.redis.xrange(self.shard(cid).conversation(cid, "log"), event_id, event_id)
        return stored_event(rows[0][0], rows[0][1]["e"]) if rows else None

    async def recent(self, cid: str, limit: int = PAGE) -> list[dict[str, Any]]:
        """The newest events, newest first, as agents see them."""
        async with store_errors():
            rows = await self.redis.xrevrange(self.shard(cid).conversation(cid, "log"), count=limit)
        return [stored_event(event_id, fields["e"]) for event_id, fields in rows]

    async def add_token(self, cid: str) -> str:
        """One more token for a conversation that goes on elsewhere; the newest few open it."""
        token, key = secrets.token_urlsafe(32), self.shard(cid).conversation(cid, "state")
        async with store_errors():
            before = (await self.redis.hget(key, "token") or "").split()
            await self.redis.hset(key, "token", " ".join([*before, hash_token(token)][-TOKENS:]))
        return token

    async def erase(self, cid: str) -> None:
        """Everything of a conversation that stands in no list any more, in the feed too."""
        self._recent.pop(cid, None)
        shard = self.shard(cid)
        parts = [shard.conversation(cid, part) for part in ("state", "log", "seen", "chat")]
        async with store_errors():
            ids = [id for id, _ in await self.redis.xrange(parts[1])]
            async with self.redis.pipeline(transaction=True) as pipe:
                if ids:
                    pipe.xdel(shard.of("feed"), *ids)
                pipe.delete(*parts)
                pipe.zrem(shard.of("chats"), cid)
                await pipe.execute()

    async def position(self, cid: str) -> int | None:
        """The place in the queue, from 1; None: not in it."""
        async with store_errors():
            score = await self.redis.zscore(self.shard(cid).of("queue"), cid)
            if score is None:
                return None
            ahead = [
                await self.redis.zcount(Shard(number).of("queue"), "-inf", f"({score}")
                for number in range(self.shards)
            ]
        return sum(map(int, ahead)) + 1

    async def waiting(self, limit: int) -> list[str]:
        """The front of the queue, all shards together, first to be served first."""
        return await self.listed("queue", limit)

    async def forget_expired(self, before_s: float) -> None:
        """Takes resolved cases off the desk's list whose records have expired. `before_s`: epoch seconds."""
        async with store_errors():
            for number in range(self.shards):
                await self.redis.zremrangebyscore(Shard(number).of("resolved"), "-inf", before_s)

    async def take_off(self, name: str, cid: str) -> None:
        """Takes a case that has expired off a sorted set."""
        async with store_errors():
            await self.redis.zrem(self.shard(cid).of(name), cid)

    async def count(self, name: str) -> int:
        """How many members a sorted set has over all shards."""
        async with store_errors():
            return sum([int(await self.redis.zcard(Shard(number).of(name))) for number in range(self.shards)])

    async def listed(self, name: str, limit: int, *, newest_first: bool = False) -> list[str]:
        """The members of a sorted set over all shards, by score."""
        rows: list[tuple[str, float]] = []
        async with store_errors():
            for number in range(self.shards):
                key = Shard(number).of(name)
                rows += await self.redis.zrange(key, 0, limit - 1, desc=newest_first, withscores=True)
        rows.sort(key=lambda row: float(row[1]), reverse=newest_first)
        return [cid for cid, _ in rows[:limit]]

    async def many(self, cids: list[str]) -> list[Conversation]:
        """Records by id, in that order; those gone are left out."""
        async with store_errors(), self.redis.pipeline(transaction=False) as pipe:
            for cid in cids:
                pipe.hget(self.shard(cid).conversation(cid, "state"), "doc")
            docs = await pipe.execute() if cids else []
        return [from_doc(json.loads(doc)) for doc in docs if doc]

    async def _commit(
        self, stored: Stored, change: Change, client: tuple[str, str] | None
    ) -> Outcome | Stored | None:
        """The outcome; else what to decide upon again, None: the newest record."""
        after, shard = change.conversation, self.shard(stored.conversation.id)
        moved = _moved(places(stored.conversation, self._timing), places(after, self._timing))
        keys = [shard.of("feed"), *(shard.conversation(after.id, part) for part in ("state", "log", "seen"))]
        keys += [shard.of(name) for name, _, _ in moved]
        taker, left_us = self._taker(stored.conversation, after)
        args = [
            after.id, stored.version, _dumps(to_doc(after)), self._ttl(stored.conversation, after), *(client or ("", "")),
            self._assumed(stored), taker, "" if left_us is None else left_us, len(moved),
            *(part for _, member, score in moved for part in (member, score)),
            *(encode(event) for event in change.events),
        ]  # fmt: skip
        sent_at = perf_counter()
        async with store_errors():
            what, *rest = await self._step(keys=keys, args=args)
        if what == "stale":
            return None
        if what in ("gathering", "begun"):
            return replace(stored, begun=what == "begun")
        if what == "seen":
            return Outcome(
                stored.conversation, stored.last, repeated=_same(rest[0], client[1] if client else "")
            )
        events = tuple(event.to_json() | {"id": id} for id, event in zip(rest, change.events, strict=True))
        outcome = Outcome(
            after, rest[-1] if rest else stored.last, events, version=stored.version + 1, before=stored.last,
            begins_at=sent_at + ((left_us or 0) + TRANSIT_US) / 1e6,
        )  # fmt: skip
        known = self._recent.get(after.id)
        token = stored.token or (known.token if known else "")
        self._remember(Stored(after, outcome.version, token, outcome.last))
        for told in self.stored:
            told(outcome)
        return outcome

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
        if not c.open:
            return max(self._retention_s, _promised_for_s(c))
        return 0 if c.wrote_at or c.handler != "bot" else int(self._timing.unwritten_s)


def _promised_for_s(c: Conversation) -> int:
    """How long a resolved case has to stay so that what was promised in it is not forgotten, seconds."""
    dues = [one.due_at for one in c.promises if one.status in PENDING]
    left = (max(dues) - (c.resolved_at or c.created_at)).total_seconds() if dues else 0.0
    return int(left) + PROMISE_GRACE_S if dues else 0


def hash_token(token: str) -> str:
    """What is kept of a token. Headers may hold bytes that are no UTF-8."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def stored_event(event_id: str, raw: str) -> dict[str, Any]:
    """An event of the log or feed with its id."""
    event: dict[str, Any] = json.loads(raw)
    event["id"] = event_id
    return event


def encode(event: Event) -> str:
    """An event as the log keeps it: without its id, which the log gives."""
    doc = event.to_json()
    del doc["id"]
    return _dumps(doc)


def _moved(was: Places, now: Places) -> list[tuple[str, str, float | str]]:
    """What changes in the sorted sets: name, member, new score ("" removes)."""
    changed = (place for place in was.keys() | now.keys() if was.get(place) != now.get(place))
    return [(name, member, now.get((name, member), "")) for name, member in changed]


def _same(before: str, digest: str) -> str:
    event_id, _, known = before.partition(" ")
    if known != digest:
        raise Conflict(
            "This client_id was used for something else.", code="client_id_reused", event_id=event_id
        )
    return event_id


def well_formed(event_id: str) -> bool:
    """Whether a text has the form of an event's id."""
    ms, dash, n = event_id.partition("-")
    return bool(dash) and all(part.isascii() and part.isdecimal() and len(part) < 19 for part in (ms, n))


def _dumps(doc: Any) -> str:
    return json.dumps(doc, ensure_ascii=False, separators=(",", ":"))
