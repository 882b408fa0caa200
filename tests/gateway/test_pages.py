"""Pages as browsers get them: compressed, with a strict policy, and readable from other pages where they must be."""

import json
from pathlib import Path

import pytest
from sanic import Request
from sanic.exceptions import SanicException

from bot.http.problem import of_anything
from tests.harness import ROOT, FakeAssistant, Gateway, RedisServer, refused
from tests.harness import gateway as started


async def test_the_widget_is_compressed_and_may_be_loaded_by_pages_of_other_origins(gateway: Gateway) -> None:
    answer = await gateway.http.get(f"{gateway.base}/widget/support-chat.js")
    assert answer.headers["access-control-allow-origin"] == "*"
    chat = await gateway.http.get(f"{gateway.base}/widget/fi.js")
    assert chat.headers["content-encoding"] == "gzip"
    plain = await gateway.http.get(f"{gateway.base}/widget/fi.js", headers={"Accept-Encoding": "identity"})
    assert plain.text == chat.text
    assert "content-encoding" not in plain.headers


async def test_no_page_runs_anything_but_its_own_scripts(gateway: Gateway) -> None:
    for page in ("demo", "desk", "docs"):
        answer = await gateway.http.get(f"{gateway.base}/{page}/")
        assert answer.status_code == 200, page
        assert "script-src 'self'" in answer.headers["content-security-policy"]
        assert (await gateway.http.get(f"{gateway.base}/{page}")).headers["location"] == f"/{page}/"


async def test_the_description_of_the_api_names_every_endpoint_of_customers_and_desk(
    gateway: Gateway,
) -> None:
    paths = (await gateway.http.get(f"{gateway.base}/openapi.json")).json()["paths"]
    assert {"/v1/conversations", "/v1/conversations/{cid}/messages", "/v1/desk/queue"} <= paths.keys()
    assert paths["/v1/conversations/{cid}/messages"]["post"]["requestBody"]


async def test_the_demo_shop_is_there_for_the_demo_company_only(
    redis: RedisServer, assistant: FakeAssistant, tmp_path: Path
) -> None:
    company = tmp_path / "company.yml"
    company.write_text(
        (ROOT / "company.yml").read_text("utf-8").replace("demo: true", "demo: false"), "utf-8"
    )
    async with started(redis.url, assistant, COMPANY=str(company)) as gateway:
        for path in ("/", "/demo", "/demo/", "/demo/demo.js"):
            assert (await gateway.http.get(f"{gateway.base}{path}")).status_code == 404, path
        assert (await gateway.http.get(f"{gateway.base}/desk/")).status_code == 200
    async with started(redis.url, assistant) as gateway:
        assert (await gateway.http.get(f"{gateway.base}/")).headers["location"] == "/demo/"


async def test_a_method_that_is_not_taken_is_refused_with_those_that_are(gateway: Gateway) -> None:
    answer = await gateway.http.delete(f"{gateway.base}/healthz")
    refused(answer, 405, "method_not_allowed")
    assert "GET" in answer.headers["allow"]


@pytest.mark.parametrize("status", [411, 414, 416, 417, 431, 451])
def test_other_refusals_are_told_as_bad_requests_with_their_own_status(status: int) -> None:
    refusal = SanicException("inner words", status_code=status, headers={"Content-Range": "bytes */7"})
    answer = of_anything(Request(b"/", {}, "1.1", "GET", None, None), refusal)  # type: ignore[arg-type]
    assert answer.status == status
    assert answer.headers["content-range"] == "bytes */7"
    document = json.loads(answer.body or b"")
    assert (document["status"], document["code"]) == (status, "bad_request")
    assert "inner words" not in str(document)


async def test_the_demo_shop_on_localhost_is_another_origin_that_may_talk_to_us(
    redis: RedisServer, assistant: FakeAssistant
) -> None:
    shop = {"Origin": "http://localhost:8000"}

    async def allowed(gateway: Gateway) -> str | None:
        answer = await gateway.http.post(f"{gateway.base}/v1/conversations", json={}, headers=shop)
        origin: str | None = answer.headers.get("access-control-allow-origin")
        return origin

    async with started(redis.url, assistant) as gateway:
        assert await allowed(gateway) == shop["Origin"]
    async with started(redis.url, assistant, PUBLIC_URL="https://aspa.example") as gateway:
        assert await allowed(gateway) is None
