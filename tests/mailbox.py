"""A real mail server on loopback, and what has come into its one mailbox."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from tests.harness import free_port


class Mailbox:
    """What a real mail server does with a letter, as far as we see it. `answer`: its reply to the letter's text."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.answer = "250 kept"
        self.url = ""

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if self.answer.startswith("250"):
            letter = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(letter, EmailMessage)
            self.letters.append(letter)
        return self.answer

    async def until(self, count: int, within_s: float = 10) -> EmailMessage:
        """The letter of that number, from 1, once it has come."""
        async with asyncio.timeout(within_s):
            while len(self.letters) < count:
                await asyncio.sleep(0.05)
        return self.letters[count - 1]


@asynccontextmanager
async def serving_mail() -> AsyncIterator[Mailbox]:
    """The server; `url` is what SMTP_URL takes."""
    box = Mailbox()
    server = Controller(box, hostname="127.0.0.1", port=free_port())
    server.start()
    box.url = f"smtp://127.0.0.1:{server.port}"
    try:
        yield box
    finally:
        server.stop()


def link_in(letter: EmailMessage) -> str:
    """The address that a letter leads to."""
    found = re.search(r"http\S+#aina=\S+", letter.get_content())
    assert found, letter
    return found[0]


def secret_in(letter: EmailMessage) -> str:
    """What the fragment of that address carries."""
    return link_in(letter).partition("#aina=")[2]
