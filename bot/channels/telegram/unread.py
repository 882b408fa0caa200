"""An update that our own code trips over is a defect of ours, and still a word of the customer's: nothing of it is lost.

It is kept raw in its case, where a person reads it; should that trip too, under its chat. Both are bounded and erased
with the customer.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable

from telegram import Chat, Update

from bot.channels.telegram.channel import Channel
from bot.channels.telegram.inbound import Heard, Thing
from bot.core import unread
from bot.core.blocked import Blocked
from bot.core.errors import Conflict, StoreUnavailable, Unknown
from bot.http import metrics

log = logging.getLogger("aina.telegram")
# The keys under which its own step may have stored it before it tripped (cases.py, commands.py).
STORED = ("c:t:{0}", "t:{0}", "h:t:{0}", "c:t:{0}:unread")


async def keep(channel: Channel, update: Update, case: Callable[[Heard], Awaitable[str]]) -> None:
    """Keeps it. `case`: gives the conversation that an update belongs to.

    Raises:
        StoreUnavailable: it comes again.
    """
    metrics.UNREAD.inc()
    chat = update.effective_chat
    if not chat or chat.type != Chat.PRIVATE:
        return
    spoken = update.effective_user.language_code if update.effective_user else None
    heard = Heard(update.update_id, str(chat.id), Thing(unread.KIND, ""), None, spoken)
    raw = json.dumps(update.to_dict(), ensure_ascii=False, default=str)
    try:
        await _in_its_case(channel, heard, await case(heard), raw)
    except (StoreUnavailable, Blocked, Unknown):
        raise
    except Exception:
        log.exception("telegram.unread_under_chat", extra={"update": heard.update})
        await channel.services.chats.keep_unread(heard.chat, raw)


async def _in_its_case(channel: Channel, heard: Heard, cid: str, raw: str) -> None:
    services = channel.services
    for key in STORED:
        try:
            if await services.store.seen(cid, (key.format(heard.update), "")):
                return
        except Conflict:
            return
    c = (await services.store.load(cid)).conversation
    line = unread.said(channel.world(), c, f"t:{heard.update}:unread", heard.chat, raw)
    await services.cases.wrote(cid, line)
