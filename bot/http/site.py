"""Around the endpoints: pages and their security headers, CORS for the widget, probes, metrics, the API's description."""

from __future__ import annotations

import functools
import gzip
import hmac
import ipaddress
import re
from pathlib import Path
from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.response import empty, redirect
from sanic.response import json as json_response

from bot.http import metrics
from bot.http.api import Api
from bot.http.openapi import describe
from bot.http.problem import problem
from bot.http.ready import NEEDED, Readiness
from bot.service.services import Services

WEB = Path(__file__).parents[1] / "web"
PAGES = ("demo", "desk", "docs", "open")
STRICT = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
STRICT += "font-src 'self'; media-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
# The desk shows what strangers write, so no string becomes markup there; Swagger UI sets style attributes.
CSP = {
    "desk": f"{STRICT}; require-trusted-types-for 'script'",
    "docs": STRICT.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'"),
}
CORS_PATHS = "/v1/conversations"
SMALL = 500
COMPRESSED = ("text/", "application/javascript", "image/svg+xml")


def add_pages(app: Sanic[Any, Any], demo: bool) -> None:
    """The widget, the desk, the API's page and, where wanted, the demo shop, as static files."""
    for name, made in (("widget", WEB / "widget/dist"), ("vendor", WEB / "vendor")):
        if made.is_dir():
            app.static(f"/{name}", made, name=name)
    for page in PAGES:
        if (WEB / page).is_dir() and (demo or page != "demo"):
            app.static(f"/{page}/", WEB / page, name=page, index="index.html")
            app.add_route(_with_slash, f"/{page}", name=f"{page}_slash", strict_slashes=True)
    if demo:
        app.add_route(_front, "/", name="front")


async def _with_slash(request: Request) -> HTTPResponse:
    return redirect(f"{request.path}/")


async def _front(_request: Request) -> HTTPResponse:
    return redirect("/demo/")


def add_headers(app: Sanic[Any, Any], allowed: tuple[str, ...]) -> None:
    """CORS for customers' endpoints (never with credentials), security headers for everything."""

    @app.on_request  # type: ignore[untyped-decorator,unused-ignore]
    async def preflight(request: Request) -> HTTPResponse | None:
        if request.method == "OPTIONS" and request.path.startswith(CORS_PATHS):
            return empty(204)
        return None

    @app.on_response  # type: ignore[untyped-decorator,unused-ignore]
    async def headers(request: Request, response: HTTPResponse) -> None:
        metrics.ANSWERS.labels(request.method, _route(request), response.status).inc()
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        top = request.path.split("/", 2)[1]
        if top in PAGES:
            response.headers["Content-Security-Policy"] = _policy(top, request.host)
            response.headers["Cache-Control"] = "no-cache"
        if top in ("widget",):
            response.headers["Access-Control-Allow-Origin"] = "*"
            response.headers["Cache-Control"] = "no-cache"
        if top == "v1":
            response.headers.setdefault("Cache-Control", "no-store")
        compress(request, response)
        origin = request.headers.get("origin")
        if origin and request.path.startswith(CORS_PATHS) and allows(allowed, origin):
            response.headers.update(
                {
                    "Access-Control-Allow-Origin": origin,
                    "Access-Control-Allow-Methods": "GET, POST, PUT, DELETE",
                    "Access-Control-Allow-Headers": "authorization, content-type",
                    "Access-Control-Max-Age": "600",
                    "Vary": "Origin",
                }
            )


def _policy(top: str, host: str) -> str:
    """What a page may load. The demo shop on localhost loads the chat from another origin, as any shop does: 127.0.0.1."""
    policy = CSP.get(top, STRICT)
    if top != "demo" or not (port := re.fullmatch(r"localhost:(\d{1,5})", host)):
        return policy
    gateway = f"127.0.0.1:{port[1]}"
    return policy.replace("'self'", f"'self' http://{gateway} ws://{gateway}")


def compress(request: Request, response: HTTPResponse) -> None:
    """Gzips pages and scripts for who takes it: the widget loads on other people's pages."""
    body = getattr(response, "body", None)  # a file on its way, piece by piece, has none
    if not body or len(body) < SMALL or "gzip" not in request.headers.get("accept-encoding", ""):
        return
    if request.method == "GET" and (response.content_type or "").startswith(COMPRESSED):
        response.body = _gzipped(body if isinstance(body, bytes) else body.encode())
        response.headers["Content-Encoding"] = "gzip"
        response.headers.add("Vary", "Accept-Encoding")
        response.headers.pop("Content-Length", None)


@functools.lru_cache(maxsize=128)
def _gzipped(body: bytes) -> bytes:
    return gzip.compress(body, 9, mtime=0)


def allows(allowed: tuple[str, ...], origin: str) -> bool:
    """Whether pages of this origin may talk to customers' endpoints."""
    return "*" in allowed or origin.rstrip("/") in allowed


def add_probes(app: Sanic[Any, Any], services: Services, apis: list[Api], version: str) -> None:
    """`/healthz`, `/readyz`, `/metrics`, `/openapi.json`."""
    document = describe([endpoint for api in apis for endpoint in api.endpoints], version)

    @app.get("/healthz")
    async def healthz(_request: Request) -> HTTPResponse:
        return json_response({"status": "ok"})

    readiness = Readiness(services)

    @app.after_server_stop
    async def close(_app: Sanic[Any, Any]) -> None:
        await readiness.close()

    @app.get("/readyz")
    async def readyz(_request: Request) -> HTTPResponse:
        parts = await readiness.parts()
        ready = all(parts[name] for name in NEEDED)
        why = {"why": found} if (found := readiness.why()) else {}
        return json_response({"ready": ready, "parts": parts, **why}, 200 if ready else 503)

    @app.get("/metrics")
    async def figures(request: Request) -> HTTPResponse:
        if not _may_measure(services.settings.metrics_token, request):
            return problem(401, "unauthorised", "The metrics need METRICS_TOKEN as a bearer token.")
        return HTTPResponse(metrics.exposition(), content_type="text/plain; version=0.0.4; charset=utf-8")

    @app.get("/openapi.json")
    async def openapi(_request: Request) -> HTTPResponse:
        return json_response(document)


def _may_measure(token: str | None, request: Request) -> bool:
    if token:
        return hmac.compare_digest(
            request.headers.get("authorization", "").encode("utf-8", "surrogatepass"),
            f"Bearer {token}".encode(),
        )
    if "x-forwarded-for" in request.headers or "forwarded" in request.headers:
        return False  # a proxy on this machine brought it, from anywhere
    try:
        return ipaddress.ip_address(request.ip).is_loopback
    except ValueError:
        return False


def _route(request: Request) -> str:
    return request.route.path if request.route else "none"
