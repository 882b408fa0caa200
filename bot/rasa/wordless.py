"""Rasa's REST channel logs what a customer wrote whenever a turn fails. Here it does not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

WORDS = ("text", "message", "metadata")
"""What is left out of a line of the log."""


class Wordless:
    """A structlog logger that leaves the customer's words out, and says the rest as before."""

    def __init__(self, logger: Any) -> None:
        """`logger`: the one that is spoken through."""
        self._logger = logger

    def __getattr__(self, level: str) -> Callable[..., Any]:
        """The logger's method of that name, for lines without words."""
        say = getattr(self._logger, level)

        def wordless(event: str, *args: Any, **more: Any) -> Any:
            return say(event, *args, **{name: value for name, value in more.items() if name not in WORDS})

        return wordless


def install() -> None:
    """Puts it before the REST channel's logger, once."""
    from rasa.core.channels import rest

    if not isinstance(rest.structlogger, Wordless):
        rest.structlogger = Wordless(rest.structlogger)
