"""Every endpoint of the desk, one by one: strangers, foreign sessions, missing tokens, other roles, other people's cases, odd bodies."""

import asyncio
import re
import uuid
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from bot.desk.api import api
from bot.desk.door import NO_DEEDS
from bot.http.api import Endpoint
from tests.harness import ROOT, Agent, Customer, Gateway, refused

GUARDED = [one for one in api.endpoints if one.caller]
CHANGES = [one for one in GUARDED if one.method != "GET"]
WITH_BODY = [one for one in CHANGES if one.body]
OF_A_CASE = [one for one in GUARDED if "cid" in one.parameters]
# One body in which every model finds what it needs.
BODY: dict[str, Any] = {
    "client_id": "wall", "text": "hei", "reason": "syy", "to": "mikko@example.fi", "what": "answer", "where": "web",
    "due_at": "2026-11-25T13:00:00Z", "at": "2026-11-25T13:00:00Z", "until": "2026-11-25T13:00:00Z", "do": "confirm",
    "into": "0-a", "event_id": "1-1", "status": "online", "code": "123456", "name": "Nimi", "email": "u@example.fi",
    "texts": {"fi": "Hei.", "en": "Hello.", "sv": "Hej."}, "everyone": True, "password": "x" * 20,
}  # fmt: skip


def path(endpoint: Endpoint, cid: str = "0-nobody") -> str:
    """Its address below /v1/desk, with every parameter filled in."""
    found = endpoint.openapi_path.replace("{cid}", cid)
    for name in endpoint.parameters:
        found = found.replace(f"{{{name}}}", "x")
    return found.removeprefix("/v1/desk")


def names(endpoints: list[Endpoint]) -> list[str]:
    return [f"{one.method} {one.path}" for one in endpoints]


def whole(endpoint: Endpoint) -> dict[str, Any]:
    """What goes with the request: a file where one is taken, else every field."""
    if endpoint.takes_file:
        return {"files": {"file": ("a.txt", b"hei")}}
    return {"json": BODY} if endpoint.body else {}


def every(endpoints: list[Endpoint]) -> Iterator[tuple[Endpoint, dict[str, Any]]]:
    return ((one, whole(one)) for one in endpoints)


def deed(one: Endpoint) -> str:
    """As the page names it (bot/web/desk/views/rooms/audit.js)."""
    where = (
        one.path.replace("/v1/desk/", "").replace("conversations/<cid:str>/", "").replace("<pid:str>", "do")
    )
    plain = re.sub(r"<\w+:\w+>", "", f"{one.method} {where}").lower()
    return re.sub(r"\W+", "_", plain).strip("_")


def test_every_deed_has_its_words_in_the_log() -> None:
    deeds = {deed(one) for one in CHANGES if not one.path.endswith(NO_DEEDS)}
    for language in ("fi", "en", "sv"):
        words = (ROOT / f"bot/web/desk/words/rooms/{language}.js").read_text()
        known = set(re.findall(r"^  did_(\w+):", words, re.M))
        assert known == deeds | {"signed_in", "account_made"}


async def test_without_a_session_or_with_a_foreign_one_nothing_opens(gateway: Gateway) -> None:
    stranger, foreign = Agent(gateway.base, "mikko"), Agent(gateway.base, "mikko")
    foreign.http.cookies.set("aina_desk", "x" * 43)
    foreign.csrf = "x" * 43
    assert len(GUARDED) > 50
    for one, body in every(GUARDED):
        for agent in (stranger, foreign):
            refused(await agent.call(one.method, path(one), **body), 401, "unauthorised")


async def test_a_session_that_has_ended_opens_nothing(gateway: Gateway) -> None:
    mikko = await gateway.agent("mikko")
    cookie = mikko.http.cookies["aina_desk"]
    await mikko.call("POST", "/logout")
    mikko.http.cookies.set("aina_desk", cookie)
    for one, body in every(GUARDED):
        refused(await mikko.call(one.method, path(one), **body), 401, "unauthorised")


async def test_no_change_is_made_without_the_sessions_own_token(gateway: Gateway) -> None:
    mikko, aino = await gateway.agent("mikko"), await gateway.agent("aino")
    for one, body in every(CHANGES):
        for token in ("", aino.csrf, "å\x01"):
            headers = {"X-CSRF-Token": token.encode("latin-1")}
            answer = await mikko.http.request(one.method, path(one), headers=headers, **body)  # type: ignore[arg-type]
            refused(answer, 403, "csrf_invalid")
    assert (await mikko.call("GET", "/me")).status_code == 200


async def held(gateway: Gateway, agent: Agent) -> Customer:
    customer = await gateway.customer()
    await customer.call("POST", "/human")
    assert (await agent.verb(customer.id, "claim")).status_code == 200
    return customer


async def test_a_case_that_is_not_there_is_said_so_by_every_endpoint(gateway: Gateway) -> None:
    aino = await gateway.agent("aino")
    for cid in ("0-nobody", "9-x", "..%2f..", "x" * 500):
        for one, body in every(OF_A_CASE):
            answer = await aino.call(one.method, path(one, cid), **body)
            assert answer.status_code == 404, (one.method, one.path, answer.text)


async def test_no_verb_works_upon_a_case_that_only_the_bot_has_or_somebody_else_holds(
    gateway: Gateway,
) -> None:
    sanna, mikko = await gateway.agent("sanna"), await gateway.agent("mikko")
    bots, hers = await gateway.customer(), await held(gateway, sanna)
    await bots.write("missä paketti")
    await bots.bot_lines()
    before = {one.id: (await one.state(), await one.events()) for one in (bots, hers)}
    welcome = {
        "notes",
        "ask",
        "ask-outside",
        "check",
        "suggest",
        "earlier",
        "order",
        "about",
        "goodwill",
        "files",
        "f",
    }
    for one, body in every(OF_A_CASE):
        verb = one.path.rpartition("/")[2]
        answer = await mikko.call(one.method, path(one, bots.id), **body)
        assert answer.status_code in (403, 404, 409), (one.method, one.path, answer.text)
        if one.method != "GET" and verb not in welcome:
            answer = await mikko.call(one.method, path(one, hers.id), **body)
            assert answer.status_code in (400, 403, 404, 409), (one.method, one.path, answer.text)
    assert {one.id: (await one.state(), await one.events()) for one in (bots, hers)} == before


@pytest.mark.parametrize(
    ("raw", "status", "code"),
    [
        (b"{", 400, "json_malformed"),
        (b"\xff\xfe", 400, "json_malformed"),
        (b"[" * 50_000, 400, "json_malformed"),
        (b"[]", 400, "body_invalid"),
        (b"7", 400, "body_invalid"),
        (b"null", 400, "body_invalid"),
        (b'{"text": "' + b"x" * 1_100_000 + b'"}', 413, "too_large"),
    ],
    ids=["broken", "no UTF-8", "deep", "a list", "a number", "null", "over a megabyte"],
)
async def test_a_body_that_is_none_is_refused_by_every_endpoint(
    gateway: Gateway, raw: bytes, status: int, code: str
) -> None:
    aino = await gateway.agent("aino")
    customer = await held(gateway, aino)
    state = await customer.state()
    for one in WITH_BODY:
        answer = await oversized(aino, one, customer.id, raw)
        assert answer is None or answer.status_code == status, (one.method, one.path, answer.text)
        if answer is not None and status != 413:
            refused(answer, status, code)
    assert await customer.state() == state


async def oversized(agent: Agent, one: Endpoint, cid: str, raw: bytes) -> httpx.Response | None:
    """The answer; None: the server hung up on what is too long."""
    try:
        return await agent.call(
            one.method, path(one, cid), content=raw, headers={"Content-Type": "application/json"}
        )
    except httpx.TransportError:
        return None


@pytest.mark.parametrize("field", sorted(BODY))
async def test_a_field_of_another_form_is_refused_or_passed_over_and_breaks_nothing(
    gateway: Gateway, field: str
) -> None:
    aino = await gateway.agent("aino")
    customer = await held(gateway, aino)
    for one in WITH_BODY:
        if one.path.endswith(("/logout", "/me/totp", "/invitations")):
            continue
        for wrong in ({"a": [1]}, [None], -1e308, "x" * 70_000, "\x00"):
            body = BODY | {"client_id": uuid.uuid4().hex, field: wrong}
            answer = await aino.call(one.method, path(one, customer.id), json=body)
            assert answer.status_code < 500, (one.method, one.path, field, str(wrong)[:20], answer.text)


async def test_of_two_who_act_upon_one_case_in_the_same_second_one_wins_and_the_other_hears_who(
    gateway: Gateway,
) -> None:

    aino, mikko = await gateway.agent("aino"), await gateway.agent("mikko")
    customer = await gateway.customer()
    await customer.call("POST", "/human")
    answers = await asyncio.gather(*(agent.verb(customer.id, "claim") for agent in (aino, mikko)))
    assert sorted(one.status_code for one in answers) == [200, 409]
    winner, loser = (aino, mikko) if answers[0].status_code == 200 else (mikko, aino)
    both = await asyncio.gather(
        winner.verb(customer.id, "resolve"), winner.say(customer.id, "Hei."), loser.say(customer.id, "Hei."),
        loser.verb(customer.id, "resolve"), return_exceptions=False,
    )  # fmt: skip
    assert {both[2].status_code, both[3].status_code} == {409}
    assert both[0].status_code == 200
    assert both[1].status_code in (202, 409)
    said = [e for e in await customer.events() if e["type"] == "message" and e["by"]["kind"] == "agent"]
    assert len(said) == (1 if both[1].status_code == 202 else 0)
    assert (await customer.state())["status"] == "resolved"
