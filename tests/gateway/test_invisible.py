"""What is for the desk only never reaches the customer, whatever the type and whatever the key (invariant 9)."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.core.event import VISIBLE, Actor, Event, for_customer
from tests.harness import Gateway, frames_until, of

DESK_ONLY_TYPES = (
    "note",
    "handoff.offered",
    "handoff.declined",
    "reply.suppressed",
    "delivery.failed",
    "audit",
)
DESK_ONLY_KEYS = (
    "reasons", "reason", "signals", "urgency", "alarm", "frustration", "payloads", "did", "turn_id", "to", "from",
    "about", "why", "name", "audit", "help", "by",
)  # fmt: skip
SECRET = "SALAISUUS"
events = st.builds(
    lambda type, keys: {
        "id": "1-1", "type": type, "at": "2026-01-01T00:00:00.000Z",
        "by": {"kind": "agent", "name": "Aino", "role": "laskutus", "id": "aino", "email": SECRET},
        "data": dict.fromkeys(keys, SECRET), "internal": SECRET,
    },
    st.sampled_from([*VISIBLE, *DESK_ONLY_TYPES]) | st.text(max_size=20),
    st.sets(st.sampled_from(DESK_ONLY_KEYS) | st.text(max_size=12)),
)  # fmt: skip


@given(events)
def test_only_the_allow_list_passes(event: dict[str, Any]) -> None:
    shown = for_customer(event)
    if event["type"] not in VISIBLE:
        assert shown is None
        return
    assert shown is not None
    assert set(shown) <= {"id", "type", "at", "by", "text", "data"}
    assert set(shown["by"]) <= {"kind", "name", "role"}
    assert set(shown.get("data", {})) <= VISIBLE[event["type"]]


def test_the_desks_own_types_and_keys_are_not_on_the_list() -> None:
    assert not set(DESK_ONLY_TYPES) & set(VISIBLE)
    for keys in VISIBLE.values():
        assert not set(DESK_ONLY_KEYS) & keys


@given(st.none() | st.text(max_size=3), st.none() | st.text(max_size=3))
def test_an_event_by_a_human_without_name_and_role_cannot_be_made(name: str | None, role: str | None) -> None:
    if name and role:
        assert Event("message", Actor("agent", name, role), at=None).by.name == name  # type: ignore[arg-type]
        return
    try:
        Actor("agent", name, role)
    except ValueError:
        return
    raise AssertionError("a nameless human")


async def test_poll_and_socket_show_the_same_and_nothing_of_the_desks(gateway: Gateway) -> None:
    async def proposes(_turn: dict[str, Any]) -> Any:
        custom = {
            "propose": "handoff", "reason": f"{SECRET}-reason", "urgency": "critical", "alarm": True,
            "signals": [{"name": f"{SECRET}-signal", "text": SECRET}], "topic": SECRET, "frustration": 0.9,
            "did": [{"action": SECRET, "summary": SECRET}], "matter": "invoice_question", "gist": SECRET,
            "brief": {"order": "1001", "frustration": SECRET, "note": SECRET},
        }  # fmt: skip
        return [{"text": "Ymmärrän.", "custom": custom, "buttons": [{"payload": SECRET}]}]

    gateway.assistant.answer = proposes
    aino, mikko = await gateway.agent("aino"), await gateway.agent("mikko")
    customer = await gateway.customer()
    await customer.write("lasku on taas väärin ja olen vihainen")
    await customer.bot_lines(2)
    await aino.verb(customer.id, "decline", reason=SECRET)
    await mikko.verb(customer.id, "decline", reason=SECRET)
    await aino.verb(customer.id, "claim")
    await aino.say(customer.id, SECRET, "notes")
    await customer.call("PUT", "/brief", json={"order": "1001"})
    await aino.say(customer.id, "Hei, katson tätä.")
    await aino.verb(customer.id, "resolve", about=SECRET)
    whole = json.dumps((await aino.case(customer.id))["events"])
    assert SECRET in whole
    polled = await customer.events()
    async with customer.socket() as ws:
        frames = await frames_until(
            ws, lambda f: f["type"] == "events" and of(f["events"], "conversation.resolved")
        )
    assert [e for f in frames for e in f.get("events", ())] == polled
    seen = json.dumps([frames, polled, await customer.state(), (await customer.call("GET")).json()])
    assert SECRET not in seen
    for key in ("reasons", "urgency", "signals", "turn_id", "frustration", "declined", "epoch", "gist"):
        assert f'"{key}"' not in seen
