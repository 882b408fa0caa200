"""How many calls a second Telegram gets of us, and that words come before what only adorns them.

Telegram lets a bot send about 30 messages a second in all (its FAQ, "My bot is hitting limits"). Every call to a chat
counts here. Typing and buttons of old lines are called only while there is room left, so they never delay a word.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from aiolimiter import AsyncLimiter
from telegram.ext import BaseRateLimiter

PER_S = 30
SPARE = 10


class Pace(BaseRateLimiter[None]):
    """Of one process. It does not try again after a 429: that is each conversation's own wait (sender.py)."""

    def __init__(self) -> None:
        self._calls = AsyncLimiter(PER_S, 1)

    async def initialize(self) -> None:
        """Nothing to begin."""

    async def shutdown(self) -> None:
        """Nothing to end."""

    def room(self) -> bool:
        """Whether a call that may as well be left out takes no word's place."""
        return self._calls.has_capacity(SPARE)

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,
    ) -> Any:
        """The call, in its turn where it is one to a chat."""
        if data.get("chat_id") is None:
            return await callback(*args, **kwargs)
        async with self._calls:
            return await callback(*args, **kwargs)
