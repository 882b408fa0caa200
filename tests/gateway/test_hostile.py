"""Bodies and methods that no client of ours sends: every public endpoint answers them, none with a 5xx."""

import re

from tests.harness import Gateway

BODIES = (
    b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"text":1e999}', b'{"a":' * 5000, b'{"language":{}}',
    b'{"client_id":"\\ud800","text":"\\ud800"}', b'{"client_id":"c","text":"\\u0000"}', b'{"zone":"../../etc"}',
    b'{"event_id":"9999999999999999999999-1"}', b'{"page":"http://[::1"}', b'{"customer":"\\ud800"}',
    b'{"client_id":"q","text":"hei","files":["../x"]}', b'{"by":"email","address":"\\ud800@x.fi"}',
    b'{"client_id":"k","what":"call","slot":"9999-12-31T23:59:59Z","phone":"\\ud800"}',
    b'{"do":"move","slot":"0001-01-01T00:00:00+14:00"}', b'{"secret":"\\ud800"}', b'{"matter":"\\ud800"}',
)  # fmt: skip
METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE")


async def test_no_public_endpoint_fails_on_what_strangers_send(gateway: Gateway) -> None:
    customer = await gateway.customer()
    headers = {"Authorization": f"Bearer {customer.token}", "Content-Type": "application/json"}
    paths = (await gateway.http.get(f"{gateway.base}/openapi.json")).json()["paths"]
    public = [path for path in paths if path.startswith("/v1/conversations")]
    assert len(public) >= 10
    for path in public:
        url = re.sub(r"\{\w+\}", "%ED%A0%80", re.sub(r"\{c?id\}", customer.id, path))
        for method in METHODS:
            for body in BODIES if method in ("POST", "PUT") else (b"",):
                answer = await gateway.http.request(method, gateway.base + url, content=body, headers=headers)
                assert answer.status_code < 500, (method, path, body, answer.text)
