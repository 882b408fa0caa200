"""A long queue and many desks: what a claim costs when 20,000 wait, and what open desks cost that nobody works at."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import json
from time import perf_counter

from bot.build import build
from bot.core.company import Person
from bot.core.conversation import Conversation, to_doc
from bot.core.handoff import claim
from bot.core.places import places
from bot.core.world import Timing
from bot.service.services import Services
from bot.settings import Settings
from bot.store.clock import utc_now
from bot.store.keys import Shard, new_id
from tests.bench.client import Desk, Http, Socket, socket
from tests.bench.figures import Clock, p, p50, show
from tests.bench.parts import AGENTS, Bench, Process

SHORT, LONG = 200, 20_000
ROUNDS, CLAIMS = 5, 30
DESKS, IDLE_S, PING_S, CORE_PERCENT = 50, 20.0, 25.0, 25.0
VIEWS = ("offered", "mine", "snoozed", "asked", "practice")


async def measure() -> None:
    clock = Clock()
    with Bench() as bench:
        sizes = {size: await _filled(bench.redis()[0], size) for size in (SHORT, LONG)}
        claims: dict[int, list[float]] = {size: [] for size in sizes}
        fronts: dict[int, list[float]] = {size: [] for size in sizes}
        for number in range(-1, ROUNDS):  # the first is to warm up
            for size in sizes if number % 2 else reversed(sizes):
                got = await _claims(sizes[size])
                if number >= 0:
                    claims[size] += got[0]
                    fronts[size] += got[1]
        show(
            "a claim while 20,000 wait, at the store", ours=p(claims[LONG], 99),
            compared_to="the same while 200 wait, p99", theirs=p(claims[SHORT], 99), unit="ms", target=2,
            p50={"ours": p50(claims[LONG]), "theirs": p50(claims[SHORT])},
            p50_ratio=p50(claims[LONG]) / p50(claims[SHORT]),
            place_in_queue_p50={"ours": p50(fronts[LONG]), "theirs": p50(fronts[SHORT])},
            limit_ms=10, within_limit=p(claims[LONG], 99) <= 10,
            log_n="ln 20,000 ÷ ln 200 = 1.87", claims=len(claims[LONG]), took_s=clock.s(),
        )  # fmt: skip
        for services in sizes.values():
            await services.redis.aclose()
            await services.assistant.close()
    await _desks()


async def _filled(redis_url: str, size: int) -> Services:
    """So many people waiting for one, each for a second longer than the next."""
    services = build(Settings.load({"REDIS_URL": redis_url}))
    now, shard = utc_now(), Shard(0)
    for begin in range(0, size, 500):
        async with services.redis.pipeline(transaction=False) as pipe:
            for number in range(begin, min(size, begin + 500)):
                at = now - dt.timedelta(seconds=size - number)
                c = Conversation(
                    new_id(1), "fi", at, handler="queue", waiting_since=at, wrote_at=at, last_at=at,
                    last_text="Laskussa on virhe", reasons=("asked",), offer_at=now + dt.timedelta(hours=1),
                )  # fmt: skip
                doc = json.dumps(to_doc(c), ensure_ascii=False)
                pipe.hset(shard.conversation(c.id, "state"), mapping={"v": 1, "doc": doc, "last": "0"})
                for (name, member), score in places(c, Timing()).items():
                    pipe.zadd(shard.of(name), {member: score})
            await pipe.execute()
    return services


async def _claims(services: Services) -> tuple[list[float], list[float]]:
    """The front of the queue claimed one by one: one step each (ms); and the last one's place, asked for (ms)."""
    waits, places_asked = [], []
    last = (await services.store.lists.members("queue", 1, newest_first=True))[0]
    for cid in await services.store.lists.waiting(CLAIMS):
        world = services.roster.world()
        began = perf_counter()
        await services.store.step(cid, lambda c, world=world: claim(world, c, AGENTS[0]))  # type: ignore[misc]
        waits.append((perf_counter() - began) * 1000)
        began = perf_counter()
        await services.store.lists.position(last)
        places_asked.append((perf_counter() - began) * 1000)
    return waits, places_asked


async def _desks() -> None:
    """CPU of a gateway while fifty people have the desk open, each with an account and a session of their own."""
    clock = Clock()
    with Bench() as bench:
        redis_url, _ = bench.redis()
        standin, relay = bench.standin(), bench.relay(redis_url)
        sessions = await _people(redis_url)
        gateway = bench.gateway(redis_url, standin.base)
        http = Http(gateway.base)
        agents = [Desk.signed_in(http, id, *session) for id, session in sessions.items()]
        await asyncio.sleep(1)
        alone = await _share([gateway, relay])
        ours = [await _open(agent) for agent in agents]
        url = relay.base.replace("http", "ws", 1) + "/desk/socket"
        theirs = [await socket(url, {"type": "hello"}, _deaf) for _ in range(DESKS)]
        await asyncio.sleep(1)
        pinging = asyncio.create_task(_ping(ours))
        watched = await _share([gateway, relay])
        pinging.cancel()
        online = (await agents[0].call("GET", "/people"))["people"]
        show(
            "50 desks open at once and idle, CPU of the gateway", ours=watched[0] * 100, compared_to="the limit",
            theirs=CORE_PERCENT, unit="% of a core", target=1, without=alone[0] * 100,
            relay={"with": watched[1] * 100, "without": alone[1] * 100},
            online=sum(one["status"] == "online" for one in online), took_s=clock.s(),
        )  # fmt: skip
        for one in (*ours, *theirs):
            one.close()
        http.close()


async def _people(redis_url: str) -> dict[str, tuple[str, str]]:
    """Fifty accounts, and a session of each: cookie's secret and CSRF token. In the store, as signing in leaves them."""
    services = build(Settings.load({"REDIS_URL": redis_url}))
    teams = itertools.cycle(services.company.teams)
    sessions = {}
    for number in range(DESKS):
        id = f"p{number}"
        await services.accounts.keep(
            Person(id, f"{id}@example.fi", f"Henkilö {number}", "Laine", next(teams))
        )
        secret, session = await services.desk.open_session(id)
        sessions[id] = secret, session.csrf
    await services.redis.aclose()
    await services.assistant.close()
    return sessions


async def _open(agent: Desk) -> Socket:
    """As the page does: here, what it shows, and a socket."""
    await agent.call("PUT", "/presence", {"status": "online"})
    for path in ("/queue?limit=500", *(f"/conversations?view={view}&limit=100" for view in VIEWS), "/people"):
        await agent.call("GET", path)
    return await agent.listen(_deaf)


async def _ping(sockets: list[Socket]) -> None:
    """Each says every 25 s that it is there (bot/web/desk/live.js), all of them spread evenly."""
    for one in itertools.cycle(sockets):
        one.send({"type": "ping"})
        await asyncio.sleep(PING_S / len(sockets))


async def _share(processes: list[Process]) -> list[float]:
    """Of one core, over some idle seconds."""
    used = [process.cpu_s() for process in processes]
    await asyncio.sleep(IDLE_S)
    return [(process.cpu_s() - before) / IDLE_S for process, before in zip(processes, used, strict=True)]


def _deaf(_at: float, _text: str) -> None:
    pass
