"""One process's services, put together from the settings, company.yml and the data that comes with the product."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from bot.assistant.client import Assistant
from bot.channels.mail.letters import VALID_DAYS
from bot.core.alert_rules import rules_of
from bot.core.canned import Canned
from bot.core.company import Company
from bot.core.empathy.matters import Matters
from bot.core.errors import BadConfiguration
from bot.core.kinds import Kinds
from bot.core.lines import Lines
from bot.core.practice import parse_scripts
from bot.core.world import Timing
from bot.http import metrics
from bot.service.announcements import Announcements
from bot.service.cases import Cases
from bot.service.company_file import load_company
from bot.service.day_end import DayEnd
from bot.service.hub import Hub
from bot.service.keeping import Keeping
from bot.service.orders import Orders
from bot.service.post import Post, address
from bot.service.practice import Practice
from bot.service.promises import Promises
from bot.service.roster import Roster
from bot.service.search import Search
from bot.service.services import Services
from bot.service.sight import Sight
from bot.service.times import Times
from bot.service.ways import Ways
from bot.service.worker import Worker
from bot.settings import Settings
from bot.store.abouts import Abouts
from bot.store.accounts import Accounts
from bot.store.announcements import Announcements as AnnouncementStore
from bot.store.audit import Audit
from bot.store.blocks import Blocks
from bot.store.canned import CannedReplies
from bot.store.chats import Chats
from bot.store.clock import StoreClock, utc_now
from bot.store.connection import connect
from bot.store.conversations import Conversations
from bot.store.customers import Customers
from bot.store.desk import Desk
from bot.store.due import Due
from bot.store.files import Files
from bot.store.links import CARRIES_S, Links
from bot.store.photos import Photos
from bot.store.promised import Promised
from bot.store.routes import Routes
from bot.store.scan import Scanner
from bot.store.waits import Waits

LINES = Path("data/lines")
CANNED, TONE, WORDS = Path("data/canned.yml"), Path("data/tone.yml"), Path("data/words.yml")
PRACTICE = Path("data/practice.yml")
CRITICAL = Path("data/signals/critical.yml")
OURS = ("gateway.yml", "empathy.yml", "mail.yml", "problems.yml", "brief.yml", "matters.yml", "telegram.yml")
OUTSIDE_S = INVITED_S = 7 * 86400
LETTER_S = VALID_DAYS * 86400


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
    timing = _timing(settings, company)
    redis = connect(settings.redis_url)
    clock = StoreClock(clock)
    kept_s = company.retention_days * 86400
    store = Conversations(redis, settings.shards, timing, kept_s, clock)
    desk = Desk(redis, settings.shards)
    accounts = Accounts(redis)
    customers = Customers(redis, kept_s)
    kinds, grave = Kinds.compiled(load_yaml(WORDS)), load_yaml(CRITICAL)
    matters = Matters.compiled(grave["ideas"], grave["rules"])
    routes = Routes(redis)
    chats = routes.chats if settings.telegram_token else _no_chats
    roster = Roster(company, lines, desk, accounts, timing, clock, kinds, matters, chats)
    ways = Ways()
    if settings.smtp_url:
        ways.add("email", address)
    cases = Cases(redis, store, desk, customers, roster, ways, metrics.count)
    due = Due(redis, settings.shards, timing.lease_s)
    assistant = Assistant(settings.assistant_url, settings.rasa_token)
    promised = Promised(redis, settings.shards)
    times = Times(roster, promised)
    keeping = Keeping(cases, times, promised)
    worker = Worker(cases, due, assistant, keeping)
    practice = Practice(cases, parse_scripts(load_yaml(PRACTICE)))
    worker.serve_also("practice", practice.fell_due)
    hub = Hub()
    scanner = Scanner(settings.clamd_url)
    store.stored = [hub.stored, worker.taker.expect]
    return Services(
        settings=settings,
        company=company,
        lines=lines,
        redis=redis,
        store=store,
        customers=customers,
        desk=desk,
        due=due,
        roster=roster,
        hub=hub,
        cases=cases,
        promises=Promises(cases, times),
        keeping=keeping,
        practice=practice,
        day_end=DayEnd(cases, promised, Routes(redis), redis),
        worker=worker,
        assistant=assistant,
        files=Files(redis, settings.shards, settings.data_dir, scanner),
        photos=Photos(settings.data_dir, scanner),
        blocks=Blocks(redis),
        audit=Audit(redis, settings.shards),
        outside=Links(redis, "outside", OUTSIDE_S),
        letters=Links(redis, "letter", LETTER_S),
        post=Post(settings.smtp_url) if settings.smtp_url else None,
        canned=CannedReplies(redis, load_canned(CANNED)),
        abouts=Abouts(redis),
        orders=Orders(settings.order_service_url),
        tone=load_yaml(TONE),
        search=Search(redis, store, settings.data_dir),
        accounts=accounts,
        invitations=Links(redis, "invitation", INVITED_S),
        announcements=Announcements(cases, AnnouncementStore(redis), desk),
        sight=Sight(cases),
        waits=Waits(redis),
        ways=ways,
        chats=Chats(redis, kept_s),
        chat_links=Links(redis, "chat", CARRIES_S),
        web_links=Links(redis, "web", CARRIES_S),
        agent_links=Links(redis, "agent", CARRIES_S),
        routes=routes,
        clock=clock,
    )


async def _no_chats() -> tuple[str, ...]:
    """Without a Telegram bot nobody is told anything away from the desk."""
    return ()


def _timing(settings: Settings, company: Company) -> Timing:
    return Timing(
        quiet_s=settings.turn_quiet_ms / 1000,
        greeting_s=settings.turn_greeting_ms / 1000,
        latest_s=settings.turn_latest_ms / 1000,
        honest_s=settings.turn_honest_ms / 1000,
        promise=company.promises,
        alerts=rules_of(company),
    )
