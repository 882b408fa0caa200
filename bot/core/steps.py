"""The ways into a conversation, each one atomic step: what a customer's word, a choice or an assistant's reply leads to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from bot.core import care, case, handoff, later, plain, promise, turns
from bot.core.conversation import Change, Conversation
from bot.core.empathy.history import declines
from bot.core.event import CUSTOMER, Event
from bot.core.language import detect
from bot.core.turns import YES_HUMAN, Reply
from bot.core.world import World


@dataclass(frozen=True)
class Said:
    """A customer's line, or files with or without one (docs/protocol.md). `value` and `payload`: the choice taken, and what it means to the assistant, if it is one."""

    text: str
    client_id: str
    value: str | None = None
    payload: str | None = None
    choice: dict[str, str] | None = None
    files: tuple[Mapping[str, Any], ...] = ()


def customer_wrote(world: World, c: Conversation, said: Said) -> Change:
    """Stores a customer's line and settles what follows: the bot's turn, the person's desk, a handoff, a reopening."""
    data: dict[str, Any] = {"client_id": said.client_id} | ({"choice": said.choice} if said.choice else {})
    data |= {"files": [dict(one) for one in said.files]} if said.files else {}
    language = c.language if c.language_fixed else detect(said.text, c.language)
    heard = c.but(
        wrote_at=world.now, last_at=world.now, last_by="customer", last_text=(said.text or names(said.files))[:200], language=language,
        brief=c.brief or _matter(said.text),
    )  # fmt: skip
    stored = Change(heard, (Event("message", CUSTOMER, world.now, said.text, data),))
    stored = stored.then(lambda x: later.wake(world, x, "customer"))
    if not c.open:
        return (
            stored
            if not said.files and case.may_stay_resolved(world, said.text)
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
    both = bool(reply.choices) and reply.propose is None
    if current and c.turn and c.handler != "agent" and not reply.failed:
        c, reply = care.considered(world, c, c.turn.text, reply)
    change = turns.replied(world, c, turn_id, reply)
    if both and change.conversation.offering:  # a yes answers the assistant's own question
        change = Change(change.conversation.but(offering=False), change.events)
    if not current or change.conversation.handler == "agent":
        return change
    if reply.withdraw:
        return (
            change.then(lambda x: handoff.withdraw(world, x))
            if c.handler == "queue"
            else _goes_on(world, change)
        )
    if reply.propose == "handoff" and c.turn and c.epoch == c.turn.epoch:
        why = reply.reason or "asked"
        return change.then(lambda x: handoff.request(world, x, reason=why, name=reply.to))
    return change


def promise_disputed(world: World, c: Conversation, pid: str) -> Change:
    """ "Nobody called": said sorry for, and the case is in front of a person at once."""
    change = promise.disputed(world, c, pid)
    if not change.conversation.open:
        change = change.then(lambda x: case.reopen(world, x))
    if change.conversation.handler == "bot":
        change = change.then(lambda x: handoff.request(world, x, reason="promise_disputed"))
    if change.conversation.handler == "queue":
        change = change.then(lambda x: Change(x.but(front=True)))
    return change.then(lambda x: promise.said_sorry(world, x, pid))


def names(files: Collection[Mapping[str, Any]]) -> str:
    """What files are called, in a row."""
    return ", ".join(str(one["name"]) for one in files)


def _matter(text: str) -> dict[str, str]:
    """The first words that say what it is about; a greeting or a plain request for a person does not."""
    return {"matter": text[:200]} if len(text) > 12 and not plain.wants_person(text) else {}


def _goes_on(world: World, change: Change) -> Change:
    """No person is wanted and none was asked for: said, where the reply says nothing itself."""
    if any(event.type == "message" for event in change.events):
        return change
    return change.then(lambda x: turns.bot_says(world, x, world.say("not_asked", x)))


def _follow(world: World, c: Conversation, said: Said) -> Change:
    if c.handler == "agent":
        return _to_agent(world, c, said)
    if said.files and not (said.text and _asks_for_person(c, said)):
        came = turns.files_came(world, c, names(said.files))
        asks = said.text and (lambda x: Change(turns.queue_line(world, x, said.text, said.payload)))
        return came.then(asks) if asks else came
    if said.value and (said.value == "now" or said.value.startswith("wait:")):
        opened = Change(c) if c.handler == "queue" else handoff.request(world, c)
        return opened.then(lambda x: handoff.choose(world, x, said.value or ""))
    if _asks_for_person(c, said):
        return handoff.request(world, c)
    heard = care.refused(c) if c.offering and declines(said.text) else c
    return Change(turns.queue_line(world, heard.but(offering=False), said.text, said.payload))


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
