"""Told to agents in their linked chats: that a case waits and nobody has taken it. Changed in place when somebody has, or
has seen it. Of an alarm the case hears that the notice has arrived.

When and whom is decided in bot/core/alerts.py; this is the reader of the feed that brings it.
"""

from __future__ import annotations

import asyncio
import json
import logging
from contextlib import suppress
from functools import partial
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter

from bot.channels.telegram.agents import words
from bot.channels.telegram.channel import Channel
from bot.channels.telegram.waiting import BackOff
from bot.core import alerts
from bot.core.company import Person
from bot.core.conversation import Conversation
from bot.core.errors import Unknown
from bot.service.reader import Reader
from bot.store.connection import store_errors

log = logging.getLogger("aina.telegram")
OVER = ("handoff.claimed", "handoff.transferred", "handoff.withdrawn", "conversation.resolved")


class Notices:
    """What agents are told away from the desk."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self.reader = Reader(channel.services.redis, "telegram-alerts", self.heard)

    async def heard(self, cid: str, event: dict[str, Any]) -> bool:
        """One event of the feed; True: somebody was told. May be given twice: the same alert is told once to each."""
        if event["type"] == "alert.raised" and event["data"]["route"] != "desk":
            await self._raised(cid, event)
            return True
        if event["type"] == "alert.acknowledged" and (told := await self._told(cid)):
            await self._seen(cid, told, event["by"]["name"])
            return True
        if event["type"] in OVER and (told := await self._told(cid)):
            await self._over(cid, told)
            return True
        return False

    async def _raised(self, cid: str, event: dict[str, Any]) -> None:
        services, chats = self._channel.services, await self._channel.services.routes.chats()
        with suppress(Unknown):
            c = (await services.store.load(cid)).conversation
            for agent in event["data"]["to"]:
                person = services.company.people.get(agent)
                if person and agent in chats and c.handler == "queue":
                    await self._tell(c, person, chats[agent], event["id"])

    async def _tell(self, c: Conversation, person: Person, chat: str, event_id: str) -> None:
        told = await self._told(c.id)
        if told.get(person.id, {}).get("event") == event_id:
            return
        sent = await self._sent(c, person, chat, self._buttons(c, person))
        if not sent:
            return
        if c.alarm:
            await self._channel.services.cases.do(c.id, partial(alerts.reached, agent=person.id))
        kept = told | {person.id: {"chat": chat, "message": str(sent.message_id), "event": event_id}}
        async with store_errors():
            await self._channel.services.redis.hset(self._key(c.id), c.id, json.dumps(kept))

    async def _sent(
        self, c: Conversation, person: Person, chat: str, buttons: InlineKeyboardMarkup
    ) -> Message | None:
        """The notice, tried until it arrives or nobody waits any more; None: it did not."""
        back_off = BackOff()
        while c.handler == "queue":
            try:
                return await self._channel.bot.send_message(
                    chat, self._words(c, person), reply_markup=buttons
                )
            except (Forbidden, BadRequest):
                await self._channel.services.routes.unlink(person.id)
                return None
            except (RetryAfter, NetworkError) as error:
                await asyncio.sleep(back_off.after(error))
            c = (await self._channel.services.store.load(c.id)).conversation
        return None

    def _words(self, c: Conversation, person: Person) -> str:
        """How long, in which language, how urgent; nothing that the customer wrote."""
        mark = f"{words(self._channel, person, 'tg_agent_alarm')} " if c.alarm else ""
        now = self._channel.services.roster.clock()
        return mark + words(
            self._channel,
            person,
            "tg_agent_waits",
            minutes=max(1, round((now - (c.waiting_since or now)).total_seconds() / 60)),
            spoken=words(self._channel, person, f"tg_speaks_{c.language}"),
            urgency=words(self._channel, person, f"tg_urgency_{c.urgency}"),
        )

    def _buttons(self, c: Conversation, person: Person) -> InlineKeyboardMarkup:
        """Take it; of an alarm, for who is on call, that it has been seen."""
        values = {"t": "tg_agent_take"} | ({"a": "tg_agent_saw"} if c.alarm and person.on_call else {})
        return InlineKeyboardMarkup([
            [InlineKeyboardButton(words(self._channel, person, key), callback_data=f"{do}:{c.id}")]
            for do, key in values.items()
        ])  # fmt: skip

    async def _seen(self, cid: str, told: dict[str, dict[str, str]], name: str) -> None:
        """In place: that somebody has seen it; it can still be taken."""
        with suppress(Unknown):
            c = (await self._channel.services.store.load(cid)).conversation
            for agent, one in told.items():
                if person := self._channel.services.company.people.get(agent):
                    text = (
                        f"{self._words(c, person)} {words(self._channel, person, 'tg_agent_seen', name=name)}"
                    )
                    take = self._buttons(c.but(alarm=False), person)
                    with suppress(BadRequest, Forbidden):
                        await self._channel.bot.edit_message_text(
                            text, one["chat"], int(one["message"]), reply_markup=take
                        )

    async def _over(self, cid: str, told: dict[str, dict[str, str]]) -> None:
        """In place: who has taken it, or that nobody needs to."""
        holder = await self._holder(cid)
        for agent, one in told.items():
            if person := self._channel.services.company.people.get(agent):
                key, facts = ("tg_agent_taken", {"name": holder}) if holder else ("tg_agent_over", {})
                text = words(self._channel, person, key, **facts)
                with suppress(BadRequest, Forbidden):
                    await self._channel.bot.edit_message_text(text, one["chat"], int(one["message"]))
        async with store_errors():
            await self._channel.services.redis.hdel(self._key(cid), cid)

    async def _holder(self, cid: str) -> str | None:
        with suppress(Unknown):
            c = (await self._channel.services.store.load(cid)).conversation
            return self._channel.services.company.person(c.agent).name if c.agent else None
        return None

    async def _told(self, cid: str) -> dict[str, dict[str, str]]:
        """Agent to chat, message, and the alert told last."""
        async with store_errors():
            row = await self._channel.services.redis.hget(self._key(cid), cid)
        return dict(json.loads(row)) if row else {}

    def _key(self, cid: str) -> str:
        return self._channel.services.store.shard(cid).of("tg_notices")
