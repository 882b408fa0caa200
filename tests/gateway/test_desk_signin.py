"""Signing in at the desk: session, CSRF token, throttled tries, presence."""

import asyncio
import time
from pathlib import Path

import httpx
import pytest

from tests.harness import PASSWORD, Agent, FakeAssistant, Gateway, RedisServer, refused
from tests.harness import gateway as started

READS = ("/me", "/people", "/queue", "/conversations", "/events")
CHANGES = (
    ("POST", "/logout"), ("PUT", "/presence"), ("POST", "/conversations/0-abc/claim"),
    ("POST", "/conversations/0-abc/decline"), ("POST", "/conversations/0-abc/messages"),
    ("POST", "/conversations/0-abc/notes"), ("POST", "/conversations/0-abc/transfer"),
    ("POST", "/conversations/0-abc/return"), ("POST", "/conversations/0-abc/resolve"),
)  # fmt: skip


async def login(gateway: Gateway, email: str, password: str) -> httpx.Response:
    body = {"email": email, "password": password}
    return await gateway.http.post(f"{gateway.base}/v1/desk/login", json=body)


async def test_signing_in_gives_csrf_agent_and_a_cookie_that_scripts_cannot_read(gateway: Gateway) -> None:
    answer = await login(gateway, " AINO@example.fi ", PASSWORD)
    assert answer.status_code == 200
    assert set(answer.json()) == {"csrf", "agent", "cursor"}
    agent = answer.json()["agent"]
    assert (agent["id"], agent["name"], agent["role"]) == ("aino", "Aino", "laskutus")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


@pytest.mark.parametrize(
    ("email", "password"), [("aino@example.fi", "wrong"), ("nobody@example.fi", PASSWORD), ("", "")]
)
async def test_which_of_the_two_is_wrong_is_not_said(gateway: Gateway, email: str, password: str) -> None:
    refused(await login(gateway, email, password), 401, "credentials_wrong")


async def test_a_person_without_a_password_cannot_sign_in(gateway: Gateway) -> None:
    await gateway.services.redis.delete("aina:{desk}:passwords")
    refused(await login(gateway, "aino@example.fi", ""), 401, "credentials_wrong")


async def test_too_many_tries_are_told_to_wait_and_others_are_not_locked_out(gateway: Gateway) -> None:
    for _ in range(10):
        refused(await login(gateway, "aino@example.fi", "wrong"), 401, "credentials_wrong")
    answer = await login(gateway, "aino@example.fi", PASSWORD)
    refused(answer, 429, "too_many_requests")
    assert answer.headers["retry-after"] == "300"
    assert (await login(gateway, "mikko@example.fi", PASSWORD)).status_code == 200


async def test_one_address_may_not_try_everybodys_door(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.desk.accounts.TRIES_OF_ADDRESS", 4)
    for name in ("aino", "mikko", "sanna", "nobody"):
        refused(await login(gateway, f"{name}@example.fi", "wrong"), 401, "credentials_wrong")
    answer = await login(gateway, "aino@example.fi", PASSWORD)
    refused(answer, 429, "too_many_requests")
    assert answer.headers["retry-after"] == "300"


async def test_no_more_than_four_passwords_are_looked_at_at_once(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    running: list[int] = []
    most: list[int] = []

    def verify(_hashed: str | None, _password: str) -> bool:
        running.append(1)
        most.append(len(running))
        time.sleep(0.05)
        running.pop()
        return False

    monkeypatch.setattr("bot.desk.accounts._verify", verify)
    await asyncio.gather(*(login(gateway, f"{n}@example.fi", "wrong") for n in range(12)))
    assert max(most) == 4


@pytest.mark.parametrize("path", READS)
async def test_nothing_is_read_without_a_session(gateway: Gateway, path: str) -> None:
    refused(await gateway.http.get(f"{gateway.base}/v1/desk{path}"), 401, "unauthorised")
    stranger = {"Cookie": "aina_desk=guess"}
    refused(await gateway.http.get(f"{gateway.base}/v1/desk{path}", headers=stranger), 401, "unauthorised")


@pytest.mark.parametrize(("method", "path"), CHANGES)
async def test_no_change_without_the_csrf_token_of_this_session(
    gateway: Gateway, method: str, path: str
) -> None:
    refused(await gateway.http.request(method, f"{gateway.base}/v1/desk{path}"), 401, "unauthorised")
    aino, mikko = await gateway.agent("aino"), await gateway.agent("mikko")
    for token in ("", "x", mikko.csrf):
        answer = await aino.call(method, path, headers={"X-CSRF-Token": token}, json={})
        refused(answer, 403, "csrf_invalid")


async def test_a_signed_out_session_has_ended(gateway: Gateway) -> None:
    aino = await gateway.agent("aino")
    cookie = aino.http.cookies["aina_desk"]
    assert (await aino.call("POST", "/logout")).status_code == 200
    answer = await gateway.http.get(f"{gateway.base}/v1/desk/me", headers={"Cookie": f"aina_desk={cookie}"})
    refused(answer, 401, "unauthorised")
    mikko = await gateway.agent("mikko")
    assert status_of(await people(mikko), "aino") == "offline"


async def test_somebody_who_left_the_company_is_signed_out(gateway: Gateway) -> None:
    aino = await gateway.agent("aino")
    staff = dict(gateway.services.company.people)
    del staff["aino"]
    object.__setattr__(gateway.services.company, "people", staff)
    refused(await aino.call("GET", "/me"), 401, "unauthorised")


async def people(agent: Agent) -> list[dict[str, object]]:
    return list((await agent.call("GET", "/people")).json()["people"])


def status_of(everyone: list[dict[str, object]], id: str) -> object:
    return next(p["status"] for p in everyone if p["id"] == id)


async def test_presence_is_the_agents_own_word(gateway: Gateway) -> None:
    aino = await gateway.agent("aino", status=None)
    assert status_of(await people(aino), "aino") == "offline"
    for status in ("online", "away", "offline"):
        answer = await aino.call("PUT", "/presence", json={"status": status})
        assert answer.status_code == 200
        assert status_of(await people(aino), "aino") == status
    refused(await aino.call("PUT", "/presence", json={"status": "lunch"}), 400, "body_invalid")


async def test_presence_holds_three_minutes_after_the_last_request(gateway: Gateway) -> None:
    aino, mikko = await gateway.agent("aino"), await gateway.agent("mikko")
    gateway.clock.move(seconds=170)
    await mikko.call("GET", "/queue")
    await gateway.services.people_changed()
    assert status_of(await people(mikko), "aino") == "online"
    gateway.clock.move(seconds=20)
    await gateway.services.people_changed()
    everyone = await people(mikko)
    assert (status_of(everyone, "aino"), status_of(everyone, "mikko")) == ("offline", "online")
    await aino.call("GET", "/queue")
    await gateway.services.people_changed()
    assert status_of(await people(aino), "aino") == "online"


async def test_a_frame_on_the_desk_socket_holds_presence_too(gateway: Gateway) -> None:
    aino, mikko = await gateway.agent("aino"), await gateway.agent("mikko")
    async with aino.socket() as ws:
        for _ in range(3):
            gateway.clock.move(seconds=100)
            await ws.send('{"type": "ping"}')
            async for frame in ws:
                if "pong" in str(frame):
                    break
        await mikko.call("GET", "/queue")
        await gateway.services.people_changed()
        assert status_of(await people(mikko), "aino") == "online"


async def test_being_heard_of_does_not_undo_the_agents_word(gateway: Gateway) -> None:
    """A request under way while the agent goes away used to write "online" back."""
    desk, now = gateway.services.desk, gateway.services.now()
    for status in ("online", "away", "offline"):
        touches = [desk.touch("aino", now) for _ in range(20)]
        await asyncio.gather(*touches[:10], desk.set_presence("aino", status, now), *touches[10:])
        assert (await desk.presence(now))["aino"].status == status


def test_no_password_is_in_the_repository() -> None:
    root = Path(__file__).parents[2]
    assert "password" not in (root / "company.yml").read_text().replace("# used with", "").lower()


async def test_behind_a_known_proxy_the_limits_are_of_the_address_it_names(
    redis: RedisServer, assistant: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.desk.accounts.TRIES_OF_ADDRESS", 2)
    body = {"email": "aino@example.fi", "password": PASSWORD}
    async with started(redis.url, assistant, PROXIES_COUNT="1") as gateway:

        async def come(claimed: str) -> int:
            headers = {"X-Forwarded-For": claimed}
            answer = await gateway.http.post(f"{gateway.base}/v1/desk/login", json=body, headers=headers)
            return answer.status_code

        assert [await come("1.1.1.1, 192.0.2.7") for _ in range(3)] == [200, 200, 429]
        assert await come("192.0.2.8") == 200
        assert await come("192.0.2.8, 192.0.2.7") == 429, "what the customer claims to be does not count"


async def test_without_a_known_proxy_nobody_may_claim_an_address(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.desk.accounts.TRIES_OF_ADDRESS", 2)
    body = {"email": "aino@example.fi", "password": PASSWORD}
    answers = [
        await gateway.http.post(
            f"{gateway.base}/v1/desk/login", json=body, headers={"X-Forwarded-For": f"192.0.2.{n}"}
        )
        for n in range(3)
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
