"""A person with Telegram in their pocket."""

from __future__ import annotations

from typing import Any

from tests.harness import Agent, Gateway
from tests.telegram.emulator import Emulator, Message


class Person:
    """Writes to the bot and reads what it sends; updates come by long polling."""

    def __init__(self, telegram: Emulator, chat: int = 4711) -> None:
        self.telegram = telegram
        self.chat = chat

    def says(self, text: str = "", **what: Any) -> dict[str, Any]:
        update = self.telegram.message(self.chat, **({"text": text} if text else {}), **what)
        self.telegram.give(update)
        return update

    def presses(self, message: Message, like: str) -> dict[str, Any]:
        return self.presses_data(message, message.button(like)["callback_data"])

    def presses_data(self, message: Message, data: str) -> dict[str, Any]:
        update = self.telegram.press(self.chat, message, data)
        self.telegram.give(update)
        return update

    def edits(self, update: dict[str, Any], text: str) -> None:
        changed = update["message"] | {"text": text, "edit_date": update["message"]["date"] + 5}
        self.telegram.give(self.telegram.update(edited_message=changed))

    def member(self, status: str) -> None:
        """`kicked`: they blocked the bot; `member`: they let it in again."""
        person = {"id": self.chat, "is_bot": False, "first_name": "Liisa"}
        self.telegram.give(
            self.telegram.update(my_chat_member=membership(person, self.telegram_chat, status))
        )

    @property
    def telegram_chat(self) -> dict[str, Any]:
        return {"id": self.chat, "type": "private", "first_name": "Liisa"}

    async def reads(self, like: str, within_s: float = 10.0) -> Message:
        return await self.telegram.shown(self.chat, like, within_s)

    async def until_acknowledged(self) -> Message:
        """The bot's word that something it cannot read has arrived."""
        found = await self.telegram.until(
            self.chat, lambda all: any("Puhu ihmiselle" in str(one.buttons) for one in all)
        )
        return next(one for one in found if one.buttons)

    @property
    def texts(self) -> list[str]:
        return self.telegram.texts(self.chat)

    async def with_aino(self, gateway: Gateway, text: str = "laskuni on väärin") -> tuple[Agent, str]:
        """Has Aino take the case: the agent and the conversation."""
        aino = await gateway.agent("aino")
        self.says(text)
        reply = await self.reads(f"Vastaus: {text}")
        self.presses(reply, "Puhu ihmiselle")
        await self.reads("Sinulle vastaa nyt: Aino")
        cid = await waiting(aino)
        assert (await aino.verb(cid, "claim")).status_code == 200
        await self.reads("Aino, laskutus, jatkaa tästä")
        return aino, cid


async def waiting(agent: Agent) -> str:
    """The one conversation in the queue."""
    [row] = (await agent.call("GET", "/queue")).json()["conversations"]
    return str(row["id"])


def membership(person: dict[str, Any], chat: dict[str, Any], status: str) -> dict[str, Any]:
    bot = {"id": 110201543, "is_bot": True, "first_name": "Tuulikello"}
    was = "member" if status == "kicked" else "kicked"
    more = {"until_date": 0}
    old = {"user": bot, "status": was} | (more if was == "kicked" else {})
    new = {"user": bot, "status": status} | (more if status == "kicked" else {})
    return {"chat": chat, "from": person, "date": 1764230000, "old_chat_member": old, "new_chat_member": new}
