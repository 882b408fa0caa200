"""`python -m bot.run`: starts every part, keeps them running, stops them on Ctrl-C."""

from __future__ import annotations

import asyncio
import os
import signal
import sys

from bot.core.errors import BadConfiguration
from bot.run.folder import AlreadyRunning, Folder
from bot.run.product import CannotStart, Product, plain_environ
from bot.run.redis import NoRedis
from bot.settings import Settings


def say(line: str) -> None:
    """One line for the person at the terminal."""
    print(line, flush=True)


async def run(settings: Settings, folder: Folder) -> int:
    """Runs the product until a signal asks it to stop; gives the exit code."""
    product = Product(settings, plain_environ(), folder, say)
    stop = asyncio.Event()
    asked = _on_signals(stop, product)
    starting = asyncio.create_task(product.start())
    try:
        return await _until_the_end(product, starting, asked)
    finally:
        starting.cancel()
        await asyncio.gather(starting, return_exceptions=True)
        if await product.crew.stop():
            say("Stopped.")


def _on_signals(stop: asyncio.Event, product: Product) -> asyncio.Task[bool]:
    def asked() -> None:
        if stop.is_set():
            product.crew.kill()  # asked twice: at once
        else:
            say("\nStopping …")
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup means it
            asyncio.get_running_loop().add_signal_handler(number, asked)
    return asyncio.create_task(stop.wait())


async def _until_the_end(product: Product, starting: asyncio.Task[None], asked: asyncio.Task[bool]) -> int:
    waiting: set[asyncio.Future[object]] = {starting, asked, product.crew.refused}  # type: ignore[arg-type]
    while not asked.done():
        done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        if product.crew.refused in done:
            say(str(product.crew.refused.result()))
            return 1
        if starting in done and (error := starting.exception()):
            raise error
    return 0


def main() -> int:
    """Reads the environment and runs the product; gives the exit code."""
    try:
        settings = Settings.load(os.environ)
        folder = Folder(settings.data_dir)
        folder.lock()
        return asyncio.run(run(settings, folder))
    except (BadConfiguration, AlreadyRunning, CannotStart, NoRedis) as refusal:
        print(refusal, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
