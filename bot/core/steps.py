"""The ways into a conversation, each one atomic step: what a customer's word, a choice or an assistant's reply leads to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.core import (
    care,
    case,
    choosing,
    handoff,
    later,
    notify,
    plain,
    promise,
    promise_calls,
    promise_clock,
    promise_words,
    promised,
    showing,
    turns,
    unaided,
    unread,
    waiting_words,
)
from bot.core.conversation import Change, Conversation, Promise
from bot.core.empathy.history import declines
from bot.core.errors import Conflict
from bot.core.event import CUSTOMER, SYSTEM, Event
from bot.core.language import detect
from bot.core.reach import CHAT, entered
from bot.core.said import Picked, Said, names
from bot.core.slots import Slot
from bot.core.turns import YES_HUMAN, Reply
from bot.core.world import World


def customer_wrote(world: World, c: Conversation, said: Said) -> Change:
    """Stores a customer's line and settles what follows: the bot's turn, the person's desk, a handoff, a reopening."""
    data: dict[str, Any] = {"client_id": said.client_id} | ({"choice": said.choice} if said.choice else {})
    data |= {"files": [dict(one) for one in said.files]} if said.files else {}
    data |= {"origin": dict(said.origin)} if said.origin else {}
    thanked = case.only_thanked(world, c, said)
    data |= {"thanks": True} if thanked else {}
    c = entered(c, said.chat) if said.chat else c
    language = c.language if c.language_fixed else detect(said.text, c.language)
    heard = c.but(
        wrote_at=world.now, last_at=world.now, last_by="customer", last_text=(said.text or names(said.files))[:200], language=language,
        channel=CHAT if said.chat else "web", thanked=thanked,
    )  # fmt: skip
    stored = Change(heard, (Event("message", CUSTOMER, world.now, said.text, data),))
    stored = stored.then(lambda x: later.wake(world, x, "customer"))
    if c.unseen_since:
        stored = stored.then(lambda x: all_seen(world, x))
    if said.times is not None:
        return stored.then(lambda x: _which_time(world, x, said.times or ()))
    if said.slot:
        return stored.then(lambda x: _picked(world, x, said.slot))
    if blamed := plain.says_nobody_called(said.text) and promise_calls.blamed(world, c):
        return stored.then(lambda x: promise_disputed(world, x, blamed.id))
    if not c.open:
        return (
            stored
            if not said.beyond_the_bot and case.may_stay_resolved(world, said.text)
            else stored.then(lambda x: _after_reopening(world, x, said))
        )
    return stored.then(lambda x: _follow(world, x, said))


def human_wanted(world: World, c: Conversation, name: str | None) -> Change:
    """A person is wanted, by button: in a resolved case that opens it again."""
    if c.open:
        return handoff.request(world, c, name=name)
    opened = case.reopen(world, c)
    if opened.conversation.handler == "agent" and not name:
        return opened
    return opened.then(lambda x: handoff.request(world, _to_front(x), name=name))


def _to_front(c: Conversation) -> Conversation:
    """A reopened case before anybody has it."""
    return handoff.leave_queue(c).but(handler="bot", agent=None, front=True)


def assistant_answered(world: World, c: Conversation, turn_id: str, reply: Reply) -> Change:
    """The assistant's reply to a turn: the line, then what it proposes. The gateway decides."""
    current = c.turn is not None and c.turn.id == turn_id
    if current and reply.failed:
        reply = unaided.failed(world, c, reply)
    both = bool(reply.choices) and reply.propose is None
    if current and c.turn and c.handler != "agent" and not reply.failed:
        c, reply = care.considered(world, c, c.turn.text, reply)
    if current and reply.withdraw and c.handler == "queue":  # first that it is withdrawn, then how it goes on
        return handoff.withdraw(world, c).then(lambda x: turns.replied(world, x, turn_id, reply))
    change = turns.replied(world, c, turn_id, reply)
    if both and change.conversation.offering:  # a yes answers the assistant's own question
        change = Change(change.conversation.but(offering=False), change.events)
    if not current or change.conversation.handler == "agent":
        return change
    if reply.withdraw:
        return _goes_on(world, change)
    if reply.propose == "handoff" and c.turn and c.epoch == c.turn.epoch:
        why = reply.reason or "asked"
        return change.then(lambda x: handoff.request(world, x, reason=why, name=reply.to))
    return change


def all_seen(world: World, c: Conversation) -> Change:
    """The customer has seen everything that was said: promised answers among it are kept."""
    return promise.answers_seen(world, c.but(unseen_since=None))


def notice_delivered(world: World, c: Conversation, by: str) -> Change:
    """The chosen channel has brought the notice: that counts as seen."""
    change = notify.delivered(world, c, by)
    return change.then(lambda x: promise.answers_seen(world, x)) if change.events else change


def promise_disputed(world: World, c: Conversation, pid: str) -> Change:
    """ "Nobody called": said sorry for, and the case is in front of a person at once."""
    change = promise_calls.disputed(world, c, pid)
    if not change.conversation.open:
        change = change.then(lambda x: case.reopen(world, x))
    if change.conversation.handler == "bot":
        change = change.then(lambda x: handoff.request(world, x, reason="promise_disputed"))
    if change.conversation.handler == "queue":
        change = change.then(lambda x: Change(x.but(front=True)))
    return change.then(lambda x: promise_calls.said_sorry(world, x, pid))


def _goes_on(world: World, change: Change) -> Change:
    """No person is wanted and none was asked for: said, where the reply says nothing itself."""
    if any(event.type == "message" for event in change.events):
        return change
    return change.then(lambda x: turns.bot_says(world, x, world.say("not_asked", x)))


def _follow(world: World, c: Conversation, said: Said) -> Change:
    if c.handler == "agent":
        return _to_agent(world, c, said)
    if said.beyond_the_bot and not (said.text and _asks_for_person(c, said)):
        came = _files_came(world, c, said)
        asks = (
            said.text
            and not said.stands_for
            and (lambda x: Change(turns.queue_line(world, x, said.text, said.payload)))
        )
        return came.then(asks) if asks else came
    if said.value and (said.value == "now" or said.value.startswith("wait:")):
        opened = Change(c) if c.handler == "queue" else handoff.request(world, c)
        return opened.then(lambda x: choosing.choose(world, x, said.value or ""))
    if said.value == waiting_words.STAY and c.handler == "queue":
        return waiting_words.chose_to_stay(world, c)
    if _asks_for_person(c, said):
        return handoff.request(world, c)
    if c.handler == "bot" and (owner := _promised_by(world, c)):
        asked = handoff.request(
            world, c, reason="promise", name=owner, by=SYSTEM, notice="notice_promise_front"
        )
        c = asked.conversation.but(front=True)
        return Change(turns.queue_line(world, c.but(offering=False), said.text, said.payload), asked.events)
    heard = care.refused(c) if c.offering and declines(said.text) else c
    return Change(turns.queue_line(world, heard.but(offering=False), said.text, said.payload))


def _files_came(world: World, c: Conversation, said: Said) -> Change:
    if said.origin.get("kind") == unread.KIND:
        return unread.came(world, c)
    if c.handler == "bot" and (topic := showing.topic_of(world, c, said)):
        return showing.brought(world, c, topic)
    return turns.files_came(world, c, said.beyond_the_bot)


def _promised_by(world: World, c: Conversation) -> str | None:
    """Who promised something and is here: the customer writes first, so the promise comes to the front."""
    here = (one.agent for one in promised.pending(c) if (m := world.members.get(one.agent)) and m.online)
    return next(here, None)


def promise_asked(world: World, c: Conversation, one: Promise, client_id: str) -> Change:
    """A time of the customer's own choice. Who was waiting for a person waits no more: that person has promised.

    Raises:
        Conflict: `slot_same`: they have that time already; `promises_too_many`.
    """
    if promised.has_enough(c):
        raise Conflict("Cancel one of your times first.", code="promises_too_many")
    if promised.has(c, one.due_at, one.agent):
        raise Conflict("That time is yours already.", code="slot_same")
    out = handoff.leave_queue(c).but(handler="bot") if c.handler == "queue" else c
    return promise.made(world, out, one, CUSTOMER, client_id)


def _which_time(world: World, c: Conversation, times: Sequence[Slot]) -> Change:
    """Instead of waiting: real times to choose from, or another way where there are none soon enough."""
    if not times:
        return turns.bot_says(world, c, world.say("no_times", c))
    return turns.bot_says(
        world, c, world.say("which_time", c), {"choices": promise_words.choices(world, c, "", times)}
    )


def _picked(world: World, c: Conversation, it: Picked | None) -> Change:
    """A time that the customer picked: for what is promised, or anew for what was broken, or instead of waiting."""
    if not it:
        return Change(c)
    at, agent = it.slot
    if promised.has(c, at, agent):
        facts = {"person": world.person(agent, c.language), "when": world.when(at, c)}
        return turns.bot_says(world, c, world.say("slot_yours", c, **facts))
    if not it.ours:
        data = {"choices": promise_words.choices(world, c, it.pid, it.others, person=c.handler == "bot")}
        return turns.bot_says(world, c, world.say("slot_taken", c), data)
    old = next((one for one in c.promises if one.id == it.pid), None)
    if old and old.status in promised.PENDING:
        return promise_clock.moved(world, c, old.id, it.slot, it.new_id)
    if promised.has_enough(c):
        return turns.bot_says(world, c, world.say("slot_enough", c, person=world.someone(c)))
    new = Promise(it.new_id, agent, "answer", at, c.channel, by="customer")
    if old:
        new = replace(new, what=old.what, where=old.where, phone=old.phone, text=old.text)
    out = handoff.leave_queue(c).but(handler="bot") if c.handler == "queue" else c
    return promise.made(world, out, new, CUSTOMER)


def _asks_for_person(c: Conversation, said: Said) -> bool:
    if said.value == YES_HUMAN or plain.wants_person(said.text):
        return True
    return c.offering and said.value is None and plain.affirms(said.text)


def _to_agent(world: World, c: Conversation, said: Said) -> Change:
    """With a person the line goes to the desk; only an answer to what that person proposed has an effect."""
    if c.asked and said.value in (f"yes:{c.asks}", f"stay:{c.asks}"):
        return case.answered(world, c, said.value.startswith("yes"))
    if c.asked and c.asked_now and said.value is None and plain.affirms(said.text):
        return case.answered(world, c, True)
    return Change(c.but(asked_now=False))


def _after_reopening(world: World, c: Conversation, said: Said) -> Change:
    opened = case.reopen(world, c)
    if opened.conversation.handler == "bot":
        return opened.then(lambda x: _follow(world, x, said))
    return opened
