"""What a word about a promise that we did not keep ends with: the choices that stand below it, else who goes on and when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.core.conversation import Conversation
from bot.core.promise_words import choices
from bot.core.slots import Slot
from bot.core.world import World


def ways(world: World, c: Conversation, pid: str, free: Sequence[Slot]) -> tuple[str, dict[str, Any]]:
    """The closing sentence, and the choices it names as a line's data. `c`: the case as it goes on after this word."""
    person = c.handler != "agent" and world.anybody_here(c)
    below = choices(world, c, pid, free, person=person)
    return _closing(world, c, bool(free), person), {"choices": below} if below else {}


def _closing(world: World, c: Conversation, times: bool, person: bool) -> str:
    if times:
        return world.say("promise_choose_either" if person else "promise_choose_time", c)
    if person:
        return world.say("promise_choose_person", c)
    if c.handler == "agent":
        return world.say("promise_disputed_held", c, person=world.someone(c))
    found = world.outlook(c)
    if found.kind != "opens" or not found.at:
        return world.say("promise_by_phone", c)
    who, when = world.person(found.member.person.id, c.language), world.when(found.at, c)
    return world.say("promise_answered_then", c, person=who, when=when)
