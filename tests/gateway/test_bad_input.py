"""Bad input gets a problem with a code and a plain sentence, loses nothing and changes nothing (issue 2)."""

from typing import Any

import pytest

from tests.harness import Gateway, refused, types

TEXTS: dict[str, list[Any]] = {
    "text_empty": ["", "   ", "\n\t ", "\u200b\u200d", " \u200f\u2060\ufeff "],
    "text_too_long": ["a" * 4001, "ä" * 4001],
    "text_control_characters": ["a\x00b", "a\x07b", "a\u202eb", "a\u2066b", "a\x9fb"],
    "body_invalid": [5, None, ["a"], {"a": 1}, True],
}


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in TEXTS.items() for text in texts])
async def test_a_text_that_cannot_be_kept_is_refused(gateway: Gateway, code: str, text: Any) -> None:
    customer = await gateway.customer()
    answer = await customer.call("POST", "/messages", json={"client_id": "a1", "text": text})
    assert refused(answer, 400, code)["field"] == "text"
    assert await customer.events() == []
    await customer.write("hei sinne", client_id="a1")


@pytest.mark.parametrize("text", ["rivi\nrivi\tsarake", "a" * 4000, "👩‍👩‍👧 ja Å"])
async def test_newline_tab_and_long_texts_stay(gateway: Gateway, text: str) -> None:
    customer = await gateway.customer()
    await customer.write(text)
    assert (await customer.events())[0]["text"] == text


@pytest.mark.parametrize("raw", [b"{", b"\xff\xfe", b"[" * 50_000, b'{"text": "\xc3"}', b"nonsense"])
async def test_malformed_json_is_refused(gateway: Gateway, raw: bytes) -> None:
    customer = await gateway.customer()
    refused(await customer.call("POST", "/messages", content=raw), 400, "json_malformed")


@pytest.mark.parametrize("raw", [b"[]", b'"x"', b"7", b"null"])
async def test_json_that_is_no_object_is_refused(gateway: Gateway, raw: bytes) -> None:
    customer = await gateway.customer()
    refused(await customer.call("POST", "/messages", content=raw), 400, "body_invalid")


@pytest.mark.parametrize(
    "more", [{}, {"client_id": ""}, {"client_id": 5}, {"client_id": None}, {"client_id": "x" * 201}]
)
async def test_a_message_needs_a_client_id(gateway: Gateway, more: dict[str, Any]) -> None:
    customer = await gateway.customer()
    answer = await customer.call("POST", "/messages", json={"text": "hei"} | more)
    assert refused(answer, 400, "body_invalid")["field"] == "client_id"


@pytest.mark.parametrize("choice", ["a", {}, {"event_id": "1-1"}, {"event_id": 1, "value": "a"}])
async def test_a_choice_of_another_form_is_refused(gateway: Gateway, choice: Any) -> None:
    customer = await gateway.customer()
    body = {"client_id": "a", "text": "x", "choice": choice}
    refused(await customer.call("POST", "/messages", json=body), 400, "body_invalid")


@pytest.mark.parametrize("surrogate", ["client_id", "text"])
async def test_half_a_character_is_refused(gateway: Gateway, surrogate: str) -> None:
    customer = await gateway.customer()
    raw = b'{"client_id": "a", "text": "b"}'.replace(
        b'"a"' if surrogate == "client_id" else b'"b"', b'"\\ud800"'
    )
    answer = await customer.call("POST", "/messages", content=raw)
    assert answer.status_code == 400
    assert answer.json()["code"] in ("body_invalid", "text_control_characters", "json_malformed")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""), ("POST", "/messages"), ("POST", "/human"), ("DELETE", "/human"), ("PUT", "/notify"),
        ("PUT", "/brief"), ("GET", "/events"),
    ],
)  # fmt: skip
async def test_a_foreign_token_opens_nothing(gateway: Gateway, method: str, path: str) -> None:
    mine, other = await gateway.customer(), await gateway.customer()
    for token in (f"Bearer {other.token}", "Bearer", "Bearer x", mine.token, f"Basic {mine.token}", ""):
        answer = await mine.call(method, path, headers={"Authorization": token})
        refused(answer, 401, "unauthorised")
    assert await mine.events() == []


@pytest.mark.parametrize(
    "cid", ["0-" + "a" * 30, "1-abc", "x", "0-", "-1-a", "0-a:b", "0-" + "a" * 100, "²-a", "%00"]
)
async def test_an_unknown_conversation_is_not_found(gateway: Gateway, cid: str) -> None:
    customer = await gateway.customer()
    customer.id = cid
    refused(await customer.call("GET"), 404, "conversation_unknown")
    refused(
        await customer.call("POST", "/messages", json={"client_id": "a", "text": "b"}),
        404,
        "conversation_unknown",
    )


async def test_an_expired_conversation_is_unknown(gateway: Gateway) -> None:
    customer = await gateway.customer()
    shard = gateway.services.store.shard(customer.id)
    await gateway.services.redis.delete(shard.conversation(customer.id, "state"))
    refused(await customer.call("GET"), 404, "conversation_unknown")


async def test_unknown_addresses_methods_and_sizes_are_problems_too(gateway: Gateway) -> None:
    http, base = gateway.http, gateway.base
    refused(await http.get(f"{base}/v1/nothing"), 404, "not_found")
    refused(await http.delete(f"{base}/v1/conversations"), 405, "method_not_allowed")
    customer = await gateway.customer()
    answer = await customer.call("POST", "/messages", content=b"x" * 1_100_000)
    refused(answer, 413, "too_large")


@pytest.mark.parametrize("wait", ["soon", "-1", "nan", "inf"])
async def test_a_wait_that_is_no_number_of_seconds_is_refused(gateway: Gateway, wait: str) -> None:
    customer = await gateway.customer()
    assert (
        refused(await customer.call("GET", f"/events?wait={wait}"), 400, "query_invalid")["field"] == "wait"
    )


async def test_a_refusal_shows_nothing_of_the_inside(gateway: Gateway) -> None:
    async def breaks(*_: Any) -> Any:
        raise RuntimeError("secret detail")

    customer = await gateway.customer()
    object.__setattr__(gateway.services.cases, "state", breaks)
    problem = refused(await customer.call("GET"), 500, "error")
    assert "secret" not in str(problem)


@pytest.mark.parametrize("raw", [b"\xff\xfe", "ä".encode(), b"\xc3"])
async def test_odd_bytes_in_headers_are_refused_not_a_crash(gateway: Gateway, raw: bytes) -> None:
    customer, aino = await gateway.customer(), await gateway.agent("aino")
    answer = await customer.http.request(
        "GET",
        f"{gateway.base}/v1/conversations/{customer.id}",
        headers=[(b"authorization", b"Bearer " + raw)],
    )
    refused(answer, 401, "unauthorised")
    answer = await aino.http.put("/presence", json={"status": "away"}, headers=[(b"x-csrf-token", raw)])
    refused(answer, 403, "csrf_invalid")
    answer = await gateway.http.get(f"{gateway.base}/v1/desk/me", headers=[(b"cookie", b"aina_desk=" + raw)])
    refused(answer, 401, "unauthorised")


async def test_a_refused_line_changes_nothing_for_the_next(gateway: Gateway) -> None:
    customer = await gateway.customer()
    await customer.call("POST", "/messages", json={"client_id": "a", "text": ""})
    await customer.write("moi siellä", client_id="a")
    await customer.bot_lines()
    assert types(await customer.events()) == ["message", "message"]
