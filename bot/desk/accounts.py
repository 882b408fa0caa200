"""Signing in at the desk: argon2 password hashes, throttled tries, sessions that the server can end."""

from __future__ import annotations

import asyncio
import functools
import secrets
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sanic import Request

from bot.core.company import Person
from bot.core.errors import Invalid, NotAllowed, TooMany, Unauthorised
from bot.desk import second_factor
from bot.service.services import Services
from bot.store.desk import Session

COOKIE = "aina_desk"
SHORTEST_PASSWORD = 8
TRIES, TRIES_OF_ADDRESS, WINDOW_S = 10, 50, 300
_hasher = PasswordHasher()
# A hash takes 64 MB and a core for a while: a crowd at the door waits, and the rest goes on.
_hashing = ThreadPoolExecutor(4, "argon2")


class WrongCredentials(Unauthorised):
    """Address and password do not belong together; which of them is wrong is not said."""

    code = "credentials_wrong"
    title = "The e-mail address and the password do not belong together."


class CsrfInvalid(NotAllowed):
    """The header that only our own page can send is missing or foreign."""

    code = "csrf_invalid"
    title = "X-CSRF-Token is missing or not of this session."


async def sign_in(
    services: Services, email: str, password: str, address: str, code: str | None = None
) -> tuple[str, Session]:
    """A new session, with the secret for its cookie.

    Raises:
        TooMany: in 5 minutes over 10 tries for this person from there, or over 50 from there for anybody.
        WrongCredentials: they do not fit. CodeNeeded, CodeWrong: the second factor.
    """
    key = f"login:{email.strip().lower()}:{address}"
    for tried, most in ((f"login:{address}", TRIES_OF_ADDRESS), (key, TRIES)):
        if await services.desk.count_try(tried, WINDOW_S) > most:
            raise TooMany("Too many tries. Wait five minutes.", retry_after_s=WINDOW_S)
    person = by_email(services, email)
    hashed = await services.desk.password_hash(person.id) if person else None
    fits = await asyncio.get_running_loop().run_in_executor(_hashing, _verify, hashed, password)
    if not (person and hashed and fits):
        raise WrongCredentials()
    await second_factor.check(services, person.id, code)
    await services.desk.forget_tries(key)
    return await services.desk.open_session(person.id)


def check_password(password: str) -> None:
    """Refuses what is too short to be one.

    Raises:
        Invalid: `password_short`.
    """
    if len(password.strip()) < SHORTEST_PASSWORD:
        raise Invalid(
            f"A password has {SHORTEST_PASSWORD} characters or more.", code="password_short", field="password"
        )


@functools.cache
def nobody() -> str:
    """Verified against for unknown addresses, so that they cost the same time as known ones."""
    return _hasher.hash(secrets.token_urlsafe(16))


async def set_password(services: Services, people: Iterable[Person], password: str) -> None:
    """Keeps one password for these people, as its hash."""
    hashed = await asyncio.to_thread(_hasher.hash, password)
    for person in people:
        await services.desk.set_password_hash(person.id, hashed)


async def of_request(services: Services, request: Request) -> Session:
    """The session of a request; on changes the CSRF token must be there too.

    Raises:
        Unauthorised: no session, or one that has ended.
        CsrfInvalid: a change without the token.
    """
    session = await of_cookie(services, request)
    given = request.headers.get("x-csrf-token", "")
    if request.method not in ("GET", "HEAD") and not secrets.compare_digest(
        given.encode("utf-8", "surrogatepass"), session.csrf.encode()
    ):
        raise CsrfInvalid()
    await services.presence_heard(session.agent)
    return session


async def of_cookie(services: Services, request: Request) -> Session:
    """The session that the cookie names.

    Raises:
        Unauthorised: none, foreign, ended, or of somebody who has left.
    """
    secret = request.cookies.get(COOKIE)
    session = await services.desk.session(secret) if secret else None
    if not session or session.agent not in services.company.people:
        raise Unauthorised("Sign in first.")
    return session


def by_email(services: Services, email: str) -> Person | None:
    """The person with this address."""
    wanted = email.strip().lower()
    return next((p for p in services.company.people.values() if p.email == wanted), None)


def _verify(hashed: str | None, password: str) -> bool:
    try:
        return _hasher.verify(hashed or nobody(), password)
    except (VerificationError, InvalidHashError):
        return False
