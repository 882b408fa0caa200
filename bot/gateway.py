"""One gateway process: HTTP and sockets over the services (bot/build.py), beside the background work (bot/background.py)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from sanic import Request, Sanic, Websocket

from bot.background import running
from bot.build import build
from bot.channels import api as customer_api
from bot.channels import customer, socket
from bot.desk import api as desk_api
from bot.desk import live as desk_live
from bot.desk import socket as desk_socket
from bot.http import metrics, site
from bot.http.api import plain_failure
from bot.http.problem import of_anything
from bot.service.services import Services
from bot.settings import Settings
from bot.store.clock import utc_now

if TYPE_CHECKING:
    from bot.channels.telegram.run import Telegram

LARGEST_BODY = 1_000_000


def create_app(
    settings: Settings, clock: Callable[[], datetime] = utc_now, name: str = "aina"
) -> Sanic[Any, Any]:
    """The Sanic app of one process. `name`: another for each app within one process."""
    services = build(settings, clock)
    app: Sanic[Any, Any] = Sanic(name, configure_logging=False)
    app.config.update(
        REQUEST_MAX_SIZE=LARGEST_BODY, WEBSOCKET_MAX_SIZE=64_000, RESPONSE_TIMEOUT=40, OAS=False, FALLBACK_ERROR_FORMAT="json",
        WEBSOCKET_PING_INTERVAL=25, WEBSOCKET_PING_TIMEOUT=25,
        PROXIES_COUNT=settings.proxies_count, FORWARDED_SECRET=settings.forwarded_secret,
    )  # fmt: skip
    app.ctx.services = services
    app.error_handler.add(Exception, of_anything)
    customer_api.api.mount(app, services, customer.failure)
    desk_api.api.mount(app, services, plain_failure)
    _add_sockets(app, services)
    telegram = _telegram(services)
    if telegram:
        telegram.mount(app)
    site.add_headers(app, services.origins)
    site.add_probes(app, services, [customer_api.api, desk_api.api], _version())
    site.add_pages(app, services.company.demo)

    @app.before_server_start
    async def start(app: Sanic[Any, Any]) -> None:
        app.ctx.stack = running(services, telegram)
        await app.ctx.stack.__aenter__()

    @app.after_server_stop
    async def stop(app: Sanic[Any, Any]) -> None:
        await app.ctx.stack.__aexit__(None, None, None)

    return app


def _telegram(services: Services) -> Telegram | None:
    """The Telegram side, where it is set up: its library takes a seventh of a process's start."""
    if not services.settings.telegram_token:
        return None
    from bot.channels.telegram.run import Telegram

    return Telegram(services)


def _add_sockets(app: Sanic[Any, Any], services: Services) -> None:
    sight = desk_live.Sight(services)

    async def customers(request: Request, ws: Websocket, cid: str) -> None:
        with metrics.SOCKETS.labels("customer").track_inprogress():
            await socket.serve(services, request, ws, cid)

    async def desks(request: Request, ws: Websocket) -> None:
        with metrics.SOCKETS.labels("desk").track_inprogress():
            await desk_socket.serve(services, sight, request, ws)

    app.add_websocket_route(customers, "/v1/conversations/<cid:str>/socket", name="customer_socket")
    app.add_websocket_route(desks, "/v1/desk/socket", name="desk_socket")


def _version() -> str:
    try:
        return version("aina")
    except PackageNotFoundError:
        return "0"
