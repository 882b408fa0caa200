"""What is said to who waits for a person: the place, the time, the next word, and the ways on when it takes too long."""

from __future__ import annotations

import datetime as dt

from bot.core import people, wait
from bot.core.conversation import Change, Conversation
from bot.core.lines import freshest
from bot.core.turns import bot_says
from bot.core.world import World, phrase

STAY, TIMES = "stay", "times"
NOBODY_HERE = dt.timedelta(minutes=30)
ALARM_WORD = dt.timedelta(minutes=5)


def tell_waiting(world: World, c: Conversation, position: int, unknown: str | None = None) -> Change:
    """How the waiting goes on, and the time of the next word, which comes even if nothing is new."""
    told = c.but(next_word_at=next_word_at(world, c, position))
    words = after_unknown(world, told.but(unknown=unknown), waiting_words(world, told, position))
    data = {"choices": _ways_on(world, c)} if _has_ways_on(world, c) else {}
    return bot_says(world, told, words, data)


def waiting_words(world: World, c: Conversation, position: int) -> str:
    """Who answers, and when: reserved, here but busy, or away until a time that is known or not."""
    person = phrase(world.human(c), c.language)
    if c.offered:
        return world.say("offer_reserved", c, person=person)
    found = world.outlook(c)
    if found.kind in ("here", "range"):
        low, high = minutes_told(world, c, position)
        key = "offer_waiting_long" if wait.over_limit(world, c) else "offer_waiting"
        return world.say(key, c, person=person, position=position, low=low, high=high)
    facts = {
        "person": world.person(found.member.person.id, c.language),
        "when": world.when(found.at or world.now, c),
        "why": why(world, c),
    }
    if found.kind == "opens":
        return world.say("offer_closed", c, **facts)
    # Beside the fixed words for danger or grief, which name the person, only the time is new.
    return world.say("offer_unknown_grave" if c.urgency == "critical" else "offer_unknown", c, **facts)


def why(world: World, c: Conversation) -> str:
    """Why no range is said, or why it has grown, in a sentence; empty: there is nothing to explain."""
    found = world.outlook(c)
    if found.kind == "unknown":
        key = "wait_one_away" if world.anybody_here(c) else "wait_nobody_here"
        return world.lines.say(key, c.language, name=found.member.person.name)
    known = found.kind == "range" and c.wait and c.wait.why
    return world.lines.say(f"wait_{known}", c.language) if known else ""


def next_word_at(world: World, c: Conversation, position: int) -> dt.datetime:
    """When the customer hears again: at the far end of the range told, or of the first one after opening."""
    if c.alarm and any(m.heard for m in world.on_call):  # somebody is being woken, at any hour
        return people.next_five_minutes(world.now + ALARM_WORD)
    limit = wait.team_of(world, c).limit_minutes
    found = world.outlook(c)
    if found.kind == "opens" and found.at:
        return found.at + dt.timedelta(minutes=limit)
    if found.kind == "unknown":
        return people.next_five_minutes(world.now + dt.timedelta(minutes=limit))
    _, high = minutes(wait.forecast(world, c, position))
    return people.next_five_minutes(world.now + dt.timedelta(minutes=max(high, limit)))


def after_unknown(world: World, c: Conversation, words: str) -> str:
    """Before the words, where it is so: that nobody here has the name asked for."""
    if not c.unknown:
        return words
    openings = world.lines.variants("asked_unknown", c.language)
    return freshest([f"{opening.format(name=c.unknown)} {words}" for opening in openings], c.bot_lines)


def nobody_of_that_name(world: World, c: Conversation, name: str) -> Change:
    """Asked by an unknown name while waiting: the place in the queue stays, and so does who is reserved."""
    words = world.say("honest_queue", c, person=world.someone(c))
    return bot_says(world, c.but(queue_told=True), after_unknown(world, c.but(unknown=name), words))


def chose_to_stay(world: World, c: Conversation) -> Change:
    """The customer waits on: the place is kept, and so is the time of the next word."""
    at = c.next_word_at or world.now + NOBODY_HERE
    return bot_says(world, c, world.say("chose_to_stay", c, when=world.when(at, c)))


def minutes_told(world: World, c: Conversation, position: int) -> tuple[int, int]:
    """What the screen says, in minutes: the words and the screen are one."""
    if c.wait:
        return c.wait.low_s // 60, c.wait.high_s // 60
    return minutes(wait.forecast(world, c, position))


def minutes(seconds: tuple[int, int]) -> tuple[int, int]:
    """A range in whole minutes, no finer than is known."""
    return seconds[0] // 60, -(-seconds[1] // 60)


def _has_ways_on(world: World, c: Conversation) -> bool:
    """Whether the choice is the customer's: the wait is too long, or nobody can say how long it is."""
    if world.outlook(c).kind == "unknown":
        return c.urgency != "critical"
    return wait.over_limit(world, c)


def _ways_on(world: World, c: Conversation) -> list[dict[str, str]]:
    """When the wait is longer than the team lets anyone wait: wait on, or a time; the phone is in the words."""
    labels = {STAY: "choose_stay_in_queue", TIMES: "choose_a_time"}
    return [{"value": value, "label": world.lines.say(key, c.language)} for value, key in labels.items()]
