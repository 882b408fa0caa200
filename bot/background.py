"""What a gateway process does by itself: follows the feed, serves what falls due, looks around now and then."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from bot.channels.mail.notices import Notices
from bot.core.errors import AinaError
from bot.desk import accounts as desk_accounts
from bot.http import metrics
from bot.service.reader import Reader
from bot.service.services import Services
from bot.store import feed
from bot.store.connection import AWAY, connect, durability
from bot.store.keys import Shard

if TYPE_CHECKING:
    from bot.channels.telegram.run import Telegram

log = logging.getLogger("aina.gateway")
LOOK_EVERY_S = 5.0
WAITS_EVERY_S = 60.0
AGAIN_S = 1.0
SWEEP_EVERY_S = 600.0
FEED_KEPT_S = 48 * 3600


@asynccontextmanager
async def running(services: Services, telegram: Telegram | None = None) -> AsyncIterator[None]:
    """The background work of a process, for as long as the block runs. `telegram`: where it is served too."""
    jobs: list[Callable[[], Awaitable[None]]] = [partial(_look_around, services), partial(_sweep, services)]
    jobs += [
        services.announcements.run,
        services.day_end.run,
        partial(_know_waits, services),
        *([telegram.run] if telegram else []),
    ]
    if not await _prepared(services):
        jobs.append(partial(_until_prepared, services))
    readers = []
    hub = services.hub
    mail = _mail(services)
    for shard in services.due.shards:
        if mail:
            jobs.append(partial(mail.run, shard))
        readers.append(connect(services.settings.redis_url or "", timeout_s=None))
        jobs.append(partial(feed.follow, readers[-1], shard, hub.deliver, hub.frame, hub.resync))
        jobs.append(partial(services.worker.run, shard))
        jobs.append(partial(Reader(services.redis, "waits", partial(_wait_over, services)).run, shard))
        jobs.append(partial(_index, services, shard))
    readers.append(connect(services.settings.redis_url or "", timeout_s=None))
    jobs.append(partial(feed.follow_desk, readers[-1], services.look_again))
    tasks = [asyncio.create_task(forever(job)) for job in jobs]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for client in (*readers, services.redis):
            with suppress(*AWAY):
                await client.aclose()
        await services.assistant.close()
        await services.orders.close()
        await services.search.close()


def _mail(services: Services) -> Reader | None:
    """Who sends notices by e-mail; None: no mail server is set up, so nobody is offered that way."""
    return Reader(services.redis, "mail", Notices(services).handle) if services.post else None


async def forever(job: Callable[[], Awaitable[None]], pause_s: float = AGAIN_S) -> None:
    """Keeps a job going: one that fails is logged and begins again after a pause; one that is done is done."""
    while True:
        try:
            return await job()
        except AinaError:
            pass  # the store is away: who asks it has said so
        except Exception:
            log.exception("job.failed", extra={"job": getattr(job, "func", job).__qualname__})
        await asyncio.sleep(pause_s)


async def _prepared(services: Services) -> bool:
    """Warns of less durability than promised, and lets the demo people in; False: the store does not answer yet."""
    try:
        await services.clock.compare(services.redis)
        await services.roster.refresh()
        for lack in await durability(services.redis):
            log.warning("store.less_durable", extra={"lack": lack})
        if services.company.demo and services.settings.demo_password:
            people = services.company.people.values()
            await desk_accounts.set_password(services, people, services.settings.demo_password)
        await services.keeping.rehome_departed()
    except (*AWAY, AinaError):
        return False
    return True


async def _until_prepared(services: Services) -> None:
    while not await _prepared(services):
        await asyncio.sleep(1)


async def _know_waits(services: Services) -> None:
    """What waits were lately, looked at once a minute."""
    while True:
        services.roster.waits = await services.waits.all()
        await asyncio.sleep(WAITS_EVERY_S)


async def _wait_over(services: Services, _cid: str, event: dict[str, Any]) -> None:
    """A reader of the feed: each claim says how long one round of the queue took, and whether what was said held."""
    if event["type"] == "handoff.claimed" and (wait := event.get("data", {}).get("waited")):
        seconds = wait["waited_s"] / max(1, wait["rounds"])
        await services.waits.remember(wait["key"], event["id"], seconds)
        await services.waits.count(services.today(), wait["team"], wait["how"], event["id"])


async def _look_around(services: Services) -> None:
    """Now and then: who fell silent, how many wait, and what of the feed is old."""
    while True:
        await services.clock.compare(services.redis)
        await services.people_changed()
        await services.offer_lost_ones()
        services.hub.queue_moved()
        metrics.WAITING.set(await services.store.lists.count("queue"))
        await services.store.lists.forget_expired(services.now() - services.company.retention_days * 86400)
        for shard in services.due.shards:
            # The feed's ids are the store's real time, whatever clock the cases go by.
            await feed.trim(services.redis, shard, time.time() - FEED_KEPT_S)
        await asyncio.sleep(LOOK_EVERY_S)


async def _sweep(services: Services) -> None:
    """Now and then: what belongs to cases that have expired."""
    while True:
        await services.files.sweep()
        await services.search.sweep()
        await asyncio.sleep(SWEEP_EVERY_S)


async def _index(services: Services, shard: Shard) -> None:
    await (await services.search.reader()).run(shard)
