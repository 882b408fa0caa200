"""The fake desk's verbs around a case: later, put off, asked, made good, joined, blocked, files, and what helps to answer."""

from __future__ import annotations

import asyncio
import itertools
import re
import struct
import zlib
from typing import TYPE_CHECKING, Any

from sanic import HTTPResponse, Request, Sanic
from sanic.response import json as answer
from sanic.response import raw

if TYPE_CHECKING:
    from tests.browser.fake_desk import FakeCase, FakeDesk

Json = dict[str, Any]
_ids = itertools.count(1)


def picture(side: int = 120) -> bytes:
    """A plain square as PNG: what every preview shows."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = b"".join(b"\0" + bytes((200, 214, 205)) * side for _ in range(side))
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


PICTURE = picture()
GOODWILL = {"promise_broken": 10.0, "delivery_late": 5.0, "our_mistake": 10.0}
CANNED: list[Json] = [
    {
        "id": "kiitos", "name": "Kiitos, otan tämän",
        "texts": {"fi": "Kiitos, että kirjoitit. Luen ensin, mitä on jo sanottu.", "en": "Thank you for writing."},
    },
    {
        "id": "tilaus", "name": "Katson tilausta",
        "texts": {"fi": "Katson tilausta {order} nyt ja kerron, missä se on.", "en": "I'm looking at order {order} now."},
    },
    {"id": "selvitan", "name": "Selvitän, hetki", "texts": {"fi": "Selvitän tätä vielä, noin 10 minuuttia."}},
]  # fmt: skip


def refuse(status: int, code: str, detail: str, **more: Any) -> Exception:
    """A problem+json answer of the fake desk."""
    from tests.browser.fake_desk import Refused

    return Refused(status, code, detail, **more)


def later(desk: FakeDesk, case: FakeCase, agent: str, given: Json) -> tuple[int, Json]:
    one = {"id": f"l{next(_ids)}", "agent": agent, "text": given["text"], "at": given["at"]}
    case.later.append(one)
    desk.record(case, "later.set", desk.actor(agent), given["text"], {"later": one})
    return 202, {"later": case.later}


def snooze(desk: FakeDesk, case: FakeCase, agent: str, given: Json) -> tuple[int, Json]:
    said = [one for one in case.events if one["type"] == "message"]
    if said and said[-1]["by"]["kind"] == "customer":
        raise refuse(409, "answer_first", "The customer waits for a word.")
    case.snoozed_until = given["until"]
    desk.record(case, "case.snoozed", desk.actor(agent), None, {"until": given["until"]})
    return 200, {"state": desk.state(case)}


def wake(desk: FakeDesk, case: FakeCase, agent: str, _given: Json) -> tuple[int, Json]:
    case.snoozed_until = None
    desk.record(case, "case.woken", {"kind": "system"}, None, {"why": "agent", "to": agent})
    return 200, {"state": desk.state(case)}


def reopen(desk: FakeDesk, case: FakeCase, agent: str, _given: Json) -> tuple[int, Json]:
    case.status, case.handler, case.agent = "open", "agent", agent
    desk.record(case, "conversation.reopened", desk.actor(agent), None, {"notice": "Keskustelu jatkuu."})
    return 200, {"state": desk.state(case)}


def ask(desk: FakeDesk, case: FakeCase, agent: str, given: Json) -> tuple[int, Json]:
    case.asked_of.append({"to": given["to"], "by": agent})
    data = {"to": given["to"], "name": desk.actor(given["to"])["name"]}
    event = desk.record(case, "colleague.asked", desk.actor(agent), given["text"], data)
    return 202, {"event_id": event["id"]}


def ask_outside(desk: FakeDesk, case: FakeCase, agent: str, given: Json) -> tuple[int, Json]:
    desk.record(case, "colleague.asked", desk.actor(agent), given["text"], {"to": None, "name": given["to"]})
    desk.outside["salaisuus"] = {
        "question": given["text"], "place": given["to"], "by": desk.actor(agent), "brief": case.brief or {}, "cid": case.id,
    }  # fmt: skip
    return 201, {"link": "/desk/#answer/salaisuus"}


def goodwill(desk: FakeDesk, case: FakeCase, agent: str, given: Json) -> tuple[int, Json]:
    if given["amount_eur"] > left(case):
        raise refuse(403, "goodwill_over_limit", "Too much.", left_eur=left(case))
    one = {
        "agent": agent,
        "reason": given["reason"],
        "amount_eur": given["amount_eur"],
        "text": given.get("text", ""),
    }
    case.goodwill.append(one)
    notice = f"{desk.actor(agent)['name']} hyvittää {given['amount_eur']:g} €."
    event = desk.record(case, "goodwill.given", desk.actor(agent), None, {"notice": notice, "goodwill": one})
    return 202, {"event_id": event["id"]}


def left(case: FakeCase) -> float:
    return 20.0 - sum(float(one["amount_eur"]) for one in case.goodwill)


def merge(desk: FakeDesk, case: FakeCase, agent: str, given: Json) -> tuple[int, Json]:
    into = desk.cases[given["into"]]
    case.status, case.handler, case.merged_into = "resolved", "bot", into.id
    into.joined.append(case.id)
    desk.record(into, "case.joined", desk.actor(agent), None, {"from": case.id})
    desk.record(
        case,
        "conversation.resolved",
        desk.actor(agent),
        None,
        {"notice": "Jatkuu toisessa.", "into": into.id},
    )
    return 200, {"state": desk.state(into)}


def block(desk: FakeDesk, case: FakeCase, agent: str, given: Json) -> tuple[int, Json]:
    case.status, case.handler, case.blocked_until = "resolved", "bot", "2027-01-01T10:00:00.000Z"
    desk.record(
        case,
        "customer.blocked",
        desk.actor(agent),
        None,
        {"reason": given["reason"], "until": case.blocked_until},
    )
    return 200, {"state": desk.state(case)}


def check(_desk: FakeDesk, case: FakeCase, _agent: str, given: Json) -> tuple[int, Json]:
    """Only the order number, and only blame: enough to see how the page shows it."""
    already, order = [], (case.brief or {}).get("order")
    if "?" in given["text"] and "tilausnumero" in given["text"] and order:
        already = [{"what": "order", "value": order, "event_id": None}]
    tone = ["no blame: 'olisit voinut'"] if "olisit voinut" in given["text"].lower() else []
    return 200, {"already": already, "tone": tone}


def suggest(_desk: FakeDesk, case: FakeCase, _agent: str, _given: Json) -> tuple[int, Json]:
    return 200, {"text": case.suggests}


def ack(desk: FakeDesk, case: FakeCase, agent: str, _given: Json) -> tuple[int, Json]:
    case.acked_by.append(agent)
    desk.record(case, "alert.acknowledged", desk.actor(agent), None)
    return 200, {"state": desk.state(case)}


def help_in(desk: FakeDesk, case: FakeCase, agent: str, given: Json) -> tuple[int, Json]:
    data = {"to": case.agent, "name": desk.actor(case.agent or "")["name"]}
    event = desk.record(case, "help.given", desk.actor(agent), given["text"], data)
    return 202, {"event_id": event["id"]}


def take_over(desk: FakeDesk, case: FakeCase, agent: str, _given: Json) -> tuple[int, Json]:
    case.agent = agent
    desk.record(case, "handoff.transferred", desk.actor(agent), None, {"notice": "Aino, laskutus, jatkaa."})
    return 200, {"state": desk.state(case)}


VERBS = {
    "help": help_in,
    "take-over": take_over,
    "ack": ack,
    "later": later, "snooze": snooze, "wake": wake, "reopen": reopen, "ask": ask, "ask-outside": ask_outside,
    "goodwill": goodwill, "merge": merge, "block": block, "check": check, "suggest": suggest,
}  # fmt: skip


def promise_end(desk: FakeDesk, case: FakeCase, agent: str, pid: str, given: Json) -> None:
    """What a person says of a promise."""
    one = next(one for one in case.promises if one["id"] == pid)
    if given["do"] == "move" and one.get("next_free"):
        free = one.pop("next_free")
        raise refuse(409, "call_time_taken", "There is another call at that time.", next_free=free)
    if given["do"] == "kept" and not given.get("text", "").strip():
        raise refuse(400, "outcome_missing", "Write in a sentence what came of the call.")
    if given["do"] == "withdraw" and not given.get("text", "").strip():
        raise refuse(400, "reason_missing", "Write why: the customer reads it.")
    if given["do"] == "move" and one.get("moves"):
        raise refuse(409, "promise_moved_before", "It was moved once already.")
    if given["do"] == "move":
        one |= {"due_at": given["due_at"], "moves": 1}
    types = {"confirm": "confirmed", "withdraw": "withdrawn", "move": "moved"}
    type = types.get(given["do"], given["do"])
    if type != "confirmed":
        one["status"] = type
    desk.record(case, f"promise.{type}", desk.actor(agent), given.get("text") or None, {"promise": dict(one)})


def filled(case: FakeCase, one: Json) -> Json:
    """A canned reply with the case's facts; a gap where one is missing."""
    language = case.language if case.language in one["texts"] else next(iter(one["texts"]))
    facts, missing = {"order": (case.brief or {}).get("order")}, []

    def known(gap: re.Match[str]) -> str:
        if not facts.get(gap[1]):
            missing.append(gap[1])
        return facts.get(gap[1]) or "____"

    text = re.sub(r"\{(\w+)\}", known, one["texts"][language])
    return {"language": language, "text": text, "missing": missing}


def add_casework(app: Sanic[Any, Any], desk: FakeDesk) -> None:
    """Routes beside the verbs."""
    from tests.browser.fake_desk import agent_of

    @app.post("/v1/desk/conversations/<id:str>/promises/<pid:str>")
    async def promise(request: Request, id: str, pid: str) -> HTTPResponse:
        agent, case = agent_of(desk, request), desk.cases[id]
        desk.posts.append({"conversation": id, "verb": f"promise.{request.json['do']}", **request.json})
        promise_end(desk, case, agent, pid, request.json)
        return answer({"state": desk.state(case)})

    @app.delete("/v1/desk/conversations/<id:str>/later/<lid:str>")
    async def take_back(request: Request, id: str, lid: str) -> HTTPResponse:
        agent, case = agent_of(desk, request), desk.cases[id]
        gone = next(one for one in case.later if one["id"] == lid)
        case.later.remove(gone)
        desk.record(
            case, "later.dropped", desk.actor(agent), gone["text"], {"later": gone, "reason": "taken_back"}
        )
        return answer({"later": case.later})

    @app.put("/v1/desk/conversations/<id:str>/seen")
    async def seen(request: Request, id: str) -> HTTPResponse:
        agent_of(desk, request)
        desk.cases[id].seen_by["agent"] = request.json["event_id"]
        return answer({"state": desk.state(desk.cases[id])})

    @app.post("/v1/desk/conversations/<id:str>/files")
    async def upload(request: Request, id: str) -> HTTPResponse:
        agent_of(desk, request)
        await asyncio.sleep(desk.upload_s)
        given = request.files.get("file") if request.files else None
        assert given
        if given.name.endswith(".exe"):
            raise refuse(400, "file_type_refused", "It is none of the kinds taken.")
        image = given.name.endswith(".png")
        meta = {
            "id": f"f{next(_ids)}",
            "name": given.name,
            "type": given.type,
            "size": len(given.body),
            "image": image,
        }
        desk.files[meta["id"]] = meta
        return answer({"file": meta}, status=201)

    @app.get("/v1/desk/conversations/<id:str>/files/<fid:str>")
    async def download(request: Request, id: str, fid: str) -> HTTPResponse:
        agent_of(desk, request)
        name = desk.files[fid]["name"]
        if request.args.get("preview"):
            return raw(PICTURE, content_type="image/png")
        return raw(b"what is in it", headers={"content-disposition": f'attachment; filename="{name}"'})

    @app.get("/v1/desk/search")
    async def search(request: Request) -> HTTPResponse:
        agent_of(desk, request)
        words = request.args.get("q", "").lower()
        found = [
            one
            for one in desk.cases.values()
            if words in str([each.get("text") for each in one.events]).lower()
        ]
        return answer(
            {"conversations": [desk.row(one) | {"snippet": f"… {words} …", "about": None} for one in found]}
        )

    @app.get("/v1/desk/canned")
    async def canned(request: Request) -> HTTPResponse:
        agent_of(desk, request)
        case = desk.cases.get(request.args.get("conversation", ""))
        rows = [one | ({"filled": filled(case, one)} if case else {}) for one in desk.canned]
        return answer({"canned": rows, "facts": ["customer", "agent", "order"]})

    @app.get("/v1/desk/conversations/<id:str>/goodwill")
    async def fitting(request: Request, id: str) -> HTTPResponse:
        agent_of(desk, request)
        case = desk.cases[id]
        rows = [
            {"reason": key, "amount_eur": sum, "happened": key == "delivery_late"}
            for key, sum in GOODWILL.items()
        ]
        rows.sort(key=lambda row: not row["happened"])
        return answer({"reasons": rows, "limit_eur": 20, "left_eur": left(case), "given": case.goodwill})

    @app.get("/v1/desk/conversations/<id:str>/earlier")
    async def earlier(request: Request, id: str) -> HTTPResponse:
        agent_of(desk, request)
        mine = desk.cases[id].name
        rows = [desk.row(one) for one in desk.cases.values() if one.id != id and mine and one.name == mine]
        return answer({"conversations": [row | {"promises": [], "about": None} for row in rows]})

    @app.get("/v1/desk/conversations/<id:str>/order")
    async def order(request: Request, id: str) -> HTTPResponse:
        agent_of(desk, request)
        if desk.orders_down:
            raise refuse(503, "orders_unavailable", "The order service is not answering.")
        case = desk.cases[id]
        return answer({"number": (case.brief or {}).get("order"), "order": case.order})

    @app.get("/v1/desk/conversations/<id:str>/about")
    async def about(request: Request, id: str) -> HTTPResponse:
        agent_of(desk, request)
        return answer({"suggestions": ["kaksoislasku", "laskun siirto"]})

    @app.get("/v1/outside/<secret:str>")
    async def question(_: Request, secret: str) -> HTTPResponse:
        if secret not in desk.outside:
            raise refuse(404, "link_unknown", "This link has been used, or its week is over.")
        return answer({key: value for key, value in desk.outside[secret].items() if key != "cid"})

    @app.post("/v1/outside/<secret:str>")
    async def outside(request: Request, secret: str) -> HTTPResponse:
        if secret not in desk.outside:
            raise refuse(404, "link_unknown", "This link has been used, or its week is over.")
        one = desk.outside.pop(secret)
        by = {"kind": "agent", "name": request.json["name"], "role": one["place"]}
        desk.record(desk.cases[one["cid"]], "note", by, request.json["text"], {"outside": True})
        return answer({})
