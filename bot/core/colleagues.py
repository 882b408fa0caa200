"""Asking somebody inside, without the customer changing hands: a note with a name brings them into the case."""

from __future__ import annotations

from bot.core.case import noted
from bot.core.conversation import Asked, Change, Conversation
from bot.core.errors import Invalid
from bot.core.event import Actor, Event
from bot.core.world import World


def colleague(world: World, to: str) -> str:
    """The id of a colleague by id or e-mail.

    Raises:
        Invalid: `colleague_unknown`.
    """
    wanted = to.strip().lower()
    for person in world.company.people.values():
        if wanted in (person.id, person.email):
            return person.id
    raise Invalid("There is nobody of that name at the desk.", code="colleague_unknown", field="to")


def ask(world: World, c: Conversation, agent: str, to: str, text: str, client_id: str) -> Change:
    """A question to a colleague, in the case: it stands on their list until they leave a note."""
    if to == agent:
        raise Invalid("That is you.", code="colleague_unknown", field="to")
    name = world.company.person(to).name
    data = {"client_id": client_id, "to": to, "name": name}
    event = Event("colleague.asked", world.actor(agent, c.language), world.now, text, data)
    waiting = tuple(one for one in c.asked_of if one.to != to)
    return Change(c.but(asked_of=(*waiting, Asked(to, agent, world.now))), (event,))


def ask_outside(world: World, c: Conversation, agent: str, to: str, text: str, client_id: str) -> Change:
    """A question to the back office, which answers by a link. `to`: what the place or person is called there."""
    data = {"client_id": client_id, "to": None, "name": to}
    event = Event("colleague.asked", world.actor(agent, c.language), world.now, text, data)
    return Change(c, (event,))


def answered_inside(world: World, c: Conversation, agent: str, text: str, client_id: str) -> Change:
    """A note; from somebody who was asked it is the answer."""
    change = noted(world, c, agent, text, {"client_id": client_id})
    if not any(one.to == agent for one in c.asked_of):
        return change
    left = tuple(one for one in c.asked_of if one.to != agent)
    by = [one.by for one in c.asked_of if one.to == agent]
    answer = Event("colleague.answered", change.events[0].by, world.now, None, {"to": by[0]})
    return Change(change.conversation.but(asked_of=left), (*change.events, answer))


def answered_outside(world: World, c: Conversation, name: str, place: str, to: str, text: str) -> Change:
    """The back office's word, for the desk only. `to`: who asked."""
    by = Actor("agent", name, place)
    return Change(
        c,
        (
            Event("note", by, world.now, text, {"outside": True}),
            Event("colleague.answered", by, world.now, None, {"to": to}),
        ),
    )
