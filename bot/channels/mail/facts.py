"""What a customer told us that only they would know: the second proof of who follows a link."""

from __future__ import annotations

import re

from bot.core.conversation import Conversation
from bot.service.services import Services

SHORTEST = 4
DIGITS = re.compile(r"\d+")


async def named(services: Services, c: Conversation) -> set[str]:
    """The numbers that the customer named, as long as an order's or a postcode's at least."""
    told, after = set(DIGITS.findall(c.brief.get("order") or "")), "0"
    while page := await services.store.logs.after(c.id, after):
        after = page[-1]["id"]
        said = (event.get("text", "") for event in page if event["by"]["kind"] == "customer")
        told.update(*(DIGITS.findall(text) for text in said))
    return {number for number in told if len(number) >= SHORTEST}
