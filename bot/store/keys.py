"""Every key of ours. A shard's keys share the hash tag {sN}; nothing spans two tags, as Redis Cluster asks.

Of a shard:
    aina:{sN}:feed    stream   every event of the shard: c = conversation, e = event
    aina:{sN}:queue   zset     waiting conversations, first to be served first
    aina:{sN}:due     zset     kind:conversation by the instant it falls due, epoch seconds
    aina:{sN}:held:<agent> snoozed:<agent> asked:<agent> offered:<agent> practice:<agent> cases resolved    zsets    what the desk lists (bot/core/places.py)
    aina:{sN}:audit   stream   what accounts did to its conversations (bot/store/audit.py); the rest in aina:{desk}:audit
    aina:{sN}:c:<id>:state     hash     v (version), doc (the record), token (SHA-256), last (newest event id),
                                        taker (process), begins (µs: from when the gathered lines are the turn)
    aina:{sN}:c:<id>:log       stream   the events of one conversation, under the feed's ids
    aina:{sN}:c:<id>:seen      hash     client_id → event id and digest of the text
    aina:{sN}:c:<id>:files     hash     id → what is known of an attachment (bot/store/files.py)
    aina:{sN}:c:<id>:chat      hash     how far its Telegram chat has been told (bot/store/outbox.py)
    aina:{sN}:chats   zset     conversations with a Telegram chat
    aina:{sN}:tg_owed hash     those of them that may owe it something     tg_position  the feed's event looked at last
    aina:{sN}:tg_old_buttons  set   "conversation message": lines whose buttons are to be taken away
Of Telegram (bot/store/chats.py, errands.py):
    aina:{tg}:chat:<id>  aina:{tg}:update:<id>  aina:{tg}:errands (stream)  aina:{tg}:errand:<id>    and the leases
Of the desk:
    aina:{desk}:feed  stream   presence and load changes: tells every gateway to look again
    aina:{desk}:waits:counted:<day>:<team>:<how>  set   waits by how the range said first came out (bot/store/waits.py)
    aina:{desk}:…              accounts, sessions, presence, load per agent
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from bot.core.errors import Unknown

DESK = "aina:{desk}"
TELEGRAM = "aina:{tg}"


@dataclass(frozen=True)
class Shard:
    """The keys of one shard."""

    number: int

    @property
    def tag(self) -> str:
        """The common beginning of the shard's keys."""
        return f"aina:{{s{self.number}}}"

    def of(self, name: str) -> str:
        """`feed`, `due`, `queue` or another sorted set."""
        return f"{self.tag}:{name}"

    def conversation(self, cid: str, part: str) -> str:
        """`state`, `log` or `seen` of a conversation."""
        return f"{self.tag}:c:{cid}:{part}"


def new_id(shards: int, mark: str = "") -> str:
    """A conversation's id: the shard's number, what marks its kind, then 120 random bits."""
    return f"{secrets.randbelow(shards)}-{mark}{secrets.token_hex(15)}"


def shard_of(cid: str, shards: int) -> Shard | None:
    """The shard that an id names; None for what cannot be one of our ids."""
    number, dash, rest = cid.partition("-")
    if not (dash and number.isdecimal() and rest.isalnum() and len(cid) < 64 and int(number) < shards):
        return None
    return Shard(int(number))


def shard_named(cid: str, shards: int) -> Shard:
    """The shard that an id names.

    Raises:
        Unknown: `conversation_unknown`: it cannot be one of our ids.
    """
    found = shard_of(cid, shards)
    if not found:
        raise Unknown("There is no such conversation.", code="conversation_unknown")
    return found


def desk(*parts: str) -> str:
    """A key of the desk's own."""
    return ":".join((DESK, *parts))


def telegram(*parts: str) -> str:
    """A key of the Telegram channel's own."""
    return ":".join((TELEGRAM, *parts))
