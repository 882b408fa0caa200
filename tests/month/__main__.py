"""`python -m tests.month [--seed N] [--promises N] [--days N]`: the last line is one JSON object (docs/promises.md)."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time

from tests.month.drive import Plan, simulated
from tests.nights.play import WRONG, lived


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.month", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--promises", type=int, default=10_000)
    parser.add_argument("--days", type=int, default=31)
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--nights", type=int, default=1000, help="conversations while the desk is closed")
    given = parser.parse_args()
    plan = Plan(given.seed, given.promises, given.days, given.kills)
    began = time.monotonic()
    nights = asyncio.run(lived(plan, given.nights))
    print(json.dumps(nights), flush=True)
    found, kills = asyncio.run(simulated(plan))
    for line in found.why[:20]:
        print(line, file=sys.stderr)
    print(
        f"{time.monotonic() - began:.0f} s, {found.double_bookings} double bookings, {found.told_late} owned after their time, "
        f"{found.unreached} of the withdrawn were calls that met nobody",
        file=sys.stderr,
    )
    keys = ("promises", "kept", "moved", "broken_and_told", "withdrawn", "silent_lapses", "double_notices")
    print(json.dumps({key: getattr(found, key) for key in keys} | {"kills": kills}))
    return 0 if found.sound and not any(nights[wrong] for wrong in WRONG) else 1


if __name__ == "__main__":
    sys.exit(main())
