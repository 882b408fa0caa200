"""The fake desk's rooms beside the cases: canned replies, announcements, blocks, accounts, the second step, the log."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from sanic import HTTPResponse, Request, Sanic
from sanic.response import json as answer

from tests.browser.fake_casework import refuse

if TYPE_CHECKING:
    from tests.browser.fake_desk import FakeDesk

Json = dict[str, Any]
CODE = "123456"
_ids = itertools.count(1)


def add_rooms(app: Sanic[Any, Any], desk: FakeDesk) -> None:
    """Every room's routes."""
    _canned(app, desk)
    _announcements(app, desk)
    _blocked(app, desk)
    _accounts(app, desk)
    _shift(app, desk)
    _second_step(app, desk)


def _canned(app: Sanic[Any, Any], desk: FakeDesk) -> None:
    from tests.browser.fake_desk import agent_of

    @app.put("/v1/desk/canned/<id:str>")
    async def keep_canned(request: Request, id: str) -> HTTPResponse:
        agent_of(desk, request)
        texts: Json = request.json["texts"]
        _hold_tone(texts)
        one = {"id": id, "name": request.json["name"], "texts": texts}
        desk.canned = [*(each for each in desk.canned if each["id"] != id), one]
        return answer(one)

    @app.delete("/v1/desk/canned/<id:str>")
    async def drop_canned(request: Request, id: str) -> HTTPResponse:
        agent_of(desk, request)
        desk.canned = [each for each in desk.canned if each["id"] != id]
        return answer({})


def _hold_tone(texts: Json) -> None:
    broken = [
        {"language": key, "why": "an exclamation mark: '!'"} for key, text in texts.items() if "!" in text
    ]
    if broken:
        raise refuse(400, "tone_broken", "This breaks a rule of the tone guide.", broken=broken)


def _announcements(app: Sanic[Any, Any], desk: FakeDesk) -> None:
    from tests.browser.fake_desk import agent_of

    @app.get("/v1/desk/announcements")
    async def announced(request: Request) -> HTTPResponse:
        agent_of(desk, request)
        return answer({"announcements": desk.announced})

    @app.post("/v1/desk/announcements/preview")
    async def preview(request: Request) -> HTTPResponse:
        agent_of(desk, request)
        return answer({"count": len(desk.cases)})

    @app.post("/v1/desk/announcements")
    async def tell_all(request: Request) -> HTTPResponse:
        agent, given = agent_of(desk, request), request.json
        count = len(desk.cases)
        _hold_tone(given["texts"])
        if not (given["everyone"] or given["topics"] or given["orders"]):
            raise refuse(400, "announcement_to_nobody", "Say whom it concerns.")
        if given["everyone"] and given.get("confirm") != count:
            raise refuse(409, "announcement_reaches_many", "It reaches very many.", count=count)
        keys = ("texts", "everyone", "topics", "orders")
        one: Json = {
            "id": f"a{next(_ids)}",
            "by": agent,
            "made_at": "2026-11-27T08:00:00.000Z",
            "ended_at": None,
            "cases": [],
        }
        desk.announced = [one | {key: given[key] for key in keys}, *desk.announced]
        return answer({"announcement": desk.announced[0], "count": count}, status=201)

    @app.post("/v1/desk/announcements/<aid:str>/end")
    async def end_announcement(request: Request, aid: str) -> HTTPResponse:
        agent_of(desk, request)
        _hold_tone(request.json["texts"])
        one = next(each for each in desk.announced if each["id"] == aid)
        one |= {"ended_at": "2026-11-27T09:00:00.000Z", "until": request.json["texts"]}
        return answer({"announcement": one})


def _blocked(app: Sanic[Any, Any], desk: FakeDesk) -> None:
    from tests.browser.fake_desk import agent_of

    @app.get("/v1/desk/blocked")
    async def blocked(request: Request) -> HTTPResponse:
        agent_of(desk, request)
        at = {"at": "2026-11-27T08:00:00.000Z", "until": "2027-01-01T10:00:00.000Z"}
        rows: list[Json] = [
            {"conversation": one.id, "name": one.name, "by": "mikko", "reason": "Uhkaili."} | at
            for one in desk.cases.values()
            if one.blocked_until
        ]
        return answer({"blocked": rows})

    @app.post("/v1/desk/blocked/<cid:str>/lift")
    async def lift(request: Request, cid: str) -> HTTPResponse:
        agent_of(desk, request)
        desk.cases[cid].blocked_until = None
        return answer({"state": desk.state(desk.cases[cid])})


def _shift(app: Sanic[Any, Any], desk: FakeDesk) -> None:
    from tests.browser.fake_desk import PEOPLE, TEAMS, agent_of

    @app.get("/v1/desk/overview")
    async def overview(request: Request) -> HTTPResponse:
        agent_of(desk, request)
        due = {
            "conversation": "c1",
            "id": "p1",
            "agent": "mikko",
            "what": "call",
            "text": "Soitan.",
            "due_at": "2026-11-27T12:00:00.000Z",
            "status": "open",
        }
        unhappy = [
            {
                "id": one.id,
                "name": one.name,
                "handler": one.handler,
                "agent": one.agent,
                "reasons": one.reasons,
                "signals": one.signals,
            }
            for one in desk.cases.values()
            if one.signals
        ]
        return answer({
            "people": PEOPLE, "teams": [{"id": one["id"], "online": 1, "load": 2, "room": 2, "waiting": 1} for one in TEAMS],
            "waits": [{"id": one["id"], "waits": 50, "within": 41, "sooner": 5, "longer": 4} for one in TEAMS],
            "waiting": 3, "longest_wait_s": 754, "alarms": [], "promises": {"due": [due], "broken": [], "at_risk": [due]},
            "unhappy": unhappy,
        })  # fmt: skip

    @app.get("/v1/desk/telegram")
    async def linked(request: Request) -> HTTPResponse:
        agent_of(desk, request)
        return answer({"linked": False})

    @app.post("/v1/desk/telegram")
    async def link(request: Request) -> HTTPResponse:
        agent_of(desk, request)
        return answer(
            {"code": "a-1", "url": "https://t.me/aina_bot?start=a-1", "expires_in_s": 600}, status=201
        )


def _accounts(app: Sanic[Any, Any], desk: FakeDesk) -> None:
    from tests.browser.fake_desk import PEOPLE, agent_of, who

    def account(one: Json) -> Json:
        return {"skills": [], "role_line": "", "on_call": False} | one

    @app.get("/v1/desk/accounts")
    async def accounts(request: Request) -> HTTPResponse:
        agent_of(desk, request)
        return answer({"accounts": [account(one) | desk.changed.get(one["id"], {}) for one in PEOPLE]})

    @app.put("/v1/desk/accounts/<id:str>")
    async def change_account(request: Request, id: str) -> HTTPResponse:
        agent_of(desk, request)
        desk.changed[id] = {**desk.changed.get(id, {}), **request.json}
        return answer({"account": desk.changed[id]})

    @app.post("/v1/desk/accounts/<id:str>/<verb:str>")
    async def account_verb(request: Request, id: str, verb: str) -> HTTPResponse:
        agent_of(desk, request)
        desk.posts.append({"account": id, "verb": verb})
        return answer({})

    @app.get("/v1/desk/audit")
    async def audit(request: Request) -> HTTPResponse:
        agent_of(desk, request)
        deed = {
            "id": "1-0",
            "at": "2026-11-27T08:00:00.000Z",
            "agent": "aino",
            "what": "signed_in",
            "data": {"address": "127.0.0.1"},
        }
        return answer({"deeds": [deed]})

    @app.post("/v1/desk/invitations")
    async def invite(request: Request) -> HTTPResponse:
        agent_of(desk, request)
        desk.invited["kutsu"] = request.json
        return answer({"link": "/desk/#invitation/kutsu"}, status=201)

    @app.get("/v1/invitations/<secret:str>")
    async def invitation(_: Request, secret: str) -> HTTPResponse:
        if secret not in desk.invited:
            raise refuse(404, "link_unknown", "This link has been used, or its week is over.")
        one = desk.invited[secret]
        return answer(
            {
                "email": one["email"],
                "name": one["name"],
                "team": "toimitukset",
                "company": "Tuulikello",
                "teams": {"fi": "toimitukset", "en": "deliveries", "sv": "leveranser"},
            }
        )

    @app.post("/v1/invitations/<secret:str>")
    async def accept(request: Request, secret: str) -> HTTPResponse:
        if len(request.json["password"]) < 8:
            raise refuse(400, "password_short", "Too short.")
        del desk.invited[secret]
        key = f"secret-invited-{next(_ids)}"
        desk.signed_in[key] = "mikko"
        said = answer(who(desk, "mikko"), status=201)
        said.add_cookie("desk", key, httponly=True, samesite="Strict", secure=False)
        return said


def _second_step(app: Sanic[Any, Any], desk: FakeDesk) -> None:
    from tests.browser.fake_desk import agent_of

    @app.post("/v1/desk/me/totp")
    async def begin_step(request: Request) -> HTTPResponse:
        agent_of(desk, request)
        secret = "JBSWY3DPEHPK3PXP"
        return answer(
            {"secret": secret, "uri": f"otpauth://totp/Tuulikello:x?secret={secret}", "setup": "s1"},
            status=201,
        )

    @app.post("/v1/desk/me/totp/confirm")
    async def confirm_step(request: Request) -> HTTPResponse:
        agent = agent_of(desk, request)
        if request.json["code"] != CODE:
            raise refuse(401, "totp_wrong", "This code is not right.")
        desk.second_step.add(agent)
        return answer({})

    @app.delete("/v1/desk/me/totp", ignore_body=False)
    async def remove_step(request: Request) -> HTTPResponse:
        desk.second_step.discard(agent_of(desk, request))
        return answer({})
