"""The HTTP side of the order service: decode, call, answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from sanic import Request, Sanic
from sanic.exceptions import SanicException
from sanic.response import HTTPResponse, json

from orders.book import Row, view
from orders.deeds import VERBS
from orders.problems import Problem
from orders.shelf import Shelf

KEYS = ("email", "postcode", "phone")
Clock = Callable[[], dt.date]


def create_app(book: dict[str, Row], shelf: Shelf, today: Clock, name: str = "orders") -> Sanic[Any, Any]:
    """The application; `today` gives the date that the demo's days count from."""
    app: Sanic[Any, Any] = Sanic(name, configure_logging=False)

    def shown(row: Row) -> dict[str, Any]:
        return view(row, today(), shelf.effects.get(row.number, {}))

    @app.get("/healthz")
    async def healthz(request: Request) -> HTTPResponse:
        return json({"status": "ok", "orders": len(book)})

    @app.get("/orders/<number:str>")
    async def one(request: Request, number: str) -> HTTPResponse:
        return json(shown(_own(book, number, _keys(request.args))))

    @app.get("/orders")
    async def search(request: Request) -> HTTPResponse:
        keys = _keys(request.args)
        if "postcode" not in keys or len(keys) < 2:
            raise Problem(422, "keys_missing", "Give `email` or `phone`, and `postcode`.")
        rows = [row for row in book.values() if row.belongs_to(**keys)]
        return json({"orders": [shown(row) for row in sorted(rows, key=lambda row: -row.placed)]})

    @app.post("/orders/<number:str>/<verb:path>")
    async def do(request: Request, number: str, verb: str) -> HTTPResponse:
        if verb not in VERBS:
            raise Problem(404, "not_found", "There is no such address.")
        body, key = _body(request), _idempotency_key(request)
        row = _own(book, number, {k: str(body[k]) for k in KEYS if body.get(k)})
        asked = {"number": number, "verb": verb, "body": body}
        if (before := shelf.answer(key, asked)) is not None:
            return json(before, headers={"Idempotency-Replayed": "true"})
        deed = VERBS[verb](row, shelf.effects.get(number, {}), body, today())
        return json(shelf.keep(key, asked, number, deed), status=201)

    _errors(app)
    return app


def _own(book: dict[str, Row], number: str, keys: dict[str, str]) -> Row:
    """The order, if the keys are its own. Unknown and foreign orders look alike from outside."""
    row = book.get(number)
    if row is None or not row.belongs_to(**keys):
        raise Problem(404, "order_not_found", "No order matches what was given.")
    return row


def _keys(args: Any) -> dict[str, str]:
    return {key: args.get(key) for key in KEYS if args.get(key)}


def _body(request: Request) -> dict[str, Any]:
    body = request.json
    if not isinstance(body, dict):
        raise Problem(422, "bad_body", "The body is a JSON object.")
    return body


def _idempotency_key(request: Request) -> str:
    key = request.headers.get("idempotency-key", "").strip()
    if not key or len(key) > 200:
        raise Problem(400, "idempotency_key_missing", "Send an `Idempotency-Key` of 1 to 200 characters.")
    return key


def _errors(app: Sanic[Any, Any]) -> None:
    @app.exception(Problem)
    async def problem(request: Request, error: Problem) -> HTTPResponse:
        return _problem(error)

    @app.exception(SanicException)
    async def http(request: Request, error: SanicException) -> HTTPResponse:
        code = {400: "bad_request", 404: "not_found", 405: "method_not_allowed"}.get(
            error.status_code, "error"
        )
        return _problem(Problem(error.status_code, code, str(error)))


def _problem(error: Problem) -> HTTPResponse:
    return json(error.body(), status=error.status, content_type="application/problem+json")
