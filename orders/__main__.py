"""`python -m orders`: serves on ORDERS_HOST (127.0.0.1) and ORDERS_PORT (5056); keeps its state in DATA_DIR/orders.json."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from zoneinfo import ZoneInfo

from orders.app import create_app
from orders.book import load
from orders.shelf import Shelf


def today() -> dt.date:
    """The date in Helsinki."""
    return dt.datetime.now(ZoneInfo("Europe/Helsinki")).date()


def main() -> None:
    """Starts the server in this one process."""
    folder = os.environ.get("DATA_DIR")
    app = create_app(load(), Shelf(Path(folder) / "orders.json" if folder else None), today)
    host = os.environ.get("ORDERS_HOST") or "127.0.0.1"
    port = int(os.environ.get("ORDERS_PORT") or 5056)
    app.run(host=host, port=port, single_process=True, motd=False, access_log=False)


if __name__ == "__main__":
    main()
