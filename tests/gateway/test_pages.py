"""Pages as browsers get them: compressed, with a strict policy, and readable from other pages where they must be."""

from tests.harness import Gateway


async def test_the_widget_is_compressed_and_may_be_loaded_by_pages_of_other_origins(gateway: Gateway) -> None:
    answer = await gateway.http.get(f"{gateway.base}/widget/support-chat.js")
    assert answer.headers["access-control-allow-origin"] == "*"
    chat = await gateway.http.get(f"{gateway.base}/widget/chat.js")
    assert chat.headers["content-encoding"] == "gzip"
    plain = await gateway.http.get(f"{gateway.base}/widget/chat.js", headers={"Accept-Encoding": "identity"})
    assert plain.text == chat.text
    assert "content-encoding" not in plain.headers


async def test_no_page_runs_anything_but_its_own_scripts(gateway: Gateway) -> None:
    for page in ("demo", "desk", "docs"):
        answer = await gateway.http.get(f"{gateway.base}/{page}/")
        assert answer.status_code == 200, page
        assert "script-src 'self'" in answer.headers["content-security-policy"]
        assert (await gateway.http.get(f"{gateway.base}/{page}")).headers["location"] == f"/{page}/"


async def test_the_description_of_the_api_names_every_endpoint_of_customers_and_desk(gateway: Gateway) -> None:
    paths = (await gateway.http.get(f"{gateway.base}/openapi.json")).json()["paths"]
    assert {"/v1/conversations", "/v1/conversations/{cid}/messages", "/v1/desk/queue"} <= paths.keys()
    assert paths["/v1/conversations/{cid}/messages"]["post"]["requestBody"]
