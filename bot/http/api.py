"""Endpoints as data: one decorator decodes, checks, calls, answers, and describes the endpoint for OpenAPI.

A handler gets (services, caller, body) and the path's parameters, and gives (status, document).
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError
from sanic import HTTPResponse, Request, Sanic
from sanic.response import json as json_response

from bot.core.errors import AinaError, Invalid
from bot.http.problem import of_error
from bot.http.upload import drain, upload
from bot.service.services import Services

LONGEST_WAIT_S = 25.0
Answer = tuple[int, dict[str, Any]]
Handler = Callable[..., Awaitable[Answer | HTTPResponse]]
Caller = Callable[[Services, Request], Awaitable[Any]]
Around = Callable[[Services, Any, Request, Any, dict[str, str]], AbstractAsyncContextManager[None]]
Failure = Callable[[Services, Request, AinaError], HTTPResponse]
_PARAMETER = re.compile(r"<(\w+)(?::\w+)?>")


@dataclass(frozen=True)
class Endpoint:
    """What OpenAPI and the router need to know."""

    method: str
    path: str
    handler: Handler
    caller: Caller | None
    body: type[BaseModel] | None
    security: str | None
    status: int
    takes_file: bool = False
    around: Around | None = None
    query: tuple[str, ...] = ()

    @property
    def summary(self) -> str:
        """The first line of the handler's docstring."""
        return (inspect.getdoc(self.handler) or "").partition("\n")[0]

    @property
    def openapi_path(self) -> str:
        """The path in OpenAPI's form."""
        return _PARAMETER.sub(r"{\1}", self.path)

    @property
    def parameters(self) -> list[str]:
        """The names of the path's parameters."""
        return _PARAMETER.findall(self.path)


class Api:
    """A group of endpoints with a common way to know the caller. `around`: what each handler runs within."""

    def __init__(self, caller: Caller | None, security: str | None, around: Around | None = None) -> None:
        self.endpoints: list[Endpoint] = []
        self._caller = caller
        self._security = security
        self._around = around

    def route(
        self,
        method: str,
        path: str,
        body: type[BaseModel] | None = None,
        *,
        status: int = 200,
        open: bool = False,
        file: bool = False,
        query: tuple[str, ...] = (),
    ) -> Callable[[Handler], Handler]:
        """Registers a handler. `open`: no caller needs to be known. `status`: the usual one, for the description.

        `query`: what may stand after the `?`, for the description.
        `file`: the body is one file, which the handler gets as an Upload while it still arrives.
        """

        def register(handler: Handler) -> Handler:
            caller, security = (None, None) if open else (self._caller, self._security)
            self.endpoints.append(
                Endpoint(method, path, handler, caller, body, security, status, file, self._around, query)
            )
            return handler

        return register

    def mount(self, app: Sanic[Any, Any], services: Services, failure: Failure) -> None:
        """Adds the endpoints to an app."""
        for endpoint in self.endpoints:
            name = f"{endpoint.method}-{endpoint.path}".replace("/", "_")
            name = re.sub(r"[^\w-]", "", name)
            view = (_file_view if endpoint.takes_file else _view)(endpoint, services, failure)
            app.add_route(view, endpoint.path, [endpoint.method], name=name, stream=endpoint.takes_file)


def _view(
    endpoint: Endpoint, services: Services, failure: Failure
) -> Callable[..., Coroutine[Any, Any, HTTPResponse]]:
    async def view(request: Request, **path: str) -> HTTPResponse:
        try:
            caller = await endpoint.caller(services, request) if endpoint.caller else request
            body = parse(endpoint.body, request.body) if endpoint.body else request
            around = endpoint.around or _nothing_around
            async with around(services, caller, request, body, path):
                answer = await endpoint.handler(services, caller, body, **path)
        except AinaError as error:
            return failure(services, request, error)
        return reply(*answer) if isinstance(answer, tuple) else answer

    return view


def _nothing_around(*_given: Any) -> AbstractAsyncContextManager[None]:
    return nullcontext()


def _file_view(
    endpoint: Endpoint, services: Services, failure: Failure
) -> Callable[..., Coroutine[Any, Any, HTTPResponse]]:
    async def view(request: Request, **path: str) -> HTTPResponse:
        try:
            caller = await endpoint.caller(services, request) if endpoint.caller else request
        except AinaError as error:
            return failure(services, request, error)
        try:
            around = endpoint.around or _nothing_around
            async with around(services, caller, request, None, path):
                answer = await endpoint.handler(services, caller, await upload(request), **path)
        except AinaError as error:
            await drain(request)
            return failure(services, request, error)
        return reply(*answer) if isinstance(answer, tuple) else answer

    return view


def reply(status: int, document: dict[str, Any]) -> HTTPResponse:
    """A document as JSON."""
    return json_response(document, status, dumps=_dumps)


def parse(model: type[BaseModel], raw: bytes) -> Any:
    """A request's body as a model.

    Raises:
        Invalid: `json_malformed`, or `body_invalid` naming the field.
    """
    try:
        document = json.loads(raw or b"{}")
    except (ValueError, RecursionError):
        raise Invalid("The body is not JSON.", code="json_malformed") from None
    if not isinstance(document, dict):
        raise Invalid("The body must be a JSON object.", code="body_invalid")
    try:
        return model.model_validate(document)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise Invalid(f"{field}: {first['msg']}.", code="body_invalid", field=field) from None


def wait_s(request: Request) -> float:
    """How long a poll may wait: `wait` in seconds, 25 at most.

    Raises:
        Invalid: `query_invalid`.
    """
    raw = request.args.get("wait") or "0"
    try:
        wait = float(raw)
    except ValueError:
        wait = -1.0
    if not 0 <= wait < 1e6:
        raise Invalid("wait must be a number of seconds.", code="query_invalid", field="wait")
    return min(wait, LONGEST_WAIT_S)


def plain_failure(_services: Services, _request: Request, error: AinaError) -> HTTPResponse:
    """A problem document with nothing added."""
    return of_error(error)


def _dumps(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))
