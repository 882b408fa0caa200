"""The channels that a customer may choose to be told on. A channel that is set up adds itself, with how to read an address."""

from __future__ import annotations

from collections.abc import Callable

from bot.core.errors import Invalid
from bot.core.notify import ON_THE_PAGE

# Address as given to address as kept. Raises Invalid (`address_invalid`).
Reading = Callable[[str | None], str | None]


class Ways:
    """The page always; others as they are set up in this company."""

    def __init__(self) -> None:
        self._readings: dict[str, Reading] = {}

    def add(self, by: str, reading: Reading) -> None:
        """A channel that can deliver (its sender reads the feed for `notice.due`: bot/service/reader.py)."""
        self._readings[by] = reading

    def known(self) -> list[str]:
        """What may be chosen."""
        return [*ON_THE_PAGE, *self._readings]

    def chosen(self, by: str, address: str | None) -> dict[str, str]:
        """The choice as the record keeps it.

        Raises:
            Invalid: `notify_unavailable`, or the channel's own on the address.
        """
        if by in ON_THE_PAGE:
            return {"by": by}
        if by not in self._readings:
            raise Invalid(
                "That way is not set up here. The answer comes to this page.",
                code="notify_unavailable",
                field="by",
            )
        kept = self._readings[by](address)
        return {"by": by} | ({"address": kept} if kept else {})
