"""The colleague of a practice case: whoever the agent brings in is played by one who stands in no directory.

transfer: accepts after a moment, and asks the agent to take it back     ask: answers with a note     return: the customer
says yes, and a moment later asks for a person again. So each is rehearsed from both its sides.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.core import colleagues, handoff, steps
from bot.core.company import Person
from bot.core.conversation import Change, Conversation, Transfer
from bot.core.event import CUSTOMER, Event
from bot.core.people import Member
from bot.core.said import Said
from bot.core.turns import bot_says
from bot.core.world import World

MARK = "practice"
COLLEAGUE = "practice-colleague"


def is_practice(cid: str) -> bool:
    """Whether an id is a practice case's: told without its record, by whoever reads the feed."""
    return cid.partition("-")[2].startswith(MARK)


def stands_in(cid: str, to: str) -> str:
    """Whom a verb really brings in: in a practice case nobody but the practice colleague."""
    return COLLEAGUE if is_practice(cid) else to


def around(world: World, c: Conversation) -> World:
    """The world as a case sees it: around a practice case there is one more person, who is here and takes nothing by themselves."""
    if not c.practised_by:
        return world
    say = world.lines.say
    person = Person(
        COLLEAGUE, "", say("practice_colleague", c.language), "", next(iter(world.company.teams)),
        languages=(c.language,), capacity=0, role_line=say("practice_role", c.language),
    )  # fmt: skip
    company = replace(world.company, people={**world.company.people, COLLEAGUE: person})
    return replace(world, company=company, members={**world.members, COLLEAGUE: Member(person, "online")})


def move(c: Conversation) -> Callable[[World, Conversation], Change] | None:
    """What the colleague or the customer does next with what the agent began; None: nothing."""
    if c.asked:
        return _says_yes
    if c.transfer and c.transfer.to == COLLEAGUE:
        return _accepts
    if c.agent == COLLEAGUE and not c.transfer:
        return _gives_back
    if any(one.to == COLLEAGUE for one in c.asked_of):
        return _answers
    if c.handler == "bot" and c.wrote_at:
        return _asks_again
    return None


def wants_person(world: World, c: Conversation, text: str, client_id: str) -> Change:
    """The customer writes and asks for a person: offered to the one who practises, and to nobody else."""
    said = c.but(wrote_at=world.now, last_at=world.now, last_by="customer", last_text=text)
    wrote = Event("message", CUSTOMER, world.now, text, {"client_id": client_id})
    asked = Change(said, (wrote,)).then(lambda x: handoff.request(world, x))
    return Change(asked.conversation.but(offer_at=None, offered=c.practised_by), asked.events)


def _says_yes(world: World, c: Conversation) -> Change:
    text = world.lines.say("choose_yes", c.language)
    return steps.customer_wrote(world, c, Said(text, f"{MARK}yes{c.asks}", f"yes:{c.asks}"))


def _accepts(world: World, c: Conversation) -> Change:
    return handoff.claim(world, c, COLLEAGUE).then(lambda x: Change(x.but(last_at=world.now)))


def _gives_back(world: World, c: Conversation) -> Change:
    """Asks the agent, who accepts as any colleague would."""
    to, reason = c.practised_by or "", world.say("practice_back", c)
    name, person = world.company.person(COLLEAGUE).name, world.person(to, c.language)
    notice = world.say("notice_transfer_asked", c, earlier=name, person=person, reason=reason)
    data = {"to": to, "reason": reason, "notice": notice}
    offered = Event("handoff.offered", world.actor(COLLEAGUE, c.language), world.now, None, data)
    told = bot_says(world, c.but(transfer=Transfer(to, COLLEAGUE, reason)), notice, {"about": "transfer"})
    return Change(told.conversation, (offered, *told.events))


def _answers(world: World, c: Conversation) -> Change:
    return colleagues.answered_inside(world, c, COLLEAGUE, world.say("practice_answer", c), f"{MARK}note")


def _asks_again(world: World, c: Conversation) -> Change:
    return wants_person(world, c, world.lines.say("practice_again", c.language), f"{MARK}again{c.epoch}")
