"""`python -m tests.bench [name …] [--train-stock]`: the figures as JSON lines, each beside what it is compared to.

What each one means, and what was measured: docs/figures.md.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import sys
from collections.abc import Callable, Coroutine
from typing import Any

import uvloop

from tests.bench import delivery, desk, fsync, promises, queue, search, sockets, stock, telegram, turns
from tests.bench.figures import Clock

FIGURES: dict[str, Callable[[], Coroutine[Any, Any, None]]] = {
    "turns": turns.measure,
    "delivery": delivery.measure,
    "sockets": sockets.measure,
    "fsync": fsync.measure,
    "queue": queue.measure,
    "desk": desk.measure,
    "promises": promises.measure,
    "search": search.measure,
    "telegram": telegram.measure,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("name", nargs="*", help=f"{', '.join(FIGURES)}; all when none is named")
    parser.add_argument("--train-stock", action="store_true", help="make the stock project first (minutes)")
    given = parser.parse_args()
    if unknown := set(given.name) - set(FIGURES):
        parser.error(f"no such figure: {', '.join(sorted(unknown))}")
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 20_000), most))
    if given.train_stock:
        stock.train()
    clock, failed = Clock(), []
    for name in given.name or FIGURES:
        try:
            uvloop.run(FIGURES[name]())
        except (Exception, asyncio.CancelledError) as error:
            failed.append(name)
            print(f"{name}: {type(error).__name__}: {error}", file=sys.stderr, flush=True)
    print(f"{clock.s()} s in all", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
