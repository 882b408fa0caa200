"""What can be done with a conversation, whoever asks: web, Telegram, desk, timers. Decide purely, store once, follow up.

The follow-up of a request for a person is the offer: somebody free is reserved, then the customer is told who.
Should this process die in between, the `offer` timer brings another one to it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import Any

from bot.core import (
    announced,
    blocked,
    case,
    choosing,
    gathering,
    handoff,
    offering,
    practice_colleague,
    standin,
    steps,
    turns,
)
from bot.core.conversation import Change, Conversation
from bot.core.departed import without_departed
from bot.core.errors import AinaError
from bot.core.message import digest
from bot.core.people import Member
from bot.core.said import Said
from bot.core.turns import Reply
from bot.core.world import World
from bot.service.roster import Roster
from bot.service.states import States
from bot.service.ways import Ways
from bot.store.connection import Client
from bot.store.conversations import Conversations
from bot.store.customers import Customers
from bot.store.desk import Desk
from bot.store.feed import send_note
from bot.store.stored import Outcome, Stored

log = logging.getLogger("aina.cases")
Count = Callable[[Iterable[dict[str, Any]]], None]
Verb = Callable[[World, Conversation], Change]


class Cases:
    """The verbs. Every one gives the Outcome of its step, and raises what the pure verb or the store raises."""

    def __init__(
        self,
        redis: Client,
        store: Conversations,
        desk: Desk,
        customers: Customers,
        roster: Roster,
        ways: Ways,
        count: Count,
    ) -> None:
        self.store = store
        self.roster = roster
        self.ways = ways
        self._redis = redis
        self._desk = desk
        self._customers = customers
        self._count = count
        self._states = States(roster, ways)
        self._tasks: set[asyncio.Task[None]] = set()

    async def do(
        self, cid: str, verb: Verb, client: tuple[str, str] | None = None, known: Stored | None = None
    ) -> Outcome:
        """One step, then the offer where one is owed. `known`: the record as loaded a moment ago."""
        before: list[Conversation] = []
        loop = asyncio.get_running_loop()

        def decide(c: Conversation) -> Change:
            before[:] = [c]
            world = practice_colleague.around(self.roster.world(), c)
            change = verb(world, without_departed(world, c)).then(lambda x: announced.owed(world, x))
            change = gathering.heard(world.kinds, change)
            loop.call_soon(self._states.foresee, change.conversation)  # while the store's disk writes
            return change

        outcome = await self.store.step(cid, decide, client, known)
        if outcome.repeated:
            return outcome
        self._counted(outcome)
        await self._settle(before[0], outcome.conversation)
        if self._owes_offer(outcome.conversation):
            return await self._offer_after(outcome)
        return outcome

    async def at(self, cid: str, event_id: str) -> Conversation:
        """The record as of an event, or newer: often known here, since most events were stored here."""
        known = self.store.at_hand(cid)
        if known and known.last == event_id:
            return known.conversation
        return (await self.store.load(cid)).conversation

    async def state(self, c: Conversation) -> dict[str, Any]:
        """`state` of the contract, with the ways that `notify` may name."""
        return self._states.of(c, await self.position(c))

    async def position(self, c: Conversation) -> int | None:
        """The place in the queue from 1; None while not waiting."""
        return await self.store.lists.position(c.id) if c.handler == "queue" else None

    async def wrote(self, cid: str, said: Said, known: Stored | None = None) -> Outcome:
        """A customer's line.

        Raises:
            Blocked: a person took that right away.
        """
        choice, files = said.choice or {}, (one["id"] for one in said.files)
        words = digest(said.text, choice.get("value", ""), choice.get("event_id", ""), *files)
        key = (f"c:{said.client_id}", words)
        return await self.do(
            cid, _if_allowed(lambda world, c: steps.customer_wrote(world, c, said)), key, known
        )

    async def request(self, cid: str, client_id: str | None = None, name: str | None = None) -> Outcome:
        """A person is wanted, by button. Never touches the assistant.

        Raises:
            Blocked: a person took that right away.
        """
        key = (f"h:{client_id}", digest(name or "")) if client_id else None
        return await self.do(cid, _if_allowed(lambda world, c: steps.human_wanted(world, c, name)), key)

    async def withdraw(self, cid: str) -> Outcome:
        """The customer needs no person after all."""
        return await self.do(cid, handoff.withdraw)

    async def claim(self, cid: str, agent: str, once: str | None = None) -> Outcome:
        """A person takes the case. `once`, here and below: the client_id, under which a repeat changes nothing."""
        return await self.do(
            cid, lambda world, c: handoff.claim(world, c, agent), _key("claim", agent, once, "")
        )

    async def decline(self, cid: str, agent: str, reason: str, once: str | None = None) -> Outcome:
        """The person offered it says no."""
        key = _key("decline", agent, once, reason)
        return await self.do(cid, lambda world, c: handoff.decline(world, c, agent, reason), key)

    async def agent_wrote(
        self, cid: str, agent: str, client_id: str, text: str, files: Sequence[dict[str, Any]] = ()
    ) -> Outcome:
        """A line under a person's name, or files with or without one."""
        data: dict[str, Any] = {"client_id": client_id} | ({"files": list(files)} if files else {})
        key = (f"a:{agent}:{client_id}", digest(text, *(one["id"] for one in files)))
        known = self.store.at_hand(cid)
        return await self.do(cid, lambda world, c: case.agent_wrote(world, c, agent, text, data), key, known)

    async def transfer(
        self, cid: str, agent: str, to: str, reason: str, once: str | None = None
    ) -> tuple[Outcome, bool]:
        """Asks a colleague or a team to take over; True: the customer is asked first."""
        asks: list[bool] = []

        def verb(world: World, c: Conversation) -> Change:
            change, asked = case.transfer(world, c, agent, to, reason)
            asks[:] = [asked]
            return change

        outcome = await self.do(cid, verb, _key("transfer", agent, once, to, reason))
        return outcome, outcome.conversation.asked == "transfer" if outcome.repeated else asks[0]

    async def ask_return(self, cid: str, agent: str, reason: str, once: str | None = None) -> Outcome:
        """The holder proposes that the bot goes on; the customer decides."""
        key = _key("return", agent, once, reason)
        return await self.do(cid, lambda world, c: case.ask_return(world, c, agent, reason), key)

    async def resolve(self, cid: str, agent: str, about: str | None, once: str | None = None) -> Outcome:
        """The holder's word that the matter is dealt with."""
        key = _key("resolve", agent, once, about or "")
        return await self.do(cid, lambda world, c: case.resolve(world, c, agent, about), key)

    async def replied(self, cid: str, turn_id: str, reply: Reply, known: Stored | None = None) -> Outcome:
        """The assistant's reply to a turn."""

        def answered(world: World, c: Conversation) -> Change:
            return steps.assistant_answered(world, c, turn_id, reply)

        return await self.do(cid, answered, known=known)

    async def failed(self, cid: str, turn_id: str) -> Outcome:
        """The assistant gave no reply to a turn."""
        return await self.do(cid, lambda world, c: turns.replied(world, c, turn_id, Reply()))

    async def customer_types(self, cid: str) -> None:
        """The customer is still typing: the bot's turn waits a little, and the desk sees the fact."""
        await self.store.step(cid, lambda c: Change(turns.typing(self.roster.world(), c)))
        await self._typing(cid, {"kind": "customer"}, "desk")

    async def agent_types(self, cid: str, agent: str) -> None:
        """The holder is typing."""
        c = (await self.store.load(cid)).conversation
        if c.agent == agent:
            await self._typing(cid, self.roster.world().actor(agent, c.language).public(), "customer")

    async def _typing(self, cid: str, by: dict[str, str], to: str) -> None:
        frame = {"type": "typing", "by": by, "to": to}
        await send_note(self._redis, self.store.shard(cid), cid, frame)

    async def offer(self, cid: str) -> Outcome:
        """Tries to reserve somebody for a waiting case and tells the customer what changed."""
        await self.roster.refresh()
        stored = await self.store.load(cid)
        agent = await self._reserved(stored.conversation) if self._owes_offer(stored.conversation) else None
        position = await self.position(stored.conversation) or 1

        def decide(c: Conversation) -> Change:
            if c.handler != "queue" or not self._owes_offer(c):
                return Change(c)
            world = self.roster.world()
            return offering.offer(world, without_departed(world, c), agent, position)

        outcome = await self.store.step(cid, decide)
        self._counted(outcome)
        await self._settle(stored.conversation, outcome.conversation)
        if agent and outcome.conversation.offered != agent:
            await self._desk.release(agent, cid)
        if not outcome.events:
            await self.tell_state(cid)
        return outcome

    async def lost(self, cid: str, agent: str) -> None:
        """Whoever has it is gone: somebody with room for it is reserved and asked, again and again until one accepts."""
        await self.roster.refresh()
        world, c = self.roster.world(), (await self.store.load(cid)).conversation
        to = await self._with_room(standin.candidates(world, c, agent), c)
        outcome = await self.do(cid, lambda w, x: standin.lost(w, x, agent, to))
        if to and standin.reserved(outcome.conversation) != to:
            await self._desk.release(to, cid)

    async def tell_desk(self, cid: str, frame: dict[str, Any]) -> None:
        """A frame that is no event, for the desks."""
        await send_note(self._redis, self.store.shard(cid), cid, {**frame, "to": "desk"})

    async def tell_state(self, cid: str) -> None:
        """The state changed without an event: whoever follows the conversation looks again."""
        await send_note(self._redis, self.store.shard(cid), cid, {"type": "state"})

    async def offer_backlog(self, limit: int = 20) -> None:
        """The front of the queue that nobody is reserved for is offered to whoever came or got free."""
        if not any(member.free for member in self.roster.members.values()):
            return
        for c in await self.store.lists.records(await self.store.lists.waiting(limit)):
            if not c.offered and offering.may_be_offered(self.roster.world(), c):
                await self.store.step(c.id, self._due_now)
                await self.offer(c.id)

    async def _offer_freed(self) -> None:
        """Somebody let a case go: there may be room now."""
        await self.roster.refresh()
        await self.offer_backlog()

    def _due_now(self, c: Conversation) -> Change:
        return Change(c.but(offer_at=self.roster.clock()) if c.handler == "queue" and not c.offered else c)

    def _owes_offer(self, c: Conversation) -> bool:
        return c.handler == "queue" and c.offer_at is not None and c.offer_at <= self.roster.clock()

    async def _offer_after(self, outcome: Outcome) -> Outcome:
        """The offer of a fresh request; its failure leaves the request standing, and the timer tries again."""
        try:
            offered = await self.offer(outcome.conversation.id)
        except AinaError as error:
            log.warning("offer.failed", extra={"conversation": outcome.conversation.id, "code": error.code})
            return outcome
        return Outcome(offered.conversation, offered.last, outcome.events + offered.events)

    async def _reserved(self, c: Conversation) -> str | None:
        return await self._with_room(choosing.candidates(self.roster.world(), c), c)

    async def _with_room(self, members: Iterable[Member], c: Conversation) -> str | None:
        """The first in whom there is room, which is taken for this case, for as long as an offer stands."""
        now = self.roster.clock().timestamp()
        until = now + self.roster.world().timing.offer_s
        for member in members:
            person = member.person
            if await self._desk.reserve(person.id, c.id, now, until, person.capacity):
                return person.id
        return None

    async def _settle(self, before: Conversation, after: Conversation) -> None:
        """Gives reserved capacity back, and tells every process when somebody's load changed."""
        had, has = standin.reserved(before), standin.reserved(after)
        if had and had != has:
            await self._desk.release(had, after.id)
        if (before.agent, had) != (after.agent, has):
            await self._desk.changed()
        if after.agent and after.agent != before.agent and after.customer:
            await self._customers.remember(
                after.customer, after.id, self.roster.clock().timestamp(), after.agent
            )
        if before.agent and before.agent != after.agent:
            self._in_background(self._offer_freed())

    def _counted(self, outcome: Outcome) -> None:
        if not outcome.conversation.practised_by:
            self._count(outcome.events)

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(_quietly(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _key(verb: str, agent: str, once: str | None, *content: str) -> tuple[str, str] | None:
    """The key under which a verb is done once; None: its caller gave none."""
    return (f"{verb}:{agent}:{once}", digest(*content)) if once else None


def _if_allowed(verb: Verb) -> Verb:
    def allowed(world: World, c: Conversation) -> Change:
        blocked.refuse(world.now, c, world.company.phone)
        return verb(world, c)

    return allowed


async def _quietly(work: Coroutine[Any, Any, None]) -> None:
    """What somebody else also brings about in time; a failure is logged and no more."""
    try:
        await work
    except AinaError as error:
        log.warning("cases.later", extra={"code": error.code})
