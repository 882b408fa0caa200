"""What a customer told us that only they would know: the second proof of who follows a link."""

from __future__ import annotations

import re

from bot.core.answered import proofs_in
from bot.core.conversation import Conversation
from bot.service.services import Services

DIGITS = re.compile(r"\d+")


async def named(services: Services, c: Conversation) -> set[str]:
    """The order numbers and postcodes of this case: those of its brief, and those that the customer named in it."""
    told, after = set(DIGITS.findall(c.brief.get("order") or "")), "0"
    while page := await services.store.logs.after(c.id, after):
        after = page[-1]["id"]
        told |= proofs_in(page)
    return told
