"""Signing in by the company's provider: a small one over real HTTP, with codes, PKCE and signed tokens."""

import base64
import hashlib
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from sanic import HTTPResponse, Request, Sanic
from sanic.response import json as json_response

from tests.harness import FakeAssistant, Gateway, RedisServer, free_port, refused, serving
from tests.harness import gateway as started

KEY = RSAKey.generate_key(2048, {"kid": "k", "use": "sig"})


class Provider:
    """One code, one token: what it says of who signs in may be changed at any time."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.claims: dict[str, Any] = {"email": "mikko@example.fi", "email_verified": True}
        self.key = KEY
        self.asked: dict[str, str] = {}
        self.now = 0

    def app(self) -> Sanic[Any, Any]:
        app: Sanic[Any, Any] = Sanic(f"provider-{self.port}", configure_logging=False)

        async def described(_request: Request) -> HTTPResponse:
            return json_response({
                "issuer": self.url, "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token", "jwks_uri": f"{self.url}/keys",
            })  # fmt: skip

        async def keys(_request: Request) -> HTTPResponse:
            return json_response({"keys": [KEY.as_dict(private=False)]})

        async def token(request: Request) -> HTTPResponse:
            form: Any = request.form
            digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
            challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
            basic = base64.b64encode(b"desk:secret").decode()
            fits = form.get("code") == "good" and challenge == self.asked["code_challenge"]
            if not fits or request.headers.get("authorization") != f"Basic {basic}":
                return json_response({"error": "invalid_grant"}, 400)
            claims = {
                "iss": self.url, "aud": "desk", "sub": "1", "nonce": self.asked["nonce"], "exp": self.now + 300,
            } | self.claims  # fmt: skip
            signed = jwt.encode({"alg": "RS256", "kid": "k"}, claims, self.key)
            return json_response({"access_token": "a", "token_type": "Bearer", "id_token": signed})

        app.add_route(described, "/.well-known/openid-configuration")
        app.add_route(keys, "/keys")
        app.add_route(token, "/token", ["POST"])
        return app


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    one = Provider()
    async with serving(one.app(), one.port):
        yield one


@pytest.fixture
async def desk(redis: RedisServer, assistant: FakeAssistant, provider: Provider) -> AsyncIterator[Gateway]:
    env = {"OIDC_ISSUER": provider.url, "OIDC_CLIENT_ID": "desk", "OIDC_CLIENT_SECRET": "secret"}
    async with started(redis.url, assistant, None, **env) as gateway:
        provider.now = int(gateway.clock().timestamp())
        yield gateway


async def begun(desk: Gateway, provider: Provider, browser: httpx.AsyncClient) -> str:
    answer = await browser.get(f"{desk.base}/v1/desk/oidc/start")
    assert answer.status_code == 302
    provider.asked = {
        key: value[0] for key, value in parse_qs(urlsplit(answer.headers["location"]).query).items()
    }
    return provider.asked["state"]


async def back(desk: Gateway, browser: httpx.AsyncClient, state: str, code: str = "good") -> httpx.Response:
    return await browser.get(f"{desk.base}/v1/desk/oidc/callback", params={"state": state, "code": code})


async def test_the_account_with_the_verified_address_is_signed_in_once(
    desk: Gateway, provider: Provider
) -> None:
    assert (await desk.http.get(f"{desk.base}/v1/desk/ways")).json() == {"password": True, "oidc": True}
    async with httpx.AsyncClient(trust_env=False) as browser:
        state = await begun(desk, provider, browser)
        assert provider.asked["code_challenge_method"] == "S256"
        answer = await back(desk, browser, state)
        assert (answer.status_code, answer.headers["location"]) == (302, "/desk/")
        me = (await browser.get(f"{desk.base}/v1/desk/me")).json()
        assert me["agent"]["id"] == "mikko"
        refused(await back(desk, browser, state), 401, "oidc_refused")


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "nobody@example.fi"}, {"email_verified": False}, {"email_verified": "true"}, {"email": None},
        {"aud": "another"}, {"iss": "http://127.0.0.1:1"}, {"nonce": "another"}, {"exp": 1},
    ],
)  # fmt: skip
async def test_what_the_token_may_not_say_opens_nothing(
    desk: Gateway, provider: Provider, claims: dict[str, Any]
) -> None:
    provider.claims |= claims
    async with httpx.AsyncClient(trust_env=False) as browser:
        state = await begun(desk, provider, browser)
        refused(await back(desk, browser, state), 401, "oidc_refused")
        refused(await browser.get(f"{desk.base}/v1/desk/me"), 401, "unauthorised")


async def test_a_token_signed_by_somebody_else_opens_nothing(desk: Gateway, provider: Provider) -> None:
    provider.key = RSAKey.generate_key(2048, {"kid": "k"})
    async with httpx.AsyncClient(trust_env=False) as browser:
        refused(await back(desk, browser, await begun(desk, provider, browser)), 401, "oidc_refused")


async def test_another_browser_a_wrong_code_and_a_made_up_state_open_nothing(
    desk: Gateway, provider: Provider
) -> None:
    async with httpx.AsyncClient(trust_env=False) as browser, httpx.AsyncClient(trust_env=False) as other:
        state = await begun(desk, provider, browser)
        refused(await back(desk, other, state), 401, "oidc_refused")
        refused(await back(desk, browser, "x" * 32), 401, "oidc_refused")
        refused(await back(desk, browser, state, "bad"), 401, "oidc_refused")


async def test_without_a_provider_there_is_no_such_way(gateway: Gateway) -> None:
    assert (await gateway.http.get(f"{gateway.base}/v1/desk/ways")).json()["oidc"] is False
    refused(await gateway.http.get(f"{gateway.base}/v1/desk/oidc/start"), 404, "oidc_unset")


async def test_a_provider_that_is_away_is_said_so(redis: RedisServer, assistant: FakeAssistant) -> None:
    env = {"OIDC_ISSUER": f"http://127.0.0.1:{free_port()}", "OIDC_CLIENT_ID": "d", "OIDC_CLIENT_SECRET": "s"}
    async with started(redis.url, assistant, None, **env) as gateway:
        answer = await gateway.http.get(f"{gateway.base}/v1/desk/oidc/start")
        refused(answer, 503, "oidc_unavailable")
