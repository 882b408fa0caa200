"""Signing in by the company's own provider: OpenID Connect, authorization code with PKCE (Authlib; tokens by joserfc).

The desk's account is the one with the address that the provider has verified; nobody gets an account by this.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Awaitable
from typing import Any

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from sanic import HTTPResponse, Request
from sanic.response import redirect

from bot.core.errors import AinaError, Unauthorised, Unknown
from bot.desk import accounts
from bot.desk.door import api
from bot.desk.entry import with_cookie
from bot.http.api import Answer
from bot.service.services import Services
from bot.store.links import Links, LinkUnknown

COOKIE, STATE_S, TIMEOUT_S = "aina_oidc", 600, 5.0
CALLBACK = "/v1/desk/oidc/callback"
REFUSED = "/desk/#refused/"
SIGNED_BY = ["RS256", "ES256", "PS256", "EdDSA"]


class OidcRefused(Unauthorised):
    """The provider's answer is not for this sign-in, is not to be trusted, or names nobody of ours."""

    code = "oidc_refused"
    title = "Signing in by your company did not work. Begin again, or ask who invited you."


class OidcAway(AinaError):
    """The provider does not answer."""

    code = "oidc_unavailable"
    status = 503
    title = "Your company's sign-in is not answering. Try again in a moment, or use your password."


@api.route("GET", "/v1/desk/ways", open=True)
async def ways(services: Services, _request: Request, _body: Request) -> Answer:
    """The ways to sign in here."""
    return 200, {"password": True, "oidc": services.settings.oidc_issuer is not None}


@api.route("GET", "/v1/desk/oidc/start", status=302, open=True)
async def start(services: Services, request: Request, _body: Request) -> HTTPResponse:
    """Sends the browser to the provider."""
    return await _or_said(_to_provider(services), request)


async def _to_provider(services: Services) -> HTTPResponse:
    verifier, nonce = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
    found = await _discovered(services)
    state = await _states(services).make({"verifier": verifier, "nonce": nonce})
    async with _client(services) as client:
        url, _ = client.create_authorization_url(
            found["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier
        )
    answer = redirect(url)
    secure = (services.settings.public_url or "").startswith("https://")
    answer.add_cookie(
        COOKIE, state, path=CALLBACK, httponly=True, secure=secure, samesite="Lax", max_age=STATE_S
    )
    return answer


@api.route("GET", CALLBACK, status=302, open=True)
async def callback(services: Services, request: Request, _body: Request) -> HTTPResponse:
    """Where the provider sends the browser back: a session for the account with the verified address."""
    return await _or_said(_come_back(services, request), request)


async def _or_said(work: Awaitable[HTTPResponse], request: Request) -> HTTPResponse:
    """What came of it; a browser on its way gets a refusal in words, at the desk's own page."""
    try:
        return await work
    except AinaError as error:
        if "text/html" not in request.headers.get("accept", ""):
            raise
        return redirect(f"{REFUSED}{error.code}")


async def _come_back(services: Services, request: Request) -> HTTPResponse:
    state, code = request.args.get("state") or "", request.args.get("code") or ""
    began = request.cookies.get(COOKIE) or ""
    if not (state and code and hmac.compare_digest(began.encode(), state.encode())):
        raise OidcRefused()
    try:
        kept = await _states(services).look(state)
    except LinkUnknown:
        raise OidcRefused() from None
    if not await _states(services).use(state):
        raise OidcRefused()
    claims = await _claims(services, code, kept)
    person = accounts.by_email(services, str(claims.get("email", "")))
    if not person or claims.get("email_verified") is not True:
        raise OidcRefused()
    secret, session = await services.desk.open_session(person.id)
    await services.did(
        services.deed(session.agent, "signed_in", {"by": "oidc", "address": request.client_ip})
    )
    answer = with_cookie(services, redirect("/desk/"), secret)
    answer.delete_cookie(COOKIE, path=CALLBACK)
    return answer


async def _claims(services: Services, code: str, kept: dict[str, Any]) -> dict[str, Any]:
    """What the provider says of who signed in, checked: signature, issuer, audience, time and nonce."""
    found = await _discovered(services)
    try:
        async with _client(services) as client:
            token = await client.fetch_token(
                found["token_endpoint"], code=code, code_verifier=kept["verifier"]
            )
        keys = KeySet.import_key_set(await _fetched(found["jwks_uri"]))
        decoded = jwt.decode(token["id_token"], keys, algorithms=SIGNED_BY)
        jwt.JWTClaimsRegistry(
            now=int(services.now()),
            leeway=60,
            iss={"essential": True, "value": services.settings.oidc_issuer or ""},
            aud={"essential": True, "value": services.settings.oidc_client_id or ""},
            exp={"essential": True},
            nonce={"essential": True, "value": kept["nonce"]},
        ).validate(decoded.claims)
    except httpx.HTTPError as error:
        raise OidcAway() from error
    except (AuthlibBaseError, JoseError, KeyError, ValueError) as error:
        raise OidcRefused() from error
    return dict(decoded.claims)


async def _discovered(services: Services) -> dict[str, Any]:
    """The provider's own description (OpenID Connect Discovery 1.0)."""
    issuer = services.settings.oidc_issuer
    if not issuer:
        raise Unknown("Signing in by the company is not set up here.", code="oidc_unset")
    found: dict[str, Any] = await _fetched(f"{issuer}/.well-known/openid-configuration")
    if found.get("issuer") != issuer:
        raise OidcRefused()
    return found


async def _fetched(url: str) -> Any:
    """A document of the provider's."""
    try:
        async with httpx.AsyncClient(timeout=TIMEOUT_S, trust_env=False) as client:
            return (await client.get(url)).raise_for_status().json()
    except (httpx.HTTPError, ValueError) as error:
        raise OidcAway() from error


def _client(services: Services) -> AsyncOAuth2Client:
    return AsyncOAuth2Client(
        services.settings.oidc_client_id,
        services.settings.oidc_client_secret,
        scope="openid email",
        redirect_uri=f"{services.settings.public_url or ''}{CALLBACK}",
        code_challenge_method="S256",
        timeout=TIMEOUT_S,
        trust_env=False,
    )


def _states(services: Services) -> Links:
    return Links(services.redis, "oidc", STATE_S)
