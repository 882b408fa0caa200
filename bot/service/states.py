"""`state` of the contract, remembered while all that it is made of stays the same."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any, NamedTuple

from bot.core import view
from bot.core.conversation import Conversation
from bot.core.practice_colleague import around
from bot.core.world import World
from bot.service.roster import Roster
from bot.service.ways import Ways

KEPT = 1000


class _Seen(NamedTuple):
    conversation: Conversation
    world: World
    state: dict[str, Any]

    def fits(self, c: Conversation, world: World) -> bool:
        """The same record and people, within the same second: times are told no finer than that."""
        then, now = self.world, world
        same = self.conversation is c and then.members is now.members
        return same and then.now.replace(microsecond=0) == now.now.replace(microsecond=0)


class States:
    """Not to be changed by who gets them."""

    def __init__(self, roster: Roster, ways: Ways) -> None:
        self._roster = roster
        self._ways = ways
        self._seen: OrderedDict[str, _Seen] = OrderedDict()

    def of(self, c: Conversation, position: int | None) -> dict[str, Any]:
        """The state. `position`: place in the queue from 1, None while not waiting."""
        world, seen = around(self._roster.world(), c), self._seen.get(c.id)
        if position is None and seen and seen.fits(c, world):
            return seen.state
        state = view.state(world, c, position) | {"ways": self._ways.known()}
        self._keep(_Seen(c, world, state))
        return state

    def foresee(self, c: Conversation) -> None:
        """Makes the state of a record that is about to be stored, where its customer is known to look on."""
        if c.id in self._seen and c.handler != "queue":
            self.of(c, None)

    def _keep(self, seen: _Seen) -> None:
        self._seen[seen.conversation.id] = seen
        self._seen.move_to_end(seen.conversation.id)
        if len(self._seen) > KEPT:
            self._seen.popitem(last=False)
