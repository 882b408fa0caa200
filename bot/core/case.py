"""A person's verbs upon a case they hold: write, note, transfer, return, resolve; and how a resolved case comes back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.core import briefing, finding_out, holding, left_open, notify, plain, promise, promised, standin
from bot.core.conversation import Change, Conversation, Transfer
from bot.core.errors import Conflict, Invalid
from bot.core.event import CUSTOMER, SYSTEM, Event
from bot.core.handoff import already_claimed, leave_queue, request, taken_by
from bot.core.said import Said
from bot.core.turns import bot_says, seconds
from bot.core.world import World


def hold(world: World, c: Conversation, agent: str) -> None:
    """Refuses a verb by anyone but the holder.

    Raises:
        Conflict: `already_claimed` naming who has it, `not_claimed` when nobody has, `resolved`.
    """
    if c.agent == agent and c.handler == "agent":
        return
    if c.handler == "agent":
        raise already_claimed(world, c)
    if not c.open:
        raise Conflict("This conversation is resolved.", code="resolved")
    raise Conflict("Claim the conversation first: nobody has it yet.", code="not_claimed")


def agent_wrote(
    world: World, c: Conversation, agent: str, text: str, data: dict[str, Any], *, by_itself: bool = False
) -> Change:
    """A line under a person's name: only ever because that person pressed send. `by_itself`: it was set for later.

    What goes out by itself, or only says that they are still at it, is no promised answer.
    """
    hold(world, c, agent)
    event = Event("message", world.actor(agent, c.language), world.now, text, data)
    files = ", ".join(one["name"] for one in data.get("files", ()))
    here = standin.back(c)
    answers = not by_itself and not (text and holding.only_holds(text) and not files)
    wrote = (promise.answered(world, here, agent) if answers else here).but(
        last_at=world.now, last_text=text or files, last_by="agent", asked_now=False, unseen_by=agent
    )
    return Change(notify.unseen(wrote, "answer", world.now), (event,))


def noted(world: World, c: Conversation, agent: str, text: str, data: dict[str, Any]) -> Change:
    """A note for colleagues; anyone at the desk may leave one."""
    return Change(c, (Event("note", world.actor(agent, c.language), world.now, text, data),))


def transfer(world: World, c: Conversation, agent: str, to: str, reason: str) -> tuple[Change, bool]:
    """Asks a colleague or a team to take over; the holder keeps the case until then.

    Returns:
        The change, and whether it waits for the customer's yes (from the second transfer on).

    Raises:
        Invalid: `transfer_unknown`: nobody and no team of that name.
        Conflict: by anyone but the holder.
    """
    hold(world, c, agent)
    target, label = _target(world, c, to)
    if target == agent:
        raise Invalid("This conversation is yours already.", code="transfer_to_self", field="to")
    if c.transfer and c.transfer.to == target:
        return Change(c), not c.transfer.agreed
    asks = c.transfers > 0
    moved = c.but(transfer=Transfer(target, agent, reason, agreed=not asks))
    facts = {"earlier": world.company.person(agent).name, "person": label, "reason": _sentence(reason)}
    if asks:
        return _ask(world, moved, "transfer", world.say("ask_transfer", c, **facts)), True
    return _offered(world, moved, facts), False


def _offered(world: World, c: Conversation, facts: Mapping[str, str]) -> Change:
    """The colleague is asked, by the holder's word; where nobody of those meant is here, the holder finds out and comes back."""
    assert c.transfer
    to, by = c.transfer.to, c.transfer.by
    data = {"to": to, "reason": c.transfer.reason, "notice": world.say("notice_transfer_asked", c, **facts)}
    offered = Event("handoff.offered", world.actor(by, c.language), world.now, None, data)
    if meant := finding_out.found_nobody(world, to):
        change = Change(c, (offered,))
        change = change.then(lambda x: finding_out.promised(world, x, by, meant, facts["reason"]))
        if change.conversation is not c:
            return change.then(lambda x: _finds_out(world, x, facts))
    told = bot_says(world, c, data["notice"], {"about": "transfer"})
    return Change(told.conversation, (offered, *told.events))


def _finds_out(world: World, c: Conversation, facts: Mapping[str, str]) -> Change:
    when = world.when(c.promises[-1].due_at, c)
    return bot_says(world, c, world.say("transfer_absent", c, when=when, **facts), {"about": "transfer"})


def ask_return(world: World, c: Conversation, agent: str, reason: str) -> Change:
    """The holder proposes that the bot goes on; the customer decides."""
    hold(world, c, agent)
    text = world.say("ask_return", c, earlier=world.company.person(agent).name)
    return _ask(world, c.but(asked_reason=reason), "return", text)


def answered(world: World, c: Conversation, yes: bool) -> Change:
    """The customer's word on what the holder proposed."""
    asked, c = c.asked, c.but(asked=None)
    name = world.company.person(c.agent or "").name
    gone = c.transfer and c.transfer.to not in (*world.company.people, *world.company.teams)
    if not yes or (asked == "transfer" and gone):
        stays = c.but(transfer=None if asked == "transfer" else c.transfer)
        return bot_says(world, stays, world.say("notice_stayed", c, name=name))
    if asked == "return":
        return _returned(world, c, name)
    if c.transfer:
        agreed = Transfer(c.transfer.to, c.transfer.by, c.transfer.reason)
        _, label = _target(world, c, agreed.to)
        facts = {"earlier": name, "person": label, "reason": _sentence(agreed.reason)}
        return _offered(world, c.but(transfer=agreed), facts)
    return Change(c)


def resolve(world: World, c: Conversation, agent: str, about: str | None) -> Change:
    """The holder's word that the matter is dealt with. The customer's next word can still say otherwise."""
    hold(world, c, agent)
    notice = world.say("notice_resolved", c, name=world.company.person(agent).name)
    data = {"notice": notice} | ({"about": about} if about else {})
    done = leave_queue(c).but(
        status="resolved", handler="bot", agent=None, epoch=c.epoch + 1, resolved_at=world.now, resolved_by=agent,
        transfer=None, asked=None, turn=None, snoozed_until=None, about=about or c.about,
    )  # fmt: skip
    return Change(
        done, (Event("conversation.resolved", world.actor(agent, c.language), world.now, None, data),)
    )


def close_silent(world: World, c: Conversation) -> Change:
    """A bot case in which nobody wrote for half an hour ends by itself; a word reopens it.

    What was left open while nobody was here waits for those who come (bot/core/left_open.py).
    """
    silent_since = world.now - seconds(world.timing.silent_close_s)
    if (
        not c.open
        or c.handler != "bot"
        or c.turn
        or c.pending
        or promised.pending(c)
        or (c.last_at or c.created_at) > silent_since
    ):
        return Change(c)
    if left_open.for_the_morning(world, c):
        return request(world, c, reason="left_open", by=SYSTEM, notice="notice_left_open")
    done = c.but(status="resolved", resolved_at=world.now, resolved_by=None)
    return Change(done, (Event("conversation.resolved", SYSTEM, world.now, None, {"why": "silent"}),))


def reopen(world: World, c: Conversation) -> Change:
    """A word after the end: to whoever had the case if online, else to the front of the queue; a bot case to the bot."""
    opened = c.but(status="open", resolved_at=None, resolved_by=None, handler="bot", epoch=c.epoch + 1)
    if not c.resolved_by:
        return Change(opened, (_reopened(world, world.say("notice_reopened_bot", c)),))
    notice = world.say("notice_reopened", c, person=world.person(c.resolved_by, c.language))
    if c.resolved_by in world.members and world.member(c.resolved_by, c).online:
        return Change(taken_by(opened, c.resolved_by), (_reopened(world, notice),))
    front = opened.but(
        handler="queue", waiting_since=world.now, front=True, offer_at=world.now, reasons=(*c.reasons, "reopened"),
    )  # fmt: skip
    return Change(front, (_reopened(world, notice),))


def reopened_by(world: World, c: Conversation, agent: str) -> Change:
    """A person takes a resolved case up again by themselves, and the customer is told.

    Raises:
        Conflict: `not_resolved`.
    """
    if c.open:
        raise Conflict("This conversation is open.", code="not_resolved")
    opened = taken_by(c.but(status="open", resolved_at=None, resolved_by=None), agent)
    notice = world.say("notice_taken_up", c, person=world.person(agent, c.language))
    event = Event(
        "conversation.reopened", world.actor(agent, c.language), world.now, None, {"notice": notice}
    )
    return Change(opened.but(last_at=world.now), (event,))


def brief_corrected(world: World, c: Conversation, given: Mapping[str, str]) -> Change:
    """The customer's own words on what we understood. They win over ours from now on."""
    put_right = c.but(brief={**c.brief, **given}, corrected=tuple(sorted({*c.corrected, *given})))
    if put_right == c:
        return Change(c)
    data = {"brief": briefing.brief(world, put_right)}
    return Change(put_right, (Event("brief.updated", CUSTOMER, world.now, None, data),))


def may_stay_resolved(world: World, text: str) -> bool:
    """Thanks, a goodbye, a thumb: shown to the person, and the case stays resolved."""
    return plain.only_thanks(text, [person.name for person in world.company.people.values()])


def only_thanked(world: World, c: Conversation, said: Said) -> bool:
    """Whether with this line the customer still waits for no word. An answer to a question, or after one, is no thanks."""
    if said.beyond_the_bot or said.choice or c.asked or not may_stay_resolved(world, said.text):
        return False
    asked = c.last_by == "agent" and "?" in (c.last_text or "")
    return c.thanked if c.last_by == "customer" else not asked


def _reopened(world: World, notice: str) -> Event:
    return Event("conversation.reopened", CUSTOMER, world.now, None, {"notice": notice})


def _returned(world: World, c: Conversation, name: str) -> Change:
    data = {"notice": world.say("notice_returned", c, name=name), "by": name, "reason": c.asked_reason}
    back = c.but(
        handler="bot", agent=None, epoch=c.epoch + 1, transfer=None, asked_reason="", misses=0, told_at=None, turn=None,
        to_tell={"by": name, "reason": c.asked_reason},
    )  # fmt: skip
    spoken = bot_says(world, back, world.say("returned", back, name=name))
    return Change(
        spoken.conversation, (Event("handoff.returned", CUSTOMER, world.now, None, data), *spoken.events)
    )


def _ask(world: World, c: Conversation, what: str, text: str) -> Change:
    name = world.company.person(c.agent or "").name
    choices = [
        {"value": f"yes:{c.asks + 1}", "label": world.say("choose_yes", c)},
        {"value": f"stay:{c.asks + 1}", "label": world.say("choose_stay", c, name=name)},
    ]
    return bot_says(world, c.but(asked=what, asks=c.asks + 1, asked_now=True), text, {"choices": choices})


def _target(world: World, c: Conversation, to: str) -> tuple[str, str]:
    """A person's id and phrase by e-mail or id, or a team's."""
    for person in world.company.people.values():
        if to.strip().lower() in (person.email, person.id):
            return person.id, world.person(person.id, c.language)
    if to in world.company.teams:
        return to, world.company.teams[to].name(c.language)
    raise Invalid("There is nobody and no team of that name.", code="transfer_unknown", field="to")


def _sentence(reason: str) -> str:
    return reason if reason.endswith((".", "?", "…")) else f"{reason}."
