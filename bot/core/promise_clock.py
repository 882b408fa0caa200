"""What the clock asks of a promise. Steps back, summer time and restarts change nothing: each step taken is in the record.

30 min before ── 10 min ── 7 min ── 5 min ──── 3 min before, nobody confirmed ──────────── its time
owner reminded   owner     team     the lead   the customer is told: moved once, or broken   passed untold: broken, told
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from functools import partial

from bot.core import case, handoff, people, promise, promised
from bot.core.conversation import Change, Conversation, Promise
from bot.core.errors import Conflict
from bot.core.event import CUSTOMER, SYSTEM
from bot.core.notify import unseen
from bot.core.promise import rehomed
from bot.core.promise_rules import PromiseRules
from bot.core.promise_words import choices, event, facts
from bot.core.promised import PENDING, at_least_high, find, passed, put, with_reason
from bot.core.slots import Slot
from bot.core.turns import bot_says
from bot.core.world import World

SEEN_WITHIN = dt.timedelta(days=1)
Free = Mapping[str, Sequence[Slot]]


def next_at(one: Promise, rules: PromiseRules) -> dt.datetime | None:
    """When the clock next asks something of a promise; None: it has ended."""
    if one.status not in PENDING:
        return None
    if one.given_at:
        return one.due_at + (SEEN_WITHIN if one.late else dt.timedelta())
    if one.confirmed_at:
        return one.due_at + dt.timedelta(seconds=rules.grace_s)
    if one.reminded < len(rules.steps):
        return one.due_at - dt.timedelta(seconds=rules.steps[one.reminded][0])
    return one.due_at - dt.timedelta(seconds=_tell_before_s(one, rules))


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
    return _broken(world, c, one, (), "promise_late").then(lambda x: promise.made(world, x, anew, CUSTOMER))


def substitute(world: World, c: Conversation, one: Promise) -> str | None:
    """Somebody able who is here and can keep it instead of its owner, best first; None: nobody is."""
    order = people.ranked(c.but(only=None), world.members.values(), world.company)
    here = [m.person for m in order if m.online and m.person.id != one.agent]
    speaks = [person for person in here if c.language in person.languages]
    return next((person.id for person in (*speaks, *here)), None)


def missing(world: World, one: Promise) -> bool:
    """Whether its owner cannot be expected to keep it: gone, signed out at the second reminder, away after that."""
    owner = world.members.get(one.agent)
    if not owner:
        return True
    after_owner = one.reminded >= len(world.company.promises.remind_s)
    return not owner.online if after_owner else one.reminded > 0 and owner.status == "offline"


def _tell_before_s(one: Promise, rules: PromiseRules) -> float:
    """How long before its time a promise is moved: half of what there was, for one made shortly before."""
    whole = (one.due_at - one.made_at).total_seconds() if one.made_at else float(rules.tell_s)
    return min(rules.tell_s, whole / 2)


def _is_due(world: World, one: Promise) -> bool:
    at = next_at(one, world.company.promises)
    return at is not None and at <= world.now


def _past_reminders(world: World, one: Promise) -> bool:
    rules = world.company.promises
    told_by = one.due_at - dt.timedelta(seconds=_tell_before_s(one, rules))
    return bool(one.confirmed_at) or told_by <= world.now


def _step(world: World, c: Conversation, one: Promise, free: Sequence[Slot]) -> Change:
    if one.given_at:
        return _unseen(world, c, one, free)
    if one.confirmed_at:
        return _broken(world, c, one, free, "promise_unknown")
    if not _past_reminders(world, one):
        return _reminded(world, c, one)
    if one.due_at <= world.now:
        return _broken(world, c, one, free, "promise_late")
    if one.moves or not free:
        return _broken(world, c, one, free, "promise_broken" if one.moves else "promise_no_time")
    return _moved_by_us(world, c, one, free)


def _reminded(world: World, c: Conversation, one: Promise) -> Change:
    """The next step of the ladder. Those that were slept through are one."""
    rules = world.company.promises
    to = missing(world, one) and substitute(world, c, one)
    change = rehomed(world, c, one.id, to, "missing") if to else Change(c)
    step = max(passed(one, world.now, rules), one.reminded + 1)
    now = dataclasses.replace(find(change.conversation, one.id), reminded=step)
    whom = rules.steps[step - 1][1]
    said = event(
        world, c, now, "promise.reminded", SYSTEM, to=whom, agents=_whom(world, now, whom), step=step
    )
    return Change(put(change.conversation, now), (*change.events, said))


def _whom(world: World, one: Promise, to: str) -> list[str]:
    """Whose desks show it."""
    everybody = world.company.people.values()
    if to == "team":
        team = world.company.person(one.agent).team
        return [person.id for person in everybody if person.team == team]
    return [one.agent] if to == "owner" else [lead_for(world, one)]


def lead_for(world: World, one: Promise) -> str:
    """The lead whom it goes to: of the owner's team, else another; one who is here before one who is not."""
    team = world.company.person(one.agent).team
    leads = [person for person in world.company.people.values() if "lead" in person.roles] or list(
        world.company.people.values()
    )
    return min(leads, key=lambda lead: (not world.members[lead.id].online, lead.team != team)).id


def _moved_by_us(world: World, c: Conversation, one: Promise, free: Sequence[Slot]) -> Change:
    """Told before the time passes, by the bot, about the person, with an apology, a new time, and others to choose."""
    (to, whose), *others = free
    changed = dataclasses.replace(
        one, due_at=to, agent=whose, status="moved", moves=1, made_at=world.now, reminded=0
    )
    later = dataclasses.replace(changed, reminded=passed(changed, world.now, world.company.promises))
    key = "promise_moved" if whose == one.agent else "promise_moved_other"
    then = {"then": world.when(to, c), "other": world.person(whose, c.language)}
    data = {"choices": choices(world, c, one.id, others)} if others else {}
    said = event(world, c, later, "promise.moved", SYSTEM)
    told = bot_says(world, put(c, later), world.say(key, c, **facts(world, c, one), **then), data)
    return Change(unseen(told.conversation, "promise", world.now), (said, *told.events))


def _unseen(world: World, c: Conversation, one: Promise, free: Sequence[Slot]) -> Change:
    """The answer was written in time and nobody has seen it: the desk hears it; a day later it counts as broken."""
    if one.late:
        return _broken(world, c, one, free, "promise_unseen")
    noted = dataclasses.replace(one, late=True)
    return Change(put(c, noted), (event(world, c, noted, "promise.unseen", SYSTEM),))


def _broken(world: World, c: Conversation, one: Promise, free: Sequence[Slot], key: str) -> Change:
    """Owned plainly, with times to choose from and a person now; the lead has it from here."""
    lead = lead_for(world, one)
    ended = dataclasses.replace(one, status="broken")
    after = put(c, ended).but(urgency=at_least_high(c), reasons=with_reason(c, "promise_broken"))
    said = event(world, c, ended, "promise.broken", SYSTEM, to=lead)
    data = {"choices": choices(world, c, one.id, free, person=c.handler != "agent")}
    told = bot_says(world, after, world.say(key, c, **facts(world, c, one)), data)
    change = Change(unseen(told.conversation, "promise", world.now), (said, *told.events))
    return change.then(lambda x: _to_the_lead(world, x, lead))


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
