"""From the bot to a person: asked for, offered, claimed, withdrawn. Each verb: a record in, a Change out.

request                 claim                    resolve
bot ──────────────▶ queue ──────────────────▶ agent ──────────────▶ resolved
▲  ◀──────────────  │ ▲ offer/decline/lapse    │  ▲                    │
│     withdraw      └─┘                        │  └── transfer+claim   │ a message that is
└──────────────────────────────────────────────┘                       │ more than thanks
return (with the customer's yes)          reopen ◀─────────┘
"""

from __future__ import annotations

from bot.core import people, wait
from bot.core.conversation import URGENCIES, Change, Conversation
from bot.core.errors import Conflict
from bot.core.event import CUSTOMER, Actor, Event
from bot.core.finding_out import passed_on
from bot.core.turns import bot_says
from bot.core.waiting_words import nobody_of_that_name
from bot.core.world import World


def request(
    world: World,
    c: Conversation,
    *,
    reason: str = "asked",
    name: str | None = None,
    by: Actor = CUSTOMER,
    urgency: str = "normal",
    alarm: bool = False,
    notice: str | None = None,
) -> Change:
    """A person is wanted: the conversation goes to the queue at once. Asked again in the queue, nothing is lost.

    Args:
        name: whom the customer asked for, in the customer's words or as a public id.
        notice: the line that tells the customer; None: that they asked, or else that it was brought forward, by the reason.
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
        return nobody_of_that_name(world, kept, unknown) if unknown else Change(kept)
    queued = kept.but(
        handler="queue", waiting_since=c.waiting_since or world.now, offer_at=world.now, offering=False,
        offered=None, offered_until=None, only=None, chose=False, queue_told=False, named=None, late=False,
        asked_choice=False, next_word_at=None,
        unknown=unknown,
    )  # fmt: skip
    data = {
        "reasons": list(queued.reasons),
        "urgency": queued.urgency,
        "notice": world.say(notice or _notice(reason), c),
    }
    if name:
        data["name"] = name
    return Change(queued, (Event("handoff.requested", by, world.now, None, data),))


def _notice(reason: str) -> str:
    return "notice_requested" if reason.startswith("asked") else "notice_brought_forward"


def decline(world: World, c: Conversation, agent: str, reason: str) -> Change:
    """The person offered it says no, with a reason; it is offered on at once."""
    if c.transfer and c.transfer.agreed and c.transfer.to in (agent, world.company.person(agent).team):
        after = c.but(transfer=None, declined=(*c.declined, agent) if c.lost_at else c.declined)
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
    if not c.open or (
        c.handler == "bot" and not any(one.status in ("open", "moved", "tried") for one in c.promises)
    ):
        raise Conflict("Nobody has asked for a person in this conversation.", code="not_waiting")
    me = world.actor(agent, c.language)
    who = world.person(agent, c.language)
    taken = taken_by(c, agent)
    if accepts and c.agent and c.transfer:
        notice = world.say(
            "notice_transferred", c, earlier=_name(world, c.agent), person=who, reason=c.transfer.reason
        )
        return Change(
            taken.but(promises=passed_on(world, c, agent).promises, transfers=c.transfers + 1),
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
        alert_at=None, alert_step=0, alert_level=None, acked_by=(), alerted=(),
        seen_told=(), unheard_told=False, wait=None, said_first=None,
    )  # fmt: skip


def already_claimed(world: World, c: Conversation) -> Conflict:
    """The 409 that names who has the case."""
    agent = world.company.person(c.agent or "")
    who = people.describe(agent, world.company, c.language)
    return Conflict(
        f"{who['name']}, {who['role']}, has this conversation.", code="already_claimed", holder=who
    )


def _name(world: World, agent: str) -> str:
    return world.company.person(agent).name
