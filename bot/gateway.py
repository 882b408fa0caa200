"""One gateway process: puts the parts together, serves HTTP and sockets, follows the feed, serves what falls due."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from sanic import Request, Sanic, Websocket

from bot.assistant.client import Assistant
from bot.channels import api as customer_api
from bot.channels import customer, socket
from bot.channels.mail.letters import VALID_DAYS
from bot.channels.mail.notices import Notices
from bot.core.alert_rules import rules_of
from bot.core.canned import Canned
from bot.core.errors import AinaError, BadConfiguration
from bot.core.kinds import Kinds
from bot.core.lines import Lines
from bot.core.practice import parse_scripts
from bot.core.world import Timing
from bot.desk import accounts as desk_accounts
from bot.desk import api as desk_api
from bot.desk import live as desk_live
from bot.desk import socket as desk_socket
from bot.http import metrics, site
from bot.http.api import plain_failure
from bot.http.problem import of_anything
from bot.service.announcements import Announcements
from bot.service.cases import Cases
from bot.service.company_file import load_company
from bot.service.day_end import DayEnd
from bot.service.hub import Hub
from bot.service.orders import Orders
from bot.service.post import Post, address
from bot.service.practice import Practice
from bot.service.promises import Promises
from bot.service.reader import Reader
from bot.service.roster import Roster
from bot.service.search import Search
from bot.service.services import Services
from bot.service.sight import Sight
from bot.service.times import Times
from bot.service.ways import Ways
from bot.service.worker import Worker
from bot.settings import Settings
from bot.store import feed
from bot.store.abouts import Abouts
from bot.store.accounts import Accounts
from bot.store.announcements import Announcements as AnnouncementStore
from bot.store.audit import Audit
from bot.store.blocks import Blocks
from bot.store.canned import CannedReplies
from bot.store.chats import Chats
from bot.store.clock import StoreClock, utc_now
from bot.store.connection import AWAY, connect, durability
from bot.store.conversations import Conversations
from bot.store.customers import Customers
from bot.store.desk import Desk
from bot.store.due import Due
from bot.store.files import Files
from bot.store.keys import Shard
from bot.store.links import CARRIES_S, Links
from bot.store.photos import Photos
from bot.store.promised import Promised
from bot.store.routes import Routes
from bot.store.scan import Scanner
from bot.store.waits import Waits

if TYPE_CHECKING:
    from bot.channels.telegram.run import Telegram

log = logging.getLogger("aina.gateway")
LINES = Path("data/lines")
CANNED, TONE, WORDS = Path("data/canned.yml"), Path("data/tone.yml"), Path("data/words.yml")
PRACTICE = Path("data/practice.yml")
OURS = ("gateway.yml", "empathy.yml", "mail.yml", "problems.yml", "telegram.yml")
LARGEST_BODY = 1_000_000
LOOK_EVERY_S = 5.0
WAITS_EVERY_S = 60.0
AGAIN_S = 1.0
SWEEP_EVERY_S = 600.0
OUTSIDE_S = INVITED_S = 7 * 86400
LETTER_S = VALID_DAYS * 86400
FEED_KEPT_S = 48 * 3600


def load_yaml(path: Path) -> dict[str, Any]:
    """A data file that comes with the product."""
    found: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return found


def load_canned(path: Path) -> list[Canned]:
    """The canned replies that come with the product."""
    return [Canned(id, entry["name"], entry["texts"]) for id, entry in load_yaml(path).items()]


def load_lines(folder: Path, fallback: str) -> Lines:
    """The gateway's own sentences."""
    files = [load_yaml(folder / name) for name in OURS]
    return Lines({key: entry for file in files for key, entry in file.items()}, fallback)


def build(settings: Settings, clock: Callable[[], datetime] = utc_now) -> Services:
    """Puts a process's services together; nothing connects yet.

    Raises:
        BadConfiguration: company.yml is wrong, or REDIS_URL is missing.
    """
    if not settings.redis_url:
        raise BadConfiguration("REDIS_URL", None, "an address of Redis; `python -m bot.run` brings one along")
    company = load_company(settings.company)
    lines = load_lines(LINES, company.languages[0])
    timing = Timing(
        quiet_s=settings.turn_quiet_ms / 1000,
        greeting_s=settings.turn_greeting_ms / 1000,
        latest_s=settings.turn_latest_ms / 1000,
        honest_s=settings.turn_honest_ms / 1000,
        promise=company.promises,
        alerts=rules_of(company),
    )
    redis = connect(settings.redis_url)
    clock = StoreClock(clock)
    kept_s = company.retention_days * 86400
    store = Conversations(redis, settings.shards, timing, kept_s, clock)
    desk = Desk(redis, settings.shards)
    accounts = Accounts(redis)
    customers = Customers(redis, kept_s)
    roster = Roster(company, lines, desk, accounts, timing, clock, Kinds.compiled(load_yaml(WORDS)))
    ways = Ways()
    cases = Cases(redis, store, desk, customers, roster, ways, metrics.count)
    due = Due(redis, settings.shards, timing.lease_s)
    assistant = Assistant(settings.assistant_url, settings.rasa_token)
    promised = Promised(redis, settings.shards)
    promises = Promises(cases, Times(roster, promised), promised)
    worker = Worker(cases, due, assistant, promises)
    practice = Practice(cases, parse_scripts(load_yaml(PRACTICE)))
    worker.serve_also("practice", practice.fell_due)
    hub = Hub()
    store.stored = [hub.stored, worker.taker.expect]
    return Services(
        settings,
        company,
        lines,
        redis,
        store,
        customers,
        desk,
        due,
        roster,
        hub,
        cases,
        promises,
        practice,
        DayEnd(cases, promised, redis),
        worker,
        assistant,
        Files(redis, settings.shards, settings.data_dir, Scanner(settings.clamd_url)),
        Photos(settings.data_dir, Scanner(settings.clamd_url)),
        Blocks(redis),
        Audit(redis, settings.shards),
        Links(redis, "outside", OUTSIDE_S),
        Links(redis, "letter", LETTER_S),
        Post(settings.smtp_url) if settings.smtp_url else None,
        CannedReplies(redis, load_canned(CANNED)),
        Abouts(redis),
        Orders(settings.order_service_url),
        load_yaml(TONE),
        Search(redis, store, settings.data_dir),
        accounts,
        Links(redis, "invitation", INVITED_S),
        Announcements(cases, AnnouncementStore(redis), desk),
        Sight(cases),
        Waits(redis),
        ways,
        Chats(redis, kept_s),
        Links(redis, "chat", CARRIES_S),
        Links(redis, "web", CARRIES_S),
        Links(redis, "agent", CARRIES_S),
        Routes(redis),
        clock=clock,
    )


def create_app(
    settings: Settings, clock: Callable[[], datetime] = utc_now, name: str = "aina"
) -> Sanic[Any, Any]:
    """The Sanic app of one process. `name`: another for each app within one process."""
    services = build(settings, clock)
    app: Sanic[Any, Any] = Sanic(name, configure_logging=False)
    app.config.update(
        REQUEST_MAX_SIZE=LARGEST_BODY, WEBSOCKET_MAX_SIZE=64_000, RESPONSE_TIMEOUT=40, OAS=False, FALLBACK_ERROR_FORMAT="json",
        WEBSOCKET_PING_INTERVAL=25, WEBSOCKET_PING_TIMEOUT=25,
        PROXIES_COUNT=settings.proxies_count, FORWARDED_SECRET=settings.forwarded_secret,
    )  # fmt: skip
    app.ctx.services = services
    app.error_handler.add(Exception, of_anything)
    customer_api.api.mount(app, services, customer.failure)
    desk_api.api.mount(app, services, plain_failure)
    _add_sockets(app, services)
    telegram = _telegram(services)
    if telegram:
        telegram.mount(app)
    site.add_headers(app, services.origins)
    site.add_probes(app, services, [customer_api.api, desk_api.api], _version())
    site.add_pages(app, services.company.demo)

    @app.before_server_start
    async def start(app: Sanic[Any, Any]) -> None:
        app.ctx.stack = running(services, telegram)
        await app.ctx.stack.__aenter__()

    @app.after_server_stop
    async def stop(app: Sanic[Any, Any]) -> None:
        await app.ctx.stack.__aexit__(None, None, None)

    return app


def _telegram(services: Services) -> Telegram | None:
    """The Telegram side, where it is set up: its library takes a seventh of a process's start."""
    if not services.settings.telegram_token:
        return None
    from bot.channels.telegram.run import Telegram

    return Telegram(services)


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
    if not services.post:
        return None
    services.ways.add("email", address)
    return Reader(services.redis, "mail", Notices(services).handle)


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
        for lack in await durability(services.redis):
            log.warning("store.less_durable", extra={"lack": lack})
        if services.company.demo and services.settings.demo_password:
            people = services.company.people.values()
            await desk_accounts.set_password(services, people, services.settings.demo_password)
        await services.promises.rehome_departed()
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
    """A reader of the feed: each claim says how long one round of the queue took."""
    if event["type"] == "handoff.claimed" and (wait := event.get("data", {}).get("wait")):
        seconds = wait["waited_s"] / max(1, wait["rounds"])
        await services.waits.remember(wait["key"], event["id"], seconds)


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


def _add_sockets(app: Sanic[Any, Any], services: Services) -> None:
    sight = desk_live.Sight(services)

    async def customers(request: Request, ws: Websocket, cid: str) -> None:
        with metrics.SOCKETS.labels("customer").track_inprogress():
            await socket.serve(services, request, ws, cid)

    async def desks(request: Request, ws: Websocket) -> None:
        with metrics.SOCKETS.labels("desk").track_inprogress():
            await desk_socket.serve(services, sight, request, ws)

    app.add_websocket_route(customers, "/v1/conversations/<cid:str>/socket", name="customer_socket")
    app.add_websocket_route(desks, "/v1/desk/socket", name="desk_socket")


def _version() -> str:
    try:
        return version("aina")
    except PackageNotFoundError:
        return "0"
