"""Whom a waiting case may be offered to, and the choice that is the customer's where the one they need is absent."""

from __future__ import annotations

from bot.core import earliest, people
from bot.core.conversation import Change, Conversation
from bot.core.earliest import Outlook
from bot.core.people import Member
from bot.core.turns import bot_says
from bot.core.world import World, phrase


def candidates(world: World, c: Conversation) -> list[Member]:
    """Whom to try to reserve, best first; empty while the customer has to choose first.

    Not who declined, nor who is offered it so far: it is asked again when that has lapsed.
    """
    free = [
        m
        for m in people.ranked(c, world.members.values(), world.company)
        if m.free and m.person.id not in (*c.declined, c.offered)
    ]
    if must_choose(world, c):
        return []
    speak = [m for m in free if c.language in m.person.languages]
    return free if c.chose or not speak else speak


def must_choose(world: World, c: Conversation) -> Member | None:
    """The absent person whom the customer asked for, or needs for the language, while someone else is here."""
    if c.chose:
        return None
    order = people.ranked(c, world.members.values(), world.company)
    if c.wanted and c.wanted in world.members:
        wanted = world.member(c.wanted, c)
        return None if wanted.free else wanted
    speaks = [m for m in order if c.language in m.person.languages]
    if not speaks or any(m.free for m in speaks):
        return None
    return speaks[0] if any(m.free for m in order) else None


def ask_choice(world: World, c: Conversation, absent: Member) -> Change:
    """Somebody absent was asked for, by name or by language: that person later, or another one now."""
    person = absent.person
    found = earliest.of(absent, world.company, world.now, c)
    facts = {
        "name": person.name,
        "role": people.role(person, world.company, c.language),
        "when": world.when(found.at or world.now, c),
    }
    c = _hears_again(c, found)
    instead = others(world, c)
    if not instead:
        return bot_says(world, c, world.say(_key("asked_absent_alone", found), c, **facts))
    now = phrase(people.describe(instead[0].person, world.company, c.language), c.language)
    key = _key("asked_absent" if c.wanted else "language_absent", found)
    choices = [
        {"value": f"wait:{person.id}", "label": world.say("choose_wait", c, name=person.name)},
        {"value": "now", "label": world.say("choose_now", c, person=now)},
    ]
    asked = c.but(asked_choice=True)
    return bot_says(world, asked, world.say(key, c, person=now, **facts), {"choices": choices})


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
    found = earliest.of(world.member(agent, waits), world.company, world.now, c)
    facts = {"person": world.person(agent, c.language), "when": world.when(found.at or world.now, c)}
    return bot_says(world, _hears_again(waits, found), world.say(_key("chose_wait", found), waits, **facts))


def _key(line: str, found: Outlook) -> str:
    """The line for somebody whose time is known, or for one of whom only the time of the next word is."""
    return f"{line}_unknown" if found.kind == "unknown" else line


def _hears_again(c: Conversation, found: Outlook) -> Conversation:
    """The record with the time at which the customer hears again, where that is what they are told."""
    return c.but(next_word_at=found.at) if found.kind == "unknown" else c


def others(world: World, c: Conversation) -> list[Member]:
    """Who could answer now instead of the person that the customer has to choose about."""
    order = people.ranked(c.but(wanted=None), world.members.values(), world.company)
    return [m for m in order if m.free and m.person.id != c.wanted]
