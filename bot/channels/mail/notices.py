"""Reads the feed for notices that fall due by e-mail, and sends them: a link back, and nothing of what was said.

A notice may be sent twice when a process dies just after sending (under the same Message-ID); never not at all.
"""

from __future__ import annotations

import logging
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from bot.channels.mail import letters
from bot.core import notify
from bot.core.conversation import Conversation
from bot.core.errors import Unknown
from bot.core.event import stamp
from bot.core.message import digest
from bot.http.site import allows
from bot.service.post import MailRefused
from bot.service.services import Services

log = logging.getLogger("aina.mail")
DAY_S = 86400
TO_ONE_ADDRESS = 10
FOR_ONE_SENDER = 20
"""Letters a day: to one address whoever asks, and at one customer's wish whatever the address, over all their cases."""


class Notices:
    """One per process; of all processes one reads (bot/service/reader.py)."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def handle(self, cid: str, event: dict[str, Any]) -> bool:
        """Sends what falls due by e-mail; every other event is passed over. True: it was sent.

        A mail server that is away is asked again later, by the case's own timer: the next customer's letter waits for none.
        """
        if event["type"] != "notice.due" or event["data"]["by"] != "email":
            return False
        try:
            c = (await self._services.store.load(cid)).conversation
        except Unknown:
            return False
        to = c.notify.get("address")
        if not (to and c.unseen_since):
            return False
        try:
            await self._send(c, to, event)
        except MailRefused as error:
            log.warning("mail.refused", extra={"conversation": cid, "for_good": error.for_good})
            verb = notify.failed if error.for_good else notify.delayed
            await self._services.cases.do(cid, partial(verb, by="email", why=str(error.extra["why"])))
            return False
        await self._services.sight.delivered(cid, "email")
        log.info("mail.sent", extra={"conversation": cid})
        return True

    async def code(self, c: Conversation, to: str, digits: str, id: str) -> None:
        """Sends the code that shows that the mailbox is theirs.

        Raises:
            MailRefused: it was not taken, or too many went there today.
        """
        await self._within_limits(c, to)
        letter = letters.code(self._services.lines, self._services.company, c.language, digits)
        await self._hand_over(letter, to, f"code.{id}")

    async def _send(self, c: Conversation, to: str, event: dict[str, Any]) -> None:
        await self._within_limits(c, to)
        services = self._services
        secret = await services.letters.make({"conversation": c.id, "address": to})
        world = services.roster.world()
        who = event["data"].get("who")
        person = world.person(who, c.language) if who in world.company.people else world.someone(c)
        letter = letters.notice(
            services.lines, services.company, c.language, event["data"]["what"], person,
            f"{self._page(c)}#aina={secret}",
        )  # fmt: skip
        notice = stamp(c.unseen_since) if c.unseen_since else event["id"]
        await self._hand_over(letter, to, f"{c.id}.{digest(notice)}")

    async def _hand_over(self, letter: Any, to: str, id: str) -> None:
        sender = self._services.settings.mail_from or self._services.company.email
        if not self._services.post:
            raise MailRefused("no mail server is set up")
        await self._services.post.send(letters.addressed(letter, to, sender, self._services.company.name, id))

    async def _within_limits(self, c: Conversation, to: str) -> None:
        count = self._services.desk.count_try
        if (
            await count(f"mail:{to.casefold()}", DAY_S) > TO_ONE_ADDRESS
            or await count(f"mail:{c.customer or c.id}", DAY_S) > FOR_ONE_SENDER
        ):
            raise MailRefused("too many letters today")

    def _page(self, c: Conversation) -> str:
        """Where the link leads: the page they wrote from, if it is one of the company's; else our own.

        A page is the customer's program's word: a link to any page at all, in the company's name, would be a gift to
        whoever fishes for passwords.
        """
        settings = self._services.settings
        ours = f"{settings.public_url or f'http://{settings.host}:{settings.port}'}/open/"
        parts = urlsplit(c.page or "")
        origin = f"{parts.scheme}://{parts.netloc}".lower()
        origins = self._services.origins
        known = "*" not in origins and allows(origins, origin)
        return c.page if c.page and known else ours
