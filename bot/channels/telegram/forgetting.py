"""`/forget`, confirmed: every case of this customer is erased, with its files, promises and what the search knows.

Who is blocked stays blocked: of them the customer's key is kept until the block ends or is lifted, and nothing else.
"""

from __future__ import annotations

from contextlib import suppress

from bot.channels.telegram.channel import Channel
from bot.channels.telegram.inbound import Heard, Press
from bot.core.errors import Unknown
from bot.core.event import stamp
from bot.core.forget import forgotten
from bot.core.promised import PENDING

YES = "f:yes"


async def forget(channel: Channel, heard: Heard, cid: str) -> None:
    """Erases it all, then says so. Interrupted and given again it goes on where it was."""
    services = channel.services
    c = (await services.store.load(cid)).conversation
    earlier = await services.customers.cases(c.customer) if c.customer else []
    for one in (*(id for id in earlier if id != cid), cid):
        with suppress(Unknown):
            await _case(channel, one)
    if c.customer:
        await services.customers.forget(c.customer)
    await _over(channel, heard, cid, c.language)


async def was_forgotten(channel: Channel, heard: Heard, cid: str, language: str) -> None:
    """An update of a case that is erased: the word that erased it still owes its last line."""
    if isinstance(heard.what, Press) and heard.what.data == YES:
        await _over(channel, heard, cid, language)


async def _over(channel: Channel, heard: Heard, cid: str, language: str) -> None:
    services = channel.services
    mine, customer = await services.chats.of(heard.chat)
    if mine == cid:
        blocked = await services.blocks.of_customer(customer, stamp(services.roster.clock()))
        await services.chats.forget(heard.chat, customer=not blocked)
    await channel.owe(f"{heard.update}", heard.chat, "tg_forget_done", language)


async def _case(channel: Channel, cid: str) -> None:
    services = channel.services
    for one in (await services.store.load(cid)).conversation.promises:
        if one.status in PENDING:
            await services.promises.withdraw(cid, one.id)
    await services.cases.do(cid, forgotten)
    await services.files.erase(cid)
    await services.search.forget(cid)
    await services.store.erase(cid)
