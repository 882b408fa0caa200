"""Tables over every endpoint of the desk: who may use it, and what two who act in the same second get. A new one needs its row."""

import asyncio
import uuid

import httpx
import pytest

from bot.desk.api import api
from bot.gateway import create_app
from bot.http.api import Endpoint
from tests.gateway.test_desk_walls import BODY, CHANGES, GUARDED, OF_A_CASE, held, whole
from tests.harness import Agent, Clock, Customer, Gateway, refused, settings

OPEN = {
    "POST /login", "GET /ways", "GET /oidc/start", "GET /oidc/callback", "GET /v1/invitations/{secret}",
    "POST /v1/invitations/{secret}", "GET /v1/outside/{secret}", "POST /v1/outside/{secret}",
    "GET /v1/people/{id}/photo/{name}",
}  # fmt: skip
"""Before anybody has signed in, or by a secret that is itself the key."""
LEADS = {
    "GET /overview", "GET /accounts", "GET /audit", "GET /blocked", "POST /invitations", "PUT /canned/{id}",
    "DELETE /canned/{id}", "POST /announcements", "POST /announcements/preview", "POST /announcements/{aid}/end",
    "PUT /accounts/{id}", "POST /accounts/{id}/disable", "POST /accounts/{id}/sign-out", "POST /accounts/{id}/photo",
    "DELETE /accounts/{id}/photo", "POST /conversations/{cid}/help", "POST /conversations/{cid}/take-over",
}  # fmt: skip
"""For leads or admins; of `accounts` an agent may change their own."""
EVERYBODY = {
    "GET /announcements", "GET /me", "PUT /presence", "GET /people", "GET /canned", "GET /queue", "GET /conversations",
    "GET /events", "POST /practice", "GET /search", "POST /telegram", "GET /telegram", "DELETE /telegram", "POST /me/totp",
    "POST /me/totp/confirm", "DELETE /me/totp", "POST /blocked/{cid}/lift", "GET /conversations/{cid}",
    "GET /conversations/{cid}/goodwill", "GET /conversations/{cid}/files/{fid}", "GET /conversations/{cid}/earlier",
    "GET /conversations/{cid}/order", "GET /conversations/{cid}/about", "POST /logout",
}  # fmt: skip
ONE_WINS = {"POST /conversations/{cid}/claim"}
HOLDER = {
    f"POST /conversations/{{cid}}/{verb}"
    for verb in (
        "messages", "transfer", "return", "resolve", "later", "snooze", "wake", "goodwill", "merge", "block", "promises",
        "promises/{pid}", "reopen", "decline", "ack",
    )
} | {"DELETE /conversations/{cid}/later/{lid}"}  # fmt: skip
"""Of a case that somebody has, these are that person's; where one is another's (a decline, an ack), there is nothing to do."""
EITHER = {
    "PUT /conversations/{cid}/seen",
    *(
        f"POST /conversations/{{cid}}/{verb}"
        for verb in ("notes", "ask", "ask-outside", "files", "check", "suggest")
    ),
}
"""Colleagues may, beside the one who has the case."""


def name(one: Endpoint) -> str:
    return f"{one.method} {one.openapi_path.removeprefix('/v1/desk')}"


def filled(one: Endpoint, cid: str, id: str) -> str:
    path = one.openapi_path.replace("{cid}", cid).replace("{id}", id)
    return (
        path.replace("{aid}", "x")
        .replace("{pid}", "x")
        .replace("{lid}", "x")
        .replace("{fid}", "x")
        .removeprefix("/v1/desk")
    )


def test_every_endpoint_says_who_may_use_it() -> None:
    assert {name(one) for one in api.endpoints if not one.caller} == OPEN
    assert {name(one) for one in GUARDED} == LEADS | EVERYBODY | ONE_WINS | HOLDER | EITHER
    tables = (OPEN, LEADS, EVERYBODY, ONE_WINS, HOLDER, EITHER)
    assert sum(map(len, tables)) == len(set().union(*tables)), "each stands in one"


def test_every_change_of_a_case_says_what_two_in_the_same_second_get() -> None:
    changes = {name(one) for one in CHANGES if one in OF_A_CASE and "/conversations/" in one.path}
    assert changes - LEADS == ONE_WINS | HOLDER | EITHER


async def test_openapi_and_the_router_know_the_same_endpoints_of_the_desk(gateway: Gateway) -> None:
    ours = {one.openapi_path for one in api.endpoints if one.path.startswith("/v1/desk")}
    document = (await gateway.http.get(f"{gateway.base}/openapi.json")).json()
    assert {path for path in document["paths"] if path.startswith("/v1/desk")} == ours
    app = create_app(
        settings("unix:///nowhere", "http://127.0.0.1:1"), Clock(), f"tables-{uuid.uuid4().hex[:8]}"
    )
    routed = {f"/{route.path}" for route in app.router.routes if route.path.startswith("v1/desk")}
    declared = {one.path for one in api.endpoints if one.path.startswith("/v1/desk")} | {"/v1/desk/socket"}
    assert {path.replace("<", "{").replace(":str>", "}") for path in routed} == {
        path.replace("<", "{").replace(":str>", "}") for path in declared
    }  # fmt: skip


async def test_what_is_for_leads_is_refused_to_an_agent_and_nothing_else_is(gateway: Gateway) -> None:
    sanna, mikko = await gateway.agent("sanna"), await gateway.agent("mikko")
    hers = await held(gateway, sanna)
    for one in GUARDED:
        if name(one) == "POST /logout":
            continue
        mine = hers if name(one) in LEADS else await held(gateway, mikko) if one in OF_A_CASE else hers
        answer = await mikko.call(one.method, filled(one, mine.id, "sanna"), **whole(one))
        if name(one) in LEADS:
            refused(answer, 403, "forbidden")
        elif name(one) != "POST /blocked/{cid}/lift":  # for who blocked, or a lead
            assert answer.status_code != 403, (name(one), answer.text)


async def test_one_of_two_who_claim_in_the_same_second_has_it(gateway: Gateway) -> None:
    mikko, sanna = await gateway.agent("mikko"), await gateway.agent("sanna")
    for one in (one for one in GUARDED if name(one) in ONE_WINS):
        customer = await gateway.customer()
        await customer.call("POST", "/human")
        answers = await both(one, customer, mikko, sanna)
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        assert next(a for a in answers if a.status_code == 409).json()["code"] == "already_claimed"


@pytest.mark.parametrize("verb", sorted(HOLDER | EITHER))
async def test_two_who_do_the_same_in_the_same_second_leave_one_holder_and_only_the_holders_deed(
    gateway: Gateway, verb: str
) -> None:
    mikko, sanna = await gateway.agent("mikko"), await gateway.agent("sanna")
    [one] = [one for one in GUARDED if name(one) == verb]
    customer = await held(gateway, sanna)
    hers, his = await both(one, customer, sanna, mikko)
    assert max(hers.status_code, his.status_code) < 500, (hers.text, his.text)
    events = (await sanna.case(customer.id))["events"]
    assert len({event["id"] for event in events}) == len(events)
    by_him = [event["type"] for event in events if event["by"].get("id") == "mikko"]
    if verb in HOLDER:
        assert his.status_code in (400, 404, 409), his.text
        assert by_him == []
    else:
        assert his.status_code < 300 or verb.endswith("seen"), his.text
    state = await customer.state()
    assert (state["handler"], state["human"]["id"]) in {
        ("agent", "sanna"),
        ("bot", "sanna"),
        ("queue", "sanna"),
    }


async def both(one: Endpoint, customer: Customer, first: Agent, second: Agent) -> list[httpx.Response]:
    """The same of both, at once, each under a client_id of their own."""
    again = [whole(one) for _ in range(2)]
    for body in again:
        if "json" in body:
            body["json"] = {**BODY, "client_id": uuid.uuid4().hex, "to": "aino@example.fi"}
    path = filled(one, customer.id, "sanna")
    return await asyncio.gather(
        *(agent.call(one.method, path, **body) for agent, body in zip((first, second), again, strict=True))
    )


async def test_nobody_elses_practice_case_is_there_for_any_endpoint(gateway: Gateway) -> None:
    mikko, aino = await gateway.agent("mikko"), await gateway.agent("aino")
    begun = await mikko.call("POST", "/practice", json={"language": "fi"})
    cid = begun.json()["conversation"]["id"]
    for one in OF_A_CASE:
        answer = await aino.call(one.method, filled(one, cid, "sanna"), **whole(one))
        assert answer.status_code == 404, (name(one), answer.text)
    assert [e["type"] for e in (await mikko.case(cid))["events"]] == ["message", "handoff.requested"]
