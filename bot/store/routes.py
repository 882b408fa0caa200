"""Where an agent can be told something while away from the desk: the private chat that they linked themselves."""

from __future__ import annotations

from bot.store.connection import Client, store_errors
from bot.store.keys import desk


class Routes:
    """Agent to chat, and back.

    Raises (every method): StoreUnavailable while Redis does not answer.
    """

    def __init__(self, redis: Client) -> None:
        self._redis = redis

    async def link(self, agent: str, chat: str) -> None:
        """This chat is the agent's from now on; one they had before, and whoever had this one, are let go."""
        await self.unlink_chat(chat)
        async with store_errors():
            before = await self._redis.hget(desk("telegram"), agent)
            async with self._redis.pipeline(transaction=True) as pipe:
                if before:
                    pipe.hdel(desk("telegram_chats"), before)
                pipe.hset(desk("telegram"), agent, chat)
                pipe.hset(desk("telegram_chats"), chat, agent)
                await pipe.execute()

    async def chat_of(self, agent: str) -> str | None:
        """The agent's linked chat."""
        async with store_errors():
            found: str | None = await self._redis.hget(desk("telegram"), agent)
        return found

    async def chats(self) -> dict[str, str]:
        """Every linked agent and their chat."""
        async with store_errors():
            return dict(await self._redis.hgetall(desk("telegram")))

    async def agent_of(self, chat: str) -> str | None:
        """Whose chat it is; None: no agent's."""
        async with store_errors():
            found: str | None = await self._redis.hget(desk("telegram_chats"), chat)
        return found

    async def unlink(self, agent: str) -> None:
        """The agent is told nothing there any more."""
        chat = await self.chat_of(agent)
        if chat:
            await self.unlink_chat(chat)

    async def unlink_chat(self, chat: str) -> None:
        """Whoever has this chat is told nothing there any more."""
        agent = await self.agent_of(chat)
        async with store_errors(), self._redis.pipeline(transaction=True) as pipe:
            pipe.hdel(desk("telegram_chats"), chat)
            if agent:
                pipe.hdel(desk("telegram"), agent)
            await pipe.execute()
