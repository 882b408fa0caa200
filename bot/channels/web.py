"""Customers on the web: words in, events out. Each handler decodes, calls a verb, answers."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import urlsplit

from sanic import HTTPResponse, Request
from sanic.response import raw

from bot.channels import choices, cursor, customer
from bot.channels.bodies import (
    BriefCorrection,
    HumanWanted,
    NewConversation,
    NewMessage,
    Notify,
    PromiseVerb,
    PromiseWanted,
)
from bot.channels.calendar import file_of
from bot.core import case, seen
from bot.core import notify as core_notify
from bot.core.blocked import Blocked
from bot.core.conversation import Change, Conversation, Promise
from bot.core.errors import Invalid, Unknown
from bot.core.event import for_customer, stamp
from bot.core.message import clean, digest
from bot.core.promised import EVERY, find
from bot.core.reach import CHAT
from bot.core.said import Said
from bot.core.when import zone_named
from bot.http.api import Answer, Api, wait_s
from bot.http.bodies import SeenUpTo
from bot.http.fields import e164
from bot.service.promises import new_id
from bot.service.services import Services
from bot.store.stored import Stored, well_formed

api = Api(customer.of_request, "conversation")


@api.route("POST", "/v1/conversations", NewConversation, status=201, open=True)
async def open_conversation(services: Services, request: Request, body: NewConversation) -> Answer:
    """Opens a conversation; the opening words are in `state.greeting`. 200: the same `client_id` opened it a moment ago."""
    now = services.roster.clock()
    secret, key, helped_by = await services.customers.known(body.customer)
    if found := await services.blocks.of_customer(key if body.customer else None, stamp(now)):
        raise Blocked(phone=services.company.phone, until=found.until)
    cid = services.store.new_id()
    if body.client_id and (again := await _opened_before(services, request, body, cid, (secret, key))):
        return 200, again
    conversation = Conversation(
        id=cid,
        language=customer.language_of(services, body.language),
        created_at=now,
        name=clean(body.name, "name") if body.name else None,
        customer=key,
        page=_without_query(body.page),
        zone=body.zone if zone_named(body.zone) else None,
        helped_before=helped_by,
    )
    token = await services.store.create(conversation)
    state = await services.cases.state(conversation)
    opened = {"id": conversation.id, "token": token, "customer": secret}
    return 201, opened | {"cursor": cursor.make(cursor.START, state), "state": state}


async def _opened_before(
    services: Services, request: Request, body: NewConversation, cid: str, known: tuple[str, str]
) -> dict[str, Any] | None:
    """What the same request opened whose answer got lost; None: `cid` is the first, or the other was written in since.

    From one address and one customer only: a `client_id` may be guessed, a conversation is nobody else's.
    """
    address = request.client_ip
    before = await services.customers.opened(digest(body.client_id or "", address, body.customer or ""), cid)
    if not before:
        return None
    try:
        stored = await services.store.load(before)
    except Unknown:
        return None
    if stored.conversation.wrote_at or stored.conversation.handler != "bot":
        return None
    secret, key = known
    outcome = await services.cases.do(before, lambda _world, c: Change(c.but(customer=key)))
    state = await services.cases.state(outcome.conversation)
    opened = {"id": before, "token": await services.store.add_token(before), "customer": secret}
    return opened | {"cursor": cursor.make(cursor.START, state), "state": state}


@api.route("GET", "/v1/conversations/<cid:str>")
async def conversation(services: Services, stored: Stored, _request: Request, cid: str) -> Answer:
    """The state now, and the cursor after everything so far."""
    state = await services.cases.state(stored.conversation)
    return 200, {"id": cid, "cursor": cursor.make(stored.last, state), "state": state}


@api.route("POST", "/v1/conversations/<cid:str>/messages", NewMessage, status=202)
async def write(services: Services, stored: Stored, body: NewMessage, cid: str) -> Answer:
    """Takes a customer's line. 202: stored; 200: it was already."""
    said = await _said(services, cid, body)
    outcome = await services.promises.wrote(cid, said, stored)
    if outcome.repeated:
        return 200, {"event_id": outcome.repeated}
    if stored.conversation.wrote_at is None and stored.conversation.customer:
        at = services.roster.clock().timestamp()
        await services.customers.remember(stored.conversation.customer, cid, at)
    return 202, {"event_id": outcome.events[0]["id"]}


@api.route("POST", "/v1/conversations/<cid:str>/human", HumanWanted, status=202)
async def ask_human(services: Services, _stored: Stored, body: HumanWanted, cid: str) -> Answer:
    """A person is wanted. Asked is asked; never touches the assistant."""
    outcome = await services.cases.request(cid, body.client_id, clean(body.to, "to") if body.to else None)
    return 202, {"state": await services.cases.state(outcome.conversation)}


@api.route("DELETE", "/v1/conversations/<cid:str>/human")
async def withdraw_human(services: Services, _stored: Stored, _request: Request, cid: str) -> Answer:
    """No person is needed after all; after a claim 409 names who has it."""
    outcome = await services.cases.withdraw(cid)
    return 200, {"state": await services.cases.state(outcome.conversation)}


@api.route("PUT", "/v1/conversations/<cid:str>/brief", BriefCorrection)
async def correct_brief(services: Services, _stored: Stored, body: BriefCorrection, cid: str) -> Answer:
    """The customer corrects what we understood; the desk sees it at once."""
    given = {key: clean(value, key) for key, value in body.model_dump(exclude_none=True).items()}
    outcome = await services.cases.do(cid, lambda world, c: case.brief_corrected(world, c, given))
    return 200, {"state": await services.cases.state(outcome.conversation)}


@api.route("PUT", "/v1/conversations/<cid:str>/seen", SeenUpTo)
async def mark_seen(services: Services, _stored: Stored, body: SeenUpTo, cid: str) -> Answer:
    """How far the customer has read: the person who has the case sees it, and a promised answer is kept by it."""
    if not well_formed(body.event_id):
        raise Invalid("event_id is not one of an event.", code="body_invalid", field="event_id")
    outcome = await services.cases.do(cid, lambda _world, c: seen.by_customer(c, body.event_id))
    await services.cases.tell_desk(cid, {"type": "seen", "event_id": outcome.conversation.read_by_customer})
    await services.sight.shown(outcome.conversation, body.event_id)
    return 200, {}


@api.route("PUT", "/v1/conversations/<cid:str>/notify", Notify)
async def notify(services: Services, stored: Stored, body: Notify, cid: str) -> Answer:
    """Where to tell when the answer comes."""
    chosen = services.ways.chosen(body.by, body.address)
    if body.by == CHAT and not stored.conversation.chat:
        raise Invalid("Open the chat first: POST …/link gives the way.", code="chat_missing", field="by")
    outcome = await services.cases.do(cid, lambda _world, c: core_notify.chosen(c, chosen))
    await services.cases.tell_state(cid)
    return 200, {"state": await services.cases.state(outcome.conversation)}


@api.route("GET", "/v1/conversations/<cid:str>/slots", query=("promise",))
async def slots(services: Services, stored: Stored, request: Request, cid: str) -> Answer:
    """Real free times, the soonest first; a new one only while nobody able is free (`now`); else `other_way`."""
    return 200, await services.promises.free(stored.conversation, request.args.get("promise") or "")


@api.route("POST", "/v1/conversations/<cid:str>/promises", PromiseWanted, status=202)
async def ask_promise(services: Services, _stored: Stored, body: PromiseWanted, cid: str) -> Answer:
    """A free time of the customer's choice; the number is read back in `state.promises`. 200: it was asked already."""
    phone = e164(body.phone) if body.phone else None
    where = "phone" if body.what == "call" else "web"
    said = clean(body.text) if body.text.strip() else ""
    one = Promise(new_id(), "", body.what, services.roster.clock(), where, said, phone)
    outcome = await services.promises.ask(cid, body.client_id, body.slot, one)
    if outcome.repeated:
        return 200, {"event_id": outcome.repeated}
    state = await services.cases.state(outcome.conversation)
    return 202, {"event_id": outcome.events[0]["id"], "state": state}


@api.route("POST", "/v1/conversations/<cid:str>/promises/<pid:str>", PromiseVerb)
async def promise(services: Services, _stored: Stored, body: PromiseVerb, cid: str, pid: str) -> Answer:
    """Moves or cancels what was promised, or says that it was not kept: the customer's word counts."""
    if body.do == "move":
        if not body.slot:
            raise Invalid("Pick a time from slots.", code="slot_unknown", field="slot")
        outcome = await services.promises.move(cid, pid, body.slot)
    else:
        verb = services.promises.withdraw if body.do == "cancel" else services.promises.dispute
        outcome = await verb(cid, pid)
    return 200, {"state": await services.cases.state(outcome.conversation)}


@api.route("GET", "/v1/conversations/<cid:str>/promises/<pid:str>")
async def promise_calendar(
    services: Services, stored: Stored, _request: Request, cid: str, pid: str
) -> HTTPResponse:
    """`{pid}.ics`: a promised time as a calendar file; one that was moved keeps its place there."""
    c, name = stored.conversation, pid.removesuffix(".ics")
    one = find(c, name if name != pid else "", EVERY)
    headers = {"Content-Disposition": f'attachment; filename="{one.id}.ics"', "Cache-Control": "no-store"}
    return raw(
        file_of(services.roster.world(), c, one), headers=headers, content_type="text/calendar; charset=utf-8"
    )


@api.route("GET", "/v1/conversations/<cid:str>/events")
async def events(services: Services, stored: Stored, request: Request, cid: str) -> Answer:
    """Long poll: at most 200 events after a cursor; returns early on events and when the state changes."""
    after, seen = cursor.parse(request.args.get("after"))
    wait = wait_s(request)
    await services.sight.shown(stored.conversation, after)
    loop = asyncio.get_running_loop()
    with services.hub.follow(cid) as follower:
        until = loop.time() + wait
        while True:
            shown, after = await page(services, cid, after)
            state = await services.cases.state((await services.store.load(cid)).conversation)
            seen = seen or cursor.digest(state)
            follower.waiting = state["queue"] is not None
            left = until - loop.time()
            if shown or cursor.digest(state) != seen or left <= 0:
                return 200, {"events": shown, "cursor": cursor.make(after, state), "state": state}
            await follower.wait(left)


async def page(services: Services, cid: str, after: str) -> tuple[list[dict[str, Any]], str]:
    """The next events a customer may see, at most 200 of the log, and the id to go on from."""
    while True:
        rows = await services.store.logs.after(cid, after)
        after = rows[-1]["id"] if rows else after
        shown = [event for event in map(for_customer, rows) if event]
        if shown or not rows:
            return shown, after


async def _said(services: Services, cid: str, body: NewMessage) -> Said:
    files = await services.files.named(cid, body.files)
    text = "" if files and not body.text.strip() else clean(body.text)
    if not body.choice:
        return Said(text, body.client_id, files=files)
    taken = await choices.taken(services, cid, body.choice.event_id, body.choice.value)
    return Said(text, body.client_id, taken.value, taken.payload, taken.choice, files)


def _without_query(page: str | None) -> str | None:
    """The page without what may identify or leak: query, fragment, and any sign-in in the address."""
    if not page:
        return None
    try:
        parts = urlsplit(page)
        host = parts.hostname or ""
        return parts._replace(
            netloc=f"{host}:{parts.port}" if parts.port else host, query="", fragment=""
        ).geturl()
    except ValueError:
        return None
