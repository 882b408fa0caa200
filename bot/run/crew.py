"""All parts that run: started one after another, stopped in the order that loses nothing."""

from __future__ import annotations

import asyncio
import time

from bot.run.child import Child, Part, PartRefused, Say
from bot.run.folder import Folder

GRACE_S = 8.0
ASK_AGAIN_S = 0.05


class Crew:
    """The running parts of one copy of the product."""

    def __init__(self, folder: Folder, say: Say) -> None:
        self._folder, self._say = folder, say
        self._children: list[Child] = []
        self._tasks: list[asyncio.Task[None]] = []
        self.refused: asyncio.Future[PartRefused] = asyncio.get_running_loop().create_future()

    def add(self, part: Part, count: int = 1) -> None:
        """Starts `count` processes of a part and keeps them running."""
        for _ in range(count):
            child = Child(part, self._folder, self._say, lambda: self._write_pids(part.name))
            self._children.append(child)
            task = asyncio.create_task(child.keep())
            task.add_done_callback(self._ended)
            self._tasks.append(task)

    async def until_it_answers(self, part: Part) -> float:
        """Waits until a part answers; gives how long that took (seconds)."""
        began = time.monotonic()
        while not await part.answers():
            await asyncio.sleep(ASK_AGAIN_S)
        return time.monotonic() - began

    async def stop(self) -> bool:
        """Stops everything: first those who write to Redis, then Redis. False when nothing had been started."""
        writers = [child for child in self._children if child.part.name != "redis"]
        await asyncio.gather(*(child.stop(GRACE_S) for child in writers))
        await asyncio.gather(*(child.stop(GRACE_S) for child in self._children if child not in writers))
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for name in {child.part.name for child in self._children}:
            self._folder.write_pids(name, [])
        return bool(self._children)

    def kill(self) -> None:
        """Ends everything at once, for those who press Ctrl-C a second time."""
        for child in self._children:
            child.kill()

    def _write_pids(self, name: str) -> None:
        pids = [child.pid for child in self._children if child.part.name == name]
        self._folder.write_pids(name, [pid for pid in pids if pid])

    def _ended(self, task: asyncio.Task[None]) -> None:
        error = None if task.cancelled() else task.exception()
        if error and not self.refused.done():
            self.refused.set_result(error if isinstance(error, PartRefused) else PartRefused(repr(error)))
