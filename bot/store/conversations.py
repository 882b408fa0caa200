"""Conversations in Redis: made, loaded, stepped. A step is decided by pure code and stored by one atomic script."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace

from bot.core.conversation import Change, Conversation, from_doc, to_doc
from bot.core.errors import AinaError, Conflict, Unknown
from bot.core.turns import begun, gathering
from bot.core.world import Timing
from bot.store.clock import utc_now
from bot.store.commit import Commit
from bot.store.connection import Client, script, store_errors
from bot.store.keys import Shard, new_id, shard_named
from bot.store.lists import Lists
from bot.store.logs import Logs
from bot.store.stored import Outcome, Stored, dumps, earlier, hash_token

TRIES = 60
RECENT = 1000
TOKENS = 5
Decide = Callable[[Conversation], Change]


class Conversations:
    """The only code that writes conversations.

    Attributes:
        logs: reads their events. lists: reads the sorted sets that they stand in.
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
        self.logs = Logs(redis, shards)
        self.lists = Lists(redis, shards)
        self.stored: list[Callable[[Outcome], None]] = []
        self._timing = timing
        self._clock = clock
        self._process = secrets.token_hex(8)
        self._commit = Commit(redis, shards, timing, retention_s, clock, self._process)
        self._begin = redis.register_script(script("begin"))
        self._recent: OrderedDict[str, Stored] = OrderedDict()

    def new_id(self, mark: str = "") -> str:
        """An id for a new conversation, on a shard of its own choosing. `mark`: see bot/core/practice.py."""
        return new_id(self.shards, mark)

    def shard(self, cid: str) -> Shard:
        """The shard of a conversation.

        Raises:
            Unknown: `conversation_unknown`.
        """
        return shard_named(cid, self.shards)

    async def create(self, c: Conversation) -> str:
        """Stores a new, unwritten conversation and gives its token (256 bits; only the hash is kept)."""
        token = secrets.token_urlsafe(32)
        key = self.shard(c.id).conversation(c.id, "state")
        fields = {"v": 1, "doc": dumps(to_doc(c)), "token": hash_token(token), "last": "0"}
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
                if isinstance(error, Conflict) and client and (before_it := await self.seen(cid, client)):
                    return Outcome(stored.conversation, stored.last, repeated=before_it)
                raise
            if not (client or change.events) and change.conversation == before:
                if not newest:
                    continue
                return Outcome(before, stored.last, version=stored.version)
            outcome = await self._commit.store(stored, change, client)
            if isinstance(outcome, Outcome):
                self._was_stored(stored, outcome)
                return outcome
            known = outcome
        raise Conflict("Too many changes at once. Try again.", code="contended")

    def _was_stored(self, before: Stored, outcome: Outcome) -> None:
        if outcome.repeated:
            return
        known = self._recent.get(outcome.conversation.id)
        token = before.token or (known.token if known else "")
        self._remember(Stored(outcome.conversation, outcome.version, token, outcome.last))
        for told in self.stored:
            told(outcome)

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
        return earlier(before, client[1]) if before else None

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
