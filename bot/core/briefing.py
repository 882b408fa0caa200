"""The brief: matter, order, what was tried, what the customer would like; in three to six lines, never about their mood.

Built from what the log told (bot/core/gathering.py) and the record. The customer sees it, and what they put right wins for
good. At the desk more lines stand below: each `{kind, text}`, the desk words the kind in the agent's language.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.core import own_words
from bot.core.conversation import Conversation, Fact
from bot.core.event import stamp
from bot.core.promised import PENDING
from bot.core.world import World

KINDS = ("matter", "order", "tried", "wants")
UNTOLD = {"matter": "brief.untold", "tried": "brief.nothing", "wants": "brief.untold"}
"""Words for what is not known: three lines stand there always."""
MOST = 6
TRIED = 3
EARLIER = 2
Line = dict[str, Any]
Brief = dict[str, "str | None"]


def brief(world: World, c: Conversation) -> Brief | None:
    """`brief` of the contract, in the conversation's language; None while nothing was said of any matter."""
    if not (c.facts or c.brief or c.handler != "bot"):
        return None
    found = known(world, c)
    untold = {kind: world.lines.say(key, c.language) for kind, key in UNTOLD.items()}
    return {kind: found.get(kind) or untold.get(kind) for kind in KINDS}


def known(world: World, c: Conversation) -> dict[str, str]:
    """What of it is known, by kind."""
    found = {"matter": _matter(world, c), "tried": _tried(world, c), "wants": _wants(world, c)}
    return {kind: text for kind in KINDS if (text := c.brief.get(kind) or found.get(kind))}


def lines(world: World, c: Conversation, events: Iterable[Mapping[str, Any]]) -> list[Line]:
    """The lines at the desk, what matters most first; three at least, six at most."""
    log, told = list(events), brief(world, c) or {}
    understood = [{"kind": kind, "text": own_words.short(text)} for kind in KINDS if (text := told.get(kind))]
    found = [*understood, *_did(log), *_promised(c), *_answered(log), *_last(c, log, told)]
    return found[:MOST]


def _matter(world: World, c: Conversation) -> str:
    """The latest first, the earlier ones named."""
    matters = _matters(c)
    said = [text for one in reversed(matters) if (text := _matter_said(world, c, one))]
    now, before = "".join(said[:1]), said[1 : 1 + EARLIER]
    if not before:
        return now
    parts = {"now": now.rstrip("."), "before": "; ".join(one.rstrip(".") for one in before)}
    return world.lines.say("brief.earlier", c.language, **parts)


def _matters(c: Conversation) -> list[Fact]:
    return [one for one in c.facts if one.kind == "matter"]


def _matter_said(world: World, c: Conversation, one: Fact) -> str:
    return (
        world.lines.say(f"matter.{one.key}", c.language) if one.key else own_words.calm(one.text, c.signals)
    )


def _tried(world: World, c: Conversation) -> str:
    """The latest three sentences: what we broke and who helped come first, then the bot's part and the customer's own."""
    ours = [*_broken(world, c), *_helped(world, c)]
    found = [one for one in c.facts if one.kind == "tried"]
    said = [text for one in found if (text := _tried_said(world, c, one))]
    room = TRIED - len(ours[:TRIED])
    told = [*ours[:TRIED], *(said[-room:] if room else [])]
    return " ".join(told)


def _tried_said(world: World, c: Conversation, one: Fact) -> str:
    if one.key:
        key = f"tried.{one.key}" if f"tried.{one.key}" in world.lines.catalogue else "tried.did.other"
        return world.lines.say(key, c.language)
    words = own_words.short(own_words.calm(one.text, c.signals))
    return world.lines.say("tried.own", c.language, words=words) if words else ""


def _broken(world: World, c: Conversation) -> list[str]:
    """The last promise that we did not keep, or the call that met nobody."""
    told = [
        f"tried.broken_{one.what}" if one.status in ("broken", "disputed") else "tried.met_nobody"
        for one in c.promises
        if one.status in ("broken", "disputed") or (one.tries and one.status in PENDING)
    ]
    return [world.lines.say(key, c.language) for key in told[-1:]]


def _helped(world: World, c: Conversation) -> list[str]:
    """The last person besides the one who has the case: in this matter, else in an earlier one."""
    here = [("tried.helped", one) for one in c.helped_by if one != c.agent]
    before = [("tried.helped_before", one) for one in c.helped_before if one not in c.helped_by]
    told = (here or before)[-1:]
    return [world.lines.say(key, c.language, person=world.person(one, c.language)) for key, one in told]


def _wants(world: World, c: Conversation) -> str:
    """Their own sentence, where it is of the latest matter; else what who has such a matter wants; and the person asked for."""
    return " ".join((*_wish(world, c), *_person(world, c)))


def _wish(world: World, c: Conversation) -> Iterator[str]:
    if own := _own_wish(c):
        yield own if own.endswith((".", "?", "…")) else f"{own}."
    elif (matters := _matters(c)) and matters[-1].key:
        yield world.lines.say(f"wants.{matters[-1].key}", c.language)


def _own_wish(c: Conversation) -> str:
    """The last one, unless another matter than the next one it led to came up since."""
    at = max((at for at, one in enumerate(c.facts) if one.kind == "wants"), default=None)
    if at is None or sum(one.kind == "matter" for one in c.facts[at:]) > 1:
        return ""
    return own_words.short(own_words.calm(c.facts[at].text, c.signals))


def _person(world: World, c: Conversation) -> list[str]:
    if not any(reason.startswith("asked") for reason in c.reasons):
        return []
    if not c.wanted:
        return [world.lines.say("wants.person", c.language)]
    return [world.lines.say("wants.person_named", c.language, person=world.person(c.wanted, c.language))]


def _did(log: list[Mapping[str, Any]]) -> list[Line]:
    """What the assistant really did outside, in detail, also where its reply came too late to show."""
    did = [one for event in log for one in (event.get("data") or {}).get("did", ())]
    return (
        [{"kind": "did", "text": "; ".join(f"{one['action']} {one['summary']}" for one in did)}]
        if did
        else []
    )


def _promised(c: Conversation) -> list[Line]:
    """The promise that falls due first."""
    pending = sorted((one for one in c.promises if one.status in PENDING), key=lambda one: one.due_at)
    broken = [one for one in c.promises if one.status in ("broken", "disputed")]
    shown = [("promise_broken", one) for one in broken[:1]] + [("promise", one) for one in pending[:1]]
    return [
        {"kind": kind, "text": one.text or one.what, "at": stamp(one.due_at), "by": one.agent}
        for kind, one in shown
    ]


def _answered(log: list[Mapping[str, Any]]) -> list[Line]:
    """The last thing the bot could answer: what need not be told again."""
    said = [e for e in log if e["type"] == "message" and e["by"]["kind"] == "bot"]
    good = [e for e in said if "turn_id" in e.get("data", {}) and not e["data"].get("miss")]
    return [{"kind": "bot_said", "text": own_words.short(good[-1].get("text") or "")}] if good else []


def _last(c: Conversation, log: list[Mapping[str, Any]], told: Mapping[str, str | None]) -> list[Line]:
    """The customer's last words, calmly, where they do not stand in the brief already."""
    own = [e.get("text") or "" for e in log if e["type"] == "message" and e["by"]["kind"] == "customer"]
    last = own_words.short(own_words.calm(own[-1], c.signals)) if own else ""
    return [{"kind": "last", "text": last}] if last and last not in str(told.values()) else []
