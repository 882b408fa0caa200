"""The offer of a waiting case: to the person reserved for it, or to nobody yet; the customer hears what changed."""

from __future__ import annotations

from bot.core import wait
from bot.core.choosing import ask_choice, candidates, must_choose, others
from bot.core.conversation import Change, Conversation
from bot.core.event import SYSTEM, Event
from bot.core.turns import bot_says, seconds
from bot.core.waiting_words import NOBODY_HERE, after_unknown, tell_waiting, waiting_words
from bot.core.world import World


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
    if world.outlook(c.but(offered=None)).kind in ("opens", "unknown"):
        return c.but(wait=None)
    seen = wait.looked_again(world, c, position)
    if seen.wait and not c.said_first:
        return seen.but(said_first=wait.first_said(world, seen, seen.wait, position))
    return seen


def _asleep(world: World, c: Conversation) -> Conversation:
    """While nobody is here, a waiting case is not looked at every minute: whoever comes brings its offer along."""
    if c.offered or world.anybody_here(c):
        return c
    later = world.now + NOBODY_HERE
    return c.but(
        offer_at=min(c.next_word_at, later) if c.next_word_at and c.next_word_at > world.now else later
    )


def _tell_offer(world: World, c: Conversation, position: int) -> Change:
    """What the customer hears of an offer: the first time always, later only what has changed."""
    if c.offered:
        return _tell_reserved(world, c, c.offered, position)
    if not c.queue_told:
        return _tell_first(world, c, position)
    absent = must_choose(world, c)
    if absent and not c.asked_choice and others(world, c):
        return ask_choice(world, c, absent)
    if (c.named and not c.late) or (c.next_word_at and c.next_word_at <= world.now):
        return tell_waiting(world, c.but(late=True), position)
    return Change(c)


def _tell_reserved(world: World, c: Conversation, agent: str, position: int) -> Change:
    """Somebody answers now: said once of each person in a row."""
    if c.named == agent:
        return Change(c)
    told = c.but(queue_told=True, named=agent, late=False, unknown=None)
    if not c.named:
        return bot_says(world, told, after_unknown(world, c, waiting_words(world, c, position)))
    who = world.person(agent, c.language)
    return bot_says(
        world, told, world.say("offer_moved", c, earlier=world.company.person(c.named).name, person=who)
    )


def _tell_first(world: World, c: Conversation, position: int) -> Change:
    """Nobody is reserved yet: the place and the time, or the choice that is the customer's."""
    told = c.but(queue_told=True, unknown=None)
    if absent := must_choose(world, c):
        return ask_choice(world, told, absent)
    return tell_waiting(world, told, position, unknown=c.unknown)
