"""Practice customers at work: one at a time for each agent, on the language of their desk."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core import practice, practice_colleague
from bot.core.conversation import Conversation
from bot.core.practice import Script
from bot.service.cases import Cases
from bot.store.stored import Outcome

MOST = 20


class Practice:
    """One per process."""

    def __init__(self, cases: Cases, scripts: Mapping[str, Script]) -> None:
        self._cases = cases
        self._scripts = scripts

    async def of(self, agent: str) -> list[Conversation]:
        """The agent's practice cases, of which there is one at most; what has expired is taken off the list."""
        store, name = self._cases.store, f"{practice_colleague.MARK}:{agent}"
        listed = await store.lists.members(name, MOST)
        found = await store.lists.records(listed)
        for gone in set(listed) - {c.id for c in found}:
            await store.lists.take_off(name, gone)
        return found

    async def begin(self, agent: str, language: str) -> Conversation:
        """A customer who waits for this agent: the one who waits already, or a new one."""
        if already := await self.of(agent):
            return already[0]
        store, script = self._cases.store, self._script(language)
        c = Conversation(
            store.new_id(practice_colleague.MARK), language, self._cases.roster.clock(), practised_by=agent, language_fixed=True
        )  # fmt: skip
        await store.create(c)
        return (await self._cases.do(c.id, lambda world, x: practice.begin(world, x, script))).conversation

    async def fell_due(self, cid: str) -> Outcome:
        """The customer writes their next line."""
        return await self._cases.do(
            cid, lambda world, c: practice.fell_due(world, c, self._script(c.language))
        )

    def _script(self, language: str) -> Script:
        return self._scripts.get(language) or next(iter(self._scripts.values()))
