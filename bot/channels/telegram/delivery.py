"""One conversation's lines to its chat: in the log's order, one call after another, each noted before and after.

What a crash leaves in flight is sent once more and said so in the log; nothing else is repeated, nothing is left out.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from html import escape
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, Message
from telegram.error import BadRequest, RetryAfter

from bot.channels.calendar import file_of
from bot.channels.telegram import outbound
from bot.channels.telegram.channel import Channel
from bot.channels.telegram.outbound import Button, Out
from bot.channels.telegram.standing import queue_line
from bot.channels.telegram.told import Told
from bot.core import reach, steps
from bot.core.conversation import Change, Conversation
from bot.core.errors import Unknown
from bot.core.event import comes_after
from bot.core.world import World
from bot.http import metrics
from bot.store.logs import PAGE

log = logging.getLogger("aina.telegram")
PHOTOS = ("image/jpeg", "image/png", "image/webp")
LARGEST_PHOTO = 10_000_000
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
GONE = ("chat not found", "user not found", "peer_id_invalid")


class ChatGone(Exception):
    """The chat does not exist any more."""


class LeaseLost(Exception):
    """Another process sends now."""


class Delivery:
    """`held`: whether this process still is the one that sends. `old`: told of lines whose buttons are to go."""

    def __init__(self, channel: Channel, held: Callable[[], bool], old: Callable[[str, str], None]) -> None:
        self._channel = channel
        self._held = held
        self._old = old

    async def run(self, cid: str) -> None:
        """Tells the chat all it has not been told.

        Raises:
            TelegramError: it did not get through; ChatGone; LeaseLost; StoreUnavailable.
        """
        outbox = self._channel.outbox_of(cid)
        while True:
            mark = await outbox.mark(cid)
            try:
                stored = await self._channel.services.store.load(cid)
            except Unknown:
                return await outbox.gone(cid)
            if goes_to_chat(stored.conversation):
                told = Told.of(await outbox.told(cid))
                await self._recap(stored.conversation, told)
                c = await self._lines(stored.conversation, told)
                await self._queue(c, told)
                await self._seen(c)
                if c.handler != "bot" and told.keyboard.endswith("h"):
                    _move_buttons(told, "")
                    await self._landed(c, told)
            if await outbox.settle(cid, mark):
                return None

    async def _seen(self, c: Conversation) -> None:
        """What the chat has counts as seen: a promised answer among it is kept."""

        def seen(world: World, now: Conversation) -> Change:
            return steps.all_seen(world, now) if now.last_at == c.last_at else Change(now)

        if c.unseen_since:
            await self._channel.services.cases.do(c.id, seen)

    async def _recap(self, c: Conversation, told: Told) -> None:
        if not told.recap:
            return
        events = [
            e
            for e in reversed(await self._channel.services.store.logs.newest(c.id))
            if not comes_after(e["id"], told.at)
        ]
        for out in outbound.recap(self._channel.world(), c, events):
            await self._send(c, told, f"recap:{told.at}", out)
        told.recap = False
        await self._landed(c, told, recap="")

    async def _lines(self, c: Conversation, told: Told) -> Conversation:
        """All that is new, and the record as it is then."""
        store = self._channel.services.store
        more = True
        while more and (rows := await store.logs.after(c.id, told.at)):
            for event in rows:
                await self._event(c, told, event)
            c, more = (await store.load(c.id)).conversation, len(rows) == PAGE
        return c

    async def _event(self, c: Conversation, told: Told, event: dict[str, Any]) -> None:
        outs = outbound.render(self._channel.world(), c, event)
        for number, out in enumerate(outs[told.part :], told.part):
            try:
                await self._send(c, told, f"{event['id']}:{number}", out)
            except BadRequest as error:
                await self._refused(c, event, error)
            told.part = number + 1
            if told.part < len(outs):
                await self._landed(c, told, part=str(told.part))
        told.at, told.part = event["id"], 0
        await self._landed(c, told, at=told.at, part="", retry_at="", why="")
        if event["by"]["kind"] == "agent" and outs:
            await self._channel.show_desk(c.id)

    async def _landed(self, c: Conversation, told: Told, **changes: str) -> None:
        """What was in flight has arrived: one write says so, and which line has the buttons now."""
        old, told.old, told.flying = told.old, "", ""
        await self._channel.outbox_of(c.id).tell(
            c.id, {"flying": "", "keyboard": told.keyboard, **changes}, old
        )
        if old:
            self._old(c.id, old)

    async def _refused(self, c: Conversation, event: dict[str, Any], error: BadRequest) -> None:
        """Telegram takes everything but this message: said to the desk, and the next one goes on."""
        if any(words in error.message.lower() for words in GONE):
            raise ChatGone from error
        log.error(
            "telegram.refused_line", extra={"conversation": c.id, "id": event["id"], "why": error.message}
        )
        await self._channel.services.cases.do(
            c.id, lambda w, x: reach.refused(w, x, event["id"], error.message)
        )

    async def _send(self, c: Conversation, told: Told, flight: str, out: Out) -> Message:
        if told.flying == flight:
            log.warning("telegram.maybe_repeated", extra={"conversation": c.id, "id": flight})
        told.flying = flight
        await self._keep(c, flying=flight)
        try:
            message = await self._call(c, out)
        except RetryAfter:  # surely not taken
            await self._keep(c, flying="")
            raise
        metrics.TELEGRAM_SENT.inc()
        if out.by_bot:
            mark = "h" if any(one.data.startswith("h:") for one in out.buttons) else "c"
            _move_buttons(told, f"{message.message_id}{mark}" if out.buttons else "")
        return message

    async def _call(self, c: Conversation, out: Out) -> Message:
        if not self._held():
            raise LeaseLost
        bot, chat = self._channel.bot, c.chat or ""
        if out.calendar and (one := next((one for one in c.promises if one.id == out.calendar), None)):
            document = file_of(self._channel.world(), c, one)
            return await bot.send_document(
                chat,
                document,
                caption=out.html,
                parse_mode="HTML",
                filename=f"{one.what}.ics",
                reply_markup=markup(out.buttons),
            )
        if not out.file:
            return await bot.send_message(
                chat,
                out.html,
                parse_mode="HTML",
                reply_markup=markup(out.buttons),
                link_preview_options=NO_PREVIEW,
                disable_notification=out.silent,
            )
        meta = await self._channel.services.files.find(c.id, out.file["id"])
        path = self._channel.services.files.path(c.id, meta)
        how: dict[str, Any] = {"caption": out.html or None, "parse_mode": "HTML", "filename": meta.name}
        if meta.type in PHOTOS and meta.size <= LARGEST_PHOTO:
            with suppress(BadRequest):  # odd sizes are no photo to Telegram, but still a file
                return await bot.send_photo(chat, path, **how)
        return await bot.send_document(chat, path, **how)

    async def _queue(self, c: Conversation, told: Told) -> None:
        """The line about the wait: sent once, then changed in place."""
        world = self._channel.world()
        text = queue_line(world, c, await self._channel.services.cases.position(c))
        if not text and told.status:
            return await self._queue_over(c, told)
        if not text or text == told.status_text:
            return None
        buttons = (Button(world.lines.say("tg_withdraw", c.language), "w"),)
        if told.status:
            await self._edit(c, told.status, text, markup(buttons))
        else:
            sent = await self._send(c, told, "queue", Out(escape(text), buttons, silent=True))
            told.status = str(sent.message_id)
        told.status_text = text
        await self._landed(c, told, status=told.status, status_text=text)
        return None

    async def _queue_over(self, c: Conversation, told: Told) -> None:
        world = self._channel.world()
        person = world.person(c.agent, c.language) if c.agent else world.someone(c)
        text = world.lines.say("tg_queue_over" if c.agent else "tg_queue_left", c.language, person=person)
        await self._edit(c, told.status, text, None)
        told.status = told.status_text = ""
        await self._keep(c, status="", status_text="")

    async def _edit(self, c: Conversation, message_id: str, text: str, buttons: Any) -> None:
        with suppress(BadRequest):  # the customer deleted it, or it says so already
            await self._channel.bot.edit_message_text(text, c.chat, int(message_id), reply_markup=buttons)

    async def _keep(self, c: Conversation, **changes: str) -> None:
        await self._channel.outbox_of(c.id).tell(c.id, changes)


def _move_buttons(told: Told, message_id: str) -> None:
    told.old, told.keyboard = told.keyboard[:-1], message_id


def goes_to_chat(c: Conversation) -> bool:
    """Whether lines go to the chat: it was used last, or the customer asked to be told there."""
    return bool(c.chat) and not c.unreachable and (c.channel == reach.CHAT or _notice_is_due(c))


def _notice_is_due(c: Conversation) -> bool:
    """Said on the web, seen by nobody for a while, and the chat is where the customer wants to hear of it."""
    noticed = c.unseen_since and c.notified_at and c.notified_at >= c.unseen_since
    return bool(c.notify.get("by") == reach.CHAT and noticed)


def markup(buttons: tuple[Button, ...]) -> InlineKeyboardMarkup | None:
    """Buttons, one below another."""
    rows = [[InlineKeyboardButton(one.label, callback_data=one.data)] for one in buttons]
    return InlineKeyboardMarkup(rows) if rows else None
