"""`python -m tests.nights [--seed N] [--conversations N] [--standin]`: the last line is one JSON object (docs/promises.md)."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.e2e.product import product
from tests.month.drive import Plan
from tests.nights.play import WRONG, lived


async def _with_rasa(plan: Plan, given: argparse.Namespace) -> dict[str, Any]:
    """Upon the real assistant, actions and orders, started as `make run` starts them."""
    with (
        tempfile.TemporaryDirectory(prefix="aina-nights") as folder,
        product(Path(folder), RASA_TOKEN="t") as it,
    ):
        rasa = f"http://127.0.0.1:{it.environ['RASA_PORT']}"
        return await lived(plan, given.conversations, rasa, given.tell)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.nights", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--conversations", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=12)
    parser.add_argument(
        "--standin", action="store_true", help="without Rasa: quicker, and understands nothing"
    )
    parser.add_argument(
        "--tell", action="store_true", help="every conversation on stderr, not only dead ends"
    )
    given = parser.parse_args()
    plan = Plan(given.seed, kills=given.kills)
    began = time.monotonic()
    if given.standin:
        found = asyncio.run(lived(plan, given.conversations, tell=given.tell))
    else:
        found = asyncio.run(_with_rasa(plan, given))
    print(f"{time.monotonic() - began:.0f} s", file=sys.stderr)
    print(json.dumps(found))
    return 1 if any(found[key] for key in WRONG) or not found["alarms_first"] else 0


if __name__ == "__main__":
    sys.exit(main())
