"""The way to the mail server (`SMTP_URL`), and what an address may look like."""

from __future__ import annotations

import asyncio
import logging
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import aiosmtplib
from email_validator import EmailNotValidError, validate_email

from bot.core.errors import AinaError, Invalid

log = logging.getLogger("aina.mail")
TIMEOUT_S = 10.0
PAUSES_S = (0.5, 2.0)


class MailRefused(AinaError):
    """The mail server did not take it; `extra['why']` says why, in its words. `for_good`: nor will it later."""

    code = "mail_refused"
    status = 502
    title = "The e-mail could not be sent."

    def __init__(self, why: str, *, for_good: bool = True) -> None:
        super().__init__(why=why)
        self.for_good = for_good


class Post:
    """One mail server. `smtps://` speaks TLS from the start; `smtp://` begins it where the server offers it."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._secure = parts.scheme == "smtps"
        self._host = parts.hostname or ""
        self._port = parts.port or (465 if self._secure else 587)
        self._user = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password) if parts.password else None

    async def send(self, letter: EmailMessage) -> None:
        """Hands a letter over; what may pass (4xx, no connection) is tried three times.

        Raises:
            MailRefused: it was not taken.
        """
        for pause_s in (*PAUSES_S, None):
            try:
                await self._once(letter)
                return
            except aiosmtplib.SMTPException as error:
                if pause_s is None or _for_good(error):
                    raise MailRefused(_why(error), for_good=_for_good(error)) from None
                log.warning("mail.again", extra={"error": type(error).__name__})
                await asyncio.sleep(pause_s)

    async def _once(self, letter: EmailMessage) -> None:
        await aiosmtplib.send(
            letter, hostname=self._host, port=self._port, username=self._user, password=self._password,
            use_tls=self._secure, timeout=TIMEOUT_S,
        )  # fmt: skip


def address(given: str | None) -> str:
    """An address as it is kept.

    Raises:
        Invalid: `address_invalid`.
    """
    try:
        return validate_email((given or "").strip(), check_deliverability=False).normalized
    except EmailNotValidError:
        raise Invalid(
            "That is no e-mail address. It looks like name@example.fi.",
            code="address_invalid",
            field="address",
        ) from None


def _for_good(error: aiosmtplib.SMTPException) -> bool:
    """Whether the same again would be refused again (RFC 5321, section 4.2.1: 5yz)."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return all(one.code >= 500 for one in error.recipients)
    return isinstance(error, aiosmtplib.SMTPResponseException) and error.code >= 500


def _why(error: aiosmtplib.SMTPException) -> str:
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return "; ".join(f"{one.code} {one.message}" for one in error.recipients)[:200]
    return str(error)[:200]
