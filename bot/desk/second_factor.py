"""The second factor: codes of an authenticator app (RFC 6238, pyotp), each good once."""

from __future__ import annotations

import hmac

import pyotp

from bot.core.errors import Unauthorised
from bot.service.services import Services

WINDOW = 1  # a step of 30 s either way: phones' clocks differ


class CodeNeeded(Unauthorised):
    """The password was right, and the account wants a code besides."""

    code = "totp_needed"
    title = "Give the code of your authenticator app too."


class CodeWrong(Unauthorised):
    """Not the code of now, or one that was used."""

    code = "totp_wrong"
    title = "This code is not right, or was used already. Wait for the next one."


async def check(services: Services, agent: str, code: str | None) -> None:
    """Returns where the account has no second factor, or the code fits for the first time.

    Raises:
        CodeNeeded, CodeWrong.
    """
    secret = await services.accounts.totp(agent)
    if not secret:
        return
    if not code:
        raise CodeNeeded()
    if not fits(services, secret, code) or not await services.accounts.first_use(agent, code):
        raise CodeWrong()


def fits(services: Services, secret: str, code: str) -> bool:
    """Whether it is the code of about now."""
    totp = pyotp.TOTP(secret)
    now = services.roster.clock()
    steps = (totp.at(now, counter_offset=offset) for offset in range(-WINDOW, WINDOW + 1))
    return any(hmac.compare_digest(one, code.strip()) for one in steps)
