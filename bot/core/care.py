"""Puts what was noticed to use: the assistant's reply to a turn, as it leaves the gateway (bot/core/empathy decides)."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.core import when
from bot.core.conversation import Conversation
from bot.core.empathy.decide import REST_TURNS, Answer, Decision, decide
from bot.core.empathy.history import KEPT, Turns, refuses_person
from bot.core.empathy.signals import Noticed, Signal
from bot.core.language import PLAIN_ONLY
from bot.core.turns import Reply
from bot.core.world import World

REMEMBERED = 200
HEARD = "complaint.heard"
"""The gist of the assistant's own word for what happened: beside ours it would be said twice."""
_QUESTION = re.compile(r"\s*[^.!?\n]*\?\s*$")


def considered(world: World, c: Conversation, text: str, reply: Reply) -> tuple[Conversation, Reply]:
    """The record with this turn remembered, and the reply as the decision leaves it.

    Args:
        text: what the customer wrote in this turn.
    """
    now = noticed(reply)
    before = earlier(c)
    if before.declined_ago == 0 and reply.reason == "asked" and refuses_person(text):
        reply = replace(reply, text=reply.text or say(world, c, "soft.stay"), propose=None, reason=None)
    if _rests(before) and reply.reason == "second_miss":
        reply = replace(reply, text=say(world, c, "soft.rest"), propose=None, reason=None)
    said_before = bool(reply.text and c.bot_lines and reply.text in c.bot_lines[-1])
    answer = Answer(reply.miss or said_before, reply.propose, reply.reason, reply.gist, _partly(c, reply))
    decision = decide(now, text, before, answer)
    grave = now.urgency == "critical"  # who is named is who gets such a case
    told = c.but(alarm=c.alarm or now.alarm, urgency="critical") if grave else c
    after = _worded(world, told, reply, decision)
    if c.handler == "queue":
        after = _in_queue(reply, after, decision)
    elif decision.do == "nothing" and _rests(before) and reply.propose == "offer":
        after = _without_offer(world, c, reply)
    return _remembered(c, text, now, after, decision), after


def noticed(reply: Reply) -> Noticed:
    """What the assistant noticed in the turn."""
    signals = tuple(Signal(one["name"], one["text"]) for one in reply.signals)
    return Noticed(reply.frustration, reply.urgency, reply.alarm, signals)


def earlier(c: Conversation) -> Turns:
    """The turns before the one under way."""
    return Turns(
        said=c.heard,
        answered=c.answered,
        felt=c.felt,
        misses=c.misses,
        offered=c.offered_turn > 0 and c.turns - c.offered_turn <= 2 and c.refused_turn <= c.offered_turn,
        declined_ago=c.turns - c.refused_turn if c.refused_turn else None,
        declined_felt=c.refused_felt,
    )


def _partly(c: Conversation, reply: Reply) -> bool:
    """Whether only the plain part of an own matter can be answered in this language, and no person was shown so far."""
    own = bool(reply.asks or reply.brief)
    return c.language in PLAIN_ONLY and own and not (c.offered_turn or c.refused_turn)


def refused(c: Conversation) -> Conversation:
    """The customer said no to the person on offer, in the turn that begins now."""
    return c.but(refused_turn=c.turns + 1, refused_felt=c.felt[-1] if c.felt else 0.0)


def _rests(before: Turns) -> bool:
    return before.declined_ago is not None and before.declined_ago <= REST_TURNS


def _worded(world: World, c: Conversation, reply: Reply, decision: Decision) -> Reply:
    if decision.do == "nothing":
        return reply
    soft = say(world, c, decision.line) if decision.line else ""
    own = "" if decision.instead or (soft and reply.gist == HEARD) else reply.text
    reply = replace(reply, told=bool(own))
    if decision.do == "handover":
        why = decision.reasons[0]
        return replace(reply, text=_joined(soft, own), propose="handoff", reason=why, choices=(), miss=False)
    if decision.do == "soften":
        return _softened(world, c, replace(reply, text=own), soft)
    if reply.propose == "offer" and own:
        return replace(reply, text=_joined(soft, own))
    asks = reply.asks or reply.choices or own.rstrip().endswith("?")
    ask = "soft.offer_too" if asks else "soft.offer"
    why = reply.reason or decision.reasons[0]
    offered = _joined(soft, own, say(world, c, ask))
    return replace(reply, text=offered, propose="offer", reason=why)


def _softened(world: World, c: Conversation, reply: Reply, soft: str) -> Reply:
    """A word for what happened and the answer, with no offer: one was declined just now. A miss asks nobody to say it again."""
    rested = _without_offer(world, c, reply) if reply.propose == "offer" else reply
    own = say(world, c, "soft.rest") if reply.miss else rested.text
    return replace(rested, text=_joined(soft, own))


def _in_queue(reply: Reply, worded: Reply, decision: Decision) -> Reply:
    """Who waits for a person already hears the words for danger or grief, and nothing else of this."""
    if decision.do != "handover" or not decision.line or not decision.line.startswith("critical."):
        return reply
    return replace(worded, propose=None)


def _without_offer(world: World, c: Conversation, reply: Reply) -> Reply:
    """The person was declined just now: the answer without the question whether to ask one. A miss still shows the way."""
    left = _QUESTION.sub("", reply.text).strip()
    if left and reply.miss and world.someone(c) not in left:
        left = f"{left} {say(world, c, 'soft.near')}"
    return replace(reply, text=left or say(world, c, "soft.rest"), propose=None)


def _remembered(c: Conversation, text: str, now: Noticed, reply: Reply, decision: Decision) -> Conversation:
    new = tuple(reason for reason in decision.reasons if reason not in c.reasons)
    return c.but(
        heard=(*c.heard, text[:REMEMBERED])[-KEPT:],
        answered=(*c.answered, reply.gist or "")[-KEPT:],
        felt=(*c.felt, round(now.frustration, 3))[-KEPT:],
        frustration=max(c.frustration, round(now.frustration, 3)),
        offered_turn=c.turns if reply.propose == "offer" else c.offered_turn,
        reasons=(*c.reasons, *new) if decision.do in ("offer", "handover") else c.reasons,
    )


def say(world: World, c: Conversation, key: str) -> str:
    """A line of data/lines/empathy.yml with the facts it may use."""
    crisis = world.company.help_lines.get("crisis", {}).get(c.language, {})
    person = world.someone(c)
    return world.say(
        key,
        c,
        person=person,
        answers=_answers(world, c, person),
        alarm=_alarm(world, c, person),
        emergency=world.company.help_lines.get("emergency", {}).get("number", "112"),
        crisis=f"{crisis.get('name', '')} {crisis.get('number', '')}".strip(),
    )


def _alarm(world: World, c: Conversation, person: str) -> str:
    """Who got the alarm, said only of somebody who is at the desk where it sounds; else where the matter stands."""
    here = next((m.person for m in world.members.values() if m.person.on_call and m.online), None)
    if not here:
        return world.lines.say("alarm.front", c.language, person=person)
    clock = when.clock(world.now, c.language, world.company.zone)
    return world.lines.say("alarm.told", c.language, on_call=here.name, clock=clock)


def _answers(world: World, c: Conversation, person: str) -> str:
    """ "Aino, laskutus, vastaa nyt", or from when that person is here."""
    found = world.outlook(c)
    if not found.at:
        return world.lines.say("answers_now", c.language, person=person)
    alone = world.person(found.member.person.id, c.language)
    if found.kind == "unknown":
        return world.lines.say("answers_unknown", c.language, person=alone)
    return world.lines.say("answers_from", c.language, person=alone, when=world.when(found.at, c))


def _joined(*texts: str) -> str:
    return "\n\n".join(text for text in texts if text)
