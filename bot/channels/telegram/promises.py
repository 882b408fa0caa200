"""A customer's promises in the chat, by buttons; the verbs are those of the page (bot/service/promises.py).

/status ──▶ a promise ──▶ move ──▶ a free time
   │                 ├──▶ cancel ──▶ yes, no
   │                 ├──▶ a calendar file
   │                 └──▶ "nobody called"
   └──▶ agree on a time ──▶ a free time
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.channels.telegram import promise_buttons
from bot.channels.telegram.channel import Channel
from bot.channels.telegram.inbound import Heard
from bot.channels.telegram.standing import promise_line
from bot.core import promised, reach, slots
from bot.core.conversation import Change, Conversation, Promise
from bot.core.errors import Conflict, Unknown
from bot.core.message import digest
from bot.core.promise_words import facts
from bot.core.world import World

Verb = Callable[[Channel, Heard, str, str, str], Awaitable[None]]
# A time that has just gone: the others are shown. Theirs already: said so.
GONE, THEIRS, ENOUGH = "slot_taken", "slot_same", "promises_too_many"


async def pressed(channel: Channel, heard: Heard, cid: str, rest: str) -> None:
    """`<verb>:<promise>:<time>`.

    Raises:
        Invalid, Conflict: the button is an old one. Blocked: a person took that right away.
    """
    verb, _, what = rest.partition(":")
    pid, _, slot = what.partition(":")
    try:
        await VERBS.get(verb, _old)(channel, heard, cid, pid, slot)
    except Unknown as error:
        if error.code != "promise_unknown":  # the whole case is gone
            raise
        await _old(channel, heard, cid, pid, slot)


async def _one(channel: Channel, heard: Heard, cid: str, pid: str, _slot: str) -> None:
    """One that was kept, as they say, can be shown too: to dispute it."""

    def words(world: World, c: Conversation) -> Change:
        one = promised.find(c, pid, (*promised.PENDING, "kept"))
        return reach.slip(world, c, promise_line(world, c, one), promise_buttons.of_one(world, c, one))

    await _slip(channel, heard, cid, words)


async def _cancel(channel: Channel, heard: Heard, cid: str, pid: str, _slot: str) -> None:
    def words(world: World, c: Conversation, one: Promise) -> Change:
        asked = world.say("tg_promise_sure", c, **facts(world, c, one))
        return reach.slip(world, c, asked, promise_buttons.of_cancel(world, c, one))

    await _about(channel, heard, cid, pid, words)


async def _calendar(channel: Channel, heard: Heard, cid: str, pid: str, _slot: str) -> None:
    def words(world: World, c: Conversation, one: Promise) -> Change:
        return reach.slip(world, c, world.say("tg_promise_calendar", c, **facts(world, c, one)), calendar=pid)

    await _about(channel, heard, cid, pid, words)


async def _kept_as_it_is(channel: Channel, heard: Heard, cid: str, pid: str, _slot: str) -> None:
    def words(world: World, c: Conversation, one: Promise) -> Change:
        return reach.slip(world, c, world.say("tg_promise_stands", c, **facts(world, c, one)))

    await _about(channel, heard, cid, pid, words)


async def _withdrawn(channel: Channel, heard: Heard, cid: str, pid: str, _slot: str) -> None:
    await _entered(channel, heard, cid)
    await channel.services.promises.withdraw(cid, pid)


async def _disputed(channel: Channel, heard: Heard, cid: str, pid: str, _slot: str) -> None:
    await _entered(channel, heard, cid)
    await channel.services.promises.dispute(cid, pid)


async def _times(channel: Channel, heard: Heard, cid: str, pid: str, _slot: str) -> None:
    """Free times; else who is free now, or another way."""
    await _show_times(channel, heard, cid, pid, "which_time")


async def _at(channel: Channel, heard: Heard, cid: str, pid: str, slot: str) -> None:
    """A time was picked: for a promise, or for a new one, which is an answer in this chat."""
    c, name = await _entered(channel, heard, cid), promise_buttons.slot_of(slot)
    at, agent = slots.slot_of(name)
    promises = channel.services.promises
    try:
        if pid:
            await promises.move(cid, pid, name)
        else:
            new = Promise(f"t{heard.update}", agent, "answer", at, reach.CHAT, by="customer")
            await promises.ask(cid, f"t:{heard.update}", name, new)
    except Conflict as error:
        if error.code == GONE:
            return await _show_times(channel, heard, cid, pid, "slot_taken")
        if error.code not in (THEIRS, ENOUGH):
            raise
        world = channel.world()
        said = {"person": world.person(agent, c.language), "when": world.when(at, c)}
        key = "slot_yours" if error.code == THEIRS else "slot_enough"
        await _slip(channel, heard, cid, lambda w, x: reach.slip(w, x, w.say(key, x, **said)))


async def _show_times(channel: Channel, heard: Heard, cid: str, pid: str, key: str) -> None:
    c = await _entered(channel, heard, cid)
    found = await channel.services.promises.free(c, pid)
    free = [slots.slot_of(one["slot"]) for one in found["slots"]]

    def words(world: World, x: Conversation) -> Change:
        if free:
            return reach.slip(world, x, world.say(key, x), promise_buttons.of_times(world, x, pid, free))
        if found.get("now"):
            return reach.slip(world, x, world.say("tg_free_now", x, person=world.someone(x)))
        return reach.slip(world, x, found["other_way"]["text"] or world.say("no_times", x))

    await _slip(channel, heard, cid, words)


async def _old(_channel: Channel, _heard: Heard, _cid: str, _pid: str, _slot: str) -> None:
    raise Conflict("There is no such button any more.", code="choice_unknown")


async def _about(
    channel: Channel,
    heard: Heard,
    cid: str,
    pid: str,
    words: Callable[[World, Conversation, Promise], Change],
) -> None:
    """A slip about a promise that has not ended."""
    await _slip(channel, heard, cid, lambda w, c: words(w, c, promised.find(c, pid)))


async def _slip(
    channel: Channel, heard: Heard, cid: str, verb: Callable[[World, Conversation], Change]
) -> None:
    """Once for each press."""
    await channel.do(cid, heard.chat, verb, (f"t:{heard.update}", digest("slip")))


async def _entered(channel: Channel, heard: Heard, cid: str) -> Conversation:
    """The case goes on in this chat: what follows is told here."""
    return (await channel.do(cid, heard.chat, lambda _, c: Change(c))).conversation


VERBS: dict[str, Verb] = {
    "one": _one, "add": _times, "move": _times, "at": _at, "cancel": _cancel, "yes": _withdrawn, "no": _kept_as_it_is,
    "file": _calendar, "not": _disputed,
}  # fmt: skip
