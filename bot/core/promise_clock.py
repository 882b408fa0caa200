"""What the clock asks of a promise. Steps back, summer time and restarts change nothing: each step taken is in the record.

Its owner missing at a step, or their shift over: somebody else is looked for first (promise_keepers.py).

30 min before ── 10 min ── 7 min ── 5 min ──── 3 min before, nobody confirmed ──────────── its time
owner reminded   owner     team     the lead   the customer is told: moved once, or broken   passed untold: broken, told
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from bot.core import case, day_end, handoff, promise, promised
from bot.core import promise_keepers as keepers
from bot.core.conversation import Change, Conversation, Promise
from bot.core.errors import Conflict
from bot.core.event import CUSTOMER, SYSTEM
from bot.core.notify import unseen
from bot.core.promise_keepers import lead_for
from bot.core.promise_rules import PromiseRules
from bot.core.promise_ways import ways
from bot.core.promise_words import choices, event, facts
from bot.core.promised import PENDING, at_least_high, begun, find, passed, put, with_reason
from bot.core.slots import Slot
from bot.core.turns import bot_says
from bot.core.world import World

SEEN_WITHIN = dt.timedelta(days=1)
Free = Mapping[str, Sequence[Slot]]
# What is not plainly broken: `why` of such a promise, by what the customer is told.
WHY = {"promise_unknown": "unknown", "promise_unseen": "unseen"}


def next_at(one: Promise, rules: PromiseRules) -> dt.datetime | None:
    """When the clock next asks something of a promise; None: it has ended."""
    if one.status not in PENDING:
        return None
    if one.given_at:
        return one.due_at + (SEEN_WITHIN if one.late else dt.timedelta())
    if one.confirmed_at:
        return one.due_at + dt.timedelta(seconds=rules.grace_s)
    if one.alone:
        return one.due_at - dt.timedelta(seconds=rules.remind_s[0])
    step = rules.steps[one.reminded][0] if one.reminded < len(rules.steps) else _tell_before_s(one, rules)
    at = one.due_at - dt.timedelta(seconds=step)
    return min(at, one.leaves_at) if one.leaves_at else at


def shift_changed(world: World, c: Conversation, pid: str) -> Change:
    """Its owner has other hours now: when they leave is looked at anew, at once if that was before now."""
    one = next((one for one in c.promises if one.id == pid and one.status in PENDING), None)
    if not one or one.alone or one.confirmed_at or not promised.is_to_do(one, world.now):
        return Change(c)
    at = keepers.leaves_at(world, c, one)
    over = not at and not keepers.here(world, one) and keepers.away_then(world, c, one)
    return Change(put(c, dataclasses.replace(one, leaves_at=world.now if over else at)))


def needs_keeper(world: World, c: Conversation) -> list[tuple[Promise, str]]:
    """The promises for which somebody else is looked for now, and why: off_duty or missing."""
    due = [one for one in c.promises if _is_due(world, one) and not told_by(world, one) <= world.now]
    why = ((one, _without_owner(world, c, one)) for one in due if not one.given_at and not one.confirmed_at)
    return [(one, reason) for one, reason in why if reason]


def needs_times(world: World, c: Conversation) -> list[Promise]:
    """The promises whose next step needs free times to move to or to choose from."""
    return [
        one for one in c.promises if _is_due(world, one) and not one.given_at and _past_reminders(world, one)
    ]


def fell_due(world: World, c: Conversation, free: Free) -> Change:
    """What the clock asks of each promise now: a reminder, a move told with an apology, or broken and told.

    Args:
        free: promise to free times, for those of `needs_times`. One without waits for the next look.
    """
    change = Change(c)
    for one in c.promises:
        if _is_due(world, one) and (not _past_reminders(world, one) or one.given_at or one.id in free):
            change = change.then(partial(_step, world, one=one, free=free.get(one.id, ())))
    return change


def moved(world: World, c: Conversation, pid: str, slot: Slot, new_id: str) -> Change:
    """To a time that the customer picked. Where its time has passed meanwhile, that is owned first, and this is a new one.

    They have chosen already: they are asked to choose nothing, and wait in no queue.

    Raises:
        Conflict: `slot_same`; `promise_ended`.
    """
    one, (at, agent) = find(c, pid), slot
    if promised.has(c, at, agent):
        raise Conflict("That time is theirs already.", code="slot_same")
    if one.due_at > world.now:
        return promise.moved(world, c, pid, at, agent=agent)
    anew = dataclasses.replace(
        one, id=new_id, agent=agent, due_at=at, status="open", by="customer", moves=0, tries=0
    )
    ended = dataclasses.replace(one, status="broken")
    owned = _owned(world, c, ended, world.say("promise_late", c, **facts(world, c, one)))
    return owned.then(lambda x: promise.made(world, x, anew, CUSTOMER))


def without(world: World, c: Conversation, pid: str) -> Change:
    """Nobody can take it from its owner, who leaves. Who is still here keeps it; else leads hear it at once, and it is
    looked at again at the first reminder, so that the customer is told well before its time.
    """
    one = next((one for one in c.promises if one.id == pid and one.status in PENDING), None)
    if not one or one.alone or not promised.is_to_do(one, world.now):
        return Change(c)
    stays = keepers.here(world, one) or not keepers.away_then(world, c, one)
    if stays:
        return Change(put(c, dataclasses.replace(one, leaves_at=None)))
    # Their "I am on it" left with them.
    after = put(c, dataclasses.replace(one, leaves_at=None, alone=True, confirmed_at=None))
    return day_end.tell(world, after, pid, "away", day_end.leads(world), left=True)


def broken(
    world: World, c: Conversation, one: Promise, free: Sequence[Slot], key: str, **more: str
) -> Change:
    """Owned plainly, with times to choose from and a person now where these are there; the lead has it from here.

    `more`: further facts of its words.
    """
    lead, ended = lead_for(world, one), dataclasses.replace(one, status="broken", why=WHY.get(key, ""))
    closing, data = ways(world, _to_the_lead(world, _let_down(c, ended), lead).conversation, one.id, free)
    text = world.say(key, c, **facts(world, c, one), **more)
    change = _owned(world, c, ended, text if key == "promise_no_time" else f"{text} {closing}", data)
    return change.then(lambda x: _to_the_lead(world, x, lead))


def told_by(world: World, one: Promise) -> dt.datetime:
    """By when the customer is told that it is not kept as promised."""
    return one.due_at - dt.timedelta(seconds=_tell_before_s(one, world.company.promises))


def _tell_before_s(one: Promise, rules: PromiseRules) -> float:
    """How long before its time a promise is moved: half of what there was, for one made shortly before."""
    whole = (one.due_at - one.made_at).total_seconds() if one.made_at else float(rules.tell_s)
    return min(rules.tell_s, whole / 2)


def _is_due(world: World, one: Promise) -> bool:
    at = next_at(one, world.company.promises)
    return at is not None and at <= world.now


def _past_reminders(world: World, one: Promise) -> bool:
    left = one.alone and not keepers.here(world, one)
    return bool(one.confirmed_at) or left or told_by(world, one) <= world.now


def _without_owner(world: World, c: Conversation, one: Promise) -> str | None:
    if one.alone:
        return None if keepers.here(world, one) else "off_duty"
    away = keepers.away_then(world, c, one)
    if _shift_over(world, one):
        return "off_duty" if away else None
    if not keepers.missing(world, c, one):
        return None
    return "off_duty" if away else "missing"


def _shift_over(world: World, one: Promise) -> bool:
    return one.leaves_at is not None and one.leaves_at <= world.now


def _step(world: World, c: Conversation, one: Promise, free: Sequence[Slot]) -> Change:
    if one.given_at:
        return _unseen(world, c, one, free)
    if one.confirmed_at:
        return broken(world, c, one, free, "promise_unknown")
    if not _past_reminders(world, one):
        gone = _shift_over(world, one) or (keepers.away_then(world, c, one) and not keepers.here(world, one))
        return without(world, c, one.id) if gone else _reminded(world, c, one)
    if one.due_at <= world.now:
        return broken(world, c, one, free, "promise_late")
    if one.moves or not free:
        return broken(world, c, one, free, "promise_broken" if one.moves else "promise_no_time")
    return _moved_by_us(world, c, one, free)


def _reminded(world: World, c: Conversation, one: Promise) -> Change:
    """The next step of the ladder. Those that were slept through are one."""
    rules = world.company.promises
    step = max(passed(one, world.now, rules), one.reminded + 1)
    now = dataclasses.replace(one, reminded=step, alone=False)
    whom = rules.steps[step - 1][1]
    said = event(
        world, c, now, "promise.reminded", SYSTEM, to=whom, agents=_whom(world, now, whom), step=step
    )
    return Change(put(c, now), (said,))


def _whom(world: World, one: Promise, to: str) -> list[str]:
    """Whose desks show it."""
    everybody = world.company.people.values()
    if to == "team":
        team = world.company.person(one.agent).team
        return [person.id for person in everybody if person.team == team]
    return [one.agent] if to == "owner" else [lead_for(world, one)]


def _moved_by_us(world: World, c: Conversation, one: Promise, free: Sequence[Slot]) -> Change:
    """Told before the time passes, by the bot, about the person, with an apology, a new time, and others to choose."""
    (to, whose), *others = free
    later = begun(world, c, dataclasses.replace(one, due_at=to, agent=whose, status="moved", moves=1))
    key = "promise_moved" if whose == one.agent else f"promise_moved_other_{one.what}"
    then = {"then": world.when(to, c), "other": world.person(whose, c.language)}
    text = world.say(key, c, **facts(world, c, one), **then)
    more = f" {world.say('promise_another_time', c)}" if others else ""
    data = {"choices": choices(world, c, one.id, others)} if others else {}
    said = event(world, c, later, "promise.moved", SYSTEM)
    told = bot_says(world, put(c, later), text + more, data)
    return Change(unseen(told.conversation, "promise", world.now), (said, *told.events))


def _unseen(world: World, c: Conversation, one: Promise, free: Sequence[Slot]) -> Change:
    """The answer was written in time and nobody has seen it: the desk hears it; a day later it counts as broken."""
    if one.late:
        return broken(world, c, one, free, "promise_unseen")
    noted = dataclasses.replace(one, late=True)
    return Change(put(c, noted), (event(world, c, noted, "promise.unseen", SYSTEM),))


def _owned(
    world: World, c: Conversation, ended: Promise, words: str, data: dict[str, Any] | None = None
) -> Change:
    """It is broken, and the customer is told so."""
    said = event(world, c, ended, "promise.broken", SYSTEM, to=lead_for(world, ended))
    told = bot_says(world, _let_down(c, ended), words, data)
    return Change(unseen(told.conversation, "promise", world.now), (said, *told.events))


def _let_down(c: Conversation, ended: Promise) -> Conversation:
    return put(c, ended).but(urgency=at_least_high(c), reasons=with_reason(c, "promise_broken"))


def _to_the_lead(world: World, c: Conversation, lead: str) -> Change:
    """Whoever has the case keeps it, with the lead beside; a case that nobody has goes to the front of the queue."""
    change = Change(c) if c.open else case.reopen(world, c)
    if change.conversation.handler == "agent":
        return change
    asked = change.then(
        lambda x: handoff.request(
            world, x, reason="promise_broken", name=lead, by=SYSTEM, notice="notice_to_the_lead"
        )
    )
    return Change(asked.conversation.but(front=True, queue_told=True), asked.events)
