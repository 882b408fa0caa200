"""Accounts: invited by a link of single use, roles, second factor, sessions ended at once, and the log of deeds."""

import asyncio
import datetime as dt
from typing import Any

import httpx
import pyotp
import pytest

from bot.store.keys import desk
from tests.harness import PASSWORD, Agent, FakeAssistant, Gateway, RedisServer, refused
from tests.harness import gateway as started

INVITED = {"email": "riitta@example.fi", "name": "Riitta", "team": "toimitukset", "languages": ["fi", "sv"]}


async def accepted(gateway: Gateway, lead: Agent, **fields: Any) -> Agent:
    link = (await lead.call("POST", "/invitations", json=INVITED | fields)).json()["link"]
    url = f"{gateway.base}/v1/invitations/{link.rpartition('/')[2]}"
    agent = Agent(gateway.base, "riitta")
    answer = await agent.http.post(url, json={"password": PASSWORD})
    assert answer.status_code == 201, answer.text
    agent.csrf = answer.json()["csrf"]
    return agent


async def admin(gateway: Gateway, redis: RedisServer) -> Agent:
    """Aino, as the operator's command makes the first admin."""
    aino = gateway.services.company.people["aino"]
    await gateway.services.accounts.keep(type(aino)(**{**aino.__dict__, "roles": ("agent", "lead", "admin")}))
    await gateway.services.roster.refresh()
    return await gateway.agent("aino")


async def test_somebody_invited_makes_their_account_once_and_works_at_once(gateway: Gateway) -> None:
    aino = await gateway.agent("aino")
    answer = await aino.call("POST", "/invitations", json=INVITED)
    assert answer.status_code == 201
    secret = answer.json()["link"].rpartition("/")[2]
    url = f"{gateway.base}/v1/invitations/{secret}"
    seen = (await gateway.http.get(url)).json()
    assert seen == {
        "email": "riitta@example.fi", "name": "Riitta", "team": "toimitukset", "company": "Tuulikello",
        "teams": {"fi": "toimitukset", "en": "deliveries", "sv": "leveranser"},
    }  # fmt: skip
    refused(await gateway.http.post(url, json={"password": "lyhyt"}), 400, "password_short")
    riitta = Agent(gateway.base, "riitta")
    made = await riitta.http.post(url, json={"password": PASSWORD})
    assert made.status_code == 201
    riitta.csrf = made.json()["csrf"]
    for again in (await gateway.http.get(url), await gateway.http.post(url, json={"password": PASSWORD})):
        assert again.status_code in (404, 409)
    await riitta.call("PUT", "/presence", json={"status": "online"})
    customer = await gateway.customer()
    await customer.call("POST", "/human", json={"to": "Riitta"})
    assert (await riitta.verb(customer.id, "claim")).status_code == 200
    assert (await customer.state())["human"]["name"] == "Riitta"
    assert (await Agent(gateway.base, "riitta").sign_in()).csrf


async def test_of_two_who_open_one_link_at_once_one_gets_in(gateway: Gateway) -> None:
    aino = await gateway.agent("aino")
    secret = (await aino.call("POST", "/invitations", json=INVITED)).json()["link"].rpartition("/")[2]
    url = f"{gateway.base}/v1/invitations/{secret}"
    body = {"password": PASSWORD}
    answers = await asyncio.gather(*(gateway.http.post(url, json=body) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers)[0] == 201
    assert [answer.status_code for answer in answers].count(201) == 1


async def test_a_new_account_is_known_to_every_gateway(
    gateway: Gateway, redis: RedisServer, assistant: FakeAssistant
) -> None:
    aino = await gateway.agent("aino")
    async with started(redis.url, assistant) as other:
        await accepted(gateway, aino)
        async with asyncio.timeout(8):
            while "riitta" not in other.services.company.people:
                await asyncio.sleep(0.02)
        assert (await Agent(other.base, "riitta").sign_in()).csrf


async def test_leads_invite_agents_only_and_agents_nobody(gateway: Gateway) -> None:
    aino, mikko = await gateway.agent("aino"), await gateway.agent("mikko")
    refused(await mikko.call("POST", "/invitations", json=INVITED), 403, "forbidden")
    refused(await aino.call("POST", "/invitations", json=INVITED | {"roles": ["admin"]}), 403, "forbidden")
    refused(
        await aino.call("POST", "/invitations", json=INVITED | {"email": "mikko@example.fi"}),
        409,
        "email_taken",
    )
    for wrong in (
        {"team": "x"},
        {"languages": ["de"]},
        {"capacity": 0},
        {"email": "ei osoite"},
        {"roles": ["boss"]},
    ):
        refused(await aino.call("POST", "/invitations", json=INVITED | wrong), 400, "account_invalid")
    refused(await aino.call("POST", "/invitations", json={}), 400, "body_invalid")
    refused(await gateway.http.post(f"{gateway.base}/v1/desk/invitations", json=INVITED), 401, "unauthorised")


async def test_a_link_that_is_none_invites_nobody(gateway: Gateway) -> None:
    url = f"{gateway.base}/v1/invitations/{'x' * 32}"
    refused(await gateway.http.get(url), 404, "link_unknown")
    refused(await gateway.http.post(url, json={"password": PASSWORD}), 404, "link_unknown")


async def test_everyone_says_of_themselves_what_customers_see_and_no_more(gateway: Gateway) -> None:
    mikko, sanna = await gateway.agent("mikko"), await gateway.agent("sanna")
    own = {
        "name": "Miku",
        "role_line": "paketit ja palautukset",
        "skills": ["tulli"],
        "languages": ["fi", "en", "sv"],
    }
    assert (await mikko.call("PUT", "/accounts/mikko", json=own)).status_code == 200
    found = (await sanna.call("GET", "/people?q=tulli")).json()["people"]
    assert [(row["id"], row["name"], row["role"]) for row in found] == [
        ("mikko", "Miku", "paketit ja palautukset")
    ]
    assert [row["id"] for row in (await sanna.call("GET", "/people?q=invoice")).json()["people"]] == ["aino"]
    for field, value in {"roles": ["admin"], "capacity": 9, "email": "x@example.fi"}.items():
        problem = refused(await mikko.call("PUT", "/accounts/mikko", json={field: value}), 403, "forbidden")
        assert problem["field"] == field
    refused(await mikko.call("PUT", "/accounts/sanna", json={"name": "X"}), 403, "forbidden")
    refused(await mikko.call("PUT", "/accounts/nobody", json={}), 404, "account_unknown")
    refused(await mikko.call("PUT", "/accounts/mikko", json={"name": ""}), 400, "account_invalid")
    refused(await mikko.call("GET", "/accounts"), 403, "forbidden")


async def test_a_lead_sets_capacity_and_team_of_agents(gateway: Gateway) -> None:
    aino = await gateway.agent("aino")
    change = {"capacity": 1, "team": "laskutus"}
    answer = await aino.call("PUT", "/accounts/mikko", json=change)
    assert answer.json()["account"]["capacity"] == 1
    assert gateway.services.roster.members["mikko"].person.team == "laskutus"
    refused(await aino.call("PUT", "/accounts/mikko", json={"roles": ["lead"]}), 403, "forbidden")


async def test_who_has_left_is_out_at_once_and_their_case_goes_on(
    gateway: Gateway, redis: RedisServer
) -> None:
    aino, mikko = await admin(gateway, redis), await gateway.agent("mikko")
    customer = await gateway.customer()
    await customer.call("POST", "/human")
    await mikko.verb(customer.id, "claim")
    refused(await mikko.call("POST", "/accounts/aino/disable"), 403, "forbidden")
    due = (gateway.clock() + dt.timedelta(hours=3)).isoformat()
    word = {"client_id": "p", "what": "answer", "due_at": due, "where": "web", "text": "Kerron."}
    assert (await mikko.verb(customer.id, "promises", **word)).status_code == 202
    assert (await aino.call("POST", "/accounts/mikko/disable")).status_code == 200
    assert (await customer.state())["promises"][0]["who"]["name"] == "Aino"
    refused(await mikko.call("GET", "/me"), 401, "unauthorised")
    body = {"email": "mikko@example.fi", "password": PASSWORD}
    refused(await gateway.http.post(f"{gateway.base}/v1/desk/login", json=body), 401, "credentials_wrong")
    await customer.write("oletko siellä?")
    assert (await customer.state())["human"]["name"] != "Mikko"
    refused(await aino.call("POST", "/accounts/aino/disable"), 409, "last_admin")


async def test_signing_out_everywhere_ends_every_session_at_once(gateway: Gateway) -> None:
    one, other, aino = await gateway.agent("mikko"), await gateway.agent("mikko"), await gateway.agent("aino")
    refused(await aino.call("POST", "/accounts/mikko/sign-out"), 403, "forbidden")
    assert (await one.call("POST", "/accounts/mikko/sign-out")).status_code == 200
    for agent in (one, other):
        refused(await agent.call("GET", "/me"), 401, "unauthorised")


async def test_a_second_factor_is_set_up_asked_for_and_each_code_opens_once(gateway: Gateway) -> None:
    mikko = await gateway.agent("mikko")
    setup = (await mikko.call("POST", "/me/totp")).json()
    totp = pyotp.TOTP(setup["secret"])
    assert setup["uri"].startswith("otpauth://totp/Tuulikello:mikko%40example.fi")
    wrong = {"code": "000000", "setup": setup["setup"]}
    refused(await mikko.call("POST", "/me/totp/confirm", json=wrong), 401, "totp_wrong")
    code = {"code": totp.at(gateway.clock()), "setup": setup["setup"]}
    assert (await mikko.call("POST", "/me/totp/confirm", json=code)).status_code == 200
    body = {"email": "mikko@example.fi", "password": PASSWORD}

    async def login(**more: str) -> httpx.Response:
        return await gateway.http.post(f"{gateway.base}/v1/desk/login", json=body | more)

    refused(await login(), 401, "totp_needed")
    refused(await login(code="000000"), 401, "totp_wrong")
    refused(await login(password="väärä-sana", code=totp.at(gateway.clock())), 401, "credentials_wrong")
    now = totp.at(gateway.clock())
    assert (await login(code=now)).status_code == 200
    refused(await login(code=now), 401, "totp_wrong")
    gateway.clock.move(minutes=5)
    refused(await login(code=now), 401, "totp_wrong")
    gateway.clock.move(minutes=5)
    off = {"code": totp.at(gateway.clock())}
    assert (await mikko.call("DELETE", "/me/totp", json=off)).status_code == 200
    assert (await login()).status_code == 200


async def test_codes_cannot_be_tried_without_end(gateway: Gateway) -> None:
    mikko = await gateway.agent("mikko")
    await gateway.services.accounts.set_totp("mikko", pyotp.random_base32())
    body = {"email": "mikko@example.fi", "password": PASSWORD, "code": "000000"}
    answers = [await mikko.http.post("/login", json=body) for _ in range(11)]
    assert [answer.status_code for answer in answers].count(401) == 10
    assert answers[-1].status_code == 429


async def test_what_an_account_did_stands_in_a_log_that_leads_read_and_nobody_edits(gateway: Gateway) -> None:
    aino, mikko = await gateway.agent("aino"), await gateway.agent("mikko")
    customer = await gateway.customer()
    await customer.call("POST", "/human")
    await mikko.verb(customer.id, "claim")
    await mikko.say(customer.id, "salainen sana asiakkaalle")
    await mikko.verb(customer.id, "resolve", about="lasku")
    refused(await mikko.call("GET", "/audit"), 403, "forbidden")
    deeds = (await aino.call("GET", "/audit")).json()["deeds"]
    his = [
        (one["what"].rpartition("/")[2], one["data"].get("cid")) for one in deeds if one["agent"] == "mikko"
    ]
    assert his == [
        ("resolve", customer.id),
        ("messages", customer.id),
        ("claim", customer.id),
        ("signed_in", None),
    ]
    assert "salainen" not in str(deeds)
    assert (
        await gateway.services.redis.xlen(desk("audit")) == 2
    )  # the sign-ins: each deed upon a case went with its step
    for before in ("x", "1-2", "1-2-x", deeds[0]["id"] + "0" * 20):
        refused(await aino.call("GET", f"/audit?before={before}"), 400, "cursor_unknown")
    older = (await aino.call("GET", f"/audit?before={deeds[0]['id']}")).json()["deeds"]
    assert older == deeds[1:]
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert (await aino.call(method, "/audit")).status_code == 405


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/invitations"), ("GET", "/accounts"), ("PUT", "/accounts/mikko"), ("GET", "/audit"),
        ("POST", "/accounts/mikko/disable"), ("POST", "/accounts/mikko/sign-out"), ("POST", "/me/totp"),
        ("POST", "/me/totp/confirm"), ("DELETE", "/me/totp"),
    ],
)  # fmt: skip
async def test_none_of_it_is_for_strangers_or_without_the_token(
    gateway: Gateway, method: str, path: str
) -> None:
    aino = await gateway.agent("aino")
    refused(await gateway.http.request(method, f"{gateway.base}/v1/desk{path}"), 401, "unauthorised")
    if method != "GET":
        refused(await aino.http.request(method, path), 403, "csrf_invalid")
