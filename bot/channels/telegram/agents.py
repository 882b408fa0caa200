"""An agent's own private chat, linked by a code from the desk: told of who waits, and able to take it from there."""

from __future__ import annotations

from functools import partial
from typing import Any

from bot.channels.telegram.channel import Channel
from bot.channels.telegram.inbound import Command, Door, Heard, Press
from bot.core import alerts
from bot.core.company import Person
from bot.core.errors import AinaError, Conflict, Unknown
from bot.store.links import AGENT_PREFIX

TRIES, WINDOW_S = 5, 600


async def heard(channel: Channel, heard: Heard) -> bool:
    """Handles what comes from an agent's chat; False: it is no agent's."""
    if await _linked(channel, heard):
        return True
    services = channel.services
    agent = await services.routes.agent_of(heard.chat)
    person = services.company.people.get(agent or "")
    if not person:
        return False
    if await services.chats.addressed(heard.update) or isinstance(heard.what, Door):
        await _door(channel, heard)
        return True
    await services.chats.address(heard.update, f"agent:{person.id}")
    await _said(channel, heard, person)
    return True


async def _said(channel: Channel, heard: Heard, person: Person) -> None:
    what, services = heard.what, channel.services
    if isinstance(what, Press):
        do, _, cid = what.data.partition(":")
        text = await (_saw if do == "a" else _take)(channel, person, cid)
        channel.later(channel.bot.answer_callback_query(what.query, text[:200]))
    elif isinstance(what, Command) and what.name == "stop":
        await services.routes.unlink(person.id)
        await _tell(channel, heard, person, "tg_agent_unlinked")
    else:
        await _tell(channel, heard, person, "tg_agent_here", url=desk_url(channel))


async def _linked(channel: Channel, heard: Heard) -> bool:
    what, services = heard.what, channel.services
    if not (isinstance(what, Command) and what.name == "start" and what.argument.startswith(AGENT_PREFIX)):
        return False
    if await services.desk.count_try(f"code:{heard.chat}", WINDOW_S) > TRIES:
        return False
    link = await services.agent_links.use_as(what.argument.removeprefix(AGENT_PREFIX), heard.chat)
    person = services.company.people.get(link["agent"]) if link else None
    if not person:
        return False
    await services.routes.link(person.id, heard.chat)
    await _tell(channel, heard, person, "tg_agent_linked", name=person.name)
    return True


async def _door(channel: Channel, heard: Heard) -> None:
    if isinstance(heard.what, Door) and heard.what.closed:
        await channel.services.routes.unlink_chat(heard.chat)


async def _take(channel: Channel, person: Person, cid: str) -> str:
    """Takes the case for whoever pressed; what to show for a moment."""
    services = channel.services
    try:
        await services.cases.claim(cid, person.id)
    except Conflict as error:
        holder = error.extra.get("holder", {}).get("name")
        return words(channel, person, "tg_agent_taken", name=holder) if holder else _over(channel, person)
    except (Unknown, AinaError):
        return _over(channel, person)
    return words(channel, person, "tg_agent_took", url=desk_url(channel))


async def _saw(channel: Channel, person: Person, cid: str) -> str:
    """Whoever pressed has seen the alarm, and the customer reads so by name; what to show for a moment."""
    try:
        await channel.services.cases.do(cid, partial(alerts.acknowledge, agent=person.id))
    except (Unknown, AinaError):
        return _over(channel, person)
    return words(channel, person, "tg_agent_told", url=desk_url(channel))


def _over(channel: Channel, person: Person) -> str:
    return words(channel, person, "tg_agent_over")


def words(channel: Channel, person: Person, key: str, **facts: Any) -> str:
    """A line in the agent's own first language."""
    return channel.services.lines.say(key, person.languages[0], **facts)


async def _tell(channel: Channel, heard: Heard, person: Person, key: str, **facts: str) -> None:
    await channel.owe(f"{heard.update}", heard.chat, key, person.languages[0], facts)


def desk_url(channel: Channel) -> str:
    """Where the desk is."""
    settings = channel.services.settings
    return f"{settings.public_url or f'http://{settings.host}:{settings.port}'}/desk/"
