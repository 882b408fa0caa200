"""What `appendfsync always` costs our step script, alone and with others in flight."""

from __future__ import annotations

import asyncio
import json
from time import perf_counter

from bot.core.conversation import Conversation, to_doc
from bot.store.clock import utc_now
from bot.store.connection import Client, connect, script
from bot.store.keys import Shard
from tests.bench.figures import Clock, p, p50, show
from tests.bench.parts import Bench

ROUNDS = 6
LONE, IN_FLIGHT, EACH = 300, 50, 20
EVENT = json.dumps({"type": "message", "at": "2026-11-22T10:00:00.000Z", "by": {"kind": "customer"},
    "text": "Missä tilaukseni 1001 on?", "data": {"client_id": "0123456789abcdef"}}, ensure_ascii=False)  # fmt: skip
POLICIES = ("always", "everysec")


async def measure() -> None:
    clock = Clock()
    with Bench() as bench:
        servers = {policy: connect(bench.redis(policy)[0]) for policy in POLICIES}
        lone: dict[str, list[float]] = {policy: [] for policy in POLICIES}
        many: dict[str, list[float]] = {policy: [] for policy in POLICIES}
        rate: dict[str, list[float]] = {policy: [] for policy in POLICIES}
        for number in range(-1, ROUNDS):  # the first is to warm up
            for policy in POLICIES if number % 2 else POLICIES[::-1]:
                alone = await _steps(servers[policy], f"{number}a", LONE)
                began = perf_counter()
                flying = [_steps(servers[policy], f"{number}b{one}", EACH) for one in range(IN_FLIGHT)]
                crowd = [wait for waits in await asyncio.gather(*flying) for wait in waits]
                if number >= 0:
                    rate[policy].append(IN_FLIGHT * EACH / (perf_counter() - began))
                    lone[policy] += alone
                    many[policy] += crowd
        always, everysec = POLICIES
        show(
            "appendfsync always, lone steps", ours=p50(lone[always]), compared_to="everysec, p50",
            theirs=p50(lone[everysec]), unit="ms", added_ms=p50(lone[always]) - p50(lone[everysec]),
            p99={policy: p(lone[policy], 99) for policy in POLICIES}, steps=len(lone[always]), took_s=clock.s(),
        )  # fmt: skip
        show(
            "appendfsync always, 50 in flight", ours=p50(many[always]), compared_to="everysec, p50",
            theirs=p50(many[everysec]), unit="ms", steps_per_s={policy: p50(rate[policy]) for policy in POLICIES},
            p99={policy: p(many[policy], 99) for policy in POLICIES}, steps=len(many[always]), took_s=clock.s(),
        )  # fmt: skip
        for server in servers.values():
            await server.aclose()


async def _steps(redis: Client, name: str, count: int) -> list[float]:
    """Steps of one conversation, one after another, each a customer's line with its timers (ms)."""
    step, shard, cid = redis.register_script(script("step")), Shard(0), f"0-{name}"
    keys = [shard.of("feed"), *(shard.conversation(cid, part) for part in ("state", "log", "seen"))]
    keys += [shard.of("due"), shard.of("due")]
    doc = json.dumps(to_doc(Conversation(cid, "fi", utc_now(), wrote_at=utc_now(), last_text="Missä?")))
    await redis.hset(shard.conversation(cid, "state"), mapping={"v": 1, "doc": doc})
    waits: list[float] = []
    for version in range(1, count + 1):
        args = [cid, version, doc, "0", f"c:{version}", "0123456789abcdef", "", "", "", 2]
        args += [f"turn:{cid}", 1e9 + version, f"honest:{cid}", 1e9 + version, EVENT]
        began = perf_counter()
        what, *_ = await step(keys=keys, args=args)
        waits.append((perf_counter() - began) * 1000)
        assert what == "ok"
    return waits
