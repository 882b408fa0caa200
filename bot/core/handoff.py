"""From the bot to a person: asked for, offered, claimed, withdrawn. Each verb: a record in, a Change out.

request                 claim                    resolve
bot ──────────────▶ queue ──────────────────▶ agent ──────────────▶ resolved
▲  ◀──────────────  │ ▲ offer/decline/lapse    │  ▲                    │
│     withdraw      └─┘                        │  └── transfer+claim   │ a message that is
└──────────────────────────────────────────────┘                       │ more than thanks
return (with the customer's yes)          reopen ◀─────────┘
"""

from __future__ import annotations

import datetime as dt

from bot.core import earliest, people, wait
from bot.core.conversation import URGENCIES, Change, Conversation
from bot.core.errors import Conflict
from bot.core.event import CUSTOMER, SYSTEM, Actor, Event
from bot.core.finding_out import passed_on
from bot.core.lines import freshest
from bot.core.people import Member
from bot.core.turns import bot_says, seconds
from bot.core.world import World, phrase

STAY, TIMES = "stay", "times"
NOBODY_HERE = dt.timedelta(minutes=30)


def request(
    world: World,
    c: Conversation,
    *,
    reason: str = "asked",
    name: str | None = None,
    by: Actor = CUSTOMER,
    urgency: str = "normal",
    alarm: bool = False,
    notice: str = "notice_requested",
) -> Change:
    """A person is wanted: the conversation goes to the queue at once. Asked again in the queue, nothing is lost.

    Args:
        name: whom the customer asked for, in the customer's words or as a public id.
        notice: the line that tells the customer.
    """
    wanted = people.find_by_name(name, world.company) if name else None
    kept = c.but(
        reasons=c.reasons if reason in c.reasons else (*c.reasons, reason),
        urgency=max(c.urgency, urgency, key=URGENCIES.index),
        alarm=c.alarm or alarm,
        wanted=wanted.id if wanted else c.wanted,
        last_at=world.now,
    )
    unknown = name if name and not wanted else None
    if c.handler == "agent":
        return Change(kept)
    if c.handler == "queue" and not (wanted and wanted.id != c.wanted):
        return _nobody_of_that_name(world, kept, unknown) if unknown else Change(kept)
    queued = kept.but(
        handler="queue", waiting_since=c.waiting_since or world.now, offer_at=world.now, offering=False,
        offered=None, offered_until=None, only=None, chose=False, queue_told=False, named=None, late=False,
        asked_choice=False, next_word_at=None,
        unknown=unknown,
    )  # fmt: skip
    data = {
        "reasons": list(queued.reasons),
        "urgency": queued.urgency,
        "notice": world.say(notice, c),
    }
    if name:
        data["name"] = name
    return Change(queued, (Event("handoff.requested", by, world.now, None, data),))


def candidates(world: World, c: Conversation) -> list[Member]:
    """Whom to try to reserve, best first; empty while the customer has to choose first.

    Not who declined, nor who is offered it so far: it is asked again when that has lapsed.
    """
    free = [
        m
        for m in people.ranked(c, world.members.values(), world.company)
        if m.free and m.person.id not in (*c.declined, c.offered)
    ]
    if _must_choose(world, c):
        return []
    speak = [m for m in free if c.language in m.person.languages]
    return free if c.chose or not speak else speak


def offer(world: World, c: Conversation, agent: str | None, position: int) -> Change:
    """The waiting case is offered to the person reserved for it, or to nobody yet; the customer is told what changed.

    Args:
        agent: the person reserved, None when nobody free could be.
        position: the place in the queue, from 1.
    """
    if c.handler != "queue":
        return Change(c)
    c = _waits(world, c, position)
    lapsed = c.offered
    until = world.now + seconds(world.timing.offer_s)
    after = c.but(
        offered=agent, offered_until=until if agent else None, offer_at=until,
        declined=(*c.declined, lapsed) if lapsed and lapsed not in c.declined else c.declined,
    )  # fmt: skip
    events: tuple[Event, ...] = ()
    if agent:
        events = (Event("handoff.offered", SYSTEM, world.now, None, {"to": agent}),)
    elif lapsed or set(after.declined) >= set(world.members):
        after = after.but(declined=())
    told = _tell_offer(world, after, position)
    return Change(_asleep(world, told.conversation), events + told.events)


def may_be_offered(world: World, c: Conversation) -> bool:
    """Whether somebody who came can be reserved for it, or the customer has to hear that somebody is here again."""
    slept = c.offer_at is not None and c.offer_at - world.now > seconds(world.timing.offer_s)
    return bool(candidates(world, c)) or slept


def _waits(world: World, c: Conversation, position: int) -> Conversation:
    """The record with the wait as it is known now, and what was said of it first."""
    if not any(m.online for m in world.members.values()):
        return c.but(wait=None)
    seen = wait.looked_again(world, c, position)
    if seen.wait and not c.wait_said:
        return seen.but(wait_said=(seen.wait.low_s, seen.wait.high_s, wait.rounds_of(world, position)))
    return seen


def _asleep(world: World, c: Conversation) -> Conversation:
    """While nobody is here, a waiting case is not looked at every minute: whoever comes brings its offer along."""
    if c.offered or any(m.online for m in world.members.values()):
        return c
    later = world.now + NOBODY_HERE
    return c.but(
        offer_at=min(c.next_word_at, later) if c.next_word_at and c.next_word_at > world.now else later
    )


def decline(world: World, c: Conversation, agent: str, reason: str) -> Change:
    """The person offered it says no, with a reason; it is offered on at once."""
    if c.transfer and c.transfer.agreed and c.transfer.to in (agent, world.company.person(agent).team):
        after = c.but(transfer=None)
    elif c.handler == "queue" and c.offered == agent:
        after = c.but(offered=None, offered_until=None, offer_at=world.now, declined=(*c.declined, agent))
    else:
        raise Conflict("This conversation is not offered to you.", code="not_offered")
    return Change(
        after,
        (Event("handoff.declined", world.actor(agent, c.language), world.now, None, {"reason": reason}),),
    )


def withdraw(world: World, c: Conversation) -> Change:
    """The customer needs no person after all. After a claim that is the person's to hear, not ours to decide.

    Raises:
        Conflict: `already_claimed`, naming who has it.
    """
    if c.handler == "agent":
        raise already_claimed(world, c)
    if c.handler != "queue":
        return Change(c)
    back = leave_queue(c).but(
        handler="bot", reasons=(), urgency="normal", alarm=c.alarm, last_at=world.now, left_open=False
    )
    event = Event(
        "handoff.withdrawn", CUSTOMER, world.now, None, {"notice": world.say("notice_withdrawn", c)}
    )
    said = bot_says(world, back, world.say("withdrawn", back))
    return Change(said.conversation, (event, *said.events))


def claim(world: World, c: Conversation, agent: str) -> Change:
    """A person takes the case: the bot falls silent from this very step on.

    Raises:
        Conflict: `already_claimed` naming who has it, or `not_waiting`.
    """
    if c.agent == agent:
        return Change(c)
    team = world.company.person(agent).team
    accepts = c.transfer is not None and c.transfer.agreed and c.transfer.to in (agent, team)
    if c.handler == "agent" and not accepts:
        raise already_claimed(world, c)
    if c.handler == "bot" and not any(one.status in ("open", "moved", "tried") for one in c.promises):
        raise Conflict("Nobody has asked for a person in this conversation.", code="not_waiting")
    me = world.actor(agent, c.language)
    who = world.person(agent, c.language)
    taken = taken_by(c, agent)
    if accepts and c.agent and c.transfer:
        notice = world.say(
            "notice_transferred", c, earlier=_name(world, c.agent), person=who, reason=c.transfer.reason
        )
        return Change(
            taken.but(promises=passed_on(c, agent).promises, transfers=c.transfers + 1),
            (Event("handoff.transferred", me, world.now, None, {"notice": notice, "from": c.agent}),),
        )
    instead = c.offered is not None and c.offered != agent
    notice = world.say("notice_claimed_instead" if instead else "notice_claimed", c, person=who)
    return Change(
        taken, (Event("handoff.claimed", me, world.now, None, {"notice": notice} | wait.outcome(world, c)),)
    )


def taken_by(c: Conversation, agent: str) -> Conversation:
    """The record with a person as its handler; nothing of the bot's is pending any more."""
    return leave_queue(c).but(
        handler="agent", agent=agent, epoch=c.epoch + 1, transfer=None, asked=None, offering=False,
        helped_by=(*(one for one in c.helped_by if one != agent), agent),
        pending=(), pending_since=None, pending_at=None, payload=None, snoozed_until=None, read_by_agent=None, lost_at=None,
    )  # fmt: skip


def leave_queue(c: Conversation) -> Conversation:
    """No longer waiting."""
    return c.but(
        waiting_since=None, offered=None, offered_until=None, offer_at=None, declined=(), only=None, chose=False,
        front=False, queue_told=False, named=None, late=False, unknown=None, asked_choice=False, next_word_at=None,
        alert_at=None, alert_step=0, alert_level=None, acked_by=(),
    )  # fmt: skip


def already_claimed(world: World, c: Conversation) -> Conflict:
    """The 409 that names who has the case."""
    agent = world.company.person(c.agent or "")
    who = people.describe(agent, world.company, c.language)
    return Conflict(
        f"{who['name']}, {who['role']}, has this conversation.", code="already_claimed", holder=who
    )


def choose(world: World, c: Conversation, value: str) -> Change:
    """The customer's choice in the queue: wait for the person asked for, or have someone else now."""
    if c.handler != "queue":
        return Change(c)
    if value == "now":
        return Change(
            c.but(wanted=None, only=None, chose=True, offer_at=world.now, queue_told=False, named=None)
        )
    agent = value.removeprefix("wait:")
    waits = c.but(only=agent, wanted=agent, chose=True, offer_at=world.now, queue_told=True)
    member = world.members[agent]
    at = earliest.expected_at(member, world.company, world.now, c) or world.now
    facts = {"person": world.person(member.person.id, c.language), "when": world.when(at, c)}
    return bot_says(world, waits, world.say("chose_wait", waits, **facts))


def _must_choose(world: World, c: Conversation) -> Member | None:
    """The absent person whom the customer asked for, or needs for the language, while someone else is here."""
    if c.chose:
        return None
    order = people.ranked(c, world.members.values(), world.company)
    wanted = world.members.get(c.wanted or "")
    if wanted:
        return None if wanted.free else wanted
    speaks = [m for m in order if c.language in m.person.languages]
    if not speaks or any(m.free for m in speaks):
        return None
    return speaks[0] if any(m.free for m in order) else None


def _tell_offer(world: World, c: Conversation, position: int) -> Change:
    """What the customer hears of an offer: the first time always, later only what has changed."""
    if c.offered:
        return _tell_reserved(world, c, c.offered, position)
    if not c.queue_told:
        return _tell_first(world, c, position)
    absent = _must_choose(world, c)
    if absent and not c.asked_choice and _others(world, c):
        return _ask_choice(world, c, absent)
    if (c.named and not c.late) or (c.next_word_at and c.next_word_at <= world.now):
        return _tell_waiting(world, c.but(late=True), position)
    return Change(c)


def _tell_reserved(world: World, c: Conversation, agent: str, position: int) -> Change:
    """Somebody answers now: said once of each person in a row."""
    if c.named == agent:
        return Change(c)
    told = c.but(queue_told=True, named=agent, late=False, unknown=None)
    if not c.named:
        return bot_says(world, told, _after_unknown(world, c, _waiting_words(world, c, position)))
    who = world.person(agent, c.language)
    return bot_says(world, told, world.say("offer_moved", c, earlier=_name(world, c.named), person=who))


def _tell_first(world: World, c: Conversation, position: int) -> Change:
    """Nobody is reserved yet: the place and the time, or the choice that is the customer's."""
    told = c.but(queue_told=True, unknown=None)
    if absent := _must_choose(world, c):
        return _ask_choice(world, told, absent)
    return _tell_waiting(world, told, position, unknown=c.unknown)


def _tell_waiting(world: World, c: Conversation, position: int, unknown: str | None = None) -> Change:
    """How the waiting goes on, and the time of the next word, which comes even if nothing is new."""
    words = _after_unknown(world, c.but(unknown=unknown), _waiting_words(world, c, position))
    data = {"choices": _ways_on(world, c)} if wait.over_limit(world, c) else {}
    return bot_says(world, c.but(next_word_at=_next_word_at(world, c, position)), words, data)


def _ways_on(world: World, c: Conversation) -> list[dict[str, str]]:
    """When the wait is longer than the team lets anyone wait: wait on, or a time; the phone is in the words."""
    labels = {STAY: "choose_stay_in_queue", TIMES: "choose_a_time"}
    return [{"value": value, "label": world.lines.say(key, c.language)} for value, key in labels.items()]


def chose_to_stay(world: World, c: Conversation) -> Change:
    """The customer waits on: the place is kept, and so is the time of the next word."""
    at = c.next_word_at or world.now + NOBODY_HERE
    return bot_says(world, c, world.say("chose_to_stay", c, when=world.when(at, c)))


def _next_word_at(world: World, c: Conversation, position: int) -> dt.datetime:
    """When the customer hears again: at the far end of the range told, or of the first one after opening."""
    team = world.company.team_for(c.topic) or next(iter(world.company.teams.values()))
    opens = world.company.hours_for(team.id, c.language).opens_at(world.now)
    if opens and opens > world.now and not any(m.online for m in world.members.values()):
        return opens + dt.timedelta(minutes=team.limit_minutes)
    _, high = minutes(wait.forecast(world, c, position))
    return people.next_five_minutes(world.now + dt.timedelta(minutes=max(high, team.limit_minutes)))


def _after_unknown(world: World, c: Conversation, words: str) -> str:
    """Before the words, where it is so: that nobody here has the name asked for."""
    if not c.unknown:
        return words
    openings = world.lines.variants("asked_unknown", c.language)
    return freshest([f"{opening.format(name=c.unknown)} {words}" for opening in openings], c.bot_lines)


def _nobody_of_that_name(world: World, c: Conversation, name: str) -> Change:
    """Asked by an unknown name while waiting: the place in the queue stays, and so does who is reserved."""
    words = world.say("honest_queue", c, person=world.someone(c))
    return bot_says(world, c.but(queue_told=True), _after_unknown(world, c.but(unknown=name), words))


def _waiting_words(world: World, c: Conversation, position: int) -> str:
    human = world.human(c)
    person = phrase(human, c.language)
    if c.offered:
        return world.say("offer_reserved", c, person=person)
    first = world.members[human["id"]]
    if first.online:
        low, high = minutes_told(world, c, position)
        key = "offer_waiting_long" if wait.over_limit(world, c) else "offer_waiting"
        return world.say(key, c, person=person, position=position, low=low, high=high)
    alone = world.person(first.person.id, c.language)
    at = earliest.opens_at(first, world.company, world.now, c)
    if not at:
        word_at = world.when(_next_word_at(world, c, position), c)
        # Beside the fixed words for danger or grief, which name the person, only the time is new.
        key = "offer_unknown_grave" if c.urgency == "critical" else "offer_unknown"
        return world.say(key, c, person=alone, when=word_at)
    return world.say("offer_closed", c, person=alone, when=world.when(at, c))


def minutes_told(world: World, c: Conversation, position: int) -> tuple[int, int]:
    """What the screen says, in minutes: the words and the screen are one."""
    if c.wait:
        return c.wait.low_s // 60, c.wait.high_s // 60
    return minutes(wait.forecast(world, c, position))


def minutes(seconds: tuple[int, int]) -> tuple[int, int]:
    """A range in whole minutes, no finer than is known."""
    return seconds[0] // 60, -(-seconds[1] // 60)


def _ask_choice(world: World, c: Conversation, absent: Member) -> Change:
    """Somebody absent was asked for, by name or by language: that person later, or another one now."""
    person = absent.person
    at = earliest.expected_at(absent, world.company, world.now, c) or world.now
    facts = {
        "name": person.name,
        "role": people.role(person, world.company, c.language),
        "when": world.when(at, c),
    }
    others = _others(world, c)
    if not others:
        return bot_says(world, c, world.say("asked_absent_alone", c, **facts))
    now = phrase(people.describe(others[0].person, world.company, c.language), c.language)
    key = "asked_absent" if c.wanted else "language_absent"
    choices = [
        {"value": f"wait:{person.id}", "label": world.say("choose_wait", c, name=person.name)},
        {"value": "now", "label": world.say("choose_now", c, person=now)},
    ]
    asked = c.but(asked_choice=True)
    return bot_says(world, asked, world.say(key, c, person=now, **facts), {"choices": choices})


def _others(world: World, c: Conversation) -> list[Member]:
    """Who could answer now instead of the person that the customer has to choose about."""
    order = people.ranked(c.but(wanted=None), world.members.values(), world.company)
    return [m for m in order if m.free and m.person.id != c.wanted]


def _name(world: World, agent: str) -> str:
    return world.company.person(agent).name
